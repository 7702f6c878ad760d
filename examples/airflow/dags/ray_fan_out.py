"""Twenty jobs at once, one for each part, and a task that puts their results together."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task

JOB = Path(__file__).resolve().parent.parent / "job"
PARTS = 20

with DAG(
    "ray_fan_out",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    max_active_tasks=PARTS,
    default_args={"retries": 2, "retry_delay": timedelta(seconds=5)},
):

    @task
    def parts() -> list[str]:
        submit = (
            "exec ray-job submit --submission-id auto --if-exists resume --on-signal stop"
            f" --timeout 50m --on-timeout stop --output json --working-dir '{JOB}'"
        )
        return [f"{submit} -- python part.py {part}" for part in range(PARTS)]

    score = BashOperator.partial(
        task_id="score",
        env={"RAY_JOB_MAP_INDEX": "{{ ti.map_index }}", "RAY_JOB_GENERATION": "{{ ti.max_tries }}"},
        append_env=True,
        pool=os.environ.get("RAY_POOL", "default_pool"),
    ).expand(bash_command=parts())

    @task
    def total(results: list[str]) -> int:
        jobs = [json.loads(result) for result in results]
        return len({job["submission_id"] for job in jobs if job["status"] == "SUCCEEDED"})

    total(score.output)
