"""One part of the fan-out."""

import sys

print("part", sys.argv[1], "is done", flush=True)
