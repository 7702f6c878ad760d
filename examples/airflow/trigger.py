"""trigger.py URL FOLDER DAG...: runs DAGs on the Airflow at URL, all at once, and shows what came of it.

Ends with 0 if all succeeded. FOLDER holds Airflow's own files, whose last lines are shown when it
does not answer.
"""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

URL, FOLDER, DAGS = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
PATIENCE = 600


def call(method, path, body=None, token=None):
    request = urllib.request.Request(URL + path, method=method)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def until(what, attempt):
    """Calls until it gives something: Airflow needs some seconds to start and to read its DAGs."""
    deadline = time.monotonic() + PATIENCE
    last = None
    while time.monotonic() < deadline:
        try:
            result = attempt()
            if result is not None:
                return result
        except (urllib.error.URLError, OSError) as error:
            last = error
        time.sleep(1)
    for log in sorted(FOLDER.glob("*.log")):
        print("---", log.name, *log.read_text(errors="replace").splitlines()[-15:], sep="\n")
    sys.exit(f"{what} did not come to be within {PATIENCE} s ({last})")


def token():
    return call("GET", "/auth/token")["access_token"]


def main():
    secret = until("Airflow", token)
    print("Airflow answers.", flush=True)
    runs = {}
    for dag in DAGS:
        runs[dag] = until(
            "DAG " + dag,
            lambda dag=dag: call("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None}, secret),
        )["dag_run_id"]
        print(f"Triggered {dag}: {runs[dag]}", flush=True)

    failed = False
    for dag, run in runs.items():
        at = f"/api/v2/dags/{dag}/dagRuns/{run.replace('+', '%2B')}"

        def ended(at=at):
            state = call("GET", at, token=secret)["state"]
            return state if state in ("success", "failed") else None

        state = until("The end of " + dag, ended)
        failed |= state != "success"
        print(f"\n{dag}: {state}", flush=True)
        for task in call("GET", at + "/taskInstances?limit=100", token=secret)["task_instances"]:
            name = task["task_id"]
            if task["map_index"] >= 0:
                continue
            value = call("GET", f"{at}/taskInstances/{name}/xcomEntries?limit=100", token=secret)
            keys = [entry["key"] for entry in value["xcom_entries"]]
            shown = ""
            if "return_value" in keys:
                entry = f"{at}/taskInstances/{name}/xcomEntries/return_value"
                shown = str(call("GET", entry, token=secret)["value"])[:300]
            print(f"  {name}: {task['state']} in try {task['try_number']}  {shown}", flush=True)
    return 1 if failed else 0


sys.exit(main())
