"""The reports: all of them, and one with its marks."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sayso.errors import NotThere
from sayso.ledger import Ledger
from sayso.views.pages import FailureLine, FigureLine, ReportLine, figure_lines, report_lines
from sayso.views.room.filters import full_text
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Paging, Told, paged, told

LENGTH = 100  # reports on a page
_FAILURES = 200  # that are listed


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """What /reports shows."""

    title: str
    words: str | None  # searched for (`q`)
    outlet: str | None  # asked for
    reports: tuple[ReportLine, ...]  # a page of them, the newest first, those without a date at the end
    outlets: tuple[tuple[str, int], ...]  # name and number of reports, those with most first, 40 at most
    failures: tuple[FailureLine, ...]  # paths that could not be read, 200 at most
    failed: int  # all that could not be read
    paging: Paging


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a report's text that is something. `of` is the id of the entry it belongs to, `note` what is to be said of it."""

    start: int
    end: int
    layer: str  # what it is: source, cue, content, figure, time, furniture, flag
    of: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class FoundAt:
    """A place where the report was found, what it was taken from, and what is said of it there: (name, value, who says so)."""

    path: str
    seen: str | None  # when these bytes were fetched or captured (ISO 8601), where that is known
    original: str | None  # kind of what it was taken from; None where that is the text itself
    facts: tuple[tuple[str, str, str], ...]  # name, value, and who says so


@dataclass(frozen=True, slots=True)
class Copied:
    """A family of copies that the report is in: (id, name, whether it was first) of each report of it."""

    id: str
    kind: str
    why: str  # what shows it
    reports: tuple[tuple[str, str, bool], ...]  # id, name, and whether it was first in this one


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What a report's page shows: `marks` are offsets into `text`."""

    title: str
    report: ReportLine  # in short
    author: str | None  # as its page or file says
    url: str | None  # its address on the web
    sha256: str  # of the text as UTF-8
    text: str  # as stored; all offsets are into it
    marks: tuple[Mark, ...]  # stretches of the text that are something, layer by layer
    statements: tuple[Told, ...]  # in order of place
    figures: tuple[FigureLine, ...]  # in order of place
    flags: tuple[Mark, ...]  # those of the marks that say what to know before trusting what is read
    places: tuple[FoundAt, ...]  # where it was found
    copies: tuple[Copied, ...]  # families of copies that it is in
    dates: tuple[tuple[str | None, str | None, str], ...]  # suggested where it has none: first day, last day, why
    newest: str | None  # id of the report that is its newest text, where it is not


def reports_page(room: Room, query: Query) -> ReportsPage:
    words = next((w for w in query.get("q", ()) if w.strip()), None)
    outlet = next((o for o in query.get("outlet", ()) if o), None)
    db = room.ledger.connection
    conditions, given = ["reports.id NOT IN (SELECT report FROM earlier_texts)"], []
    if words and (asked := full_text(words)):
        conditions.append("reports.rowid IN (SELECT rowid FROM reports_text WHERE reports_text MATCH ?)")
        given.append(asked)
    if outlet:
        conditions.append("outlet = ?")
        given.append(outlet)
    where = " AND ".join(conditions)
    (total,) = db.execute(f"SELECT count(*) FROM reports WHERE {where}", given).fetchone()
    address = tuple((name, value) for name, value in (("q", words), ("outlet", outlet)) if value)
    paging = paged(query, total, room.length(LENGTH), address)
    found = db.execute(
        f"SELECT id FROM reports WHERE {where} ORDER BY published IS NULL, published DESC, path, id LIMIT ? OFFSET ?",
        (*given, room.length(LENGTH), (paging.page - 1) * room.length(LENGTH)),
    )
    ids = [key for (key,) in found]
    by_id = {line.id: line for line in report_lines(room.ledger, ids=ids)}
    outlets = db.execute(
        "SELECT outlet, count(*) FROM reports WHERE outlet IS NOT NULL AND id NOT IN (SELECT report FROM earlier_texts)"
        " GROUP BY outlet ORDER BY 2 DESC, 1 LIMIT 40"
    )
    failures = tuple(FailureLine(*row) for row in db.execute(f"SELECT path, kind, message FROM failures ORDER BY path LIMIT {_FAILURES}"))
    (failed,) = db.execute("SELECT count(*) FROM failures").fetchone()
    title = f"Reports with the words {words}" if words else "Reports"
    return ReportsPage(
        title, words, outlet, tuple(by_id[key] for key in ids), tuple(tuple(row) for row in outlets), failures, failed, paging
    )


