"""The flat tables of a ledger: what one row of each is, as a value whose fields say what they hold.

CSV, Parquet, `ledger.statements` in Python and the tables of docs/exports.md are all made of these. Offsets are code points, half-open, into
the report's text; unknown is None, absent is an empty tuple. A date is a string as precise as it is known ("2019-03", "2019-03-05").
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from sayso.model import Reason, Span

Texts = tuple[str, ...]
Spans = tuple[Span, ...]
Reasons = tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement that stands: no person rejected it, and no later text of its report has it word for word (there it is counted)."""

    id: Annotated[str, "the statement's id"]
    report: Annotated[str, "id of the report it stands in"]
    outlet: Annotated[str | None, "who published that report"]
    title: Annotated[str | None, "its title"]
    published: Annotated[str | None, "when it was published, as precisely as is known"]
    path: Annotated[str, "where it was taken from"]
    url: Annotated[str | None, "its address"]
    earlier_text: Annotated[bool, "whether only an earlier text of the report says this, not its newest"]
    voice: Annotated[str | None, "id of the voice across reports, the first named where several speak at once"]
    voice_name: Annotated[str | None, "what the voice is called across reports"]
    voice_kind: Annotated[str | None, "person, organisation, state, anonymous, document or group"]
    called: Annotated[str | None, "what this report calls the voice"]
    role: Annotated[str | None, "its office, as this report gives it"]
    side: Annotated[str | None, "the party, state or body it speaks for"]
    voices: Annotated[Texts, "ids of all who speak at once, the first named first"]
    voice_names: Annotated[Texts, "what they are called across reports"]
    source: Annotated[str | None, "the words that say who, parts joined by “ … ”"]
    cue: Annotated[str, "the words that attribute"]
    content: Annotated[str, "the words attributed"]
    source_spans: Annotated[Spans, "where the words of source stand: [start, end] of each part"]
    cue_spans: Annotated[Spans, "where the words of cue stand"]
    content_spans: Annotated[Spans, "where the words of content stand"]
    start: Annotated[int, "where the content begins"]
    end: Annotated[int, "where its last part ends"]
    line: Annotated[int, "line of the report's text that it begins on, counted from 1"]
    kind: Annotated[str, "speech, thought or document"]
    mode: Annotated[str, "direct, indirect or mixed"]
    confidence: Annotated[float, "the chance that human annotators would mark it so"]
    addressee: Annotated[str | None, "to whom it was said"]
    relay: Annotated[Texts, "who passed it on, nearest to the voice first"]
    said: Annotated[str | None, "the words that date the saying"]
    said_from: Annotated[str | None, "the first moment they can mean, where that is known"]
    said_to: Annotated[str | None, "the last, included"]
    said_precision: Annotated[str | None, "how precise they are: second … century"]
    said_anchor: Annotated[str | None, "what they hang on, in words, where their day is not known"]
    within: Annotated[str | None, "id of the statement in whose content this one is told, where that one stands"]
    told_by: Annotated[str | None, "the voice of that statement, as its report calls it"]
    utterance: Annotated[str | None, "id of the act of saying that it tells"]
    told_in: Annotated[int | None, "reports that tell that utterance"]
    witnesses_low: Annotated[int | None, "independent origins of the utterance: outlets that heard or read it themselves, at least"]
    witnesses_high: Annotated[int | None, "at most"]
    witnesses: Annotated[Texts, "who they are; an outlet that is not known by the path of its report"]
    claim: Annotated[str | None, "id of what it asserts together with other utterances"]
    claim_voices_low: Annotated[int | None, "independent voices that assert that on their own knowledge, at least"]
    claim_voices_high: Annotated[int | None, "at most"]
    disputes: Annotated[Texts, "ids of the disputes it is a side of"]
    issues: Annotated[Texts, "ids of the issues it touches, the surest first; a machine's reading"]
    act: Annotated[str | None, "PLOVER's type of the act it reports; a machine's reading"]
    act_score: Annotated[float | None, "probability of act, or of there being none"]
    modality: Annotated[str | None, "done, promised, demanded, denied or hypothetical; a machine's reading"]
    modality_score: Annotated[float | None, "probability of modality, or of there being none"]
    stance: Annotated[str | None, "demand, offer, acceptance, rejection, condition or warning; a machine's reading"]
    stance_score: Annotated[float | None, "probability of stance, or of there being none"]
    flags: Annotated[Texts, "kinds of warnings about the text it stands in"]
    confirmed: Annotated[bool, "whether a person confirmed it"]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A quantity in the newest text of a report; those that stand on a statement which a person rejected are left out."""

    id: Annotated[str, "the figure's id"]
    report: Annotated[str, "id of the report it stands in"]
    outlet: Annotated[str | None, "who published that report"]
    title: Annotated[str | None, "its title"]
    published: Annotated[str | None, "when it was published, as precisely as is known"]
    path: Annotated[str, "where it was taken from"]
    url: Annotated[str | None, "its address"]
    words: Annotated[str, "the words of the figure"]
    start: Annotated[int, "where they begin"]
    end: Annotated[int, "where they end"]
    line: Annotated[int, "line of the report's text, counted from 1"]
    low: Annotated[float | None, "the number, or the least it can be"]
    high: Annotated[float | None, "the number, or the most it can be"]
    bound: Annotated[str, "exact, at_least, more_than, about, nearly, at_most, fewer_than or range"]
    of: Annotated[str | None, "what is counted"]
    who: Annotated[str | None, "whom or what of"]
    where: Annotated[str | None, "where"]
    as_of: Annotated[str | None, "the words that say as of when"]
    as_of_from: Annotated[str | None, "the first moment they can mean, where that is known"]
    as_of_to: Annotated[str | None, "the last, included"]
    statement: Annotated[str | None, "id of the statement it stands on"]
    voice: Annotated[str | None, "id of the voice of that statement across reports, the first named where several speak at once"]
    voice_name: Annotated[str | None, "what that voice is called: on whose word the figure is"]
    voice_names: Annotated[Texts, "what all who speak there at once are called"]
    cue: Annotated[str | None, "the cue of that statement: who rejects a figure does not give it"]
    told_by: Annotated[str | None, "who tells of that statement, where it is told within another, as the report calls them"]
    disputes: Annotated[Texts, "ids of the disputes it is a side of"]


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A voice across reports that has a statement which stands. In a ledger that is not linked, a voice of one report."""

    id: Annotated[str, "the voice's id"]
    name: Annotated[str, "what it is called"]
    kind: Annotated[str, "person, organisation, state, anonymous, document or group"]
    side: Annotated[str | None, "the party, state or body it speaks for"]
    names: Annotated[Texts, "all that reports call it, the most frequent first"]
    roles: Annotated[Texts, "all offices that reports give it, the most frequent first"]
    outlets: Annotated[Texts, "outlets whose reports tell what it said, by name"]
    statement_count: Annotated[int, "its statements"]
    report_count: Annotated[int, "reports they stand in"]


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A statement or a figure on one side of a dispute. Disputes that a person rejected, or of which a side lost all its statements, are left out."""

    dispute: Annotated[str, "the dispute's id"]
    kind: Annotated[str, "figure, status, acceptance, denial or wording"]
    matter: Annotated[str, "what the accounts part on"]
    why: Annotated[str, "why they cannot all hold"]
    confidence: Annotated[float, "how sure the machine is of that, 0 to 1"]
    made_by: Annotated[str, "linking, or talks"]
    confirmed: Annotated[bool, "whether a person confirmed the dispute"]
    side: Annotated[int, "number of the side, from 0"]
    statement: Annotated[str | None, "id of the statement, where the member is one"]
    figure: Annotated[str | None, "id of the figure, where it is one"]
    voice: Annotated[str | None, "id of the voice across reports, the first named where several speak at once"]
    voice_name: Annotated[str | None, "what the voice is called"]
    voice_names: Annotated[Texts, "what all who speak at once are called"]
    cue: Annotated[str | None, "the cue of the statement, or of the one that the figure stands on"]
    told_by: Annotated[str | None, "who tells of that statement, where it is told within another, as the report calls them"]
    words: Annotated[str, "the content of the statement, or the words of the figure"]
    start: Annotated[int, "where these begin"]
    end: Annotated[int, "where they end"]
    report: Annotated[str, "id of the report they stand in"]
    outlet: Annotated[str | None, "who published that report"]
    title: Annotated[str | None, "its title"]
    published: Annotated[str | None, "when it was published, as precisely as is known"]
    path: Annotated[str, "where it was taken from"]
    url: Annotated[str | None, "its address"]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A machine's suggestion that two things are one, or are to be kept apart. Links of statements that a person rejected are left out."""

    id: Annotated[str, "the link's id"]
    kind: Annotated[str, "voice, copy, utterance or claim"]
    left: Annotated[str, "id of the one: a report, a statement, or of voices a designation"]
    right: Annotated[str, "id of the other"]
    left_name: Annotated[str, "what it is called: a name with role and side, a path, of a statement “voice — cue — content”"]
    right_name: Annotated[str, "likewise"]
    left_voice: Annotated[str | None, "of a designation: id of the voice across reports that bears it"]
    right_voice: Annotated[str | None, "likewise"]
    weight: Annotated[float, "the evidence in bits: 0 is even odds, 10 a thousand to one; below 0 it keeps them apart"]
    reasons: Annotated[Reasons, "signal, how the two compare on it, and the bits that gives"]
    judged: Annotated[str | None, "what a person said of the two, which overrides the link: same, different or unsure"]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as it was taken in, with its text: the offsets of the other tables are into it."""

    id: Annotated[str, "the report's id"]
    path: Annotated[str, "where it was first taken from"]
    outlet: Annotated[str | None, "who published it"]
    title: Annotated[str | None, "its title"]
    author: Annotated[str | None, "who wrote it"]
    url: Annotated[str | None, "its address"]
    published: Annotated[str | None, "when it was published, as precisely as is known"]
    language: Annotated[str | None, "its language (BCP 47)"]
    sha256: Annotated[str, "SHA-256 of its text as UTF-8"]
    length: Annotated[int, "code points of its text"]
    earlier_text: Annotated[bool, "whether its address has a newer text by now"]
    copies: Annotated[Texts, "ids of the families of copies it is in"]
    copy_of: Annotated[str | None, "id of the report that was first in such a family, where that is another and known"]
    flags: Annotated[Texts, "kinds of warnings about its text"]
    statement_count: Annotated[int, "its statements that stand"]
    text: Annotated[str, "its text, as stored"]


@dataclass(frozen=True, slots=True)
class UtteranceRow:
    """One act of saying, as the reports tell it."""

    id: Annotated[str, "the utterance's id"]
    voice: Annotated[str | None, "id of the voice of the first telling across reports, the first named where several speak at once"]
    voice_name: Annotated[str | None, "what that voice is called"]
    voice_names: Annotated[Texts, "what all who speak in the first telling are called"]
    cue: Annotated[str, "the cue of the first telling: who denies a thing does not say it"]
    content: Annotated[str, "the content of the first telling"]
    mode: Annotated[str, "whether that is direct, indirect or mixed"]
    told_by: Annotated[str | None, "who tells of it there, where it is told within another statement, as the report calls them"]
    published: Annotated[str | None, "when the report of the first telling was published"]
    witnesses_low: Annotated[int, "independent origins: outlets that heard or read it themselves, at least"]
    witnesses_high: Annotated[int, "at most"]
    witnesses: Annotated[Texts, "who they are; an outlet that is not known by the path of its report"]
    why: Annotated[str, "why so many, in words"]
    statements: Annotated[Texts, "ids of the statements that tell it, in order of date"]
    report_count: Annotated[int, "reports that tell it"]


class Column(NamedTuple):
    """A column of a table: its name, what kind of value it has, whether that may be unknown, and what it means."""

    name: str
    type: Any  # str, int, float, bool, Texts, Spans or Reasons
    optional: bool
    what: str


def columns(row: type[Any]) -> tuple[Column, ...]:
    """The columns of a kind of row, in order."""
    hints = get_type_hints(row, include_extras=True)
    return tuple(_column(field.name, *get_args(hints[field.name])) for field in fields(row))


def _column(name: str, value: Any, what: str) -> Column:
    either = () if get_origin(value) is tuple else get_args(value)  # of "str | None"
    return Column(name, either[0] if either else value, bool(either), what)
