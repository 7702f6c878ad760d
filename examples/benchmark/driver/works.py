"""The works that are measured: for each, what Ray's client and ours do."""

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Callable

from cluster import TOO_MANY_CPUS
from processes import Sample, run

HERE = Path(__file__).resolve().parent.parent

LINE = 80
UNITS = {b"bytes": 1, b"MiB": 1 << 20}


@dataclass(frozen=True)
class Side:
    """One of the two clients: its program, and its command that packages a directory."""

    name: str
    ray: str
    package: Callable
    env: dict


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    jobs: int
    log_lines: int
    ticks: int
    awaited: int
    awaiting_seconds: int


FULL = Size(rounds=11, jobs=369, log_lines=1_000_000, ticks=50, awaited=1_000, awaiting_seconds=30)
SHORT = Size(rounds=1, jobs=12, log_lines=5_000, ticks=10, awaited=20, awaiting_seconds=2)


@dataclass(frozen=True)
class Work:
    """Something to measure. `measure(side)` gives one sample for each of the titles."""

    titles: list
    measure: Callable
    rounds: int
    prepare: Callable = lambda: None
    # Whether ours refuses what Ray's client does in vain: no measure of speed.
    refused: bool = False


def sides(dist, venv):
    env = dict(os.environ, RAY_USAGE_STATS_ENABLED="0", PYTHONUNBUFFERED="1")
    env["PATH"] = f"{venv}/bin:{env['PATH']}"
    python = [f"{venv}/bin/python", str(HERE / "ray_package.py")]
    ours = f"{dist}/bin/ray"
    return [
        Side("ray", f"{venv}/bin/ray", lambda tree: python + [str(tree)], env),
        Side(
            "ours",
            ours,
            lambda tree: [ours, "job", "package", "--working-dir", str(tree)],
            env,
        ),
    ]


def commands(cluster, size):
    """Short commands, from start to exit."""
    state = {}

    def ray(*arguments):
        return lambda side: [run([side.ray, *arguments], side.env).sample]

    def submit(side):
        ended = run([side.ray, "job", "submit", "--no-wait", "--", "true"], side.env)
        cluster.await_all_ended()
        return [ended.sample]

    def status(side):
        if "job" not in state:
            state["job"] = cluster.run("true")
        return ray("job", "status", state["job"])(side)

    yield Work(["ray job submit --no-wait -- true"], submit, size.rounds)
    yield Work(["ray job status ID"], status, size.rounds)
    yield Work(["ray get-auth-token"], ray("get-auth-token"), size.rounds)
    yield Work(
        [f"ray job list, {size.jobs} jobs"],
        ray("job", "list"),
        size.rounds,
        lambda: cluster.fill_to(size.jobs),
    )


def logs(cluster, size):
    """Logs that are there already, and one that grows."""
    state = {}
    lines = f"{size.log_lines:,} lines ({size.log_lines * LINE / 1e6:.1f} MB)"

    def write_log():
        if "job" not in state:
            script = HERE / "jobs" / "lines.py"
            state["job"] = cluster.run(f"python {script} {size.log_lines}")

    def read(*follow):
        def measure(side):
            ended = run([side.ray, "job", "logs", state["job"], *follow], side.env)
            # Behind what the client says itself. Whether Ray's shows all of it is not our business.
            start = ended.read(0, 1 << 16).find(b"0000000000 x")
            last = ended.read(start + (size.log_lines - 1) * LINE, LINE).split()[:1]
            if start < 0 or (side.name == "ours" and last != [b"%010d" % (size.log_lines - 1)]):
                raise AssertionError(f"{side.name} did not give the log")
            return [ended.sample]

        return measure

    def live(side):
        command = [side.ray, "job", "submit", "--"]
        command += ["python", str(HERE / "jobs" / "ticks.py"), str(size.ticks)]
        start = time.time()
        ended = run(command, side.env, line_times=True)
        end = time.time()
        ticks = [(at, float(line.split()[1])) for at, line in ended.arrivals if line[:5] == b"tick "]
        if not ticks or (side.name == "ours" and len(ticks) != size.ticks):
            raise AssertionError(f"{side.name} showed {len(ticks)} of {size.ticks} lines")
        peak = ended.sample.peak_bytes
        return [
            Sample(ticks[0][0] - start, peak),
            Sample(median(at - printed for at, printed in ticks), peak),
            Sample(end - ticks[-1][1], peak),
        ]

    few = max(1, size.rounds // 2)
    yield Work([f"ray job logs ID, {lines}"], read(), few, write_log)
    yield Work([f"ray job logs --follow ID, {lines}"], read("--follow"), few, write_log)
    yield Work(
        [
            "a job that prints each 0.1 s: its first line, after the start of submit",
            "… the delay of a line (median)",
            "… the exit of submit, after the job's last line",
        ],
        live,
        few,
    )


def packages(trees, size):
    """A directory's URI and zip, without any cluster."""

    def package(tree, refused=False):
        def measure(side):
            expected = 2 if refused and side.name == "ours" else 0
            ended = run(side.package(trees / tree), side.env, expected)
            output = ended.read()
            sent = re.search(rb"([\d.]+) (MiB|bytes)(?: zipped)?$", output, re.MULTILINE)
            uri = re.search(rb"gcs://_ray_pkg_[0-9a-f]+\.zip", output)
            if not expected:
                same = uris.setdefault(tree, uri.group())
                if same != uri.group():
                    raise AssertionError(f"the clients disagree on the URI of {tree}")
            bytes_sent = float(sent[1]) * UNITS[sent[2]] if sent else 0
            return [Sample(ended.sample.seconds, ended.sample.peak_bytes, int(bytes_sent))]

        return measure

    uris = {}
    yield Work([f"URI and zip of {describe(trees / 'small')}"], package("small"), size.rounds)
    yield Work(["… with 3 nested ignore files of 30 rules each"], package("rules"), size.rounds)
    yield Work(
        [f"URI and zip of a source tree, {describe(trees / 'source')}"],
        package("source"),
        size.rounds,
    )
    yield Work(
        [f"URI and zip of {describe(trees / 'large')}, half of them random"],
        package("large"),
        size.rounds,
    )
    yield Work(
        [f"{describe(trees / 'too-large')}, more than a cluster takes: until that is said"],
        package("too-large", refused=True),
        max(1, size.rounds // 2),
        refused=True,
    )


def submissions(trees, size):
    """A working directory on its way to the cluster, from start to accepted."""

    def stamp(tree):
        return trees / tree / "stamp.txt"

    def submit(tree):
        def measure(side):
            # Another content each time, so that each client has to send it once.
            stamp(tree).write_text(f"{side.name} {time.time_ns()}\n")
            command = [side.ray, "job", "submit", "--no-wait"]
            command += ["--entrypoint-num-cpus", str(TOO_MANY_CPUS)]
            command += ["--working-dir", str(trees / tree), "--", "true"]
            changed = run(command, side.env).sample
            return [changed, run(command, side.env).sample]

        return measure

    for tree in ("small", "large"):
        yield Work(
            [
                f"submit with a working dir of {describe(trees / tree)}, changed",
                "… unchanged, already on the cluster",
            ],
            submit(tree),
            max(1, size.rounds // 2),
        )
        stamp(tree).unlink(missing_ok=True)


def describe(tree):
    files = [path for path in tree.rglob("*") if path.is_file() and path.name != "stamp.txt"]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    return f"{len(files):,} files ({megabytes:.1f} MB)"


def all_works(cluster, trees, size):
    yield from commands(cluster, size)
    yield from packages(trees, size)
    yield from logs(cluster, size)
    yield from submissions(trees, size)
