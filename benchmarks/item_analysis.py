"""`python -m benchmarks.item_analysis`: how long the statistics of a large quiz take; one JSON line a kind of mark.

10,000 attempts at 40 items: less than a second of processor time where marks are a few different values, as a quiz gives them.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from fractions import Fraction

from elearning.domain.item_analysis import Number, analyse

ATTEMPTS, ITEMS, SEED = 10_000, 40, 1
KINDS: dict[str, Sequence[Number]] = {
    "whole marks": (0, 1, 2),
    "stored fractions": tuple(Fraction(n, 10_000_000) for n in (0, 3_333_333, 5_000_000, 6_666_667, 10_000_000)),
    "floats": (0.0, 0.25, 0.3333333, 0.5, 1.0),
}


def main() -> None:
    chance = random.Random(SEED)
    for kind, values in KINDS.items():
        marks = [[chance.choice(values) for _ in range(ITEMS)] for _ in range(ATTEMPTS)]
        wall, processor = time.perf_counter(), time.process_time()
        analyse(marks, [2] * ITEMS)
        seconds = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
        facts = {"marks": kind, "attempts": ATTEMPTS, "items": ITEMS}
        print(json.dumps(facts | {f"{name}_seconds": round(each, 3) for name, each in seconds.items()}))


if __name__ == "__main__":
    main()
