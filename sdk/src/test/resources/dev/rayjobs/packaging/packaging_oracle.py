"""Answers, line by line, what the installed Ray makes of a tree.

In: one JSON object a line. Out: one JSON object a line, {"error": ...} where Ray fails.
Names that are not UTF-8 come and go as surrogates, as Python has them.
"""

import json
import logging
import os
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

from ray._private.runtime_env import packaging
from ray._private.runtime_env import py_modules as ray_py_modules
from ray._private.runtime_env import working_dir as ray_working_dir

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


def zip_entries(path, target, include_parent_dir, gitignore, excludes):
    packaging.create_package(
        path,
        Path(target),
        include_gitignore=gitignore,
        include_parent_dir=include_parent_dir,
        excludes=excludes,
    )
    with zipfile.ZipFile(target) as archive:
        return {
            info.filename: [info.external_attr >> 16, info.file_size, info.CRC]
            for info in archive.infolist()
        }


def directory(q):
    uri = packaging.get_uri_for_directory(
        q["path"], include_gitignore=q["gitignore"], excludes=q["excludes"]
    )
    return {"uri": uri, "zip": packed(q, True)}


def file(q):
    return {"uri": packaging.get_uri_for_file(q["path"]), "zip": packed(q, False)}


def packed(q, is_directory):
    with tempfile.TemporaryDirectory() as scratch:
        return zip_entries(
            q["path"],
            os.path.join(scratch, "package.zip"),
            q["parent"] and is_directory,
            q["gitignore"],
            q["excludes"],
        )


def package(q):
    return {"uri": packaging.get_uri_for_package(Path(q["path"]))}


def unpack(q):
    """What a node makes of a zip file: {path: [mode, size]}."""
    packaging.unzip_package(
        q["zip"], q["path"], remove_top_level_directory=False, unlink_zip=False
    )
    found = {}
    for at, directories, files in os.walk(q["path"]):
        for name in files:
            full = os.path.join(at, name)
            stat = os.stat(full)
            found[os.path.relpath(full, q["path"])] = [stat.st_mode, stat.st_size]
    return {"zip": found}


def working_dir(q):
    """The job client's way, with an upload that only takes notes."""
    uploads = []
    env = ray_working_dir.upload_working_dir_if_needed(
        {"working_dir": q["path"], "excludes": q["excludes"]},
        include_gitignore=q["gitignore"],
        upload_fn=lambda path, excludes, is_file=False: uploads.append(path),
    )
    return {"uri": env["working_dir"], "uploaded": len(uploads)}


def py_module(q):
    uploads = []
    env = ray_py_modules.upload_py_modules_if_needed(
        {"py_modules": [q["path"]], "excludes": q["excludes"]},
        include_gitignore=q["gitignore"],
        upload_fn=lambda path, excludes, is_file=False: uploads.append(path),
    )
    return {"uri": env["py_modules"][0], "uploaded": len(uploads)}


def match(q):
    """Which of these paths a list of pattern lines leaves out."""
    spec = packaging.PathSpec.from_lines("gitwildmatch", q["lines"])
    return {"matched": [bool(spec.match_file(path)) for path in q["paths"]]}


CALLS = {
    f.__name__: f
    for f in (directory, file, package, unpack, working_dir, py_module, match)
}

for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = CALLS[question["call"]](question)
    except Exception as e:  # Ray fails in many ways; which does not matter.
        answer = {"error": f"{type(e).__name__}: {e}"}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
