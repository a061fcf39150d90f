"""What a report says, with the exact words: reports, statements, figures, moments, and a whole reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["speech", "thought", "document"]
Mode = Literal["direct", "indirect", "mixed"]
VoiceKind = Literal["person", "organisation", "state", "anonymous", "document", "group"]
Bound = Literal["exact", "at_least", "more_than", "about", "nearly", "at_most", "fewer_than", "range"]
Precision = Literal[
    "second", "minute", "hour", "part_of_day", "day", "weekend", "week", "month", "season", "quarter", "year", "decade", "century"
]
TimeType = Literal["date", "time", "duration", "set"]


class Span(NamedTuple):
    """A half-open range of code points of one report's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]


class Fact(NamedTuple):
    """Something known of a report (outlet, title, author, url, published, language), and where it comes from, in words."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that a report's text was taken from, where they are not the text itself: a page, a PDF, a letter."""

    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is to be remembered of a web address: when it was asked, and what tells whether it has changed since."""

    url: str
    status: int  # 304: it has not changed
    at: str
    etag: str | None = None
    modified: str | None = None
    stamp: str | None = None  # of the feed's entry that led to it
    told: tuple[Fact, ...] = ()  # what that feed, or who gave the address, said of the report there


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
    repeated: tuple[Span, ...] = ()  # lines that other reports of the outlet have as well
    facts: tuple[Fact, ...] = ()  # all that its file, its page and people say of it; of those of one name the first holds
    notes: tuple[Flag, ...] = ()  # what a reader should know of how the text was taken in
    original: Original | None = None
    seen: str | None = None  # when these bytes were fetched or captured (ISO 8601), where that is known
    given: tuple[Parts, ...] = ()  # the statements that people gave for it and did not take back


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


How = Literal["told", "quoted", "carried", "seen", "credit", "passed_on"]


@dataclass(frozen=True, slots=True)
class Relay:
    """A step on a statement's way to the report, and the words that show it.

    `how`: told (the voice spoke to it), quoted (it quotes or reports the voice), carried (it carried or broadcast the words), seen
    (it saw the document), credit (the agency of a dateline or credit line), passed_on (somebody who is no outlet).
    """

    name: str
    how: How
    span: Span


@dataclass(frozen=True, slots=True)
class Moment:
    """A time the text names, and the interval it means where that is knowable (ISO 8601, both ends included).

    `anchor` says in words what the time hangs on where that is not known ("Friday before publication").
    """

    span: Span
    text: str
    since: str | None = None
    until: str | None = None
    precision: Precision | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression anywhere in the text; `value` is its TIMEX3 value, open where it hangs on an unknown date."""

    moment: Moment
    type: TimeType
    value: str


@dataclass(frozen=True, slots=True)
class DateSuggestion:
    """An interval of days (ISO 8601, both ends included, either open) in which an undated report may have been published, and why.

    A suggestion until a person accepts it: the report's date stays unknown. `span` is the evidence in the report itself.
    """

    since: str | None
    until: str | None
    why: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution: who (source), by which words (cue), what (content); `source` may be empty, content never.

    `voices` are all who speak at once, the first named first. `within` is the index, among the reading's statements, of the one
    in whose content this one is told.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: Kind
    mode: Mode
    confidence: float
    voices: tuple[Voice, ...] = ()
    addressee: Addressee | None = None
    relay: tuple[Relay, ...] = ()  # nearest to the voice first
    said: Moment | None = None
    within: int | None = None

    @property
    def voice(self) -> Voice | None:
        """The first of the voices."""
        return self.voices[0] if self.voices else None

    @property
    def parts(self) -> Parts:
        return Parts(self.source, self.cue, self.content)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Source, cue and content."""
        return (*self.source, *self.cue, *self.content)


class Parts(NamedTuple):
    """Where the parts of a statement stand: spans in order of place, of which only those of the source may be absent."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]

    def placed(self) -> dict[str, list[list[int]]]:
        """The places by role, as JSON has them."""
        return {role: [list(span) for span in spans] for role, spans in self._asdict().items()}


ROLES = Parts._fields

MentionKind = Literal["person", "organisation", "state", "place"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the text names somebody or something; `name` is the fullest that the report calls it by, `role` what a person is."""

    span: Span
    name: str
    kind: MentionKind
    role: str | None = None


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
    as_of: Moment | None = None
    statement: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is read in one report: a pure function of its text, the model and the settings."""

    model: str  # digest of the weights
    statements: tuple[Statement, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    figures: tuple[Figure, ...] = ()
    times: tuple[Time, ...] = ()
    flags: tuple[Flag, ...] = ()
    dates: tuple[DateSuggestion, ...] = ()  # for a report without a date
    mentions: tuple[Mention, ...] = ()

    def flags_on(self, statement: Statement) -> tuple[str, ...]:
        """The kinds of the flags that touch the statement's words."""
        touching = [f.kind for f in self.flags if any(s.start < f.span.end and f.span.start < s.end for s in statement.spans)]
        return tuple(dict.fromkeys(touching))
