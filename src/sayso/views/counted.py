"""Numbers with their nouns, and what figures count, as every view words them."""

from __future__ import annotations


def count(number: int, noun: str, many: str | None = None) -> str:
    """ "1 report", "2 reports"; `many` is the plural where it is not the noun with an s."""
    return f"{number:,} {noun if number == 1 else many or f'{noun}s'}"


def origins(low: int, high: int) -> str:
    """ "1 origin", "2 to 3 origins"."""
    return count(low, "origin") if low == high else f"{low} to {count(high, 'origin')}"


def counted(of: str | None, who: str | None, where: str | None) -> str:
    """What a figure counts, whom, and where: "killed: people (Ostrel)"."""
    return f"{of or '?'}{f': {who}' if who and who != of else ''}{f' ({where})' if where else ''}"
