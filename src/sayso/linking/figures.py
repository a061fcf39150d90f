"""Figures for the same thing, place and time that cannot all hold, told apart from counts that grow and from bounds that overlap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sayso.linking.words import stems

Relation = Literal["conflict", "growth", "compatible", "unrelated"]
ABOUT = 0.1  # "about", "nearly" and round numbers stand for a tenth more or less
# What goes on being counted: a later, higher number is growth.
_RUNNING = frozenset(
    stem
    for word in [
        "killed",
        "dead",
        "deaths",
        "wounded",
        "injured",
        "missing",
        "displaced",
        "arrested",
        "detained",
        "cases",
        "infected",
        "evacuated",
        "homeless",
        "victims",
    ]
    for stem in stems(word)
)
_PEOPLE = frozenset(
    stem for word in ["people", "persons", "person", "others", "individuals", "lives", "victims", "dead", "bodies"] for stem in stems(word)
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure as it is compared. `day` is the last day that it speaks of, or of publication; None where neither is known."""

    low: float | None
    high: float | None
    bound: str
    of: str | None
    who: str | None
    where: str | None
    since: str | None
    until: str | None
    published: str | None
    sentence: str

    @property
    def day(self) -> date | None:
        """When it held: the day it speaks of; of a count since some day, and of one without a day, the day of publication."""
        at = self.until if self.until and (self.since is None or self.since[:10] == self.until[:10]) else self.published
        return date.fromisoformat(at[:10]) if at else None

    @property
    def interval(self) -> tuple[float, float]:
        """Least and greatest value that the words allow."""
        low, high = self.low, self.high
        if self.bound in ("about", "nearly") or (self.bound == "exact" and low and low >= 100 and low % 100 == 0 and _round(low)):
            value = low if low is not None else high or 0.0
            return (value * (1 - (0.15 if self.bound == "nearly" else ABOUT)), value if self.bound == "nearly" else value * (1 + ABOUT))
        least = float("-inf") if low is None else low + (1 if self.bound == "more_than" else 0)
        most = float("inf") if high is None else high - (1 if self.bound == "fewer_than" else 0)
        return (least, most)


def _round(value: float) -> bool:
    """Whether a number is round: at most two digits and then noughts."""
    return len(f"{value:.0f}".rstrip("0")) <= 2


def relation(left: Counted, right: Counted) -> Relation:
    """How two figures stand to each other. It does not matter which is left."""
    if not left.of or not right.of or not _alike(left.of, right.of):
        return "unrelated"
    if not _one_place(left, right):
        return "unrelated"
    if not _one_group(left.who, right.who):
        return "compatible"
    low, high = _meet(left, right)
    if _period(left) != _period(right) and (_period(left) or _period(right)):
        return "unrelated" if low > high else "compatible"  # one day's count, and one since some day
    days = (left.day, right.day)
    same_period = bool(_period(left))
    if not same_period and (days[0] is None or days[1] is None):
        return "compatible"  # it may have grown: nothing says when either held
    if low <= high or (high >= 20 and low - high <= ABOUT * high):
        return "compatible"
    running = bool(set(stems(left.of)) & _RUNNING) or "without" in left.of
    if same_period or days[0] == days[1]:
        hours = [(f.until or "")[10:] for f in (left, right)]
        if hours[0] != hours[1] and running:
            return "growth"  # at another hour of the day
        return "conflict"
    first, last = (left, right) if str(days[0]) < str(days[1]) else (right, left)
    return "growth" if running and first.interval[1] < last.interval[0] else "unrelated"


def held_for(figure: Counted) -> object:
    """The days that it counts over, or its day: figures held for different ones are in no conflict, nor is one held for None."""
    return _period(figure) or figure.day


def _period(figure: Counted) -> tuple[str, str | None] | None:
    """The days that it counts over, where they are more than two and both or the first are known."""
    if not figure.since or (
        figure.until and abs((date.fromisoformat(figure.until[:10]) - date.fromisoformat(figure.since[:10])).days) <= 1
    ):
        return None
    return (figure.since[:10], figure.until[:10] if figure.until else None)


def _meet(left: Counted, right: Counted) -> tuple[float, float]:
    (a, b), (c, d) = left.interval, right.interval
    return max(a, c), min(b, d)


def _alike(left: str, right: str) -> bool:
    one, other = set(stems(left)), set(stems(right))
    return bool(one) and one == other


def _one_place(left: Counted, right: Counted) -> bool:
    """Whether both count in one place: one that both name, or that one names and the other's sentence has; or the sentences share a name."""
    one, other = (
        {w.casefold() for w in re.findall(r"\w{3,}", place or "")} - {"the", "near", "city", "town", "village", "north", "south"}
        for place in (left.where, right.where)
    )
    if one and other:
        return one == other or one <= other or other <= one
    if one or other:
        said = (right if one else left).sentence.casefold()
        return any(re.search(rf"\b{re.escape(word)}", said) for word in one or other)
    names = [set(re.findall(r"\b[A-Z]\w{2,}", s.sentence[1:])) for s in (left, right)]
    return bool(names[0] & names[1])


def _one_group(left: str | None, right: str | None) -> bool:
    """Whether the same people or things are counted: "people" are anybody, a group named by one only is a part of the other's."""
    one, other = (set(stems(who or "")) - _PEOPLE for who in (left, right))
    return one == other
