"""The ledger's tables, as ordered steps. A step, once released, is never changed in what it makes; a new one is added below it.

Tables and views are a public interface, documented in docs/ledger.md. Offsets are `start_at`, `end_at`
(code points, half-open, into ``reports.text``).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

APPLICATION_ID = 0x73617973  # "says"

_FIRST = """
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, version TEXT NOT NULL, model TEXT NOT NULL, settings TEXT NOT NULL, started TEXT NOT NULL
) STRICT;
CREATE TABLE reports (
  id TEXT PRIMARY KEY, path TEXT NOT NULL, outlet TEXT, title TEXT, author TEXT, url TEXT, published TEXT, language TEXT,
  sha256 TEXT NOT NULL, length INTEGER NOT NULL, text TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE TABLE readings (
  report TEXT PRIMARY KEY REFERENCES reports (id), model TEXT NOT NULL, settings TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE TABLE voices (
  id TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports (id), name TEXT NOT NULL, kind TEXT NOT NULL, role TEXT, side TEXT,
  start_at INTEGER, end_at INTEGER, run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE TABLE statements (
  id TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports (id), position INTEGER NOT NULL, kind TEXT NOT NULL, mode TEXT NOT NULL,
  confidence REAL NOT NULL, voice TEXT REFERENCES voices (id), source TEXT, cue TEXT NOT NULL, content TEXT NOT NULL,
  addressee TEXT, addressee_start_at INTEGER, addressee_end_at INTEGER,
  said_start_at INTEGER, said_end_at INTEGER, said_from TEXT, said_to TEXT, said_precision TEXT,
  run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE TABLE spans (
  statement TEXT NOT NULL REFERENCES statements (id), role TEXT NOT NULL CHECK (role IN ('source', 'cue', 'content')),
  position INTEGER NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, PRIMARY KEY (statement, role, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE relays (
  statement TEXT NOT NULL REFERENCES statements (id), position INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (statement, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE figures (
  id TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
  low REAL, high REAL, bound TEXT NOT NULL, "of" TEXT, who TEXT, "where" TEXT, as_of TEXT,
  statement TEXT REFERENCES statements (id), run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE TABLE times (
  report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, type TEXT NOT NULL,
  since TEXT, until TEXT, precision TEXT, run INTEGER NOT NULL REFERENCES runs (id), PRIMARY KEY (report, start_at, end_at)
) STRICT;
CREATE TABLE furniture (
  report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, kind TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (id), PRIMARY KEY (report, start_at)
) STRICT;
CREATE TABLE flags (
  report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, kind TEXT NOT NULL, why TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (id), PRIMARY KEY (report, start_at, kind)
) STRICT;
CREATE TABLE failures (
  path TEXT PRIMARY KEY, kind TEXT NOT NULL, message TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE INDEX statements_report ON statements (report, position);
CREATE INDEX statements_voice ON statements (voice);
CREATE INDEX voices_report ON voices (report);
CREATE INDEX figures_report ON figures (report);
CREATE VIRTUAL TABLE statements_text USING fts5 (source, content, content='statements');
CREATE VIRTUAL TABLE reports_text USING fts5 (title, text, content='reports');
CREATE TRIGGER statements_added AFTER INSERT ON statements BEGIN
  INSERT INTO statements_text (rowid, source, content) VALUES (new.rowid, new.source, new.content);
END;
CREATE TRIGGER statements_removed AFTER DELETE ON statements BEGIN
  INSERT INTO statements_text (statements_text, rowid, source, content) VALUES ('delete', old.rowid, old.source, old.content);
END;
CREATE TRIGGER reports_added AFTER INSERT ON reports BEGIN
  INSERT INTO reports_text (rowid, title, text) VALUES (new.rowid, new.title, new.text);
END;
CREATE TRIGGER reports_changed AFTER UPDATE ON reports BEGIN
  INSERT INTO reports_text (reports_text, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
  INSERT INTO reports_text (rowid, title, text) VALUES (new.rowid, new.title, new.text);
END;
CREATE VIEW said AS
  SELECT statements.id, voices.name AS voice, voices.kind AS voice_kind, voices.role, voices.side, statements.cue, statements.content,
    statements.kind, statements.mode, statements.confidence, reports.outlet, reports.published, reports.path, reports.id AS report
  FROM statements JOIN reports ON reports.id = statements.report LEFT JOIN voices ON voices.id = statements.voice;
"""

_INSIDE_ONE_REPORT = """
ALTER TABLE readings ADD COLUMN repeated TEXT NOT NULL DEFAULT '[]';
ALTER TABLE statements ADD COLUMN within TEXT REFERENCES statements (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE statements ADD COLUMN said_anchor TEXT;
ALTER TABLE relays ADD COLUMN how TEXT;
ALTER TABLE relays ADD COLUMN start_at INTEGER;
ALTER TABLE relays ADD COLUMN end_at INTEGER;
ALTER TABLE figures ADD COLUMN as_of_start_at INTEGER;
ALTER TABLE figures ADD COLUMN as_of_end_at INTEGER;
ALTER TABLE figures ADD COLUMN as_of_from TEXT;
ALTER TABLE figures ADD COLUMN as_of_to TEXT;
ALTER TABLE times ADD COLUMN value TEXT;
ALTER TABLE times ADD COLUMN anchor TEXT;
CREATE TABLE speakers (
  statement TEXT NOT NULL REFERENCES statements (id), position INTEGER NOT NULL, voice TEXT NOT NULL REFERENCES voices (id),
  PRIMARY KEY (statement, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX speakers_voice ON speakers (voice);
CREATE INDEX statements_within ON statements (within);
CREATE TABLE suggested_dates (
  report TEXT NOT NULL REFERENCES reports (id), since TEXT, until TEXT, why TEXT NOT NULL, start_at INTEGER, end_at INTEGER,
  other TEXT REFERENCES reports (id), run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE INDEX suggested_dates_report ON suggested_dates (report);
DROP VIEW said;
CREATE VIEW said AS
  SELECT statements.id, voices.name AS voice, voices.kind AS voice_kind, voices.role, voices.side, statements.cue, statements.content,
    statements.kind, statements.mode, statements.confidence, statements.within,
    (SELECT group_concat(name, ' <- ') FROM (SELECT name FROM relays WHERE statement = statements.id ORDER BY position)) AS relay,
    statements.addressee, statements.said_from, statements.said_to, statements.said_anchor,
    (SELECT group_concat(DISTINCT flags.kind) FROM flags JOIN spans ON spans.statement = statements.id
      WHERE flags.report = statements.report AND spans.start_at < flags.end_at AND flags.start_at < spans.end_at) AS flags,
    reports.outlet, reports.published, reports.path, reports.id AS report
  FROM statements JOIN reports ON reports.id = statements.report LEFT JOIN voices ON voices.id = statements.voice;
"""

_ACROSS_REPORTS = """
CREATE TABLE links (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('voice', 'copy', 'utterance', 'claim')), left_id TEXT NOT NULL,
  right_id TEXT NOT NULL, weight REAL NOT NULL, reasons TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE INDEX links_left ON links (left_id);
CREATE INDEX links_right ON links (right_id);
CREATE TABLE designations (voice TEXT PRIMARY KEY, designation TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX designations_designation ON designations (designation);
CREATE TABLE fingerprints (
  kind TEXT NOT NULL, thing TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (kind, thing)
) STRICT, WITHOUT ROWID;
CREATE TABLE vectors (statement TEXT PRIMARY KEY, vector BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE voice_groups (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, side TEXT, names TEXT NOT NULL, roles TEXT NOT NULL
) STRICT;
CREATE TABLE voice_members (voice TEXT PRIMARY KEY, voice_group TEXT NOT NULL REFERENCES voice_groups (id)) STRICT, WITHOUT ROWID;
CREATE INDEX voice_members_group ON voice_members (voice_group);
CREATE TABLE copy_families (id TEXT PRIMARY KEY, first TEXT, kind TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE copy_members (
  family TEXT NOT NULL REFERENCES copy_families (id), report TEXT NOT NULL, PRIMARY KEY (family, report)
) STRICT, WITHOUT ROWID;
CREATE TABLE utterances (id TEXT PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE utterance_members (
  statement TEXT PRIMARY KEY, utterance TEXT NOT NULL REFERENCES utterances (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX utterance_members_utterance ON utterance_members (utterance);
CREATE TABLE claims (id TEXT PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE claim_members (statement TEXT PRIMARY KEY, claim TEXT NOT NULL REFERENCES claims (id)) STRICT, WITHOUT ROWID;
CREATE INDEX claim_members_claim ON claim_members (claim);
CREATE TABLE disputes (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, matter TEXT NOT NULL, why TEXT NOT NULL, confidence REAL NOT NULL
) STRICT;
CREATE TABLE dispute_members (
  dispute TEXT NOT NULL REFERENCES disputes (id), side INTEGER NOT NULL, statement TEXT, figure TEXT,
  CHECK ((statement IS NULL) <> (figure IS NULL))
) STRICT;
CREATE INDEX dispute_members_dispute ON dispute_members (dispute, side);
CREATE INDEX dispute_members_statement ON dispute_members (statement);
CREATE TABLE judgements (
  id TEXT PRIMARY KEY, left_id TEXT NOT NULL, right_id TEXT, decision TEXT NOT NULL
    CHECK (decision IN ('same', 'different', 'unsure', 'confirm', 'reject')),
  by TEXT NOT NULL, at TEXT NOT NULL, note TEXT, withdrawn_at TEXT, left_place TEXT NOT NULL, right_place TEXT
) STRICT;
CREATE VIEW origins AS
  SELECT said.*, utterance_members.utterance, utterances.low AS witnesses_low, utterances.high AS witnesses_high, utterances.why AS witnesses_why
  FROM said LEFT JOIN utterance_members ON utterance_members.statement = said.id LEFT JOIN utterances ON utterances.id = utterance;
"""

_INTAKE = """
ALTER TABLE readings ADD COLUMN known TEXT NOT NULL DEFAULT '';
CREATE TABLE originals (
  sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL, length INTEGER NOT NULL, packed BLOB NOT NULL, run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE TABLE places (
  report TEXT NOT NULL REFERENCES reports (id), path TEXT NOT NULL, seen TEXT, original TEXT REFERENCES originals (sha256), notes TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (id), PRIMARY KEY (report, path)
) STRICT;
CREATE INDEX places_path ON places (path);
CREATE TABLE facts (
  report TEXT NOT NULL, path TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (report, path, position), FOREIGN KEY (report, path) REFERENCES places (report, path) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE renamed (old TEXT PRIMARY KEY, new TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs (id)) STRICT, WITHOUT ROWID;
CREATE TABLE fetches (
  url TEXT PRIMARY KEY, status INTEGER NOT NULL, at TEXT NOT NULL, first TEXT NOT NULL, etag TEXT, modified TEXT, stamp TEXT,
  run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE TABLE sightings (
  report TEXT NOT NULL REFERENCES reports (id), seen TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs (id), PRIMARY KEY (report, seen)
) STRICT, WITHOUT ROWID;
CREATE TABLE versions (
  address TEXT NOT NULL, number INTEGER NOT NULL, report TEXT NOT NULL REFERENCES reports (id), previous TEXT REFERENCES reports (id), seen TEXT,
  PRIMARY KEY (address, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_report ON versions (report);
CREATE TABLE changes (
  address TEXT NOT NULL, number INTEGER NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('added', 'removed')),
  report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
  PRIMARY KEY (address, number, position)
) STRICT, WITHOUT ROWID;
CREATE VIEW earlier_texts AS
  SELECT DISTINCT report FROM versions AS one
  WHERE report <> (SELECT report FROM versions WHERE address = one.address ORDER BY number DESC LIMIT 1);
CREATE TABLE superseded (statement TEXT PRIMARY KEY REFERENCES statements (id) ON DELETE CASCADE, by TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX reports_url ON reports (url);
CREATE INDEX facts_path ON facts (path);
CREATE INDEX superseded_by ON superseded (by);
CREATE INDEX changes_report ON changes (report);
CREATE INDEX versions_previous ON versions (previous);
CREATE INDEX figures_statement ON figures (statement);
CREATE INDEX suggested_dates_other ON suggested_dates (other);
CREATE INDEX reports_sha256 ON reports (sha256);
CREATE TRIGGER reports_removed AFTER DELETE ON reports BEGIN
  INSERT INTO reports_text (reports_text, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
END;
INSERT INTO places SELECT id, path, NULL, NULL, '[]', run FROM reports;
"""

_ROOM = """
CREATE INDEX figures_of ON figures ("of", who, "where");
CREATE INDEX links_weight ON links (kind, abs(weight));
CREATE INDEX reports_run ON reports (run);
CREATE INDEX reports_published ON reports (published);
CREATE INDEX judgements_left ON judgements (left_id);
CREATE INDEX judgements_right ON judgements (right_id);
"""

_TALKS = """
ALTER TABLE disputes ADD COLUMN made_by TEXT NOT NULL DEFAULT 'linking';
CREATE TABLE mentions (
  report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'state', 'place')), role TEXT, voice TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (id), PRIMARY KEY (report, start_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_voice ON mentions (voice);
CREATE TABLE bearers (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, voice_group TEXT) STRICT;
CREATE TABLE bearer_members (voice TEXT PRIMARY KEY, bearer TEXT NOT NULL REFERENCES bearers (id)) STRICT, WITHOUT ROWID;
CREATE INDEX bearer_members_bearer ON bearer_members (bearer);
CREATE TABLE acts (
  statement TEXT PRIMARY KEY REFERENCES statements (id) ON DELETE CASCADE, type TEXT, mode TEXT, modality TEXT, stance TEXT,
  type_score REAL NOT NULL, modality_score REAL NOT NULL, stance_score REAL NOT NULL,
  actor TEXT, actor_start_at INTEGER, actor_end_at INTEGER, recipient TEXT, recipient_start_at INTEGER, recipient_end_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE issues (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, about TEXT NOT NULL, examples TEXT NOT NULL, shipped INTEGER NOT NULL
) STRICT;
CREATE TABLE issue_members (
  issue TEXT NOT NULL REFERENCES issues (id), statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, score REAL NOT NULL,
  start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, PRIMARY KEY (issue, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_members_statement ON issue_members (statement);
CREATE TABLE parties (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, part TEXT NOT NULL CHECK (part IN ('party', 'mediator', 'other')), statements INTEGER NOT NULL
) STRICT;
CREATE TABLE party_members (voice TEXT PRIMARY KEY, party TEXT NOT NULL REFERENCES parties (id)) STRICT, WITHOUT ROWID;
CREATE INDEX party_members_party ON party_members (party);
CREATE TABLE party_signs (
  party TEXT NOT NULL REFERENCES parties (id), sign TEXT NOT NULL, report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL, PRIMARY KEY (party, sign, report, start_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE positions (
  party TEXT NOT NULL REFERENCES parties (id), issue TEXT NOT NULL REFERENCES issues (id),
  statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE, voice TEXT NOT NULL, stance TEXT NOT NULL, day TEXT,
  changes TEXT, PRIMARY KEY (party, issue, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX positions_statement ON positions (statement);
CREATE TABLE proposals (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, "where" TEXT, since TEXT, until TEXT, why TEXT NOT NULL
) STRICT;
CREATE TABLE proposal_parties (
  proposal TEXT NOT NULL REFERENCES proposals (id), position INTEGER NOT NULL, party TEXT NOT NULL, PRIMARY KEY (proposal, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE proposal_members (
  proposal TEXT NOT NULL REFERENCES proposals (id), report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
  statement TEXT, PRIMARY KEY (proposal, report, start_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE proposal_terms (
  proposal TEXT NOT NULL REFERENCES proposals (id), report TEXT NOT NULL REFERENCES reports (id), start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('term', 'phase', 'duration', 'number')), issue TEXT, statement TEXT,
  PRIMARY KEY (proposal, report, start_at, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE proposal_answers (
  proposal TEXT NOT NULL REFERENCES proposals (id), party TEXT NOT NULL REFERENCES parties (id), statement TEXT NOT NULL, answer TEXT NOT NULL,
  day TEXT, PRIMARY KEY (proposal, party, statement)
) STRICT, WITHOUT ROWID;
"""

# SQLite cannot change what a CHECK allows, so the table of judgements is made anew, with "add"
_GIVEN = """
CREATE TABLE judged (
  id TEXT PRIMARY KEY, left_id TEXT NOT NULL, right_id TEXT, decision TEXT NOT NULL
    CHECK (decision IN ('same', 'different', 'unsure', 'confirm', 'reject', 'add')),
  by TEXT NOT NULL, at TEXT NOT NULL, note TEXT, withdrawn_at TEXT, left_place TEXT NOT NULL, right_place TEXT
) STRICT;
INSERT INTO judged SELECT id, left_id, right_id, decision, by, at, note, withdrawn_at, left_place, right_place FROM judgements ORDER BY rowid;
DROP TABLE judgements;
ALTER TABLE judged RENAME TO judgements;
CREATE INDEX judgements_left ON judgements (left_id);
CREATE INDEX judgements_right ON judgements (right_id);
CREATE INDEX judgements_added ON judgements (json_extract(left_place, '$[0]')) WHERE decision = 'add';
CREATE TABLE given (
  judgement TEXT NOT NULL REFERENCES judgements (id), role TEXT NOT NULL CHECK (role IN ('source', 'cue', 'content')),
  position INTEGER NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, PRIMARY KEY (judgement, role, position)
) STRICT, WITHOUT ROWID;
"""

# `row` is by what Datasette searches a view, which has no rowid
_SHOWN = """
DROP VIEW origins;
DROP VIEW said;
CREATE VIEW said AS
  SELECT statements.id, voices.name AS voice, voices.kind AS voice_kind, voices.role, voices.side, statements.cue, statements.content,
    statements.kind, statements.mode, statements.confidence, statements.within,
    (SELECT group_concat(name, ' <- ') FROM (SELECT name FROM relays WHERE statement = statements.id ORDER BY position)) AS relay,
    statements.addressee, statements.said_from, statements.said_to, statements.said_anchor,
    (SELECT group_concat(DISTINCT flags.kind) FROM flags JOIN spans ON spans.statement = statements.id
      WHERE flags.report = statements.report AND spans.start_at < flags.end_at AND flags.start_at < spans.end_at) AS flags,
    reports.outlet, reports.published, reports.path, reports.id AS report, statements.rowid AS row
  FROM statements JOIN reports ON reports.id = statements.report LEFT JOIN voices ON voices.id = statements.voice;
CREATE VIEW origins AS
  SELECT said.*, utterance_members.utterance, utterances.low AS witnesses_low, utterances.high AS witnesses_high, utterances.why AS witnesses_why
  FROM said LEFT JOIN utterance_members ON utterance_members.statement = said.id LEFT JOIN utterances ON utterances.id = utterance;
"""

STEPS: tuple[str, ...] = (_FIRST, _INSIDE_ONE_REPORT, _ACROSS_REPORTS, _INTAKE, _ROOM, _TALKS, _GIVEN, _SHOWN)


# Indexes and triggers that somebody made on the table that is made anew, and that go with it
_OWN = """SELECT sql FROM sqlite_schema WHERE tbl_name = 'judgements' AND type IN ('index', 'trigger') AND sql IS NOT NULL
AND name NOT IN ('judgements_left', 'judgements_right')"""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the ledger to the newest form, each step in a transaction of its own; of several processes that come at once one does it."""
    while (at := _form(connection)) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _form(connection) == at:
                _step(connection, at)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
            raise


def _form(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _step(connection: sqlite3.Connection, at: int) -> None:
    kept = [sql for (sql,) in connection.execute(_OWN)] if STEPS[at] is _GIVEN else []
    connection.execute("PRAGMA legacy_alter_table = ON")  # somebody's views may name a table that is made anew
    for statement in _statements(STEPS[at]):
        connection.execute(statement)
    for sql in kept:
        connection.execute(sql)
    if STEPS[at] is _SHOWN:
        _name_keys(connection)
    connection.execute("PRAGMA legacy_alter_table = OFF")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {at + 1}")


def _statements(script: str) -> Iterator[str]:
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""


_KEYS = dict(re.findall(r"REFERENCES (\w+) \(([\w, ]+)\)", "".join(STEPS)))
_OURS = frozenset(re.findall(r"CREATE TABLE (\w+)", "".join(STEPS)))


def _name_keys(connection: sqlite3.Connection) -> None:
    """Let the foreign keys of a ledger begun in an older form name their columns, as those of a new one do.

    Datasette (0.65, its issue 1995) fails on those that do not. They mean the same, and no row is touched
    (https://www.sqlite.org/lang_altertable.html, the end). Where SQLite does not let its schema be written, they stay as they are.
    """

    def named(found: re.Match[str]) -> str:
        return f"{found[0]} ({_KEYS[found[1]]})" if found[1] in _KEYS else found[0]

    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL").fetchall()
    changed = [(words, name) for name, sql in rows if name in _OURS and (words := re.sub(r"REFERENCES (\w+)\b(?! ?\()", named, sql)) != sql]
    if changed:
        connection.execute("PRAGMA writable_schema = ON")
        with suppress(sqlite3.DatabaseError):  # a defensive SQLite, as Apple's is
            connection.executemany("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", changed)
        connection.execute("PRAGMA writable_schema = RESET")
