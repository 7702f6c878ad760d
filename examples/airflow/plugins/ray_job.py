"""An Airflow operator that runs a job on Ray by the program `ray-job`.

Put this file into the plugins folder, and `ray-job` on the workers' PATH. The token comes from the
workers' environment (RAY_AUTH_MODE=token and RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH) or from the
file `token_file`; it is never part of a command line, of a rendered field or of a log. The
runtime_env, whose env_vars may hold secrets, is a rendered field, but neither on the command line
of `ray-job` nor in the task's log.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from typing import Any, Sequence

from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.sdk import BaseOperator, BaseOperatorLink

# What another try cannot mend: the command line, the token.
HOPELESS = {2, 3}


class RayDashboardLink(BaseOperatorLink):
    """The job's page in Ray's dashboard."""

    name = "Ray dashboard"

    def get_link(self, operator: BaseOperator, *, ti_key: Any) -> str:
        # Airflow asks at the end of the task, where it ran.
        return getattr(operator, "dashboard_url", "")


class RayJobOperator(BaseOperator):
    """Submits a job, shows its log, and returns its result: the JSON of `ray-job submit`.

    A retry takes over the job of the try before, or starts a new one if that failed; a time-out,
    "mark failed" and "clear" stop it.

    :param entrypoint: the shell command that the job runs
    :param working_dir: a folder that is packaged and uploaded, or the URI of a package
    :param runtime_env: the rest of the job's runtime_env
    :param metadata: texts to keep with the job
    :param address: of Ray's dashboard; default: RAY_ADDRESS of the worker
    :param token_file: holds the token; default: what the worker's environment says
    :param options: more options of `ray-job submit`
    :param skip_on: exit codes of `ray-job submit` that skip the task, such as 5 for a job that was
        stopped by somebody
    """

    template_fields: Sequence[str] = (
        "entrypoint",
        "working_dir",
        "runtime_env",
        "metadata",
        "address",
        "options",
    )
    template_fields_renderers = {"entrypoint": "bash", "runtime_env": "json", "metadata": "json"}
    operator_extra_links = (RayDashboardLink(),)
    ui_color = "#d8eefc"

    def __init__(
        self,
        *,
        entrypoint: str,
        working_dir: str | None = None,
        runtime_env: dict[str, Any] | None = None,
        metadata: dict[str, str] | None = None,
        address: str | None = None,
        token_file: str | None = None,
        options: Sequence[str] = (),
        skip_on: Sequence[int] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.entrypoint = entrypoint
        self.working_dir = working_dir
        self.runtime_env = runtime_env
        self.metadata = metadata
        self.address = address
        self.token_file = token_file
        self.options = options
        self.skip_on = skip_on
        self.dashboard_url = ""
        self._process: subprocess.Popen[str] | None = None

    def execute(self, context: Any) -> dict[str, Any]:
        self.log.info("Running on Ray: %s", self.entrypoint)
        # A group of its own: a signal to it reaches the program once, from on_kill.
        self._process = subprocess.Popen(
            self._command(),
            env=self._environment(context["ti"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        last = ""
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(BrokenPipeError):  # the program has ended, and says why
            with self._process.stdin as stdin:
                stdin.write(json.dumps(self.runtime_env or {}))
        for line in self._process.stdout:
            last = line.rstrip("\n")
            self.log.info("%s", last)
        return self._result(self._process.wait(), last)

    def on_kill(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def _command(self) -> list[str]:
        command = ["ray-job", "submit", "--submission-id", "auto", "--if-exists", "resume"]
        command += ["--on-signal", "stop", "--output", "json"]
        if self.working_dir:
            command += ["--working-dir", self.working_dir]
        if self.runtime_env:
            # Others see a command line.
            command += ["--runtime-env", "/dev/stdin"]
        if self.metadata:
            command += ["--metadata-json", json.dumps(self.metadata)]
        return [*command, *self.options, "--shell", self.entrypoint]

    def _environment(self, ti: Any) -> dict[str, str]:
        environment = {
            **os.environ,
            "AIRFLOW_CTX_DAG_ID": ti.dag_id,
            "AIRFLOW_CTX_DAG_RUN_ID": ti.run_id,
            "AIRFLOW_CTX_TASK_ID": ti.task_id,
            "RAY_JOB_MAP_INDEX": str(ti.map_index),
            "RAY_JOB_GENERATION": str(ti.max_tries),
        }
        if self.address:
            environment.pop("RAY_API_SERVER_ADDRESS", None)
            environment["RAY_ADDRESS"] = self.address
        if self.token_file:
            environment.pop("RAY_AUTH_TOKEN", None)
            environment.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN_PATH=self.token_file)
        return environment

    def _result(self, code: int, last: str) -> dict[str, Any]:
        try:
            result = json.loads(last)
        except ValueError:
            result = {}
        self.dashboard_url = result.get("dashboard_url") or ""
        if code == 0:
            return result
        reason = f"ray-job ended with {code}: {result.get('error') or result.get('message') or last}"
        if code in self.skip_on:
            raise AirflowSkipException(reason)
        raise AirflowFailException(reason) if code in HOPELESS else AirflowException(reason)
