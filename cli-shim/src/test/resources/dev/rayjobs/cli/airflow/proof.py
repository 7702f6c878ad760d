"""The DAGs of AirflowIT: what Airflow does to a task while its job runs on Ray.

PROOF_JOB is the script that all of them run, PROOF_MARKS the folder by which it and the test
understand each other, PROOF_WRONG_TOKEN a file with a token that Ray does not know, PROOF_SECRET a
text that nobody may see.
"""

import json
import os
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task
from ray_job import RayJobOperator


def dag(name, retries):
    return DAG(
        name,
        schedule=None,
        start_date=datetime(2026, 1, 1),
        default_args={"retries": retries, "retry_delay": timedelta(seconds=1)},
    )


def on_ray(name, **settings):
    return BashOperator(
        task_id="on_ray",
        bash_command=(
            "exec ray-job submit --submission-id auto --if-exists resume --on-signal stop"
            f" --output json -- bash '{os.environ['PROOF_JOB']}' '{os.environ['PROOF_MARKS']}' {name}"
        ),
        env={"RAY_JOB_MAP_INDEX": "{{ ti.map_index }}", "RAY_JOB_GENERATION": "{{ ti.max_tries }}"},
        append_env=True,
        **settings,
    )


@task
def use(result):
    return json.loads(result)["submission_id"]


for name in ("command_killed", "task_killed", "dashboard_restarted", "cleared"):
    with dag(name, retries=2):
        use(on_ray(name).output)

for name, tries in (("fails", 1), ("marked_failed", 2)):
    with dag(name, retries=tries):
        on_ray(name)

with dag("times_out", retries=4):
    on_ray("times_out", execution_timeout=timedelta(seconds=40))

with dag("operator_killed", retries=2):
    RayJobOperator(
        task_id="on_ray",
        entrypoint=f"bash '{os.environ['PROOF_JOB']}' '{os.environ['PROOF_MARKS']}' operator_killed",
        runtime_env={"env_vars": {"PROOF_SECRET": os.environ["PROOF_SECRET"]}},
    )

# Skipped only if the job got its runtime_env and the driver's exit code is the command's.
with dag("operator_skips", retries=0):
    RayJobOperator(
        task_id="on_ray",
        entrypoint='test "$PROOF" = "a b" && exit 7',
        runtime_env={"env_vars": {"PROOF": "a b"}},
        options=["--exit-code", "driver"],
        skip_on=[7],
    )

with dag("operator_fails", retries=1):
    RayJobOperator(task_id="on_ray", entrypoint="echo no such table: baskets; exit 3")

with dag("operator_misused", retries=3):
    RayJobOperator(task_id="on_ray", entrypoint="true", options=["--no-such-option"])

with dag("wrong_token", retries=3):
    RayJobOperator(
        task_id="on_ray", entrypoint="true", token_file=os.environ["PROOF_WRONG_TOKEN"]
    )
