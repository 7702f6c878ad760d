"""A module beside the script: it travels to the cluster in the same package."""

from collections import Counter


def count(basket):
    return Counter({fruit: int(number) for fruit, number in basket.items()})


def total(parts):
    return sum(parts, Counter())
