"""The ledger's tables, as ordered steps. A step, once released, is never changed; a new one is added below it.

Tables and views are a public interface, documented in docs/ledger.md. Offsets are `start_at`, `end_at`
(code points, half-open, into ``reports.text``).
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x73617973  # "says"

_FIRST = """
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, version TEXT NOT NULL, model TEXT NOT NULL, settings TEXT NOT NULL, started TEXT NOT NULL
) STRICT;
CREATE TABLE reports (
  id TEXT PRIMARY KEY, path TEXT NOT NULL, outlet TEXT, title TEXT, author TEXT, url TEXT, published TEXT, language TEXT,
  sha256 TEXT NOT NULL, length INTEGER NOT NULL, text TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs
) STRICT;
CREATE TABLE readings (
  report TEXT PRIMARY KEY REFERENCES reports, model TEXT NOT NULL, settings TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs
) STRICT;
CREATE TABLE voices (
  id TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports, name TEXT NOT NULL, kind TEXT NOT NULL, role TEXT, side TEXT,
  start_at INTEGER, end_at INTEGER, run INTEGER NOT NULL REFERENCES runs
) STRICT;
CREATE TABLE statements (
  id TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports, position INTEGER NOT NULL, kind TEXT NOT NULL, mode TEXT NOT NULL,
  confidence REAL NOT NULL, voice TEXT REFERENCES voices, source TEXT, cue TEXT NOT NULL, content TEXT NOT NULL,
  addressee TEXT, addressee_start_at INTEGER, addressee_end_at INTEGER,
  said_start_at INTEGER, said_end_at INTEGER, said_from TEXT, said_to TEXT, said_precision TEXT,
  run INTEGER NOT NULL REFERENCES runs
) STRICT;
CREATE TABLE spans (
  statement TEXT NOT NULL REFERENCES statements, role TEXT NOT NULL CHECK (role IN ('source', 'cue', 'content')),
  position INTEGER NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, PRIMARY KEY (statement, role, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE relays (
  statement TEXT NOT NULL REFERENCES statements, position INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (statement, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE figures (
  id TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
  low REAL, high REAL, bound TEXT NOT NULL, "of" TEXT, who TEXT, "where" TEXT, as_of TEXT,
  statement TEXT REFERENCES statements, run INTEGER NOT NULL REFERENCES runs
) STRICT;
CREATE TABLE times (
  report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, type TEXT NOT NULL,
  since TEXT, until TEXT, precision TEXT, run INTEGER NOT NULL REFERENCES runs, PRIMARY KEY (report, start_at, end_at)
) STRICT;
CREATE TABLE furniture (
  report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, kind TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs, PRIMARY KEY (report, start_at)
) STRICT;
CREATE TABLE flags (
  report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, kind TEXT NOT NULL, why TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs, PRIMARY KEY (report, start_at, kind)
) STRICT;
CREATE TABLE failures (
  path TEXT PRIMARY KEY, kind TEXT NOT NULL, message TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs
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
ALTER TABLE statements ADD COLUMN within TEXT REFERENCES statements DEFERRABLE INITIALLY DEFERRED;
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
  statement TEXT NOT NULL REFERENCES statements, position INTEGER NOT NULL, voice TEXT NOT NULL REFERENCES voices,
  PRIMARY KEY (statement, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX speakers_voice ON speakers (voice);
CREATE INDEX statements_within ON statements (within);
CREATE TABLE suggested_dates (
  report TEXT NOT NULL REFERENCES reports, since TEXT, until TEXT, why TEXT NOT NULL, start_at INTEGER, end_at INTEGER,
  other TEXT REFERENCES reports, run INTEGER NOT NULL REFERENCES runs
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
  right_id TEXT NOT NULL, weight REAL NOT NULL, reasons TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs
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
CREATE TABLE voice_members (voice TEXT PRIMARY KEY, voice_group TEXT NOT NULL REFERENCES voice_groups) STRICT, WITHOUT ROWID;
CREATE INDEX voice_members_group ON voice_members (voice_group);
CREATE TABLE copy_families (id TEXT PRIMARY KEY, first TEXT, kind TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE copy_members (
  family TEXT NOT NULL REFERENCES copy_families, report TEXT NOT NULL, PRIMARY KEY (family, report)
) STRICT, WITHOUT ROWID;
CREATE TABLE utterances (id TEXT PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE utterance_members (
  statement TEXT PRIMARY KEY, utterance TEXT NOT NULL REFERENCES utterances
) STRICT, WITHOUT ROWID;
CREATE INDEX utterance_members_utterance ON utterance_members (utterance);
CREATE TABLE claims (id TEXT PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE claim_members (statement TEXT PRIMARY KEY, claim TEXT NOT NULL REFERENCES claims) STRICT, WITHOUT ROWID;
CREATE INDEX claim_members_claim ON claim_members (claim);
CREATE TABLE disputes (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, matter TEXT NOT NULL, why TEXT NOT NULL, confidence REAL NOT NULL
) STRICT;
CREATE TABLE dispute_members (
  dispute TEXT NOT NULL REFERENCES disputes, side INTEGER NOT NULL, statement TEXT, figure TEXT,
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
  sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL, length INTEGER NOT NULL, packed BLOB NOT NULL, run INTEGER NOT NULL REFERENCES runs
) STRICT;
CREATE TABLE places (
  report TEXT NOT NULL REFERENCES reports, path TEXT NOT NULL, seen TEXT, original TEXT REFERENCES originals, notes TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs, PRIMARY KEY (report, path)
) STRICT;
CREATE INDEX places_path ON places (path);
CREATE TABLE facts (
  report TEXT NOT NULL, path TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (report, path, position), FOREIGN KEY (report, path) REFERENCES places ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE renamed (old TEXT PRIMARY KEY, new TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs) STRICT, WITHOUT ROWID;
CREATE TABLE fetches (
  url TEXT PRIMARY KEY, status INTEGER NOT NULL, at TEXT NOT NULL, first TEXT NOT NULL, etag TEXT, modified TEXT, stamp TEXT,
  run INTEGER NOT NULL REFERENCES runs
) STRICT;
CREATE TABLE sightings (
  report TEXT NOT NULL REFERENCES reports, seen TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs, PRIMARY KEY (report, seen)
) STRICT, WITHOUT ROWID;
CREATE TABLE versions (
  address TEXT NOT NULL, number INTEGER NOT NULL, report TEXT NOT NULL REFERENCES reports, previous TEXT REFERENCES reports, seen TEXT,
  PRIMARY KEY (address, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_report ON versions (report);
CREATE TABLE changes (
  address TEXT NOT NULL, number INTEGER NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('added', 'removed')),
  report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
  PRIMARY KEY (address, number, position)
) STRICT, WITHOUT ROWID;
CREATE VIEW earlier_texts AS
  SELECT DISTINCT report FROM versions AS one
  WHERE report <> (SELECT report FROM versions WHERE address = one.address ORDER BY number DESC LIMIT 1);
CREATE TABLE superseded (statement TEXT PRIMARY KEY REFERENCES statements ON DELETE CASCADE, by TEXT NOT NULL) STRICT, WITHOUT ROWID;
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
  report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'state', 'place')), role TEXT, voice TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs, PRIMARY KEY (report, start_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_voice ON mentions (voice);
CREATE TABLE bearers (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, voice_group TEXT) STRICT;
CREATE TABLE bearer_members (voice TEXT PRIMARY KEY, bearer TEXT NOT NULL REFERENCES bearers) STRICT, WITHOUT ROWID;
CREATE INDEX bearer_members_bearer ON bearer_members (bearer);
CREATE TABLE acts (
  statement TEXT PRIMARY KEY REFERENCES statements ON DELETE CASCADE, type TEXT, mode TEXT, modality TEXT, stance TEXT,
  type_score REAL NOT NULL, modality_score REAL NOT NULL, stance_score REAL NOT NULL,
  actor TEXT, actor_start_at INTEGER, actor_end_at INTEGER, recipient TEXT, recipient_start_at INTEGER, recipient_end_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE issues (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, about TEXT NOT NULL, examples TEXT NOT NULL, shipped INTEGER NOT NULL
) STRICT;
CREATE TABLE issue_members (
  issue TEXT NOT NULL REFERENCES issues, statement TEXT NOT NULL REFERENCES statements ON DELETE CASCADE, score REAL NOT NULL,
  start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, PRIMARY KEY (issue, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_members_statement ON issue_members (statement);
CREATE TABLE parties (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, part TEXT NOT NULL CHECK (part IN ('party', 'mediator', 'other')), statements INTEGER NOT NULL
) STRICT;
CREATE TABLE party_members (voice TEXT PRIMARY KEY, party TEXT NOT NULL REFERENCES parties) STRICT, WITHOUT ROWID;
CREATE INDEX party_members_party ON party_members (party);
CREATE TABLE party_signs (
  party TEXT NOT NULL REFERENCES parties, sign TEXT NOT NULL, report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL, PRIMARY KEY (party, sign, report, start_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE positions (
  party TEXT NOT NULL REFERENCES parties, issue TEXT NOT NULL REFERENCES issues,
  statement TEXT NOT NULL REFERENCES statements ON DELETE CASCADE, voice TEXT NOT NULL, stance TEXT NOT NULL, day TEXT,
  changes TEXT, PRIMARY KEY (party, issue, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX positions_statement ON positions (statement);
CREATE TABLE proposals (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, "where" TEXT, since TEXT, until TEXT, why TEXT NOT NULL
) STRICT;
CREATE TABLE proposal_parties (
  proposal TEXT NOT NULL REFERENCES proposals, position INTEGER NOT NULL, party TEXT NOT NULL, PRIMARY KEY (proposal, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE proposal_members (
  proposal TEXT NOT NULL REFERENCES proposals, report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
  statement TEXT, PRIMARY KEY (proposal, report, start_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE proposal_terms (
  proposal TEXT NOT NULL REFERENCES proposals, report TEXT NOT NULL REFERENCES reports, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('term', 'phase', 'duration', 'number')), issue TEXT, statement TEXT,
  PRIMARY KEY (proposal, report, start_at, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE proposal_answers (
  proposal TEXT NOT NULL REFERENCES proposals, party TEXT NOT NULL REFERENCES parties, statement TEXT NOT NULL, answer TEXT NOT NULL,
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
  judgement TEXT NOT NULL REFERENCES judgements, role TEXT NOT NULL CHECK (role IN ('source', 'cue', 'content')),
  position INTEGER NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL, PRIMARY KEY (judgement, role, position)
) STRICT, WITHOUT ROWID;
"""

# Datasette (0.65, its issue 1995) fails on foreign keys that do not name the column they point at, so the schema's words name it; what they
# mean is the same, and no row is touched (https://www.sqlite.org/lang_altertable.html, the end). `row` is by what a view is searched.
_SHOWN = """
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(sql,
  'REFERENCES runs', 'REFERENCES runs (id)'), 'REFERENCES reports', 'REFERENCES reports (id)'), 'REFERENCES voices', 'REFERENCES voices (id)'),
  'REFERENCES statements', 'REFERENCES statements (id)'), 'REFERENCES voice_groups', 'REFERENCES voice_groups (id)'),
  'REFERENCES copy_families', 'REFERENCES copy_families (id)'), 'REFERENCES utterances', 'REFERENCES utterances (id)'),
  'REFERENCES claims', 'REFERENCES claims (id)'), 'REFERENCES disputes', 'REFERENCES disputes (id)'),
  'REFERENCES originals', 'REFERENCES originals (sha256)'), 'REFERENCES bearers', 'REFERENCES bearers (id)'),
  'REFERENCES issues', 'REFERENCES issues (id)'), 'REFERENCES parties', 'REFERENCES parties (id)'),
  'REFERENCES proposals', 'REFERENCES proposals (id)'), 'REFERENCES judgements', 'REFERENCES judgements (id)')
WHERE type = 'table';
PRAGMA writable_schema = RESET;
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


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the ledger to the newest form, each step in a transaction of its own."""
    (at,) = connection.execute("PRAGMA user_version").fetchone()
    for number, step in enumerate(STEPS[at:], at + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{step}\nPRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {number};\nCOMMIT;"
        )
