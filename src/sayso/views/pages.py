"""What is shown, as values: each view is a dataclass made from the ledger, then rendered (terminal, Markdown, JSON)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from sayso.ledger import Ledger


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One statement of a voice: the exact words, and the report and place they stand at."""

    id: str
    cue: str
    content: str
    source: str | None
    kind: str
    mode: str
    confidence: float
    relay: tuple[str, ...]
    addressee: str | None
    said: str | None  # the words that date the saying
    said_from: str | None
    said_to: str | None
    within: str | None  # id of the statement in whose content it is told
    told_by: str | None  # the voice of that statement
    flags: tuple[str, ...]
    report: str
    path: str
    outlet: str | None
    published: str | None
    line: int  # of the content's first word, counted from 1
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure: how many, of what, and on whose word, with the place of its words."""

    id: str
    words: str
    low: float | None
    high: float | None
    bound: str
    of: str | None
    who: str | None
    where: str | None
    as_of: str | None
    as_of_from: str | None
    as_of_to: str | None
    voice: str | None
    path: str
    outlet: str | None
    published: str | None
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VoiceRecord:
    """A voice with all it is reported to have said, in the order of reports and places."""

    name: str
    kind: str
    names: tuple[str, ...]
    roles: tuple[str, ...]
    sides: tuple[str, ...]
    reports: int
    statements: tuple[SaidLine, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in the ledger."""

    id: str
    path: str
    outlet: str | None
    title: str | None
    published: str | None
    words: int
    statements: int


@dataclass(frozen=True, slots=True)
class FailureLine:
    """A path that could not be read, and why."""

    path: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The ledger on one page: who is said to have said what. `unattributed` are statements without a known voice."""

    ledger: str
    about: str | None
    reports: tuple[ReportLine, ...]
    voices: tuple[VoiceRecord, ...]
    unattributed: tuple[SaidLine, ...]
    figures: tuple[FigureLine, ...]
    failures: tuple[FailureLine, ...]


_STATEMENTS = """
SELECT statements.*, voices.id AS speaker, voices.name AS voice_name, voices.kind AS voice_kind, voices.role AS voice_role,
  voices.side AS voice_side,
  (SELECT v.name FROM statements AS outer_one JOIN voices AS v ON v.id = outer_one.voice WHERE outer_one.id = statements.within) AS told_by,
  (SELECT flags FROM said WHERE said.id = statements.id) AS flags,
  reports.path, reports.outlet, reports.published, reports.text,
  (SELECT min(start_at) FROM spans WHERE statement = statements.id AND role = 'content') AS content_start,
  (SELECT max(end_at) FROM spans WHERE statement = statements.id AND role = 'content') AS content_end
FROM statements JOIN reports ON reports.id = statements.report LEFT JOIN speakers ON speakers.statement = statements.id
  LEFT JOIN voices ON voices.id = speakers.voice
WHERE confidence >= ? AND (? IS NULL OR statements.rowid IN (SELECT rowid FROM statements_text WHERE statements_text MATCH ?))
ORDER BY coalesce(reports.published, '9999'), reports.path, reports.id, statements.position, speakers.position
"""
_FIGURES = """
SELECT figures.*, voices.name AS voice_name, reports.path, reports.outlet, reports.published, reports.text
FROM figures JOIN reports ON reports.id = figures.report LEFT JOIN statements ON statements.id = figures.statement
  LEFT JOIN voices ON voices.id = statements.voice
WHERE ? IS NULL OR figures.statement IN (SELECT id FROM statements WHERE rowid IN
  (SELECT rowid FROM statements_text WHERE statements_text MATCH ?))
ORDER BY coalesce(figures."of", '~'), coalesce(figures.as_of_from, reports.published, '9999'), coalesce(low, high), reports.path,
  figures.start_at
"""


def brief(ledger: Ledger, *, about: str | None = None, least_confidence: float = 0.0) -> Brief:
    """The brief of a ledger; `about` keeps statements that hold these words (all of them, in any order)."""
    db = ledger.connection
    query = " ".join('"' + word.replace('"', '""') + '"' for word in about.split()) if about else None
    relays: dict[str, list[str]] = defaultdict(list)
    for row in db.execute("SELECT statement, name FROM relays ORDER BY statement, position"):
        relays[row["statement"]].append(row["name"])
    groups: dict[str | None, list[tuple[SaidLine, str, str, str | None, str | None]]] = defaultdict(list)
    for row in db.execute(_STATEMENTS, (least_confidence, query, query)):
        line = SaidLine(
            row["id"], row["cue"], row["content"], row["source"], row["kind"], row["mode"], row["confidence"],
            tuple(relays[row["id"]]), row["addressee"],
            row["text"][row["said_start_at"] : row["said_end_at"]] if row["said_start_at"] is not None else None,
            row["said_from"], row["said_to"], row["within"], row["told_by"], tuple((row["flags"] or "").split(",")) if row["flags"] else (),
            row["report"], row["path"], row["outlet"], row["published"],
            row["text"].count("\n", 0, row["content_start"]) + 1, row["content_start"], row["content_end"],
        )  # fmt: skip
        key = same_name(row["speaker"], row["voice_name"], row["voice_kind"]) if row["speaker"] else None
        groups[key].append((line, row["voice_name"], row["voice_kind"], row["voice_role"], row["voice_side"]))
    unattributed = tuple(line for line, *_ in groups.pop(None, []))
    voices = sorted((_record(rows) for rows in groups.values()), key=lambda v: (-len(v.statements), -v.reports, v.name.casefold()))
    figures = tuple(_figure(row) for row in db.execute(_FIGURES, (query, query)))
    return Brief(str(ledger.path), about, _reports(ledger), tuple(voices), unattributed, figures, _failures(ledger))


def _figure(row: sqlite3.Row) -> FigureLine:
    words = row["text"][row["start_at"] : row["end_at"]]
    return FigureLine(
        row["id"], words, row["low"], row["high"], row["bound"], row["of"], row["who"], row["where"], row["as_of"], row["as_of_from"],
        row["as_of_to"], row["voice_name"], row["path"], row["outlet"], row["published"],
        row["text"].count("\n", 0, row["start_at"]) + 1, row["start_at"], row["end_at"],
    )  # fmt: skip


def _record(rows: list[tuple[SaidLine, str, str, str | None, str | None]]) -> VoiceRecord:
    def once(values: list[str | None]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value in values if value))

    lines = tuple(row[0] for row in rows)
    names = once([row[1] for row in rows])
    name = max(names, key=lambda n: (sum(row[1] == n for row in rows), n))
    kinds = once([row[2] for row in rows])
    kind = max(kinds, key=lambda k: (sum(row[2] == k for row in rows), k))
    return VoiceRecord(
        name, kind, names, once([row[3] for row in rows]), once([row[4] for row in rows]), len({line.report for line in lines}), lines
    )


def _reports(ledger: Ledger) -> tuple[ReportLine, ...]:
    rows = ledger.connection.execute(
        "SELECT *, (SELECT count(*) FROM statements WHERE report = reports.id) AS statements FROM reports"
        " ORDER BY coalesce(published, '9999'), path, id"
    )
    return tuple(
        ReportLine(row["id"], row["path"], row["outlet"], row["title"], row["published"], len(row["text"].split()), row["statements"])
        for row in rows
    )


def _failures(ledger: Ledger) -> tuple[FailureLine, ...]:
    return tuple(FailureLine(*row) for row in ledger.connection.execute("SELECT path, kind, message FROM failures ORDER BY path"))
