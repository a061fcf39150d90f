"""The nouns, as values: what a report says, with the exact words. Ids, rows and runs live elsewhere.

Offsets are Unicode code points, half-open, into the report's stored text; ``text[start:end]`` is the span.
Unknown is ``None``, absent is an empty tuple. The glossary is docs/glossary.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["speech", "thought", "document"]
Mode = Literal["direct", "indirect", "mixed"]
VoiceKind = Literal["person", "organisation", "state", "anonymous", "document", "group"]
Bound = Literal["exact", "at_least", "more_than", "about", "nearly", "at_most", "fewer_than", "range"]
Precision = Literal["second", "minute", "hour", "part_of_day", "day", "week", "month", "season", "quarter", "year", "decade", "century"]


class Span(NamedTuple):
    """A half-open range of code points of one report's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Report:
    """One published text from one outlet, with what is known of it."""

    path: str
    text: str
    sha256: str  # of the text as UTF-8: for a plain UTF-8 file, of its bytes
    outlet: str | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None  # ISO 8601 date or date-time
    language: str | None = None  # BCP 47


@dataclass(frozen=True, slots=True)
class Furniture:
    """A part of the text that is page, not reporting."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a stretch of text that a reader should know before trusting what is read from it."""

    kind: str
    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Whom a source refers to. `mention` is where the report says most about it; absent where only described elsewhere."""

    name: str
    kind: VoiceKind
    role: str | None = None
    side: str | None = None
    mention: Span | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a statement was made ("told AFP")."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Moment:
    """A time the text names, and the interval it means where that is knowable (ISO 8601, `until` included)."""

    span: Span
    text: str
    since: str | None = None
    until: str | None = None
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression anywhere in the text."""

    moment: Moment
    type: Literal["date", "time", "duration", "set"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution: who (source), by which words (cue), what (content); `source` may be empty, content never."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: Kind
    mode: Mode
    confidence: float
    voice: Voice | None = None
    addressee: Addressee | None = None
    relay: tuple[str, ...] = ()  # nearest to the voice first
    said: Moment | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in the text; `statement` is the index of the reading's statement it stands on."""

    span: Span
    low: float | None
    high: float | None
    bound: Bound
    of: str | None = None
    who: str | None = None
    where: str | None = None
    as_of: str | None = None
    statement: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is read in one report: a pure function of its text, the model and the settings."""

    model: str  # digest of the weights
    statements: tuple[Statement, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    figures: tuple[Figure, ...] = ()
    times: tuple[Time, ...] = ()
    flags: tuple[Flag, ...] = field(default=())
