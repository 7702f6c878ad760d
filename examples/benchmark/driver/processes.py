"""Runs programs and measures them: time from start to exit, peak memory, what they print."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 300
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Sample:
    """One measurement.

    peak_bytes: the largest resident memory of the command and what it started, each for itself;
    both clients are one process, but for a few helpers of the launcher. sent_bytes: the size of the
    package, where there is one.
    """

    seconds: float
    peak_bytes: int = 0
    sent_bytes: int = 0


@dataclass
class Ended:
    """A command that has ended: how it was measured and what it wrote."""

    sample: Sample
    exit_code: int
    output: bytes
    arrivals: list = field(default_factory=list)


class CommandFailed(Exception):
    """A command did not do what it was measured for."""


def run(command, env, expected_exit=0, line_times=False):
    """Runs a command to its end.

    This process must stay small: a child counts the memory of its parent until it runs its own
    program. With line_times, `arrivals` holds each line of its output and when it came.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        arrivals = []
        start = time.time()
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if line_times else output,
            stderr=errors,
            start_new_session=True,
        )
        # The whole group, in case the program has started another.
        watchdog = threading.Timer(TIMEOUT_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        watchdog.start()
        try:
            if line_times:
                arrivals = [(time.time(), line) for line in process.stdout]
                process.stdout.close()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.time() - start
        finally:
            watchdog.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        written = output.read() if not line_times else b"".join(line for _, line in arrivals)
        if process.returncode != expected_exit:
            errors.seek(0)
            raise CommandFailed(
                f"{' '.join(command)} ended with {process.returncode}:\n"
                + (written[-2000:] + errors.read()[-2000:]).decode(errors="replace")
            )
        # Linux counts kibibytes.
        sample = Sample(seconds, usage.ru_maxrss * 1024)
        return Ended(sample, process.returncode, written, arrivals)
