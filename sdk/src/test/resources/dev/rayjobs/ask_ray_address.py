"""Ray's own client, asked which dashboard it would go to.

Reads questions from stdin, one JSON object a line: {"environment": {...}, "address": "..." or null}.
Answers on stdout, one JSON object a line: {"url": "..."} or {"refused": "..."}.
"""
import json
import os
import sys

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

from ray.dashboard.utils import get_address_for_submission_client

VARIABLES = ["RAY_API_SERVER_ADDRESS", "RAY_ADDRESS", "RAY_TMPDIR", "TMPDIR"]

for line in sys.stdin:
    question = json.loads(line)
    for name in VARIABLES:
        os.environ.pop(name, None)
    os.environ.update(question["environment"])
    try:
        answer = {"url": get_address_for_submission_client(question["address"])}
    except Exception as e:
        answer = {"refused": type(e).__name__ + ": " + str(e)[:300]}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
