"""The exponent by which each part's cost grows with reports: the slope of a straight line through its points, both axes by their logarithms.

Through all of them, and through the last two: what a part costs at any size (a model loaded, SQL put together) flattens the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log
from typing import Any

LEAST = 0.1  # processor seconds; what takes less at a size is not measured well enough there
STEEP = 1.15  # n log n has 1.1 from 10² to 10⁵ reports
_ENCODERS = ("vectors of contents", "acts of statements")


def slope(points: Mapping[int, float]) -> float | None:
    """Of seconds by size; None for fewer than two points."""
    if len(points) < 2:
        return None
    xs, ys = [log(size) for size in points], [log(value) for value in points.values()]
    middle = sum(xs) / len(xs)
    return round(sum((x - middle) * y for x, y in zip(xs, ys, strict=True)) / sum((x - middle) ** 2 for x in xs), 2)


def growth(sizes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """For each phase and each part of linking its exponent; by name those over `STEEP`."""
    seconds: dict[str, dict[int, float]] = defaultdict(dict)
    compared: dict[str, dict[int, float]] = defaultdict(dict)  # pairs
    for one in sizes:
        for phase, found in one["phases"].items():
            if "processor seconds" in found and phase != "read":
                parts = found.get("parts", {})
                rest = found["processor seconds"] - sum(parts.get(name, 0.0) for name in _ENCODERS)
                seconds[f"{phase}, without encoders" if parts else phase][one["reports"]] = rest
                for name, took in parts.items():
                    if name not in _ENCODERS or one["encoders"] == "real":
                        seconds[f"{phase}: {name}"][one["reports"]] = took
            for name, rows in found.get("rows of steps", {}).items() if phase == "link" else ():
                if name.endswith("_pairs"):
                    compared[name][one["reports"]] = rows
    fitted: dict[str, dict[str, Any]] = {}
    for name, every in seconds.items():
        points = {size: took for size, took in every.items() if took >= LEAST}
        exponent = slope(points)
        if exponent is not None:
            last = dict(sorted(points.items())[-2:])
            fitted[name] = {"exponent": exponent, "exponent of the last two": slope(last), "seconds": points}
    worse = [name for name, found in fitted.items() if max(found["exponent"], found["exponent of the last two"]) > STEEP]
    pairs = {
        name: {"exponent": slope(points), "exponent of the last two": slope(dict(sorted(points.items())[-2:])), "pairs": points}
        for name, points in compared.items()
        if len(points) > 1
    }
    return {"by part": fitted, "pairs": pairs, "over": STEEP, "worse": worse}
