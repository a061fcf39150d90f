"""What is shown, as values: each view is a dataclass made from the ledger, then rendered (terminal, Markdown, JSON)."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sayso.ledger import Ledger
from sayso.ledger.links import judged_alone
from sayso.ledger.texts import Texts


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
    told_by: str | None  # the voice of that statement, unless a person rejected it
    flags: tuple[str, ...]
    report: str
    newest: str  # the report that is its newest text: another one where only an earlier text says this
    path: str
    outlet: str | None
    title: str | None  # of the report
    published: str | None
    line: int  # of the content's first word, counted from 1
    start: int
    end: int
    utterance: str | None  # the act of saying that it tells
    tellings: int  # statements that tell it
    told_in: int  # reports that do
    origins_low: int | None  # who heard or read it themselves, at least and at most; None where the ledger is not linked
    origins_high: int | None
    origins_why: str | None
    disputes: tuple[str, ...]
    confirmed: bool  # by a person


@dataclass(frozen=True, slots=True)
class DisputeSideLine:
    """One account of a dispute: who gives it, in which statements, with which figures."""

    voices: tuple[str, ...]
    statements: tuple[SaidLine, ...]
    figures: tuple[str, ...]  # their words


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """Accounts that cannot all hold."""

    id: str
    kind: str
    matter: str
    why: str
    confidence: float
    sides: tuple[DisputeSideLine, ...]
    confirmed: bool  # by a person


@dataclass(frozen=True, slots=True)
class CopyLine:
    """Reports that reprint one text; `first` is the path of the one it was first in."""

    id: str
    kind: str
    reports: tuple[str, ...]
    first: str | None
    why: str


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
    cue: str | None  # of the statement it stands in: who rejects a figure does not give it
    path: str
    outlet: str | None
    published: str | None
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VoiceRecord:
    """A voice with all it is reported to have said, in the order of reports and places."""

    id: str
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
    language: str | None
    read: bool  # whether it is in a language that is read
    texts: int  # versions of it that are held; this is the newest


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
    disputes: tuple[DisputeLine, ...]
    copies: tuple[CopyLine, ...]
    failures: tuple[FailureLine, ...]


_STATEMENTS = """
SELECT statements.*, voices.id AS speaker, voices.name AS voice_name, voices.kind AS voice_kind, voices.role AS voice_role,
  voices.side AS voice_side, coalesce(voice_group, voices.id) AS voice_group, utterance,
  utterances.low AS origins_low, utterances.high AS origins_high, utterances.why AS origins_why,
  (SELECT count(*) FROM utterance_members AS t WHERE t.utterance = utterances.id) AS tellings,
  (SELECT count(DISTINCT s.report) FROM utterance_members AS t JOIN statements AS s ON s.id = t.statement WHERE t.utterance = utterances.id)
    AS told_in,
  (SELECT group_concat(DISTINCT dispute) FROM dispute_members WHERE dispute_members.statement = statements.id
    AND dispute NOT IN (SELECT value FROM json_each(:rejected))) AS disputes,
  (SELECT v.name FROM statements AS outer_one JOIN voices AS v ON v.id = outer_one.voice WHERE outer_one.id = statements.within
    AND outer_one.id NOT IN (SELECT value FROM json_each(:rejected))) AS told_by,
  (SELECT flags FROM said WHERE said.id = statements.id) AS flags,
  reports.path, reports.outlet, reports.title, reports.published,
  coalesce((SELECT w.report FROM versions AS v JOIN versions AS w USING (address) WHERE v.report = reports.id ORDER BY w.number DESC LIMIT 1), reports.id)
    AS newest,
  (SELECT min(start_at) FROM spans WHERE statement = statements.id AND role = 'content') AS content_start,
  (SELECT max(end_at) FROM spans WHERE statement = statements.id AND role = 'content') AS content_end