def report_page(room: Room, key: str, _: Query) -> ReportPage:
    """Raises NotThere where the ledger has no such report."""
    db = room.ledger.connection
    row = db.execute("SELECT * FROM reports WHERE id = ?", (key,)).fetchone()
    if row is None:
        raise NotThere(_moved(room.ledger, key))
    [line] = report_lines(room.ledger, ids=[key])
    ids = [s for (s,) in db.execute("SELECT id FROM statements WHERE report = ? ORDER BY position", (key,))]
    live = told(room, ids, superseded=True)
    figures = figure_lines(room.ledger, ids=[f for (f,) in db.execute("SELECT id FROM figures WHERE report = ? ORDER BY start_at", (key,))])
    marks = tuple(_marks(db, key, {one.line.id for one in live}))
    places = tuple(
        FoundAt(place["path"], place["seen"], place["kind"], tuple(
            (f["name"], f["value"], f["source"])
            for f in db.execute("SELECT * FROM facts WHERE report = ? AND path = ? ORDER BY position", (key, place["path"]))
        ))
        for place in db.execute(
            "SELECT places.*, kind FROM places LEFT JOIN originals ON sha256 = original WHERE report = ? ORDER BY path", (key,)
        ).fetchall()
    )  # fmt: skip
    dates = db.execute("SELECT since, until, why FROM suggested_dates WHERE report = ? ORDER BY rowid", (key,))
    newest = db.execute(
        "SELECT w.report FROM versions AS v JOIN versions AS w USING (address) WHERE v.report = ? ORDER BY w.number DESC LIMIT 1", (key,)
    ).fetchone()
    return ReportPage(
        named(line), line, row["author"], row["url"], row["sha256"], row["text"], marks, live,
        tuple(sorted(figures, key=lambda f: f.start)), tuple(m for m in marks if m.layer == "flag"), places, tuple(_copies(db, key)),
        tuple(tuple(d) for d in dates), newest[0] if newest and newest[0] != key else None,
    )  # fmt: skip


def named(line: ReportLine) -> str:
    """What a report is called where it has no title: the name of its file."""
    return line.title or os.path.basename(line.path) or line.path


def _moved(ledger: Ledger, key: str) -> str:
    new = ledger.connection.execute("SELECT new FROM renamed WHERE old = ?", (key,)).fetchone()
    return f"no report {key}: its outlet or address became known, and it is {new[0]} now" if new else f"the ledger has no report {key}"


def _marks(db: sqlite3.Connection, key: str, live: set[str]) -> Iterator[Mark]:
    for row in db.execute(
        "SELECT statement, role, start_at, end_at FROM spans JOIN statements ON statements.id = statement WHERE report = ?"
        " ORDER BY start_at, end_at DESC, statements.position",
        (key,),
    ):
        if row["statement"] in live:
            yield Mark(row["start_at"], row["end_at"], row["role"], row["statement"], None)
    for row in db.execute("SELECT * FROM figures WHERE report = ? ORDER BY start_at", (key,)):
        yield Mark(row["start_at"], row["end_at"], "figure", row["id"], row["of"])
    for row in db.execute("SELECT * FROM times WHERE report = ? ORDER BY start_at", (key,)):
        meant = row["since"] if row["since"] == row["until"] else f"{row['since'] or '…'} to {row['until'] or '…'}"
        known = row["since"] or row["until"]
        yield Mark(row["start_at"], row["end_at"], "time", None, meant if known else row["anchor"] or row["type"])
    for layer, table, note in (("furniture", "furniture", "kind"), ("flag", "flags", "kind || ': ' || why")):
        for row in db.execute(f"SELECT start_at, end_at, {note} AS note FROM {table} WHERE report = ? ORDER BY start_at", (key,)):
            yield Mark(row["start_at"], row["end_at"], layer, None, row["note"])


def _copies(db: sqlite3.Connection, key: str) -> Iterator[Copied]:
    for family in db.execute(
        "SELECT copy_families.* FROM copy_families JOIN copy_members ON family = id WHERE report = ? ORDER BY id", (key,)
    ).fetchall():
        members = db.execute(
            "SELECT id, outlet, path FROM copy_members JOIN reports ON id = report WHERE family = ? ORDER BY published, path",
            (family["id"],),
        )
        yield Copied(
            family["id"], family["kind"], family["why"],
            tuple((m["id"], m["outlet"] or os.path.basename(m["path"]), m["id"] == family["first"]) for m in members),
        )  # fmt: skip
