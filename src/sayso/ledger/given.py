"""Statements that people gave: held with the judgement that adds them, and read with their report for as long as it is not withdrawn.

A report whose reading is not of just what people give for it now is to be read again (`to_read_again`), so that a judgement is never
lost to a crash between it and the reading.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.ids import statement_id
from sayso.ledger.parts import gathered
from sayso.ledger.taken import now_named
from sayso.model import ROLES, Parts

_ADDED = "SELECT id, left_id, json_extract(left_place, '$[0]') AS report, withdrawn_at FROM judgements WHERE decision = 'add'"
_OF_ONE = """
AND json_extract(left_place, '$[0]') IN (WITH RECURSIVE named (id) AS (
  SELECT ? UNION SELECT old FROM renamed JOIN named ON new = named.id WHERE old NOT IN (SELECT id FROM reports)) SELECT id FROM named)
"""


def given_for(db: sqlite3.Connection, report: str) -> tuple[Parts, ...]:
    """The statements that people give for the report, in order of place."""
    found = {one.given for one in _added(db, report) if one.live}
    return tuple(sorted(found, key=lambda one: (one.cue, one.content, one.source)))


def called_now(db: sqlite3.Connection) -> dict[str, str]:
    """For each statement that was ever given, by the id that it was recorded with, what it is called now."""
    out = {}
    for one in _added(db):
        key = statement_id(now_named(db, one.report), one.given)
        later = db.execute("SELECT by FROM superseded JOIN statements ON id = by WHERE statement = ?", (key,)).fetchone()
        out[one.statement] = str(later["by"]) if later else key
    return out


def to_read_again(db: sqlite3.Connection) -> list[str]:
    """The reports that were read without what people give now, or with what they took back."""
    out = []
    for report in sorted({now_named(db, one.report) for one in _added(db)}):
        row = db.execute("SELECT known FROM readings WHERE report = ?", (report,)).fetchone()
        if row is not None and json.loads(row["known"] or "[]")[2:] != json.loads(json.dumps(packed(given_for(db, report)))):
            out.append(report)
    return out


def packed(given: Sequence[Parts]) -> list[object]:
    """What a reading keeps of the statements given for its report: one item, or none where there are none."""
    return [list(given)] if given else []


def give(db: sqlite3.Connection, judgement: str, given: Parts) -> None:
    """Record the spans of the statement that a judgement adds, within the caller's transaction."""
    db.executemany(
        "INSERT INTO given VALUES (?,?,?,?,?)",
        [(judgement, role, i, *span) for role in ROLES for i, span in enumerate(getattr(given, role))],
    )


def verify_given(db: sqlite3.Connection) -> Iterator[str]:
    """One sentence for each statement of a person that does not hold, or is not there though its report was read with it."""
    for (key,) in db.execute(
        "SELECT id FROM judgements WHERE 2 * (decision = 'add')"
        " <> (SELECT count(DISTINCT role) FROM given WHERE judgement = judgements.id AND role <> 'source')"
    ):
        yield f"judgement {key}: it adds a statement without cue or content, or has spans and adds none"
    lengths = dict(db.execute("SELECT id, length FROM reports").fetchall())
    read = {report for (report,) in db.execute("SELECT report FROM readings")} - set(to_read_again(db))
    for one in _added(db):
        report, spans = now_named(db, one.report), (*one.given.source, *one.given.cue, *one.given.content)
        if statement_id(one.report, one.given) != one.statement:
            yield f"judgement {one.judgement}: the id of the statement that it adds does not follow from its spans"
        if report not in lengths or not all(0 <= span.start < span.end <= lengths[report] for span in spans):
            yield f"statement {one.statement}, which a person gave, lies outside the text of report {report}"
        elif one.live and report in read:
            key = statement_id(report, one.given)
            if not db.execute("SELECT 1 FROM statements WHERE id = ?", (key,)).fetchone():
                yield f"statement {key}, which a person gave, is not in its report {report}"


@dataclass(frozen=True, slots=True)
class _Added:
    """A statement that was given, as it was recorded."""

    judgement: str
    statement: str
    report: str
    given: Parts
    live: bool


def _added(db: sqlite3.Connection, report: str | None = None) -> Iterator[_Added]:
    """What people gave, for one report (by all the ids that it went by) or for all, in order of time; what they took back, too."""
    if not db.execute(f"{_ADDED} LIMIT 1").fetchone():
        return
    which, one = (_OF_ONE, [report]) if report is not None else ("", [])
    for row in db.execute(f"{_ADDED} {which} ORDER BY at, id", one).fetchall():
        spans = db.execute("SELECT judgement, role, start_at, end_at FROM given WHERE judgement = ? ORDER BY position", (row["id"],))
        given = gathered(spans).get(row["id"], Parts((), (), ()))
        yield _Added(row["id"], row["left_id"], row["report"], given, row["withdrawn_at"] is None)
