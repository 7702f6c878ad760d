"""Tells what was measured: as a table, as JSON, as a picture, and in the README."""

import json
import os
import platform
import re
import subprocess
from pathlib import Path
from statistics import median
from xml.sax.saxutils import escape

from java import java

MEGABYTE = 1_000_000
MARKS = ("<!-- benchmark: written by examples/benchmark/run -->", "<!-- end of benchmark -->")


def machine(dist, venv):
    """What the figures depend on."""
    cpu = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")

    def said(*command):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout + done.stderr

    return {
        "cpu": cpu.group(1) if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9),
        "system": f"{platform.system()} {platform.release()}",
        "java": said(java(), "-version").splitlines()[0].replace('"', ""),
        "python": platform.python_version(),
        "ray": said(f"{venv}/bin/ray", "--version").split()[-1],
        "program": said(f"{dist}/bin/ray", "--version").split()[-1],
    }


def summary(samples):
    """Minimum, median and maximum of the times; the largest of the rest."""
    seconds = [sample.seconds for sample in samples]
    return {
        "seconds": [round(sample.seconds, 4) for sample in samples],
        "min": round(min(seconds), 4),
        "median": round(median(seconds), 4),
        "max": round(max(seconds), 4),
        "peak_bytes": max(sample.peak_bytes for sample in samples),
        "sent_bytes": max(sample.sent_bytes for sample in samples),
    }


def ratio(row):
    return row["ray"]["median"] / row["ours"]["median"]


def verdict(row):
    return "refused" if row["refused"] else f"{ratio(row):.1f}×"


def times(side):
    return f"{side['min']:.2f} / {side['median']:.2f} / {side['max']:.2f}"


def megabytes(count):
    return f"{count / MEGABYTE:.0f}" if count else ""


HEADINGS = ["work", "Ray's client, s", "MB", "to send", "ours, s", "MB", "to send", "faster"]


def cells(row):
    texts = [row["work"]]
    for side in (row["ray"], row["ours"]):
        texts += [times(side), megabytes(side["peak_bytes"]), megabytes(side["sent_bytes"])]
    return texts + [verdict(row)]


def table(results):
    """The table as Markdown, which reads well in a terminal too."""
    lines = [HEADINGS] + [cells(row) for row in results["rows"]]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    shown = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths)) + " |" for line in lines]
    rule = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


def loops_table(results):
    """The inner loops, measured by JMH."""
    lines = ["| inner loop, in a warm JVM | time |", "|---|---|"]
    for loop in results["inner_loops"]:
        lines.append(f"| {loop['name']} | {loop['score']:,.2f} ± {loop['error']:,.2f} {loop['unit']} |")
    return "\n".join(lines)


def awaiting_text(results):
    cost = results["awaiting"]
    return (
        f"{cost['jobs']:,} jobs awaited by one JVM with a heap of 64 MB: {cost['requests_per_second']}"
        f" requests a second, {cost['core_percent']} % of a core,"
        f" {megabytes(cost['peak_bytes'])} MB in all."
    )


def conditions(results):
    m = results["machine"]
    return (
        f"{m['cores']} cores ({m['cpu']}), {m['memory_gb']} GB, {m['system']}; {m['java']}; "
        f"Python {m['python']}, Ray {m['ray']}; {results['date']}"
    )


def picture(results):
    """Two bars for each work, Ray's client's being of full length."""
    rows = [row for row in results["rows"] if not row["refused"]]
    left, full, height = 480, 300, 34
    top = 46
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="930" height="{top + height * len(rows) + 34}"'
        ' font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        '<text x="10" y="20" font-size="15" font-weight="bold">Time, median:'
        '<tspan fill="#9a9a9a"> Ray\'s Python client</tspan>,'
        '<tspan fill="#1f7a4d"> Ray Jobs for Java</tspan></text>',
    ]
    for i, row in enumerate(rows):
        y = top + i * height
        ours, ray = row["ours"]["median"], row["ray"]["median"]
        longest = max(ours, ray)
        parts.append(
            f'<text x="{left - 8}" y="{y + 17}" text-anchor="end">{escape(row["work"])}</text>'
            f'<rect x="{left}" y="{y}" width="{full * ray / longest:.0f}" height="12" fill="#c4c4c4"/>'
            f'<text x="{left + full * ray / longest + 5:.0f}" y="{y + 10}">{ray:.2f} s</text>'
            f'<rect x="{left}" y="{y + 13}" width="{full * ours / longest:.0f}" height="12"'
            ' fill="#1f7a4d"/>'
            f'<text x="{left + full * ours / longest + 5:.0f}" y="{y + 23}">{ours:.2f} s'
            f"  ({verdict(row)})</text>"
        )
    parts.append(
        f'<text x="10" y="{top + height * len(rows) + 18}" font-size="10" fill="#606060">'
        f"{escape(conditions(results))}</text></svg>"
    )
    return "\n".join(parts) + "\n"


def readme_text(readme, results):
    """The README with the figures of these results between the marks."""
    before, after = readme.split(MARKS[0])[0], readme.split(MARKS[1])[1]
    parts = [
        MARKS[0],
        table(results),
        loops_table(results),
        awaiting_text(results),
        f"Measured on {conditions(results)}.",
        MARKS[1],
    ]
    return before + "\n\n".join(parts) + after


def readme_is_of(results_folder, readme):
    """Whether README and picture tell what the results say."""
    if not (results_folder / "results.json").exists():
        return False
    results = json.loads((results_folder / "results.json").read_text(encoding="utf-8"))
    drawn = (results_folder / "times.svg").read_text(encoding="utf-8")
    return readme_text(readme, results) == readme and picture(results) == drawn


def as_json(value):
    """Each work on a line of its own."""
    if isinstance(value, list):
        return "[\n  " + ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


def write(results, folder):
    folder.mkdir(parents=True, exist_ok=True)
    fields = [f"{json.dumps(name)}: {as_json(value)}" for name, value in results.items()]
    text = "{\n" + ",\n".join(fields) + "\n}\n"
    (folder / "results.json").write_text(text, encoding="utf-8")
    (folder / "times.svg").write_text(picture(results), encoding="utf-8")
