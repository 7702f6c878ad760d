"""The same with an operator of one's own: plugins/ray_job.py."""

from datetime import datetime, timedelta
from pathlib import Path

from airflow.sdk import DAG, task
from ray_job import RayJobOperator

JOB = Path(__file__).resolve().parent.parent / "job"

with DAG(
    "ray_operator",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    default_args={"retries": 2, "retry_delay": timedelta(seconds=5)},
):
    report = RayJobOperator(
        task_id="report",
        entrypoint="python report.py '{{ run_id }}'",
        working_dir=str(JOB),
        metadata={"team": "pricing", "run": "{{ run_id }}"},
        execution_timeout=timedelta(hours=1),
    )

    @task
    def announce(job: dict) -> str:
        return f"{job['submission_id']} {job['status']}, see {job['dashboard_url']}"

    announce(report.output)
