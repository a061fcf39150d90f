"""How right a grouping is: rates of pairs, pairs of one group, and B-cubed (Bagga and Baldwin 1998)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from hashlib import sha256
from math import comb
from pathlib import Path

WEIGHTS = Path("src/sayso/linking/weights.json")


def rates(right: int, found: int, wanted: int) -> dict[str, float | int]:
    """Precision, recall and F1 beside their counts; 0 where there is nothing to divide by."""
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return {
        "right": right, "found": found, "wanted": wanted, "precision": round(precision, 4), "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
    }  # fmt: skip


def of_pairs(decided: Iterable[tuple[bool, bool]]) -> dict[str, float | int]:
    """Rates over pairs (found to be one, are one)."""
    counts = Counter(decided)
    both = counts[True, True]
    return rates(both, both + counts[True, False], both + counts[False, True])


def pairwise(found: Mapping[str, Hashable], wanted: Mapping[str, Hashable]) -> dict[str, float | int]:
    """Rates over all pairs of the members of `wanted`: those in one group of `found` against those in one of `wanted`.

    Counted by group, not by pair: a state that a thousand reports name has half a million pairs.
    """
    joint = Counter((found[member], group) for member, group in wanted.items())
    made, true = Counter(found[member] for member in wanted), Counter(wanted.values())
    return rates(*(sum(comb(size, 2) for size in sizes.values()) for sizes in (joint, made, true)))


def b_cubed(found: Mapping[str, Hashable], wanted: Mapping[str, Hashable]) -> dict[str, float]:
    """For each member the share of its found group that is of its true one (precision), and the other way round; means over members."""
    joint = Counter((found[member], group) for member, group in wanted.items())
    made, true = Counter(found[member] for member in wanted), Counter(wanted.values())
    precision = sum(size * size / made[one] for (one, _), size in joint.items()) / max(len(wanted), 1)
    recall = sum(size * size / true[other] for (_, other), size in joint.items()) / max(len(wanted), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def weights_digest() -> str:
    """Of the shipped match weights."""
    return sha256(WEIGHTS.read_bytes()).hexdigest()[:16]
