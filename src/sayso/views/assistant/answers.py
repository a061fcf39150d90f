"""What tools answer. Words of reports stand in `Words` and in the fields that say so."""

from __future__ import annotations

from sayso.views.assistant.values import Answer, Origins, Page, ReportRef, Statement, Words


class Statements(Answer):
    """Statements that were searched for."""

    asked: list[str]
    """The conditions, in words; all of them hold."""
    statements: list[Statement]
    page: Page


class VoiceLine(Answer):
    """A voice across reports."""

    id: str
    name: str
    kind: str
    side: str | None
    other_names: tuple[str, ...] = ()
    statements: int
    reports: int


class Voices(Answer):
    """Voices by how often they are reported to speak."""

    voices: list[VoiceLine]
    page: Page


class Use(Answer):
    """A name or wording with how often an outlet has it."""

    words: str
    outlet: str | None
    times: int


class Turn(Answer):
    """Two statements of one voice of which the later says otherwise."""

    matter: str
    before: Statement
    now: Statement


class VoiceRecord(Answer):
    """A voice and what it is reported to have said, in order of time, those without a day last."""

    voice: VoiceLine
    roles: list[str]
    called: list[Use]
    outlets: list[tuple[str | None, int]]
    """Who reports it (null where unknown), with how many statements."""
    through: list[tuple[str, int]]
    """Through whom it is reported, with how many statements."""
    issues: list[tuple[str, str, int]]
    """Issue, its name, and how many of its statements touch it."""
    changed: list[Turn]
    statements: list[Statement]
    page: Page


class Step(Answer):
    """A step on the way from the voice to the reports; the step it hangs on is the last one above with a smaller depth."""

    depth: int
    name: str
    how: str
    """voice, report, copy, on_the_word_of (told inside what this one says), or how the words were passed on: told, quoted, carried, seen,
    credit, passed_on"""
    shown_by: str | None = None
    """The words of the report that show it."""
    origin: bool = False
    """Whether this is one of the independent witnesses."""
    statement: str | None = None
    report: str | None = None


class Claim(Answer):
    """What an act of saying asserts together with others."""

    id: str
    voices_low: int
    """Independent voices that assert it on their own knowledge, at least."""
    voices_high: int
    who: list[str]
    why: str
    others: list[Statement]


class Utterance(Answer):
    """One act of saying: all that tell it, the way it came, how many independent witnesses it has."""

    id: str
    origins: Origins
    witnesses: list[str]
    tellings: list[Statement]
    tree: list[Step]
    taken_for_one: list[str]
    """Why its statements are taken for one act of saying."""
    claim: Claim | None
    judgements: list[str]
    """What people decided on it."""
    page: Page


class Account(Answer):
    """A side of a dispute."""

    voices: list[str]
    figures: list[str]
    """Words of the figures that it gives."""
    statements: list[Statement]
    more: int = 0
    """Statements that are not listed here: ask for the dispute by its id."""


class Dispute(Answer):
    """Accounts that cannot all hold. Which of them is right is not said."""

    id: str
    kind: str
    """figure, status, acceptance, denial or wording"""
    matter: str
    why: str
    confidence: float
    state: str
    """open, confirmed by a person, or rejected by one"""
    accounts: list[Account]


class Disputes(Answer):
    """Disputes, the surest first."""

    disputes: list[Dispute]
    page: Page


class Count(Answer):
    """What figures count, whom, where."""

    id: str
    words: str
    figures: int
    reports: int
    values: str | None
    """The lowest and the highest that they say, with their bounds: "31 to more than 100"; each is on somebody's word."""
    least: float | None
    """The lowest number, without its bound; null where it is open below ("at most 5")."""
    most: float | None
    """The highest number, without its bound; null where it is open above ("more than 100")."""
    since: str | None
    """The first day that any of them holds for."""
    until: str | None
    disputed: int = 0
    """Figures that are in a dispute."""


class Counts(Answer):
    """What is counted."""

    counts: list[Count]
    page: Page


