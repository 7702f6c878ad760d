"""Ray's own program, many times over: imported once, and run in a fork for each command line.

Reads requests from stdin, one JSON object a line: {"arguments": [...], "environment": {...}, "directory": "..."}.
Answers on stdout, one JSON object a line: {"exitCode": 0, "out": "...", "err": "..."}.
"""
import json
import os
import sys
import tempfile
import traceback

from ray.scripts.scripts import main


def run(request, out, err):
    """In the fork: becomes the program, as if it had been started with these words. Never returns."""
    code = 1
    try:
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["directory"])
        sys.argv = ["ray"] + request["arguments"]
        try:
            main()
            code = 0
        except SystemExit as end:
            if end.code is None:
                code = 0
            elif isinstance(end.code, int):
                code = end.code
            else:
                print(end.code, file=sys.stderr)
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def answer(request):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            run(request, out.fileno(), err.fileno())
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return {
            "exitCode": os.waitstatus_to_exitcode(status),
            "out": out.read().decode("utf-8", "replace"),
            "err": err.read().decode("utf-8", "replace"),
        }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
