"""What linking needs of a ledger, as records. They are read from the ledger's public tables."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from sayso.ids import bearer_id, report_id, statement_id, voice_id
from sayso.model import Mention, Reading, Report, Span


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report: its own words are `text` without the page parts."""

    id: str
    path: str
    outlet: str | None
    published: str | None  # ISO day
    title: str | None
    text: str


@dataclass(frozen=True, slots=True)
class VoiceRecord:
    """A voice of one report."""

    id: str
    report: str
    name: str
    kind: str
    role: str | None
    side: str | None


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """Somebody or something that a report names, so many times, under the id that its voice there has or would have."""

    voice: VoiceRecord
    mentions: int


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A statement with its voices and its way to the report, nearest to the voice first."""

    id: str
    report: str
    position: int
    kind: str
    mode: str
    source: str | None
    cue: str
    content: str
    addressee: str | None
    said_from: str | None
    said_to: str | None
    within: str | None
    voices: tuple[str, ...]
    relay: tuple[tuple[str, str], ...]  # name, how


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A figure of one report."""

    id: str
    report: str
    words: str
    low: float | None
    high: float | None
    bound: str
    of: str | None
    who: str | None
    where: str | None
    as_of_from: str | None
    as_of_to: str | None
    statement: str | None


@dataclass(frozen=True, slots=True)
class Records:
    """All of a ledger that is linked, each in order of id (statements and figures by place in their report)."""

    reports: tuple[ReportRecord, ...]
    voices: tuple[VoiceRecord, ...]
    statements: tuple[StatementRecord, ...]
    figures: tuple[FigureRecord, ...]
    named: tuple[NamedRecord, ...] = ()


def record_of(report: Report, reading: Reading) -> Records:
    """The records of one report by itself, as a ledger with it alone would have them; figures are left out."""
    key, text = report_id(report), report.text
    ids = [statement_id(key, one) for one in reading.statements]
    voices: dict[str, VoiceRecord] = {}
    statements = []
    for position, one in enumerate(reading.statements):
        spoken = tuple(dict.fromkeys(voice_id(key, voice) for voice in one.voices))
        for voice in one.voices:
            voices.setdefault(voice_id(key, voice), VoiceRecord(voice_id(key, voice), key, voice.name, voice.kind, voice.role, voice.side))
        statements.append(
            StatementRecord(
                ids[position], key, position, one.kind, one.mode, _words(text, one.source) if one.source else None, _words(text, one.cue),
                _words(text, one.content), one.addressee.name if one.addressee else None, one.said.since if one.said else None,
                one.said.until if one.said else None, None if one.within is None else ids[one.within], spoken,
                tuple((step.name, step.how) for step in one.relay),
            )
        )  # fmt: skip
    named: dict[str, list[Mention]] = {}
    for mention in reading.mentions:
        named.setdefault(bearer_id(key, mention), []).append(mention)
    cuts = sorted((part.span.start, part.span.end) for part in reading.furniture)
    return Records(
        (ReportRecord(key, report.path, report.outlet, _day(report.published), report.title, _without(text, cuts)),),
        tuple(sorted(voices.values(), key=lambda voice: voice.id)),
        tuple(statements),
        (),
        tuple(
            NamedRecord(
                VoiceRecord(bearer, key, some[0].name, some[0].kind, max((m.role for m in some if m.role), default=None), None), len(some)
            )
            for bearer, some in sorted(named.items())
        ),
    )


