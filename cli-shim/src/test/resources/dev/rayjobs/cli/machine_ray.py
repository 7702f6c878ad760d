"""Ray's own `ray`, on a machine that shares its ports and its processes with other Rays.

`ray stop` ends every Ray that it sees: here it sees those of this HOME only. `ray start` gets the
options of MACHINE_RAY_START last, which win over those of the command line.
"""

import os
import sys

import ray  # noqa: F401 Brings its own psutil.
import psutil
from ray.scripts.scripts import main

all_processes = psutil.process_iter


def processes_of_this_home(*arguments, **options):
    for process in all_processes(*arguments, **options):
        try:
            home = process.environ().get("HOME")
        except psutil.Error:
            continue
        if home == os.environ["HOME"]:
            yield process


psutil.process_iter = processes_of_this_home
if sys.argv[1:2] == ["start"]:
    sys.argv += os.environ["MACHINE_RAY_START"].split()
sys.exit(main())
