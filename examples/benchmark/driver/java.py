"""What is measured in JVMs that hold the library alone."""

import json
import os
import subprocess
import sys

from cluster import TOO_MANY_CPUS
from processes import run

# What the benchmarks in ../src measure.
LOOPS = {
    "hash": "URI of 512 files of 4 KiB and one of 8 MiB",
    "zip": "zip of the same",
    "rules": "30 ignore rules asked about 1,000 paths",
    "decode": "1,000,000 characters of log out of the dashboard's JSON",
}


def java():
    """The Java that the launcher would take."""
    return os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"


def command(target, main, *options):
    return [java(), *options, "-cp", f"{target}/classes:{target}/lib/*", main]


def inner_loops(target, folder, short):
    """JMH's figures."""
    out = folder / "jmh.json"
    jmh = command(target, "org.openjdk.jmh.Main") + ["-rf", "json", "-rff", str(out)]
    if short:
        jmh += ["-wi", "0", "-i", "1", "-r", "100ms"]
    subprocess.run(jmh, check=True, stdout=sys.stderr)
    loops = []
    for loop in json.loads(out.read_text()):
        metric = loop["primaryMetric"]
        error = 0 if metric["scoreError"] == "NaN" else metric["scoreError"]
        loops.append(
            {
                "name": LOOPS[loop["benchmark"].split(".")[-1]],
                "score": round(metric["score"], 3),
                "error": round(error, 3),
                "unit": metric["scoreUnit"],
            }
        )
    return loops


def awaiting(target, folder, cluster, size):
    """What it costs one JVM with a heap of 64 MB to await many jobs."""
    ids = folder / "awaited.txt"
    jobs = [cluster.submit("true", TOO_MANY_CPUS) for _ in range(size.awaited)]
    ids.write_text("\n".join(jobs) + "\n")
    await_many = command(target, "dev.rayjobs.benchmark.AwaitMany", "-Xmx64m", "-XX:+UseSerialGC")
    ended = run(await_many + [str(ids), str(size.awaiting_seconds)], dict(os.environ))
    return {**json.loads(ended.read()), "peak_bytes": ended.sample.peak_bytes}
