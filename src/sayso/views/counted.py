"""Numbers with their nouns, as every view words them."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """ "1 report", "2 reports"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def origins(low: int, high: int) -> str:
    """ "1 origin", "2 to 3 origins"."""
    return count(low, "origin") if low == high else f"{low} to {count(high, 'origin')}"
