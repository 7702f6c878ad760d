"""Ray's own client as an oracle: one question a line on stdin, one answer a line on stdout.

{"ask": "json" | "yaml", "text": ...}: what submit_job would send for this runtime_env.
{"ask": "values", "text": ...}: what yaml.safe_load makes of the text, types spelled out;
what JSON does not have counts as refused, since no request can carry it.
"""
import json
import logging
import os
import struct
import sys

answers = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)

import requests
import yaml
from ray._private.runtime_env import working_dir
from ray.dashboard.modules.job.sdk import JobSubmissionClient

logging.disable(logging.CRITICAL)
# Ray 2.52 sends a local archive past the client.
working_dir.upload_package_to_gcs = lambda uri, data: None


class Answer:
    status_code = 200

    def json(self):
        return {"job_id": "j", "submission_id": "j"}


class Client(JobSubmissionClient):
    """The real one, cut off from the network: an upload succeeds if there is something to send."""

    def __init__(self):
        self._default_metadata = {}

    def _check_connection_and_version(self, **kwargs):
        pass

    def _package_exists(self, package_uri):
        return False

    def _upload_package(self, package_uri, package_path, **kwargs):
        if not os.path.exists(package_path or "."):
            raise FileNotFoundError(package_path)

    def _do_request(self, method, endpoint, *, data=None, json_data=None, **kwargs):
        prepared = requests.Request("POST", "http://host/", json=json_data).prepare()
        self.sent = json.loads(prepared.body)
        return Answer()


class Loader(yaml.SafeLoader):
    """safe_load's own, but dates are refused where they stand, not when JSON is written."""


def refuse(loader, node):
    raise TypeError("JSON has no dates")


Loader.add_constructor("tag:yaml.org,2002:timestamp", refuse)


def spelled(value):
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        # Java and Python write the same number in different ways; its bits are the same.
        return ["float", "nan" if value != value else struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["str", value]
    if isinstance(value, dict):
        return ["map", [[spelled(k), spelled(v)] for k, v in value.items()]]
    if isinstance(value, list):
        return ["list", [spelled(v) for v in value]]
    raise TypeError("JSON has no " + type(value).__name__)


def answer(question):
    text = question["text"]
    if question["ask"] == "values":
        return spelled(yaml.load(text, Loader))
    load = json.loads if question["ask"] == "json" else yaml.safe_load
    client = Client()
    client.submit_job(entrypoint="true", runtime_env=load(text))
    return client.sent["runtime_env"]


for line in sys.stdin.buffer:
    try:
        reply = {"value": answer(json.loads(line))}
    except Exception as e:
        reply = {"refused": type(e).__name__ + ": " + str(e)[:300]}
    answers.write(json.dumps(reply) + "\n")
    answers.flush()