class Figure(Answer):
    """A figure of a report, with its bound and on whose word it is."""

    id: str
    value: str
    """With its bound, as sayso understands the words."""
    words: Words
    low: float | None
    high: float | None
    bound: str
    """exact, at_least, more_than, about, nearly, at_most, fewer_than or range"""
    day: str | None
    """The day that it holds for: as it says, or else that of the report; null where neither is known."""
    voice: str | None
    """Who gives it; null where the report gives it by itself."""
    cue: str | None
    """The words that attribute its statement: who denies a figure does not give it."""
    statement: str | None
    report: ReportRef
    disputes: tuple[str, ...] = ()


class CountOverTime(Answer):
    """One count in order of time, figures without a day last."""

    count: Count
    figures: list[Figure]
    beside: list[Count]
    """Counts of the same thing, of others or elsewhere."""
    page: Page


class Issue(Answer):
    """A matter of negotiation."""

    id: str
    name: str
    about: str
    statements: int
    """How many touch it, in all."""
    positions: int
    """Of what was asked for."""


class Party(Answer):
    """Whom voices speak for."""

    id: str
    name: str
    part: str
    """party, mediator or other, as words of reports show"""
    statements: int
    """Of its voices, in all."""
    positions: int
    """Of what was asked for."""


class Position(Answer):
    """What a voice of a party is reported to hold on an issue: a machine's reading of the words beside it."""

    issue: str
    party: str
    stance: str
    """demand, offer, acceptance, rejection, condition or warning"""
    day: str | None
    nearest: Words
    """The words that come nearest to the issue."""
    statement: Statement
    opposite_of: str | None = None
    """The earlier statement that it is the opposite of."""


class Positions(Answer):
    """Who holds what on which issue, by issue and party, in order of time."""

    issues: list[Issue]
    parties: list[Party]
    positions: list[Position]
    page: Page


class Named(Answer):
    """What somebody or something is called, by whom."""

    id: str
    name: str
    kind: str
    voice: str | None
    """Its voice across reports, where it speaks."""
    times: int
    reports: int
    names: list[Use]
    roles: list[Use]
    more: int = 0
    """Uses that are not listed."""


class Names(Answer):
    """Those named most first."""

    named: list[Named]
    page: Page


class ReportLine(Answer):
    """A report of the ledger."""

    report: ReportRef
    words: int
    statements: int
    language: str | None
    read: bool = True
    """False where it is in a language that is not read."""
    texts: int = 1
    """Texts of its address that are held; this is the newest."""


class Reports(Answer):
    """Reports, the newest first, those without a date last."""

    reports: list[ReportLine]
    page: Page


class Mark(Answer):
    """A stretch of a report's text to know something about."""

    start: int
    end: int
    note: str


class ReportText(Answer):
    """A stretch of a report's text as stored."""

    report: ReportRef
    url: str | None
    language: str | None
    length: int
    """Of the whole text, in code points."""
    start: int
    end: int
    text: str
    """Quoted material: the report's text[start:end], exactly."""
    next_start: int | None
    """Ask again from here for what follows; null at the end."""
    marks: tuple[Mark, ...] = ()
    """Page parts (furniture) and warnings (flags) in this stretch."""
    newest: str | None = None
    """The report that is its newest text, where it is not."""


class News(Answer):
    """What came into the ledger since a day, a run, or the last time that reports came in."""

    since: str | None
    new_reports: int
    new_statements: int
    new_utterances: int
    new_disputes: int
    """Disputes with a new statement."""
    reports: list[ReportRef]
    first_told: list[Statement]
    """One telling of each act of saying that no older report tells, those told in most reports first."""
    disputes: list[Dispute]
    figures: list[str]
    """Counts that new reports give otherwise than older ones, in words."""
    not_listed: str


class Overview(Answer):
    """A ledger in numbers."""

    ledger: str
    reports: int
    statements: int
    voices: int
    disputes: int
    unread: int
    """Paths that could not be read."""
    undated_reports: int
    first_day: str | None
    """Of the days that statements have."""
    last_day: str | None
    outlets: list[tuple[str, int]]
    """With how many reports, those with most first."""
    most_heard: list[VoiceLine]
    issues: list[Issue]
    """Issues on which positions are held."""
