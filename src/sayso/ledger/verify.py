"""Re-derive every hash, id and offset of a ledger, and say what no longer holds."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator

from sayso.ids import bearer_id, designation_id, figure_id, group_id, judgement_id, link_id, party_id, report_id, statement_id, voice_id
from sayso.ledger.given import verify_given
from sayso.ledger.ledger import Ledger, words
from sayso.ledger.parts import parts_of
from sayso.model import ROLES, Figure, Judgement, Mention, Parts, Report, Span, Statement, Voice


def verify(ledger: Ledger) -> Iterator[str]:
    """One sentence for each thing that does not hold; none where all does."""
    db = ledger.connection
    try:
        for (line,) in db.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"the file is damaged: {line}"
        for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
            yield f"{table} row {rowid} points to a row of {parent} that is not there"
        yield from _search(db)
        for report in db.execute("SELECT * FROM reports ORDER BY id"):
            yield from _report(db, report)
        yield from _taken(db)
        yield from _links(db)
        yield from verify_given(db)
        yield from _talks(db)
    except sqlite3.DatabaseError as error:
        yield f"the file cannot be read to its end: {error}"


def _search(db: sqlite3.Connection) -> Iterator[str]:
    for table in ("reports_text", "statements_text"):
        try:
            db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError:
            yield f"the search index {table} does not match its table"


def _taken(db: sqlite3.Connection) -> Iterator[str]:
    """What was taken in: originals by their hashes, facts by the reports that rest on them, versions by their texts."""
    for row in db.execute("SELECT sha256, length, packed FROM originals"):
        try:
            data = zlib.decompress(row["packed"])
        except zlib.error:
            data = b""
        if hashlib.sha256(data).hexdigest() != row["sha256"] or len(data) != row["length"]:
            yield f"original {row['sha256'][:16]}: its bytes are not the ones that were hashed"
    for row in db.execute("SELECT id, path FROM reports WHERE NOT EXISTS (SELECT 1 FROM places WHERE report = id)"):
        yield f"report {row['id']} ({row['path']}): no place it was found at is known"
    for row in db.execute(
        "SELECT changes.*, length FROM changes JOIN reports ON id = report"
        " WHERE NOT (0 <= start_at AND start_at < end_at AND end_at <= length)"
    ):
        yield f"report {row['report']}: a change lies outside the text"
    for row in db.execute(
        "SELECT one.id FROM superseded JOIN statements AS one ON one.id = statement LEFT JOIN statements AS other ON other.id = by"
        " WHERE other.content IS NOT one.content OR other.cue IS NOT one.cue OR other.source IS NOT one.source"
    ):
        yield f"statement {row['id']}: the later version it is counted with has other words"


# table, column, and what the column's values have to be among
_HANG_ON = (
    ("positions", "changes", "SELECT id FROM statements"),
    ("proposal_members", "statement", "SELECT id FROM statements"),
    ("proposal_terms", "statement", "SELECT id FROM statements"),
    ("positions", "voice", "SELECT voice FROM party_members"),
    ("party_members", "voice", "SELECT id FROM voices UNION ALL SELECT voice FROM mentions"),
    ("acts", "actor", "SELECT id FROM voices UNION ALL SELECT voice FROM mentions"),
    ("acts", "recipient", "SELECT id FROM voices UNION ALL SELECT voice FROM mentions"),
    ("proposal_parties", "party", "SELECT id FROM parties"),
    ("proposal_terms", "issue", "SELECT id FROM issues"),
    ("positions", "issue || statement", "SELECT issue || statement FROM issue_members"),
)


def _talks(db: sqlite3.Connection) -> Iterator[str]:
    """What talks rest on: every place lies in its report's text, and in its statement where it is of one."""
    for table in ("party_signs", "proposal_members", "proposal_terms"):
        for row in db.execute(
            f"SELECT report, start_at FROM {table} JOIN reports ON id = report"
            " WHERE NOT (0 <= start_at AND start_at < end_at AND end_at <= length)"
        ):
            yield f"report {row['report']}: a place of {table} at {row['start_at']} lies outside the text"
    ends = " UNION ALL ".join(
        f"SELECT statement, {name}start_at AS start_at, {name}end_at AS end_at FROM {table} WHERE {name}start_at IS NOT NULL"
        for table, name in (("acts", "actor_"), ("acts", "recipient_"), ("issue_members", ""))
    )
    for row in db.execute(
        f"SELECT DISTINCT statement FROM ({ends}) AS found WHERE start_at >= end_at"
        " OR start_at < (SELECT min(start_at) FROM spans WHERE spans.statement = found.statement)"
        " OR end_at > (SELECT max(end_at) FROM spans WHERE spans.statement = found.statement)"
    ):
        yield f"statement {row['statement']}: the words of its act or of an issue lie outside it"
    for table, column, there in _HANG_ON:
        for (key,) in db.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN ({there})"):
            yield f"{table}: {key} is not there"
    for table in ("proposal_members", "proposal_terms"):
        for row in db.execute(
            f"SELECT found.statement, found.start_at FROM {table} AS found JOIN statements ON statements.id = found.statement"
            " WHERE statements.report <> found.report"
            " OR found.start_at < (SELECT min(start_at) FROM spans WHERE spans.statement = found.statement)"
            " OR found.end_at > (SELECT max(end_at) FROM spans WHERE spans.statement = found.statement)"
        ):
            yield f"statement {row['statement']}: a place of {table} at {row['start_at']} lies outside it"
    for row in db.execute("SELECT id, name FROM parties"):
        if party_id(row["name"]) != row["id"]:
            yield f"party {row['id']} ({row['name']}): its id does not follow from its name"
    for row in db.execute("SELECT * FROM mentions"):
        if bearer_id(row["report"], Mention(Span(row["start_at"], row["end_at"]), row["name"], row["kind"])) != row["voice"]:
            yield f"report {row['report']}: the voice of the name at {row['start_at']} does not follow from it"
    for table in ("acts", "issue_members", "positions", "proposal_answers"):
        for (key,) in db.execute(f"SELECT DISTINCT statement FROM {table} WHERE statement NOT IN (SELECT id FROM statements)"):
            yield f"statement {key}: it is in {table} and not in the ledger"


