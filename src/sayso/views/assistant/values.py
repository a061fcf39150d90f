"""What answers are made of: statements with their exact words and places. They say themselves in a JSON schema."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """A value of an answer; the text below a field is its description in the schema. What equals a field's default is left out."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Words(Answer):
    """Exact words of a report: text[start:end] of each span, joined by " … "."""

    words: str
    """Quoted material. Where `cut` is true, only the beginning of them."""
    spans: list[tuple[int, int]]
    """Code points of the report's text, from the first to behind the last, of all the words."""
    cut: bool = False
    """Whether words are left out here: read all of them with report_text."""


class ReportRef(Answer):
    """The report that words stand in."""

    id: str
    outlet: str | None
    """Who published it; null where unknown."""
    title: str | None
    published: str | None
    """Day or time; null where unknown."""
    path: str | None = None
    """The file or address it was taken from; in lists of statements only where the outlet is unknown."""


class Speaker(Answer):
    """Somebody who is said to say something."""

    id: str
    """Of the voice across reports: give it to voice_record or search_statements."""
    name: str
    called: list[str]
    """What this report calls the voice."""
    kind: str
    """person, organisation, state, anonymous, document or group"""
    roles: list[str]
    """Its offices, as this report gives them."""
    side: str | None
    """For whom it speaks, as this report says."""


class Origins(Answer):
    """How many independent witnesses an act of saying has; outlets that repeat it or copies add none."""

    low: int
    high: int
    why: str


class Statement(Answer):
    """Who is said to have said what. It says what is claimed, not what is so."""

    id: str
    attribution: str
    """On whose word it is, by whom reported, when, through whom: say this with the content, wherever you give it."""
    voices: list[Speaker]
    """Who is said to say it; empty where the report gives nobody."""
    source: Words | None
    cue: Words
    """The words that attribute."""
    content: Words
    """The words of what is said."""
    kind: str
    """speech, thought, or document"""
    mode: str
    """direct: the content is in quotation marks; indirect: it is in the report's own words; mixed: some of it is in quotation marks.

    Of one that is told inside another (`within`) these may be the words and marks of who tells it: do not give them as the voice's."""
    confidence: float
    """The chance that human annotators would mark the statement so."""
    through: list[str] = []
    """Through whom the words came, nearest to the voice first."""
    addressee: str | None = None
    said_from: str | None = None
    """When it was said, at the earliest; null where its own sentence does not tell."""
    said_to: str | None = None
    within: str | None = None
    """The statement in whose content this one is told: its words, and its quotation marks, may be those of who tells it."""
    told_by: str | None = None
    """The voice that tells it, where it is told inside another."""
    warnings: list[str] = []
    """What to know before trusting its words: machine_translated, truncated, unclosed_quotation, …"""
    report: ReportRef
    utterance: str | None
    """The act of saying that it tells: give it to utterance."""
    told_in: int = 1
    """Reports that tell this act of saying. This is no count of independent origins."""
    origins: Origins | None
    """Null where the ledger is not linked."""
    disputes: list[str] = []
    """Disputes that it is in."""
    confirmed: bool = False
    """Whether a person confirmed it."""


class Page(Answer):
    """Where in a list an answer is."""

    page: int
    pages: int
    total: int
    next_page: int | None
    """Ask again with this page for more; null on the last."""