FROM {which} JOIN reports ON reports.id = statements.report LEFT JOIN superseded ON superseded.statement = statements.id
  LEFT JOIN speakers ON speakers.statement = coalesce(superseded.by, statements.id)
  LEFT JOIN voices ON voices.id = speakers.voice LEFT JOIN voice_members ON voice_members.voice = voices.id
  LEFT JOIN utterance_members ON utterance_members.statement = coalesce(superseded.by, statements.id) LEFT JOIN utterances ON utterances.id = utterance
WHERE statements.id NOT IN (SELECT value FROM json_each(:rejected)) AND (:superseded OR superseded.statement IS NULL)
  AND confidence >= :least AND (:query IS NULL OR statements.rowid IN (SELECT rowid FROM statements_text WHERE statements_text MATCH :query))
ORDER BY coalesce(reports.published, '9999'), reports.path, reports.id, statements.position, speakers.position
"""
_WANTED = "json_each(:ids) AS wanted CROSS JOIN statements ON statements.id = wanted.value"
_FIGURES = """
SELECT figures.*, voices.name AS voice_name, statements.cue, reports.path, reports.outlet, reports.published
FROM {which} JOIN reports ON reports.id = figures.report LEFT JOIN statements ON statements.id = figures.statement
  LEFT JOIN voices ON voices.id = statements.voice
WHERE (:all OR figures.report NOT IN (SELECT report FROM earlier_texts)) AND (:query IS NULL OR figures.statement IN (SELECT id FROM statements
  WHERE rowid IN (SELECT rowid FROM statements_text WHERE statements_text MATCH :query)))
ORDER BY coalesce(figures."of", '~'), coalesce(figures.as_of_from, reports.published, '9999'), coalesce(low, high), reports.path,
  figures.start_at
