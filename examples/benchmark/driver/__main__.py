"""Measures both clients in turns and tells the results. Started by ../run, which makes the head."""

import argparse
import datetime
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import report
from cluster import Cluster
from java import awaiting, inner_loops
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
        row = {"work": title, "refused": work.refused}
        row.update((name, report.summary(lists[i])) for name, lists in samples.items())
        rows.append(row)
    return rows


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
        "load_average_before": round(os.getloadavg()[0], 1),
        "rows": [],
    }
    both = sides(options.dist, options.venv)
    cluster = Cluster()
    for work in all_works(cluster, scratch / "trees", size):
        if options.only in " ".join(work.titles):
            work.prepare()
            for row in measure(work, both):
                results["rows"].append(row)
                say(f"{report.verdict(row):>8}  {row['work']}")
    if not options.only:
        target = HERE / "target"
        results["inner_loops"] = inner_loops(target, scratch, options.short)
        results["awaiting"] = awaiting(target, scratch, cluster, size)
    print(report.table(results))
    if not options.only:
        print(report.loops_table(results))
        print(report.awaiting_text(results))
    print(report.conditions(results))
    # What the README shows are the figures of a whole run.
    whole = not options.short and not options.only
    report.write(results, RESULTS if whole else scratch)
    readme = README.read_text(encoding="utf-8")
    if whole:
        README.write_text(report.readme_text(readme, results), encoding="utf-8")
    if options.short and not report.readme_is_of(RESULTS, readme):
        sys.exit(f"README.md or the picture is not what {RESULTS}/results.json says, or that is missing")
    say(f"JSON and picture are in {RESULTS if whole else scratch}")


main()
