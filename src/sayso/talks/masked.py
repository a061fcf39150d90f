"""A sentence with everyone it names masked, so that grammar can be asked for without names: "talks between {3} and {4}".

Names are those that the reader marked, and adjectives of states ("Qatari"). Offsets of the mask lead back to the report's text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sayso.model import Span
from sayso.states import state_named
from sayso.talks.records import Named, Told

NAME = r"\{\d+\}"  # a masked name
NAMES = rf"(?:{NAME}(?:(?:, (?:and )?| and |/)(?:the )?{NAME}){{0,7}})"
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?]{1,5}[”\"’')\]]{0,5}(?=\s|$)|(?=\n)|$)")
_ABBREVIATED = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Col|Sen|Rep|Gov|No|vs)\.$")
_BRACES = str.maketrans("{}", "()")
_CAPITAL = re.compile(r"\b[A-Z][\w.]+")


@dataclass(frozen=True, slots=True)
class Who:
    """One name in a sentence: what it is called across reports, where it stands and in which words."""

    name: str
    kind: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence of a report: its words with names masked, and the way back to the text."""

    report: str
    span: Span
    words: str
    who: tuple[Who, ...]
    _at: tuple[int, ...] = field(repr=False)  # starts of the stretches of `words`
    _text: tuple[int, ...] = field(repr=False)  # and where these start in the text

    def named(self, match: re.Match[str], group: int | str) -> list[Who]:
        """Who stands in a group of a match on `words`."""
        return [self.who[int(number)] for number in re.findall(r"\{(\d+)\}", match[group] or "")]

    def place(self, start: int, end: int) -> Span:
        """The stretch of the text that `words[start:end]` stands for."""
        return Span(self._back(start, last=False), self._back(end, last=True))

    def _back(self, at: int, *, last: bool) -> int:
        number = bisect_right(self._at, at - 1 if last else at) - 1
        begin, text = self._at[number], self._text[number]
        if number % 2:  # inside a name: its edge
            return self._text[number + 1] if last else text
        return text + at - begin


def sentences(report: Told) -> Iterator[Masked]:
    """The sentences of a report outside its page parts, in order."""
    known: dict[str, Named] = {}
    for one in report.named:
        if " " not in one.bearer:
            known.setdefault(one.span.of(report.text), one)
    adjectives: dict[str, str | None] = {}
    for start, end in _stretches(report.text):
        if not any(part.start < end and start < part.end for part in report.furniture):
            yield _masked(report, start, end, known, adjectives)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    begin = None
    for match in _SENTENCE.finditer(text):
        begin = match.start() if begin is None else begin
        if _ABBREVIATED.search(match[0]) and match.end() < len(text) and text[match.end()] != "\n":
            continue
        yield begin, match.end()
        begin = None


_SUFFIX = re.compile(r"[aeiou]?(?:n|an|ian|i|ese|ish|ic)s?")


def adjective_of(word: str, names: Iterable[str]) -> str | None:
    """What a word is the adjective of, among names ("Dorvani" beside "Dorvane")."""
    for name in names:
        stem = name.rstrip("aeiouy")
        if len(stem) >= 3 and word != name and word.startswith(stem) and _SUFFIX.fullmatch(word[len(stem) :]):
            return name
    return None


class Adjectives:
    """Names by what adjectives of them begin with, to ask `adjective_of` of very many; the first in the alphabet holds."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for name in sorted(set(names)):
            self._by_stem[name.rstrip("aeiouy")].append(name)

    def of(self, word: str) -> str | None:
        return adjective_of(word, sorted(name for end in range(3, len(word) + 1) for name in self._by_stem.get(word[:end], ())))


def _plain(words: str) -> str:
    """Without braces of the report's own, which would be taken for names."""
    return words.translate(_BRACES)


def _masked(report: Told, start: int, end: int, known: Mapping[str, Named], adjectives: dict[str, str | None]) -> Masked:
    found = [Who(one.bearer, one.kind, one.span, one.span.of(report.text)) for one in report.named_in(start, end)]
    taken = [one.span for one in found]
    for match in _CAPITAL.finditer(report.text, start, end):
        before = bisect_right(taken, match.end(), key=lambda span: span.start) - 1
        if before >= 0 and taken[before].start < match.end() and match.start() < taken[before].end:
            continue
        if state := state_named(match[0]):
            found.append(Who(state, "state", Span(*match.span()), match[0]))
            continue
        if match[0] not in adjectives:
            adjectives[match[0]] = adjective_of(match[0], known)
        if name := adjectives[match[0]]:
            found.append(Who(known[name].bearer, known[name].kind, Span(*match.span()), match[0]))
    found.sort(key=lambda who: who.span)
    words, at, text, behind = "", [0], [start], start
    for number, who in enumerate(found):
        words += _plain(report.text[behind : who.span.start])
        at.append(len(words))
        text.append(who.span.start)
        words += f"{{{number}}}"
        at.append(len(words))
        text.append(who.span.end)
        behind = who.span.end
    words += _plain(report.text[behind:end])
    return Masked(report.id, Span(start, end), words, tuple(found), tuple(at), tuple(text))