"""


def brief(ledger: Ledger, *, about: str | None = None, least_confidence: float = 0.0) -> Brief:
    """The brief of a ledger; `about` keeps statements that hold these words (all of them, in any order)."""
    db = ledger.connection
    query = " ".join('"' + word.replace('"', '""') + '"' for word in about.split()) if about else None
    lines, speakers = said_lines(ledger, query=query, least_confidence=least_confidence)
    groups: dict[str, list[SaidLine]] = defaultdict(list)
    for key, who in speakers.items():
        for group in who:
            groups[group].append(lines[key])
    shown = {row["id"]: row for row in db.execute("SELECT * FROM voice_groups")}
    voices = sorted(
        (_record(key, said, shown.get(key)) for key, said in groups.items()),
        key=lambda v: (-len(v.statements), -v.reports, v.name.casefold()),
    )
    return Brief(
        str(ledger.path), about, report_lines(ledger), tuple(voices), tuple(lines[key] for key, who in speakers.items() if not who),
        figure_lines(ledger, query=query), disputes(ledger, lines), _copies(ledger), _failures(ledger),
    )  # fmt: skip


def figure_lines(
    ledger: Ledger, *, query: str | None = None, all_texts: bool = False, ids: Collection[str] | None = None
) -> tuple[FigureLine, ...]:
    """The figures, by what they count and when; of a report with several texts those of the newest, unless `all_texts` or `ids` are given."""
    which = "figures" if ids is None else "json_each(:ids) AS wanted CROSS JOIN figures ON figures.id = wanted.value"
    given = {"all": all_texts or ids is not None, "query": query, "ids": None if ids is None else json.dumps(list(ids))}
    texts = Texts(ledger.connection)
    return tuple(_figure(row, texts) for row in ledger.connection.execute(_FIGURES.format(which=which), given))


def said_lines(
    ledger: Ledger,
    *,
    query: str | None = None,
    least_confidence: float = 0.0,
    ids: Collection[str] | None = None,
    rejected: bool = False,
    superseded: bool = False,
) -> tuple[dict[str, SaidLine], dict[str, tuple[str, ...]]]:
    """Statements by id, in order of date, report and place, and the voices of each, by group. With `ids` only those.

    Those that a person rejected are left out, unless `rejected`; those that a later text of their report has too, unless `superseded`:
    these have the voices and the utterance of the later one.
    """
    db = ledger.connection
    judged = judged_alone(ledger)
    wanted = None if ids is None else json.dumps(list(ids))
    relays: dict[str, list[str]] = defaultdict(list)
    some = "" if ids is None else "WHERE statement IN (SELECT value FROM json_each(:ids))"
    for row in db.execute(f"SELECT statement, name FROM relays {some} ORDER BY statement, position", {"ids": wanted}):
        relays[row["statement"]].append(row["name"])
    texts = Texts(db)
    lines: dict[str, SaidLine] = {}
    speakers: dict[str, list[str]] = {}
    out = json.dumps([key for key, decision in judged.items() if decision == "reject" and not rejected])
    given = {"rejected": out, "least": least_confidence, "query": query, "ids": wanted, "superseded": superseded}
    for row in db.execute(_STATEMENTS.format(which="statements" if ids is None else _WANTED), given):
        if row["id"] not in lines:
            speakers[row["id"]] = []
            lines[row["id"]] = SaidLine(
                row["id"], row["cue"], row["content"], row["source"], row["kind"], row["mode"], row["confidence"],
                tuple(relays[row["id"]]), row["addressee"],
                texts.words(row["report"], row["said_start_at"], row["said_end_at"]) if row["said_start_at"] is not None else None,
                row["said_from"], row["said_to"], row["within"], row["told_by"], _split(row["flags"]),
                row["report"], row["newest"], row["path"], row["outlet"], row["title"], row["published"],
                texts.line(row["report"], row["content_start"]), row["content_start"], row["content_end"],
                row["utterance"], row["tellings"] or 1, row["told_in"] or 1, row["origins_low"], row["origins_high"], row["origins_why"],
                _split(row["disputes"]), judged.get(row["id"]) == "confirm",
            )  # fmt: skip
        if row["speaker"] and row["voice_group"] not in speakers[row["id"]]:
            speakers[row["id"]].append(row["voice_group"])
    return lines, {key: tuple(who) for key, who in speakers.items()}


def _split(packed: str | None) -> tuple[str, ...]:
    return tuple(sorted(packed.split(","))) if packed else ()


def disputes(ledger: Ledger, lines: Mapping[str, SaidLine], *, ids: Collection[str] | None = None) -> tuple[DisputeLine, ...]:
    """The disputes of which every side has a statement among the lines, the surest first, but for those that a person rejected.

    With `ids` just those, rejected or not.
    """
    db = ledger.connection
    judged = judged_alone(ledger)
    rows = db.execute("SELECT * FROM disputes ORDER BY confidence DESC, id").fetchall()
    wanted = [row for row in rows if (judged.get(row["id"]) != "reject" if ids is None else row["id"] in ids)]
    keys = json.dumps([row["id"] for row in wanted])
    sides: dict[str, dict[int, tuple[list[str], list[str]]]] = defaultdict(lambda: defaultdict(lambda: ([], [])))
    for row in db.execute(
        "SELECT dispute, side, dispute_members.statement, substr(text, start_at + 1, end_at - start_at) AS words FROM json_each(?) AS wanted"
        " CROSS JOIN dispute_members ON dispute = wanted.value"
        " LEFT JOIN figures ON figures.id = figure LEFT JOIN reports ON reports.id = figures.report ORDER BY dispute, side, dispute_members.rowid",
        (keys,),
    ):
        statements, figures = sides[row["dispute"]][row["side"]]
        (statements if row["statement"] else figures).append(row["statement"] or row["words"])
    names = dict(db.execute(
        "SELECT speakers.statement, group_concat(DISTINCT coalesce(voice_groups.name, voices.name)) FROM json_each(?) AS wanted"
        " CROSS JOIN dispute_members ON dispute = wanted.value CROSS JOIN speakers ON speakers.statement = dispute_members.statement"
        " JOIN voices ON voices.id = speakers.voice LEFT JOIN voice_members ON voice_members.voice = voices.id"
        " LEFT JOIN voice_groups ON voice_groups.id = voice_group GROUP BY speakers.statement", (keys,)
    ).fetchall())  # fmt: skip
    found = []
    for row in wanted:
        made = [
            DisputeSideLine(
                tuple(dict.fromkeys(names.get(s) or "no voice given" for s in statements if s in lines)),
                tuple(lines[s] for s in statements if s in lines), tuple(dict.fromkeys(figures)),
            )
            for _, (statements, figures) in sorted(sides[row["id"]].items())
        ]  # fmt: skip
        if all(side.statements for side in made):
            confirmed = judged.get(row["id"]) == "confirm"
            found.append(DisputeLine(row["id"], row["kind"], row["matter"], row["why"], row["confidence"], tuple(made), confirmed))
    return tuple(found)


def _copies(ledger: Ledger) -> tuple[CopyLine, ...]:
    rows = ledger.connection.execute(
        "SELECT copy_families.*, json_group_array(reports.path) AS paths, (SELECT path FROM reports WHERE id = copy_families.first) AS first_path"
        " FROM copy_families JOIN copy_members ON family = copy_families.id JOIN reports ON reports.id = report GROUP BY copy_families.id ORDER BY copy_families.id"
    )
    return tuple(CopyLine(row["id"], row["kind"], tuple(sorted(json.loads(row["paths"]))), row["first_path"], row["why"]) for row in rows)


def _figure(row: sqlite3.Row, texts: Texts) -> FigureLine:
    words = texts.words(row["report"], row["start_at"], row["end_at"])
    return FigureLine(
        row["id"], words, row["low"], row["high"], row["bound"], row["of"], row["who"], row["where"], row["as_of"], row["as_of_from"],
        row["as_of_to"], row["voice_name"], row["cue"], row["path"], row["outlet"], row["published"],
        texts.line(row["report"], row["start_at"]), row["start_at"], row["end_at"],
    )  # fmt: skip


def _record(key: str, said: list[SaidLine], group: sqlite3.Row | None) -> VoiceRecord:
    """A voice as the last linking shows it; `group` is None in a ledger that is not linked yet."""
    reports = len({line.newest for line in said})
    if group is None:
        return VoiceRecord(key, said[0].source or key, "group", (), (), (), reports, tuple(said))
    names, roles = tuple(json.loads(group["names"])), tuple(json.loads(group["roles"]))
    return VoiceRecord(key, group["name"], group["kind"], names, roles, (group["side"],) if group["side"] else (), reports, tuple(said))


def report_lines(ledger: Ledger, *, ids: Collection[str] | None = None) -> tuple[ReportLine, ...]:
    """The reports in order of date and path, the newest text of each; with `ids` only those, whatever text they are."""
    which, live = ("reports", "id NOT IN (SELECT report FROM earlier_texts)")
    if ids is not None:
        which, live = "json_each(:ids) AS wanted CROSS JOIN reports ON reports.id = wanted.value", "1"
    rows = ledger.connection.execute(
        "SELECT reports.*, (SELECT count(*) FROM statements WHERE report = reports.id) AS statements,"
        " (SELECT max(number) FROM versions WHERE report = reports.id) AS texts,"
        " EXISTS (SELECT 1 FROM flags WHERE report = reports.id AND kind = 'not_english' AND end_at - start_at = length) AS foreign_language"
        f" FROM {which} WHERE {live} ORDER BY coalesce(published, '9999'), reports.path, reports.id",
        {"ids": None if ids is None else json.dumps(list(ids))},
    )
    return tuple(
        ReportLine(
            row["id"], row["path"], row["outlet"], row["title"], row["published"], len(row["text"].split()), row["statements"],
            row["language"], not row["foreign_language"], row["texts"] or 1,
        )
        for row in rows
    )  # fmt: skip


def _failures(ledger: Ledger) -> tuple[FailureLine, ...]:
    return tuple(FailureLine(*row) for row in ledger.connection.execute("SELECT path, kind, message FROM failures ORDER BY path"))
