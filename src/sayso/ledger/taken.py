"""Reports as they were taken in: the text once, every place it was found at, what was said of it there and by whom."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from dataclasses import replace

from sayso.ids import report_id
from sayso.model import Fact, Fetched, Report

_LEARNT = ("title", "author", "published", "language")  # of a report: may become known later; outlet and url make its id
# the same file may correct what was known, a second copy of the report elsewhere only adds to it
_LEARN = ", ".join(
    f"{name} = CASE path WHEN excluded.path THEN coalesce(excluded.{name}, {name}) ELSE coalesce({name}, excluded.{name}) END"
    for name in _LEARNT
)
BY_A_PERSON = -1  # position of a fact that a person gave in the ledger itself


def is_held(db: sqlite3.Connection, report: Report) -> str | None:
    """The id of the report, where it is held at this place with all that is said of it there."""
    row = db.execute(
        "SELECT reports.*, notes, original FROM places JOIN reports ON id = report WHERE places.path = ? AND sha256 = ?"
        " AND (?3 IS NULL OR outlet = ?3) AND (?4 IS NULL OR url = ?4)"
        " AND NOT EXISTS (SELECT 1 FROM failures WHERE failures.path = places.path)",
        (report.path, report.sha256, report.outlet, report.url),
    ).fetchone()
    if row is None or row["notes"] != _notes(report) or row["original"] != _digest(report):
        return None
    if any(row[name] is None and getattr(report, name) is not None for name in _LEARNT) or _returns(db, report, row["id"]):
        return None
    held = db.execute(
        "SELECT name, value, source FROM facts WHERE report = ? AND path = ? AND position <> ? ORDER BY position",
        (row["id"], report.path, BY_A_PERSON),
    )
    return str(row["id"]) if [tuple(fact) for fact in held] == [tuple(fact) for fact in report.facts] else None


def take(db: sqlite3.Connection, report: Report, run: int) -> tuple[str, bool]:
    """Record the report, its place and what is said of it there, within the caller's transaction; its id, and whether it is new.

    One text is one report, wherever it is found: where an outlet or address is known at one place and nothing contradicts it at
    another, both are places of the report so known.
    """
    key, fuller, lesser = _named(db, report)
    if key == report_id(report):
        db.execute(
            f"INSERT INTO reports VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET {_LEARN}",
            (key, report.path, report.outlet, report.title, report.author, report.url, report.published, report.language,
             report.sha256, len(report.text), report.text, run),
        )  # fmt: skip
    else:
        db.execute(
            f"UPDATE reports SET {', '.join(f'{name} = coalesce({name}, ?)' for name in _LEARNT)} WHERE id = ?",
            (*(getattr(report, name) for name in _LEARNT), key),
        )
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
    if report.seen and (_returns(db, report, key) or not db.execute("SELECT 1 FROM sightings WHERE report = ?", (key,)).fetchone()):
        db.execute("INSERT OR IGNORE INTO sightings VALUES (?,?,?)", (key, report.seen, run))
    for old in lesser:
        _move(db, old, key, run)
    for (old,) in db.execute(
        "SELECT report FROM places JOIN reports ON id = report WHERE places.path = ? AND sha256 = ? AND report <> ?",
        (report.path, report.sha256, key),
    ).fetchall():  # this place is said to be another outlet's or address's now
        _move(db, old, key, run, report.path)
    return key, not fuller and not lesser


def _returns(db: sqlite3.Connection, report: Report, key: str) -> bool:
    """Whether an address shows a text again after it had shown another."""
    newest = db.execute("SELECT report, seen FROM versions WHERE address = ? ORDER BY number DESC LIMIT 1", (report.url,)).fetchone()
    return newest is not None and newest["report"] != key and (newest["seen"] or "") < (report.seen or "")


def _named(db: sqlite3.Connection, report: Report) -> tuple[str, list[str], list[str]]:
    """The id that the report goes by, and the ids of held ones of the same text of which as much or more is known, or less."""
    key = report_id(report)
    rows = db.execute("SELECT id, outlet, url FROM reports WHERE sha256 = ? ORDER BY id", (report.sha256,)).fetchall()
    known = report.outlet, report.url
    fuller = [row["id"] for row in rows if all(mine in (None, its) for mine, its in zip(known, (row["outlet"], row["url"]), strict=True))]
    lesser = [row["id"] for row in rows if all(its in (None, mine) for mine, its in zip(known, (row["outlet"], row["url"]), strict=True))]
    if fuller and key not in fuller:
        return fuller[0], fuller, []
    return key, fuller, [old for old in lesser if old != key]


def _move(db: sqlite3.Connection, old: str, new: str, run: int, path: str | None = None) -> None:
    """All places of one report (or one) are another's; without a place it leaves its name, with what people said of it."""
    for (place,) in db.execute("SELECT path FROM places WHERE report = ? AND (?2 IS NULL OR path = ?2)", (old, path)).fetchall():
        db.execute(
            "INSERT OR IGNORE INTO places SELECT ?, path, seen, original, notes, run FROM places WHERE report = ? AND path = ?",
            (new, old, place),
        )
        db.execute(
            "UPDATE OR IGNORE facts SET report = ? WHERE report = ? AND path = ? AND (?4 OR position = ?5)",
            (new, old, place, path is None, BY_A_PERSON),
        )
        db.execute("DELETE FROM facts WHERE report = ? AND path = ?", (old, place))
        db.execute("DELETE FROM places WHERE report = ? AND path = ?", (old, place))
    accepted = db.execute("SELECT value FROM facts WHERE report = ? AND position = ? AND name = 'published'", (new, BY_A_PERSON)).fetchone()
    known = db.execute("SELECT * FROM reports WHERE id = ?", (old,)).fetchone()
    learnt = [known[name] if path is None else accepted["value"] if accepted and name == "published" else None for name in _LEARNT]
    db.execute(f"UPDATE reports SET {', '.join(f'{name} = coalesce({name}, ?)' for name in _LEARNT)} WHERE id = ?", (*learnt, new))
    elsewhere = db.execute("SELECT path FROM places WHERE report = ? ORDER BY path LIMIT 1", (old,)).fetchone()
    if elsewhere is not None:
        db.execute("UPDATE reports SET path = ? WHERE id = ?", (elsewhere["path"], old))
        return
    db.execute("INSERT OR REPLACE INTO renamed VALUES (?,?,?)", (old, new, run))
    forget_reading(db, old)
    db.execute("UPDATE suggested_dates SET other = ? WHERE other = ?", (new, old))
    db.execute("UPDATE OR IGNORE sightings SET report = ? WHERE report = ?", (new, old))
    db.execute(
        "DELETE FROM changes WHERE EXISTS (SELECT 1 FROM versions AS v WHERE v.address = changes.address AND v.number = changes.number"
        " AND ?1 IN (v.report, v.previous))",
        (old,),
    )
    for table in ("sightings", "versions"):  # versions and changes are made anew by every build
        db.execute(f"DELETE FROM {table} WHERE report = ?", (old,))
    db.execute("UPDATE versions SET previous = NULL WHERE previous = ?", (old,))
    db.execute("DELETE FROM reports WHERE id = ?", (old,))


