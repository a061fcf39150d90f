"""Statements that contradict: opposite status, acceptance against rejection, denial of another's statement, quotations that differ.

Precision before recall: a false dispute costs trust. Each has its matter and says why.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from sayso.linking.stances import SPEAKER, Stance, stances
from sayso.linking.words import STOP, quotations, stem, words
from sayso.model import DisputeKind

DENIED = 4  # days within which somebody denies what was said
DAYS = 1  # status and acceptance may change: accounts further apart in time are a development, not a dispute


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as disputes need it: `voice` is its group across reports (or its own id), `called` the stems of what the voice is
    called and of its side, `day` when it was said or published."""

    voice: str
    called: frozenset[str]
    cue: str
    content: str
    day: str | None
    vector: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """That two statements part, on what, why, and how sure that is. `against`: whether it is the left one that says no."""

    kind: DisputeKind
    matter: tuple[str, ...]  # stems
    why: str
    confidence: float
    against: bool = True


def contradiction(left: Told, right: Told) -> Contradiction | None:
    """How two statements contradict, if they do. It does not matter which is left."""
    alike = float(left.vector @ right.vector)
    if left.voice == right.voice:
        return wording(left, right)
    mine_only, others_only = (_names(a) - _names(b) - left.called - right.called for a, b in ((left, right), (right, left)))
    if mine_only and others_only:
        return None  # each names somebody or some place that the other does not: two matters
    mine, others = stances(left.cue, left.content), stances(right.cue, right.content)
    found: list[Contradiction] = []
    for one, other in ((x, y) for x in mine for y in others):
        if c := _part(one, other, left, right, alike):
            found.append(c)
        if c := _part(other, one, right, left, alike):
            found.append(replace(c, against=False))
    return max(found, key=lambda c: (c.confidence, c.kind, c.matter), default=None)


def _names(told: Told) -> set[str]:
    """The stems of the capitalised words of a content, but for its first."""
    return {stem(w.casefold()) for w in re.findall(r"(?<=[\w,;] )[A-Z][\w’'-]+", told.content)}


def _part(one: Stance, other: Stance, left: Told, right: Told, alike: float) -> Contradiction | None:
    common = tuple(t for t in one.terms if t in other.terms)
    share = len(common) / max(1, min(len(one.terms), len(other.terms)))
    if not common or one.which != other.which:
        return None
    opposed = one.sign < 0 < other.sign and _near(left, right)
    if (
        one.kind == other.kind == "status"
        and one.family == other.family
        and opposed
        and share >= 0.67
        and alike >= (0.4 if share < 1 else 0.25)
    ):
        return Contradiction("status", common, "one says that it goes on or is so, the other that it is over or is not", 0.5 + share / 3)
    if one.kind == other.kind == "acceptance" and opposed and (share > 0.67 or alike >= 0.7) and _same_agent(one, other, left, right):
        return Contradiction(
            "acceptance", common, "one says that it was accepted, the other that it was rejected or not accepted", 0.5 + share / 3
        )
    if (
        one.kind == "denial"
        and other.kind == "assertion"
        and other.sign > 0
        and len(common) >= 2
        and len(one.terms) >= (2 if one.agent == (SPEAKER,) else 3)
    ):
        covered = len(common) / len(one.terms)  # what is denied must be what the other says, of whom he says it
        deed = set(other.terms[:4])  # who is said to have done it comes first
        accused = bool(left.called & deed) if one.agent == (SPEAKER,) else set(one.agent) <= deed
        if (
            accused
            and alike >= 0.5
            and covered >= (1 if len(one.terms) < 3 else 0.67 if len(one.terms) < 5 else 0.8)
            and _near(left, right, DENIED)
        ):
            return Contradiction("denial", common, "one denies what the other says", 0.4 + min(covered, alike) / 2)
    if one.kind == other.kind == "assertion" and opposed and len(common) >= 2 and share >= 0.75 and alike >= 0.65:
        return Contradiction("denial", common, "one says in much the same words that it is not so", 0.4 + share / 3)
    return None


def _near(left: Told, right: Told, days: int = DAYS) -> bool:
    if left.day is None or right.day is None:
        return True
    return abs((date.fromisoformat(left.day[:10]) - date.fromisoformat(right.day[:10])).days) <= days


def _same_agent(one: Stance, other: Stance, left: Told, right: Told) -> bool:
    """Whether both speak of one party's answer: a speaker's own, or one that both name."""
    names = [set(s.agent) or t.called for s, t in ((one, left), (other, right))]
    return bool(names[0] & names[1]) and (names[0] <= names[1] or names[1] <= names[0])


def wording(left: Told, right: Told) -> Contradiction | None:
    """Two quotations of one utterance in which a word that matters was changed on the way, not only cut."""
    if not _near(left, right):
        return None
    for one in quotations(left.content):
        for other in quotations(right.content):
            if changed := changes(one, other):
                shown = "; ".join(f"“{a}” against “{b}”" for a, b in changes(one, other))
                return Contradiction(
                    "wording",
                    tuple(stem(w) for w in words(one) if w not in STOP)[:4],
                    f"the quotations differ: {shown}",
                    0.5 + 0.4 / len(changed),
                )
    return None


def changes(one: str, other: str) -> list[tuple[str, str]]:
    """The words that stand for one another in two wordings of one quotation; none where one is only cut, lengthened or spelt otherwise."""
    a, b = words(one), words(other)
    if min(len(a), len(b)) < 4:
        return []
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    blocks = matcher.get_matching_blocks()[:-1]
    if sum(block.size for block in blocks) < 0.6 * min(len(a), len(b)) or not blocks:
        return []
    found = []
    for tag, i, j, k, m in matcher.get_opcodes():
        inside = (i, k) > (blocks[0].a, blocks[0].b) and i < blocks[-1].a + blocks[-1].size
        left, right = a[i:j], b[k:m]
        if tag == "equal" or (tag != "replace" and not _turns(left or right)):
            continue
        ends = (i == 0 and k == 0) or (j == len(a) and m == len(b))
        swapped = inside or (ends and len(left) == len(right))
        if swapped and max(len(left), len(right)) <= 4 and _matters(left, right):
            found.append((" ".join(left), " ".join(right)))
    return found


_TURNING = frozenset(["not", "no", "never", "without", "before", "after", "or", "and", "all", "none", "every", "only"])


def _turns(some: list[str]) -> bool:
    return any(w in _TURNING - {"and", "or", "all", "only"} for w in some)


def _matters(left: list[str], right: list[str]) -> bool:
    if _turns(left) != _turns(right) or {*left} & _TURNING != {*right} & _TURNING:
        return True
    mine, others = [stem(w) for w in left if w not in STOP], [stem(w) for w in right if w not in STOP]
    if not mine or not others or mine == others:
        return False
    if len(mine) == len(others) == 1 and mine[0][:3] == others[0][:3]:
        return False  # Shia, Shiite: two forms of a word
    return fuzz.ratio("".join(mine), "".join(others)) < 75 and not re.fullmatch(r"\W*", "".join(left))
