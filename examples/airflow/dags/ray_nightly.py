"""Each night a job on Ray, and a task that uses its result.

The token comes from the workers' environment: RAY_AUTH_MODE=token, and RAY_AUTH_TOKEN_PATH, which
names a file. It is not in this file, and so in no rendered template and no log.
"""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task

JOB = Path(__file__).resolve().parent.parent / "job"

# The same id for each try; a retry takes over the job of the try before, or starts another if that
# failed; a time-out, "mark failed" and "clear" stop it; the result is the last line.
SUBMIT = (
    "exec ray-job submit --submission-id auto --if-exists resume --on-signal stop"
    " --timeout 50m --on-timeout stop --output json"
)

with DAG(
    "ray_nightly",
    schedule="@daily",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    default_args={"retries": 2, "retry_delay": timedelta(seconds=5)},
):
    report = BashOperator(
        task_id="report",
        bash_command=SUBMIT + " --working-dir '{{ params.job }}' -- python report.py '{{ run_id }}'",
        params={"job": str(JOB)},
        # What Airflow does not tell by itself. max_tries grows when a finished task is cleared, and
        # then the job runs again.
        env={"RAY_JOB_MAP_INDEX": "{{ ti.map_index }}", "RAY_JOB_GENERATION": "{{ ti.max_tries }}"},
        append_env=True,
        execution_timeout=timedelta(hours=1),
        pool=os.environ.get("RAY_POOL", "default_pool"),
    )

    @task
    def announce(result: str) -> str:
        job = json.loads(result)
        return f"{job['submission_id']} {job['status']} after {job['duration_seconds']} s"

    announce(report.output)