def forget_reading(db: sqlite3.Connection, report: str) -> None:
    """Take out all that was read in a report; it is linked anew, whatever becomes of the process that reads it."""
    db.execute("DELETE FROM fingerprints WHERE (kind = 'copy' AND thing = ?) OR (kind = 'inputs' AND thing = 'copy')", (report,))
    db.execute("DELETE FROM superseded WHERE by IN (SELECT id FROM statements WHERE report = ?)", (report,))
    for table in ("relays", "spans", "speakers", "superseded", "acts", "issue_members", "positions"):
        db.execute(f"DELETE FROM {table} WHERE statement IN (SELECT id FROM statements WHERE report = ?)", (report,))
    for table in (
        "party_signs", "proposal_members", "proposal_terms", "mentions", "suggested_dates", "figures", "times", "furniture", "flags",
        "statements", "voices", "readings",
    ):  # fmt: skip
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
    """Record when an address was asked and what it answered with; when it was first asked stays. It could be had: no failure any more."""
    db.execute("DELETE FROM failures WHERE path = ? AND kind NOT IN ('no_text', 'empty', 'too_large')", (fetched.url,))
    db.execute(
        "INSERT INTO fetches VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET status = excluded.status, at = excluded.at,"
        " etag = excluded.etag, modified = excluded.modified, stamp = coalesce(excluded.stamp, stamp)",
        (fetched.url, fetched.status, fetched.at, fetched.at, fetched.etag, fetched.modified, fetched.stamp, run),
    )


def remembered(db: sqlite3.Connection, url: str) -> Fetched | None:
    """What is remembered of an address."""
    row = db.execute("SELECT url, status, at, etag, modified, stamp FROM fetches WHERE url = ?", (url,)).fetchone()
    said = db.execute(
        "SELECT DISTINCT name, value, source FROM facts WHERE path = ? AND (source LIKE 'the feed%' OR source LIKE 'as given%')", (url,)
    )
    return replace(Fetched(*row), told=tuple(Fact(*fact) for fact in said)) if row else None
