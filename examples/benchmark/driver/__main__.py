"""Measures both clients in turns and tells the results. Started by ../run, which makes the head."""

import argparse
import datetime
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import report
from cluster import Cluster
from works import FULL, HERE, SHORT, all_works, sides

README = HERE.parent.parent / "README.md"
RESULTS = HERE / "results"


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def make_trees(folder, venv, short):
    sources = next(Path(venv).glob("lib/python3*/site-packages/ray"))
    script = str(Path(__file__).with_name("trees.py"))
    command = [sys.executable, script, str(folder), str(sources)]
    subprocess.run(command + (["short"] if short else []), check=True)


def measure(work, both):
    """Samples of both clients in turns, after one run of each that does not count."""
    samples = {side.name: [[] for _ in work.titles] for side in both}
    for turn in range(-1, work.rounds):
        # Neither is always the first.
        for side in both if turn % 2 else reversed(both):
            for i, sample in enumerate(work.measure(side)):
                if turn >= 0:
                    samples[side.name][i].append(sample)
    rows = []
    for i, title in enumerate(work.titles):
        row = {"work": title}
        row.update((name, report.summary(lists[i])) for name, lists in samples.items())
        rows.append(row)
    return rows


def inner_loops(folder, short):
    """JMH's figures; the titles are the first lines of the benchmarks' descriptions."""
    out = folder / "jmh.json"
    classpath = f"{HERE}/target/classes:{HERE}/target/lib/*"
    command = [report.java(), "-cp", classpath, "org.openjdk.jmh.Main", "-rf", "json", "-rff", str(out)]
    if short:
        command += ["-wi", "0", "-i", "1", "-r", "100ms"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    loops = []
    for loop in json.loads(out.read_text()):
        metric = loop["primaryMetric"]
        error = 0 if metric["scoreError"] == "NaN" else metric["scoreError"]
        loops.append(
            {
                "name": loop["benchmark"].rsplit(".", 2)[1].replace("Benchmark", "")
                + ": "
                + loop["benchmark"].rsplit(".", 1)[1],
                "score": round(metric["score"], 3),
                "error": round(error, 3),
                "unit": metric["scoreUnit"],
            }
        )
    return loops


def arguments():
    parser = argparse.ArgumentParser(prog="examples/benchmark/run")
    parser.add_argument("--short", action="store_true", help="small works, once: does it run?")
    parser.add_argument("--only", default="", metavar="TEXT", help="works with this in the title")
    parser.add_argument("--rounds", type=int, help="how often the quick ones are measured")
    parser.add_argument("--dist", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--venv", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    options = arguments()
    size = SHORT if options.short else FULL
    if options.rounds:
        size = replace(size, rounds=options.rounds)
    scratch = HERE / "target" / ("short" if options.short else "full")
    make_trees(scratch / "trees", options.venv, options.short)
    results = {
        "date": datetime.date.today().isoformat(),
        "machine": report.machine(options.dist, options.venv),
        "load_before": os.getloadavg()[0],
        "rows": [],
        "inner_loops": [],
    }
    both = sides(options.dist, options.venv)
    cluster = Cluster()
    for work in all_works(cluster, scratch / "trees", size):
        if options.only in " ".join(work.titles):
            work.prepare()
            for row in measure(work, both):
                results["rows"].append(row)
                say(f"{report.ratio(row):6.1f}×  {row['work']}")
    if not options.only:
        results["inner_loops"] = inner_loops(scratch, options.short)
    print(report.table(results))
    if results["inner_loops"]:
        print(report.loops_table(results))
    print(report.conditions(results))
    # What the README shows are the figures of a whole run.
    whole = not options.short and not options.only
    report.write(results, RESULTS if whole else scratch)
    readme = README.read_text(encoding="utf-8")
    if whole:
        README.write_text(report.readme_text(readme, results), encoding="utf-8")
    elif not report.readme_is_of(RESULTS, readme):
        sys.exit(f"README.md or the picture is not what {RESULTS}/results.json says")
    say(f"JSON and picture are in {RESULTS if whole else scratch}")


main()
