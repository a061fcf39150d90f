"""How much of a page's true text was found, and how much else: the metric of the article extraction benchmark (Scrapinghub 2020).

Texts are compared as multisets of four words in a row. Precision and recall are means over pages (of precision: those where something
was found), F1 is that of the two means, and their interval is 1.96 deviations of what 1,000 draws of as many pages give.
"""

from __future__ import annotations

import random
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

DRAWS = 1000
SEED = 1
_RUN = 4


class Overlap(NamedTuple):
    """Runs of words in both texts, only in the found one, and only in the true one, as shares of their sum."""

    both: float
    extra: float
    missed: float


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Each run of four words with how often it occurs; of a shorter text that text."""
    found = words(text)
    return Counter(tuple(found[at : at + _RUN]) for at in range(max(1, len(found) - _RUN + 1)) if found)


def overlap(true: str, found: str) -> Overlap:
    one, other = runs(true), runs(found)
    counts = ((one & other).total(), (other - one).total(), (one - other).total())
    return Overlap(*(count / max(sum(counts), 1) for count in counts))


def precision(one: Overlap) -> float:
    return one.both / (one.both + one.extra) if one.both + one.extra else float(not one.missed)


def recall(one: Overlap) -> float:
    return one.both / (one.both + one.missed) if one.both + one.missed else float(not one.extra)


def means(pages: Sequence[Overlap]) -> dict[str, float]:
    """Precision, recall and F1 of pages."""
    right = [precision(one) for one in pages if one.both + one.extra > 0]
    whole = [recall(one) for one in pages if one.both + one.missed > 0]
    p, r = (statistics.fmean(values) if values else 0.0 for values in (right, whole))
    return {"precision": p, "recall": r, "f1": 2 * p * r / (p + r) if p + r else 0.0}


def scores(true: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Means with their intervals, and accuracy: the share of pages found word for word."""
    pages = [overlap(one, other) for one, other in zip(true, found, strict=True)]
    same = [float(words(one) == words(other)) for one, other in zip(true, found, strict=True)]
    dice = random.Random(SEED)
    drawn = []
    for _ in range(DRAWS):
        at = dice.choices(range(len(pages)), k=len(pages))
        drawn.append({**means([pages[i] for i in at]), "accuracy": statistics.fmean(same[i] for i in at)})
    values = {**means(pages), "accuracy": statistics.fmean(same)}
    spread = {f"{name} ±": 1.96 * statistics.stdev(draw[name] for draw in drawn) for name in values}
    return {name: round(value, 4) for name, value in {**values, **spread}.items()}


def gap(true: Sequence[str], one: Sequence[str], other: Sequence[str]) -> dict[str, float]:
    """By how much the means of one exceed those of the other, over the same draws of pages, with the interval."""
    pairs = [(overlap(text, left), overlap(text, right)) for text, left, right in zip(true, one, other, strict=True)]

    def of(some: Sequence[tuple[Overlap, Overlap]]) -> dict[str, float]:
        left, right = (means([pair[side] for pair in some]) for side in (0, 1))
        return {name: left[name] - right[name] for name in left}

    dice = random.Random(SEED)
    drawn = [of(dice.choices(pairs, k=len(pairs))) for _ in range(DRAWS)]
    spread = {f"{name} ±": 1.96 * statistics.stdev(draw[name] for draw in drawn) for name in of(pairs)}
    return {name: round(value, 4) for name, value in {**of(pairs), **spread}.items()}