def _words(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(span.of(text) for span in spans)


def records_of(connection: sqlite3.Connection, rejected: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()) -> Records:
    """The records of a ledger, without the statements that a person has rejected, and as if the reports `without` were not there.

    Of a report with several texts the newest stands for all; what only an older one says is said by that report too.
    """
    db = connection
    newest = _newest(db, without)
    left_out = json.dumps(sorted(without))
    furniture: dict[str, list[tuple[int, int]]] = {}
    for report, start, end in db.execute("SELECT report, start_at, end_at FROM furniture ORDER BY report, start_at"):
        furniture.setdefault(report, []).append((start, end))
    reports = tuple(
        ReportRecord(r["id"], r["path"], r["outlet"], _day(r["published"]), r["title"], _without(r["text"], furniture.get(r["id"], [])))
        for r in db.execute("SELECT id, path, outlet, published, title, text FROM reports ORDER BY id")
        if r["id"] not in newest and r["id"] not in without
    )  # fmt: skip
    speakers: dict[str, list[str]] = {}
    for statement, voice in db.execute("SELECT statement, voice FROM speakers ORDER BY statement, position"):
        speakers.setdefault(statement, []).append(voice)
    relays: dict[str, list[tuple[str, str]]] = {}
    for statement, name, how in db.execute("SELECT statement, name, how FROM relays ORDER BY statement, position"):
        relays.setdefault(statement, []).append((name, how or "told"))
    statements = [
        StatementRecord(
            **{**dict(row), "report": newest.get(row["report"], row["report"])},
            voices=tuple(speakers.get(row["id"], ())),
            relay=tuple(relays.get(row["id"], ())),
        )
        for row in db.execute(
            "SELECT id, report, position, kind, mode, source, cue, content, addressee, said_from, said_to, within FROM statements"
            " WHERE id NOT IN (SELECT value FROM json_each(?)) AND report NOT IN (SELECT value FROM json_each(?))"
            " ORDER BY report, position",
            (json.dumps(sorted(rejected | _superseded(db, left_out))), left_out),
        )
    ]
    speak = {voice for one in statements for voice in one.voices}
    voices = tuple(
        VoiceRecord(row["id"], newest.get(row["report"], row["report"]), row["name"], row["kind"], row["role"], row["side"])
        for row in db.execute("SELECT id, report, name, kind, role, side FROM voices ORDER BY id")
        if row["report"] not in without and (row["report"] not in newest or row["id"] in speak)
    )
    figures = tuple(
        FigureRecord(*row)
        for row in db.execute(
            "SELECT figures.id, report, substr(reports.text, start_at + 1, end_at - start_at), low, high, bound, figures.of, who,"
            ' figures."where", as_of_from, as_of_to, statement FROM figures JOIN reports ON reports.id = report'
            " WHERE report NOT IN (SELECT value FROM json_each(?)) ORDER BY report, start_at",
            (json.dumps(sorted(without.union(newest))),),
        )
    )
    named = tuple(
        NamedRecord(VoiceRecord(row["voice"], row["report"], row["name"], row["kind"], row["role"], None), row["mentions"])
        for row in db.execute(
            "SELECT voice, report, name, kind, max(role) AS role, count(*) AS mentions FROM mentions GROUP BY voice ORDER BY voice"
        )
        if row["report"] not in newest and row["report"] not in without
    )
    return Records(reports, voices, tuple(sorted(statements, key=lambda one: (one.report, one.position, one.id))), figures, named)


def _newest(db: sqlite3.Connection, without: frozenset[str]) -> dict[str, str]:
    """For each text that is not the newest of its address, the report that is."""
    rows = [row for row in db.execute("SELECT report, address FROM versions ORDER BY address, number") if row["report"] not in without]
    last = {row["address"]: row["report"] for row in rows}
    return {row["report"]: last[row["address"]] for row in rows if last[row["address"]] != row["report"]}


def _superseded(db: sqlite3.Connection, left_out: str) -> set[str]:
    """The statements that a later text of their report has word for word."""
    rows = db.execute(
        "SELECT statement FROM superseded JOIN statements AS one ON one.id = statement WHERE EXISTS (SELECT 1 FROM versions AS v"
        " JOIN versions AS w ON w.address = v.address AND w.number > v.number JOIN statements AS other ON other.report = w.report"
        " AND other.content = one.content AND other.cue = one.cue AND other.source IS one.source"
        " WHERE v.report = one.report AND w.report NOT IN (SELECT value FROM json_each(?)))",
        (left_out,),
    )
    return {statement for (statement,) in rows}


def _day(published: str | None) -> str | None:
    """The day of a date, where it names one ("2024-03" does not)."""
    try:
        return date.fromisoformat((published or "")[:10]).isoformat()
    except ValueError:
        return None


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    for start, end in reversed(cuts):
        text = f"{text[:start]}\n{text[end:]}"
    return text
