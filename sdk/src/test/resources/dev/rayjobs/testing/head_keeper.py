"""Runs a Ray head and ends it, with every process it started, when standard input ends.

Standard input is a pipe from the JVM that wants the head: it ends when the JVM closes it and also
when the JVM is killed in a way that leaves it no time to clean up. A head has many processes, some
of them in sessions of their own, so on Linux this process adopts whatever loses its parent.

Arguments: the folder that is deleted at the end, then the command of the head.
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def parents():
    """Process id -> parent's process id, for all processes that we can see."""
    found = {}
    if os.path.isdir("/proc/self"):
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stat:
                        # The program's name, in parentheses, may hold spaces and parentheses.
                        found[int(name)] = int(stat.read().rpartition(")")[2].split()[1])
                except (OSError, IndexError, ValueError):
                    pass
    else:
        listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True)
        for line in listing.stdout.splitlines():
            pid, parent = line.split()
            found[int(pid)] = int(parent)
    return found


def descendants():
    by_pid = parents()
    tree = {os.getpid()}
    grown = True
    while grown:
        more = {pid for pid, parent in by_pid.items() if parent in tree} - tree
        tree |= more
        grown = bool(more)
    return tree - {os.getpid()}


def reap():
    """Collects dead children; the exit status of each by its process id."""
    ended = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended[pid] = os.waitstatus_to_exitcode(status)


def end_all():
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        reap()
        left = descendants()
        if not left:
            return
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        time.sleep(0.05)


def main():
    folder, command = sys.argv[1], sys.argv[2:]
    # Ctrl-C reaches the whole group of the terminal; the end of the JVM is what counts.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        with open(os.path.join(folder, "head.log"), "ab") as log:
            head = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while True:
            readable, _, _ = select.select([0], [], [], 0.25)
            if readable and not os.read(0, 4096):
                break
            status = reap().get(head.pid)
            if status is not None:
                # The folder stays until the JVM has looked at the logs.
                with open(os.path.join(folder, "head.exit"), "w", encoding="ascii") as out:
                    out.write(str(status))
    finally:
        end_all()
        shutil.rmtree(folder, ignore_errors=True)


main()
