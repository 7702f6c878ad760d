"""Counts, for each fruit, what all the baskets in baskets.csv hold together, on Ray."""

import csv
import logging
import pathlib

import ray

import tally

with open(pathlib.Path(__file__).parent / "baskets.csv", newline="", encoding="utf-8") as lines:
    baskets = list(csv.DictReader(lines))

ray.init(logging_level=logging.WARNING)
print(f"{len(baskets)} baskets go to the cluster, one task each", flush=True)


@ray.remote
def count(basket):
    return tally.count(basket)


parts = []
waiting = [count.remote(basket) for basket in baskets]
while waiting:
    done, waiting = ray.wait(waiting)
    parts.extend(ray.get(done))
    print(f"counted {len(parts)} of {len(baskets)}", flush=True)

for fruit, number in sorted(tally.total(parts).items()):
    print(f"{fruit}: {number}")
