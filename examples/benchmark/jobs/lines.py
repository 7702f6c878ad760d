"""Prints as many lines of 80 bytes as the argument says."""

import sys

for i in range(int(sys.argv[1])):
    sys.stdout.write(f"{i:010} {'x' * 68}\n")
