"""Makes the directories that are packaged, the same ones each time.

Run as a program of its own, since it needs more memory than the program that measures may have.
Arguments: the folder for the trees, the folder of Ray's Python sources, and "short" for small trees.
"""

import os
import random
import shutil
import sys
from pathlib import Path

SEED = 20260101
SMALL_FILE = 4096
FILES_IN_DIRECTORY = 200

# Of each kind that users write; none of them matches a file of the tree.
RULES = [
    "*.tmp{}",
    "build{}/",
    "/out{}",
    "**/cache{}/**",
    "*.py[co]{}",
    "data{}/raw/*.csv",
    "!keep{}.txt",
    "__gen{}__",
    ".cache{}",
    "docs{}/_build/",
]
RULES_IN_FILE = 30


def python_files(sources):
    return sorted(path for path in sources.rglob("*.py") if path.is_file())


def source_tree(root, sources):
    """A real source tree: Ray's own .py files."""
    for path in python_files(sources):
        target = root / path.relative_to(sources)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def small_files(root, text, count, rng):
    """Many files of 4 KiB, cut out of real source code."""
    for i in range(count):
        path = root / f"d{i // FILES_IN_DIRECTORY:03}" / f"f{i:05}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        start = rng.randrange(len(text) - SMALL_FILE)
        path.write_bytes(text[start : start + SMALL_FILE])


def with_rules(root, small):
    """The same files below three directories that each have an ignore file of 30 rules."""
    rules = "".join(RULES[i % len(RULES)].format(i) + "\n" for i in range(RULES_IN_FILE))
    inner = root / "a" / "b"
    inner.mkdir(parents=True)
    for directory in (root, root / "a", inner):
        (directory / ".gitignore").write_text(rules)
    for path in sorted(small.rglob("*.py")):
        target = inner / path.relative_to(small)
        target.parent.mkdir(exist_ok=True)
        os.link(path, target)


def large_files(root, text, count, size, rng):
    """A few files, every other one of random bytes, the rest of source code."""
    root.mkdir(parents=True)
    for i in range(count):
        with open(root / f"f{i}", "wb") as out:
            if i % 2:
                out.write(rng.randbytes(size))
                continue
            left = size
            while left:
                start = rng.randrange(len(text))
                out.write(text[start : start + left])
                left = size - out.tell()


def main():
    target, sources, short = Path(sys.argv[1]), Path(sys.argv[2]), "short" in sys.argv[3:]
    if (target / "done").exists():
        return
    shutil.rmtree(target, ignore_errors=True)
    rng = random.Random(SEED)
    source_tree(target / "source", sources / "dashboard" if short else sources)
    text = b"".join(path.read_bytes() for path in python_files(target / "source"))
    small_files(target / "small", text, 500 if short else 20_000, rng)
    with_rules(target / "rules", target / "small")
    large_files(target / "large", text, 4 if short else 10, 300_000 if short else 8_000_000, rng)
    large_files(target / "too-large", text, 6 if short else 10, 40_000_000, rng)
    (target / "done").touch()


main()
