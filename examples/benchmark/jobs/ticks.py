"""Prints a line each 0.1 s with the time at which it does so, as many as the argument says."""

import sys
import time

for _ in range(int(sys.argv[1])):
    time.sleep(0.1)
    print("tick", time.time(), flush=True)
