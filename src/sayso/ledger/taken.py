"""Reports as they were taken in: the text once, every place it was found at, what was said of it there and by whom."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib

from sayso.ids import report_id
from sayso.model import Fetched, Report

_LEARNT = ("title", "author", "published", "language")  # of a report: may become known later; outlet and url make its id
# the same file may correct what was known, a second copy of the report elsewhere only adds to it
_LEARN = ", ".join(
    f"{name} = CASE path WHEN excluded.path THEN coalesce(excluded.{name}, {name}) ELSE coalesce({name}, excluded.{name}) END"
    for name in _LEARNT
)
BY_A_PERSON = -1  # position of a fact that a person gave in the ledger itself


def is_held(db: sqlite3.Connection, report: Report) -> bool:
    """Whether the report is held, at this place, with all that is said of it there."""
    key = report_id(report)
    place = db.execute(
        "SELECT notes, original FROM places WHERE report = ? AND path = ?"
        " AND NOT EXISTS (SELECT 1 FROM failures WHERE failures.path = places.path)",
        (key, report.path),
    ).fetchone()
    if place is None or place["notes"] != _notes(report) or place["original"] != _digest(report):
        return False
    row = db.execute("SELECT title, author, published, language FROM reports WHERE id = ?", (key,)).fetchone()
    if any(row[name] is None and getattr(report, name) is not None for name in _LEARNT):
        return False
    held = db.execute(
        "SELECT name, value, source FROM facts WHERE report = ? AND path = ? AND position <> ? ORDER BY position",
        (key, report.path, BY_A_PERSON),
    )
    return [tuple(row) for row in held] == [tuple(fact) for fact in report.facts]


def take(db: sqlite3.Connection, report: Report, run: int) -> None:
    """Record the report, its place and what is said of it there, within the caller's transaction."""
    key = report_id(report)
    before = [
        old
        for (old,) in db.execute(
            "SELECT report FROM places JOIN reports ON id = report WHERE places.path = ? AND sha256 = ? AND report <> ?",
            (report.path, report.sha256, key),
        ).fetchall()
    ]
    db.execute(
        f"INSERT INTO reports VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET {_LEARN}",
        (key, report.path, report.outlet, report.title, report.author, report.url, report.published, report.language,
         report.sha256, len(report.text), report.text, run),
    )  # fmt: skip
    if report.original is not None:
        data = report.original.data
        db.execute(
            "INSERT OR IGNORE INTO originals VALUES (?,?,?,?,?)",
            (_digest(report), report.original.kind, len(data), zlib.compress(data), run),
        )
    db.execute(
        "INSERT INTO places VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET"
        " original = excluded.original, notes = excluded.notes, seen = coalesce(seen, excluded.seen)",
        (key, report.path, report.seen, _digest(report), _notes(report), run),
    )
    db.execute("DELETE FROM facts WHERE report = ? AND path = ? AND position <> ?", (key, report.path, BY_A_PERSON))
    db.executemany("INSERT INTO facts VALUES (?,?,?,?,?,?)", [(key, report.path, i, *fact) for i, fact in enumerate(report.facts)])
    db.execute("DELETE FROM failures WHERE path = ?", (report.path,))
    for old in before:
        _rename(db, old, key, report.path, run)


def _rename(db: sqlite3.Connection, old: str, new: str, path: str, run: int) -> None:
    """The same text at the same place is known by another outlet or address now: it leaves its old name, with what people said of it."""
    accepted = db.execute(
        "SELECT name, value, source FROM facts WHERE report = ? AND path = ? AND position = ?", (old, path, BY_A_PERSON)
    ).fetchone()
    if accepted is not None:
        db.execute("INSERT OR REPLACE INTO facts VALUES (?,?,?,?,?,?)", (new, path, BY_A_PERSON, *accepted))
        db.execute("UPDATE reports SET published = coalesce(published, ?) WHERE id = ?", (accepted["value"], new))
    db.execute("DELETE FROM facts WHERE report = ? AND path = ?", (old, path))
    db.execute("DELETE FROM places WHERE report = ? AND path = ?", (old, path))
    elsewhere = db.execute("SELECT path FROM places WHERE report = ? ORDER BY path LIMIT 1", (old,)).fetchone()
    if elsewhere is not None:
        db.execute("UPDATE reports SET path = ? WHERE id = ?", (elsewhere["path"], old))
        return
    db.execute("INSERT OR REPLACE INTO renamed VALUES (?,?,?)", (old, new, run))
    forget_reading(db, old)
    db.execute("UPDATE suggested_dates SET other = ? WHERE other = ?", (new, old))
    db.execute("DELETE FROM changes WHERE report = ?1 OR previous = ?1", (old,))
    db.execute("UPDATE versions SET previous = NULL WHERE previous = ?", (old,))
    db.execute("DELETE FROM versions WHERE report = ?", (old,))
    db.execute("DELETE FROM reports WHERE id = ?", (old,))


def forget_reading(db: sqlite3.Connection, report: str) -> None:
    """Take out all that was read in a report."""
    for table in ("relays", "spans", "speakers", "superseded"):
        db.execute(f"DELETE FROM {table} WHERE statement IN (SELECT id FROM statements WHERE report = ?)", (report,))
    for table in ("suggested_dates", "figures", "times", "furniture", "flags", "statements", "voices", "readings"):
        db.execute(f"DELETE FROM {table} WHERE report = ?", (report,))


def now_named(db: sqlite3.Connection, report: str) -> str:
    """The id of a report today, where it was known by less once."""
    while row := db.execute("SELECT new FROM renamed WHERE old = ?", (report,)).fetchone():
        if db.execute("SELECT 1 FROM reports WHERE id = ?", (report,)).fetchone():
            break
        report = row["new"]
    return report


def _notes(report: Report) -> str:
    return json.dumps([(note.kind, *note.span, note.why) for note in report.notes], ensure_ascii=False)


def _digest(report: Report) -> str | None:
    return hashlib.sha256(report.original.data).hexdigest() if report.original else None


def remember(db: sqlite3.Connection, fetched: Fetched, run: int) -> None:
    """Record when an address was asked and what it answered with; when it was first asked stays."""
    db.execute(
        "INSERT INTO fetches VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET status = excluded.status, at = excluded.at, etag = excluded.etag,"
        " modified = excluded.modified, stamp = coalesce(excluded.stamp, stamp)",
        (fetched.url, fetched.status, fetched.at, fetched.at, fetched.etag, fetched.modified, fetched.stamp, run),
    )


def remembered(db: sqlite3.Connection, url: str) -> Fetched | None:
    """What is remembered of an address."""
    row = db.execute("SELECT url, status, at, etag, modified, stamp FROM fetches WHERE url = ?", (url,)).fetchone()
    return Fetched(*row) if row else None
