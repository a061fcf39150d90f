"""Whom voices speak for: by the side that the reader gave them, and by what reports put beside names ("Talvia's envoy, Oran Brise").

A side is called what bodies and states are called across reports. What several reports say of somebody counts: most of them decide.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from sayso.states import is_seat, seat_of
from sayso.talks.masked import NAME, Adjectives, Masked
from sayso.talks.records import Speaker

_OFFICE = (
    r"(?:minist(?:er|ry)|president|premier|chancellor|spokes\w+|negotiators?|envoys?|officials?|chief|heads?|leaders?|delegates?|delegation|ambassadors?|generals?"
    r"|commanders?|secretary|director|chair\w*|managers?|representatives?|diplomats?|lawyers?|aides?|advis[eo]rs?|governor|mayor|executive|boss|members?|candidate|patriarch|bishop)"
)
_BETWEEN = r"(?:[\w{}’'-]+ ){0,5}?"
_BESIDE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<side>{NAME})[’']s {_BETWEEN}{_OFFICE}(?: general)?,? (?P<who>{NAME})",
        rf"\b{_OFFICE} (?:for|of) (?:the )?(?P<side>{NAME})(?:[’']s [a-z]+)?,? (?P<who>{NAME})",
        rf"(?P<who>{NAME}),? (?:who is |the |an? )?(?:[a-z-]+ ){{0,3}}?{_OFFICE} (?:for|of|in|at) (?:the )?(?P<side>{NAME})",
        rf"(?P<who>{NAME}), (?:who )?(?:heads|leads|speaks for|represents) (?:the )?(?P<side>{NAME})",
        rf"(?P<who>{NAME}), (?:the )?(?P<side>{NAME})[’']s {_BETWEEN}{_OFFICE}\b",
        rf"(?<!\}} )(?P<side>{NAME}) (?:{NAME} )?(?:[a-z]+ ){{0,2}}{_OFFICE}(?: of (?:the )?[a-z]+)? (?P<who>{NAME})",
    )
)
_FIELD = re.compile(
    r"Defen[cs]e|Foreign|Interior|Home|Finance|Justice|Health|Energy|Oil|Trade|Economy|Treasury|National Security|State|Labou?r|Education"
)
_TABLED = re.compile(r"\b(?:resolution|draft|proposal|deal|agreement|accord|treaty|plan|offer|formula|text)s?$", re.IGNORECASE)


def sides_beside(sentence: Masked) -> Iterable[tuple[str, str]]:
    """Who is put beside which body or state in a sentence, both as they are called across reports."""
    for pattern in _BESIDE:
        for match in pattern.finditer(sentence.words):
            (side,), (who,) = sentence.named(match, "side"), sentence.named(match, "who")
            if " " in who.name and who.kind == "person" and who.name != side.name and not _FIELD.fullmatch(side.words):
                yield who.name, side.name


class Sides:
    """From voices and names to the party that they speak for or are."""

    def __init__(self, speakers: Mapping[str, Speaker], called: Mapping[str, str], beside: Iterable[tuple[str, str]]) -> None:
        """`called`: what bodies and states are called across reports, by each of their names in lower case."""
        self._called = dict(called)
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        beside = list(beside)
        self._know({side for _, side in beside})
        for who, side in beside:
            counted[who][self._whole(side)] += 2  # for one that the reader gives
        self._know({side for some in counted.values() for side in some})
        for one in speakers.values():
            if one.side and one.side[:1].isupper() and one.kind == "person":
                counted[one.name][self._whole(one.side)] += 1
        self._beside = {who: min(some, key=lambda side: (-some[side], side)) for who, some in counted.items()}
        self.of_voice = {key: party for key, one in speakers.items() if (party := self._of(one))}
        self._parties = {party.casefold(): party for party in self.of_voice.values()}

    def _know(self, bodies: set[str]) -> None:
        """Take these for the bodies that somebody is put beside."""
        self._bodies = bodies
        self._names = {*self._called.values(), *bodies}
        self._adjectives = Adjectives(self._names)
        self._ends: dict[str, set[str]] = defaultdict(set)  # names of several words by their first and last
        for whole in self._called.values():
            if " " in whole:
                for end in (whole.split()[0], whole.split()[-1]):
                    self._ends[end].add(whole)
        self._wholes: dict[str, str] = {}
        self._speaks: dict[tuple[str, str, str | None], str | None] = {}

    def _whole(self, name: str) -> str:
        if name not in self._wholes:
            self._wholes[name] = self._whole_of(name)
        return self._wholes[name]

    def _whole_of(self, name: str) -> str:
        """A body by its full name: "the Council" where one body alone is called "Council of …", an adjective by the name it is of."""
        if is_seat(name) and (state := seat_of(name)):
            return state
        known = self._called.get(name.casefold(), name)
        known = self._adjectives.of(known) or known
        longer = self._ends.get(known, set()) if known.casefold() in _COMMON else set()
        return min(longer) if len(longer) == 1 else known

    def _of(self, one: Speaker) -> str | None:
        said = (one.kind, one.name, one.side)
        if said not in self._speaks:
            self._speaks[said] = self._party_of(one)
        return self._speaks[said]

    def _party_of(self, one: Speaker) -> str | None:
        """A voice's side; a body or state without one speaks for itself. A person without a side speaks for nobody else, and what lies
        on the table (a draft, a resolution) for nobody."""
        if one.kind == "document" and _TABLED.search(one.name):
            return None
        if one.name in self._beside:
            return self._beside[one.name]
        if one.side:
            return self._whole(one.side)
        if one.kind in ("organisation", "state") or one.name in self._bodies:
            inside = [name for name in _worded(one.name) if name in self._names] if one.name[:1].islower() else []
            return self._whole(min(inside, key=lambda name: (len(name), name))) if inside else self._whole(one.name)
        return None

    def named(self, name: str, kind: str) -> str | None:
        """The party of that name, or a body or state that never speaks."""
        whole = self._whole(name)
        return self._parties.get(whole.casefold()) or (
            whole if kind in ("organisation", "state") or (whole in self._bodies and kind != "place") else None
        )


def _worded(name: str) -> Iterator[str]:
    """All stretches of whole words in a name."""
    edges = [match.start() for match in re.finditer(r"\b", name)]
    return (name[start:end] for start, end in combinations(edges, 2))


_COMMON = frozenset(
    "front council union movement party army alliance coalition league assembly congress committee commission company group federation authority bureau board".split()
)
