"""The head that both clients talk to, and the jobs that they are shown."""

import json
import os
import time
import urllib.request

WAIT_SECONDS = 300
SETTLING_SECONDS = 2
JOBS_AT_ONCE = 6
# More than any head has: such a job is taken and waits for ever, so it disturbs nothing.
TOO_MANY_CPUS = 1000
TERMINAL = ("SUCCEEDED", "FAILED", "STOPPED")


class Cluster:
    """A running head, as RAY_ADDRESS and RAY_AUTH_TOKEN_PATH name it."""

    def __init__(self):
        self.address = os.environ["RAY_ADDRESS"]
        self.direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with open(os.environ["RAY_AUTH_TOKEN_PATH"], encoding="ascii") as token:
            self.token = token.read().strip()

    def call(self, path, body=None):
        request = urllib.request.Request(
            self.address + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}"},
        )
        with self.direct.open(request, timeout=60) as answer:
            return json.load(answer)

    def submit(self, entrypoint, cpus=None):
        job = {"entrypoint": entrypoint}
        if cpus:
            job["entrypoint_num_cpus"] = cpus
        return self.call("/api/jobs/", job)["submission_id"]

    def await_end(self, job):
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            status = self.call(f"/api/jobs/{job}")["status"]
            if status in TERMINAL:
                return status
            time.sleep(0.2)
        raise TimeoutError(f"job {job} has not ended after {WAIT_SECONDS} s")

    def run(self, entrypoint):
        """Runs a job to its good end and gives its id."""
        job = self.submit(entrypoint)
        if self.await_end(job) != "SUCCEEDED":
            raise RuntimeError(f"job {job} failed: {self.call(f'/api/jobs/{job}')['message']}")
        self.settle()
        return job

    def await_all_ended(self):
        for job in self.call("/api/jobs/"):
            if job["status"] not in TERMINAL:
                self.await_end(job["submission_id"])
        self.settle()

    def settle(self):
        """After the last job Ray ends its processes and starts new ones, on the same cores."""
        time.sleep(SETTLING_SECONDS)

    def fill_to(self, count):
        """Runs jobs, a few at a time, until there are so many in the list."""
        waiting = []
        for _ in range(count - len(self.call("/api/jobs/"))):
            waiting.append(self.submit("true"))
            if len(waiting) == JOBS_AT_ONCE:
                self.await_end(waiting.pop(0))
        for job in waiting:
            self.await_end(job)
        self.settle()
