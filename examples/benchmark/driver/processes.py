"""Runs programs and measures them: time from start to exit, peak memory, what they print."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from typing import BinaryIO

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
    """A command that has ended: how it was measured and the file of what it wrote."""

    sample: Sample
    output: BinaryIO
    arrivals: list = field(default_factory=list)

    def read(self, start=0, length=-1):
        """What it wrote, of which a long log is never to be in this process as a whole."""
        self.output.seek(start)
        return self.output.read(length)


class CommandFailed(Exception):
    """A command did not do what it was measured for."""


def run(command, env, expected_exit=0, line_times=False):
    """Runs a command to its end.

    This process must stay small: a child's peak begins with that of its parent. With line_times,
    `arrivals` holds each line of its output and when it came, instead of `output`.
    """
    output = tempfile.TemporaryFile()
    with tempfile.TemporaryFile() as errors:
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
        # Linux counts kibibytes.
        ended = Ended(Sample(seconds, usage.ru_maxrss * 1024), output, arrivals)
        if process.returncode != expected_exit:
            errors.seek(0)
            written = b"".join(line for _, line in arrivals) or ended.read(0, 2000)
            raise CommandFailed(
                f"{' '.join(command)} ended with {process.returncode}:\n"
                + (written[-2000:] + errors.read()[-2000:]).decode(errors="replace")
            )
        return ended