def _links(db: sqlite3.Connection) -> Iterator[str]:
    """One sentence for each id across reports that does not follow from what it names."""
    for row in db.execute("SELECT id, kind, left_id, right_id FROM links"):
        if link_id(row["kind"], row["left_id"], row["right_id"]) != row["id"]:
            yield f"link {row['id']}: its id does not follow from its ends"
    for row in db.execute("SELECT voice, designation, name, kind, role, side FROM designations JOIN voices ON id = voice"):
        if designation_id(row["name"], row["kind"], row["role"], row["side"]) != row["designation"]:
            yield f"voice {row['voice']}: its designation does not follow from its name, kind, role and side"
    for scheme, members, member, group in (
        ("w1", "voice_members", "voice", "voice_group"), ("b1", "bearer_members", "voice", "bearer"),
        ("u1", "utterance_members", "statement", "utterance"), ("c1", "claim_members", "statement", "claim"),
    ):  # fmt: skip
        for key, least in db.execute(f"SELECT {group}, min({member}) FROM {members} GROUP BY {group}"):
            if group_id(scheme, [least]) != key:
                yield f"{group} {key}: its id does not follow from its members"
    for row in db.execute("SELECT id, left_id, right_id, by, at FROM judgements"):
        if judgement_id(Judgement(row["left_id"], row["right_id"], "unsure", row["by"], row["at"])) != row["id"]:
            yield f"judgement {row['id']}: its id does not follow from what it judges"


def _report(db: sqlite3.Connection, row: sqlite3.Row) -> Iterator[str]:
    key, text = row["id"], row["text"]
    named = f"report {key} ({row['path']})"
    if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
        yield f"{named}: its text is not the one that was hashed"
    if len(text) != row["length"]:
        yield f"{named}: its text has {len(text)} code points, not {row['length']}"
    if report_id(Report(row["path"], text, row["sha256"], outlet=row["outlet"], url=row["url"])) != key:
        yield f"{named}: its id does not follow from its outlet, address and hash"
    parts = parts_of(db, report=key)
    for s in db.execute("SELECT * FROM statements WHERE report = ?", (key,)):
        of = parts.get(s["id"], Parts((), (), ()))
        if any(not 0 <= span.start < span.end <= len(text) for found in of for span in found):
            yield f"{named}: statement {s['id']} has a span outside the text"
            continue
        for role, found in zip(ROLES, of, strict=True):
            if (words(text, found) or None) != s[role]:
                yield f"{named}: the {role} of statement {s['id']} is not the words at its place"
        made = Statement(*of, s["kind"], s["mode"], s["confidence"])
        steps = db.execute(
            "SELECT count(*) FROM relays WHERE statement = ? AND NOT (0 <= start_at AND start_at < end_at AND end_at <= ?)",
            (s["id"], len(text)),
        )
        if steps.fetchone()[0]:
            yield f"{named}: statement {s['id']} has a relay outside the text"
        if statement_id(key, made) != s["id"]:
            yield f"{named}: statement {s['id']}: its id does not follow from its spans"
    for v in db.execute("SELECT * FROM voices WHERE report = ?", (key,)):
        if voice_id(key, Voice(v["name"], v["kind"])) != v["id"]:
            yield f"{named}: voice {v['id']} ({v['name']}): its id does not follow from its name"
    for f in db.execute("SELECT * FROM figures WHERE report = ?", (key,)):
        if figure_id(key, Figure(Span(f["start_at"], f["end_at"]), f["low"], f["high"], f["bound"])) != f["id"]:
            yield f"{named}: figure {f['id']}: its id does not follow from its place"
    for table in ("voices", "figures", "times", "furniture", "flags", "mentions"):
        count = db.execute(
            f"SELECT count(*) FROM {table} WHERE report = ? AND NOT (start_at >= 0 AND start_at < end_at AND end_at <= ?)", (key, len(text))
        ).fetchone()[0]
        if count:
            yield f"{named}: {count} of its {table} lie outside the text"
