"""One file that holds reports, readings and what was said, and by whom. One writer, many readers.

Each report is recorded in one transaction, so a crash at any instant leaves whole reports only.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from sayso.errors import LedgerError, LedgerFull, NewerLedger, NotALedger, ReportError
from sayso.ids import bearer_id, figure_id, report_id, statement_id, voice_id
from sayso.ledger import taken
from sayso.ledger.given import given_for, packed
from sayso.ledger.migrations import APPLICATION_ID, STEPS, migrate
from sayso.model import DateSuggestion, Fact, Fetched, Flag, Reading, Report, Span, Statement
from sayso.settings import Outlet, Settings

_FACTS = ("outlet", "title", "author", "url", "published", "language")


class Ledger:
    """An open ledger. Use as a context manager; `create` makes the file where there is none.

    One that is `read_only` never writes, not even to bring an older form to this one, and may go from thread to thread.
    """

    def __init__(self, path: str | Path, *, create: bool = False, read_only: bool = False) -> None:
        self.path = Path(path)
        if not create and not self.path.is_file():
            raise NotALedger(f"{self.path}: no such ledger; make one with: sayso build REPORTS -o {self.path}")
        try:
            self.connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=not read_only)
            self.connection.row_factory = sqlite3.Row
            self._check(create=create)
            if create:
                self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = FULL")
            if not read_only:
                migrate(self.connection)
            self.connection.execute("PRAGMA foreign_keys = ON")
            self.connection.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
        except sqlite3.Error as error:
            if hasattr(self, "connection"):
                self.connection.close()
            raise self._explained(error) from error
        self._run: int | None = None

    def _check(self, *, create: bool) -> None:
        try:
            (application,) = self.connection.execute("PRAGMA application_id").fetchone()
            (version,) = self.connection.execute("PRAGMA user_version").fetchone()
            (tables,) = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname == "SQLITE_NOTADB":
                raise NotALedger(f"{self.path}: not a sayso ledger; give another file") from error
            raise
        if application != APPLICATION_ID and (tables or not create):
            raise NotALedger(f"{self.path}: a database, but not a sayso ledger; give another file")
        if version > len(STEPS):
            raise NewerLedger(f"{self.path}: written by a newer sayso (form {version}, this one knows {len(STEPS)}); upgrade sayso")

    def _explained(self, error: sqlite3.Error) -> LedgerError:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            return LedgerFull(
                f"{self.path}: cannot be written, the disk may be full ({error}); free some space and run the same command again"
            )
        if name.startswith("SQLITE_CORRUPT") or name == "SQLITE_NOTADB":
            return NotALedger(f"{self.path}: damaged or not a ledger ({error}); restore a copy or build it again")
        if name.startswith("SQLITE_BUSY"):
            return LedgerError(f"{self.path}: another sayso is writing to it; wait for it and run the same command again")
        return LedgerError(f"{self.path}: {error}; check that the folder exists and can be written to")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    @contextmanager
    def still(self) -> Iterator[None]:
        """What is read within stands still, whatever a build writes meanwhile."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self._run = None  # a run begun in the transaction went with it
            if isinstance(error, sqlite3.Error):
                raise self._explained(error) from error
            raise

    def holds(self, report: Report) -> bool:
        """Whether the report is in the ledger, however it was read."""
        return self.connection.execute("SELECT 1 FROM reports WHERE id = ?", (report_id(report),)).fetchone() is not None

    def has_reading(self, report: Report, *, version: str, model: str, settings: Settings) -> bool:
        """Whether the report was read by just this code, model and settings, with all that is known of it now."""
        row = self.connection.execute(
            "SELECT version, readings.model, readings.settings, repeated, known FROM readings JOIN runs ON runs.id = readings.run"
            " WHERE report = ?",
            (report_id(report),),
        ).fetchone()
        return row is not None and tuple(row) == (version, model, _packed(settings), json.dumps(report.repeated), _known(report))

    def record(self, report: Report, reading: Reading, *, version: str, settings: Settings) -> None:
        """Record a report and its reading; a reading by another model or other settings is replaced."""
        key = report_id(report)
        with self.writing() as connection:
            run = self.run(version, reading.model, settings)
            if not self.holds(report):
                taken.take(connection, report, run)
            taken.forget_reading(connection, key)
            connection.execute(
                "INSERT INTO readings VALUES (?,?,?,?,?,?)",
                (key, reading.model, _packed(settings), run, json.dumps(report.repeated), _known(report)),
            )
            connection.executemany(
                "INSERT INTO suggested_dates (report, since, until, why, start_at, end_at, run) VALUES (?,?,?,?,?,?,?)",
                [(key, d.since, d.until, d.why, *(d.span or (None, None)), run) for d in reading.dates],
            )
            ids = [statement_id(key, one) for one in reading.statements]
            for number, one in enumerate(reading.statements):
                self._record_statement(key, report.text, number, one, ids, run)
            connection.executemany(
                "INSERT INTO figures VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                [(figure_id(key, f), key, *f.span, f.low, f.high, f.bound, f.of, f.who, f.where, f.as_of.text if f.as_of else None,
                  None if f.statement is None else ids[f.statement], run,
                  *((*f.as_of.span, f.as_of.since, f.as_of.until) if f.as_of else (None,) * 4)) for f in reading.figures],
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO times VALUES (?,?,?,?,?,?,?,?,?,?)",
                [(key, *t.moment.span, t.type, t.moment.since, t.moment.until, t.moment.precision, run, t.value, t.moment.anchor)
                 for t in reading.times],
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO mentions VALUES (?,?,?,?,?,?,?,?)",
                [(key, *m.span, m.name, m.kind, m.role, bearer_id(key, m), run) for m in reading.mentions],
            )
            connection.executemany("INSERT INTO furniture VALUES (?,?,?,?,?)", [(key, *f.span, f.kind, run) for f in reading.furniture])
            connection.executemany("INSERT INTO flags VALUES (?,?,?,?,?,?)", [(key, *f.span, f.kind, f.why, run) for f in reading.flags])

    def take(self, report: Report, *, version: str, model: str, settings: Settings) -> tuple[str, bool]:
        """Record a report as it was taken in, unread: the id it goes by, and whether it is new. Nothing is written where all is held."""
        held = taken.is_held(self.connection, report)
        if held is not None:
            return held, False
        with self.writing() as connection:
            return taken.take(connection, report, self.run(version, model, settings))

    def remember(self, fetched: Fetched, *, version: str, model: str, settings: Settings) -> None:
        """Record what an address answered; called behind the reports it gave, so that none is lost to a crash between."""
        with self.writing() as connection:
            taken.remember(connection, fetched, self.run(version, model, settings))

    def remembered(self, url: str) -> Fetched | None:
        """What is remembered of an address."""
        return taken.remembered(self.connection, url)

    def unread(self) -> list[str]:
        """The reports that were taken in and not yet read."""
        return [
            key for (key,) in self.connection.execute("SELECT id FROM reports WHERE id NOT IN (SELECT report FROM readings) ORDER BY rowid")
        ]

    def held_reports(self, *, outlets: Collection[str] | None = None, ids: Collection[str] | None = None) -> Iterator[Report]:
        """The reports held, as they were taken in, in order of id; of certain outlets or with certain ids only."""
        conditions = [(column, json.dumps(sorted(some))) for column, some in (("outlet", outlets), ("id", ids)) if some is not None]
        where = " AND ".join(f"{column} IN (SELECT value FROM json_each(?))" for column, _ in conditions) or "1"
        keys = self.connection.execute(f"SELECT id FROM reports WHERE {where} ORDER BY id", [some for _, some in conditions]).fetchall()
        for (key,) in keys:
            row = self.connection.execute(
                "SELECT reports.*, notes FROM reports LEFT JOIN places ON places.report = id AND places.path = reports.path WHERE id = ?",
                (key,),
            ).fetchone()
            notes = tuple(Flag(kind, Span(start, end), why) for kind, start, end, why in json.loads(row["notes"] or "[]"))
            said = self.connection.execute(
                "SELECT name, value, source FROM facts WHERE report = ? AND path = ? ORDER BY position", (key, row["path"])
            )
            facts = tuple(Fact(*fact) for fact in said)
            known, given = {name: row[name] for name in _FACTS}, given_for(self.connection, key)
            yield Report(row["path"], row["text"], row["sha256"], **known, facts=facts, notes=notes, given=given)

    def repeated(self, report: str) -> tuple[Span, ...]:
        """The lines that the report's reading took for repeated."""
        row = self.connection.execute("SELECT repeated FROM readings WHERE report = ?", (report,)).fetchone()
        return tuple(Span(*span) for span in json.loads(row["repeated"])) if row else ()

    def suggest(
        self, suggestions: Mapping[str, Sequence[tuple[DateSuggestion, str]]], *, version: str, model: str, settings: Settings
    ) -> None:
        """Replace what other reports suggest of the dates of undated ones: for a report's id, suggestions with the other report's id."""
        with self.writing() as connection:
            connection.execute("DELETE FROM suggested_dates WHERE other IS NOT NULL")
            rows = [(key, s.since, s.until, s.why, other) for key, made in sorted(suggestions.items()) for s, other in made]
            if rows:
                run = self.run(version, model, settings)
                connection.executemany(
                    "INSERT INTO suggested_dates (report, since, until, why, other, run) VALUES (?,?,?,?,?,?)",
                    [(*row, run) for row in rows],
                )

    def accept_date(self, report: str, published: str) -> None:
        """Record the day that a person says the report was published; its reading is to be made anew."""
        with self.writing() as connection:
            connection.execute("UPDATE reports SET published = ? WHERE id = ?", (published, report))
            connection.execute(
                "INSERT OR REPLACE INTO facts SELECT id, path, -1, 'published', published, 'a person, with sayso dates --accept'"
                " FROM reports WHERE id = ?",
                (report,),
            )
            connection.execute("DELETE FROM suggested_dates WHERE report = ? OR other = ?", (report, report))

    def record_failure(self, error: ReportError, *, version: str, model: str, settings: Settings) -> bool:
        """Remember what could not be read; False if that was known."""
        row = self.connection.execute("SELECT kind, message FROM failures WHERE path = ?", (error.path,)).fetchone()
        if row is not None and tuple(row) == (error.kind, error.message):
            return False
        with self.writing() as connection:
            run = self.run(version, model, settings)
            connection.execute("INSERT OR REPLACE INTO failures VALUES (?,?,?,?)", (error.path, error.kind, error.message, run))
        return True

    def forget_failures(self, paths: Collection[str]) -> None:
        """Of what could not be read, forget these paths: they can be now."""
        wanted = json.dumps(sorted(paths))
        if self.connection.execute("SELECT 1 FROM failures WHERE path IN (SELECT value FROM json_each(?))", (wanted,)).fetchone():
            with self.writing() as connection:
                connection.execute("DELETE FROM failures WHERE path IN (SELECT value FROM json_each(?))", (wanted,))

    def _record_statement(self, report: str, text: str, position: int, one: Statement, ids: list[str], run: int) -> None:
        key = ids[position]
        speakers = [voice_id(report, voice) for voice in one.voices]
        self.connection.executemany(
            "INSERT INTO voices VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING",
            [(speaker, report, v.name, v.kind, v.role, v.side, *(v.mention or (None, None)), run)
             for speaker, v in zip(speakers, one.voices, strict=True)],
        )  # fmt: skip
        heard = one.addressee
        said = one.said
        self.connection.execute(
            "INSERT INTO statements VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (key, report, position, one.kind, one.mode, one.confidence, speakers[0] if speakers else None,
             words(text, one.source) if one.source else None, words(text, one.cue), words(text, one.content),
             *((heard.name, *heard.span) if heard else (None,) * 3),
             *((*said.span, said.since, said.until, said.precision) if said else (None,) * 5), run,
             None if one.within is None else ids[one.within], said.anchor if said else None),
        )  # fmt: skip
        self.connection.executemany(
            "INSERT INTO spans VALUES (?,?,?,?,?)",
            [(key, role, i, *span) for role in ("source", "cue", "content") for i, span in enumerate(getattr(one, role))],
        )
        self.connection.executemany(
            "INSERT INTO relays VALUES (?,?,?,?,?,?)", [(key, i, step.name, step.how, *step.span) for i, step in enumerate(one.relay)]
        )
        self.connection.executemany(
            "INSERT INTO speakers VALUES (?,?,?)", [(key, i, speaker) for i, speaker in enumerate(dict.fromkeys(speakers))]
        )

    def run(self, version: str, model: str, settings: Settings) -> int:
        """The run that this ledger's writes belong to; its row is made with the first of them."""
        if self._run is None:
            cursor = self.connection.execute(
                "INSERT INTO runs (version, model, settings, started) VALUES (?,?,?,?)",
                (version, model, _packed(settings), datetime.now(UTC).isoformat(timespec="seconds")),
            )
            self._run = int(cursor.lastrowid or 0)
        return self._run


def _known(report: Report) -> str:
    """What of a report its reading hangs on, besides its text and what makes its id."""
    notes = [(note.kind, *note.span, note.why) for note in report.notes]
    return json.dumps([report.published, notes, *packed(report.given)], ensure_ascii=False)


def words(text: str, spans: tuple[Span, ...]) -> str:
    """The words of several spans as one line of text, gaps shown as " … "."""
    return " … ".join(span.of(text) for span in spans)


def _packed(settings: Settings) -> str:
    return json.dumps(asdict(settings), sort_keys=True)


def unpacked(packed: str) -> Settings:
    """Settings as a run or a reading keeps them."""
    known = json.loads(packed)
    known["outlets"] = tuple(Outlet(o["name"], tuple(o["aliases"]), tuple(o["domains"]), o["kind"]) for o in known.get("outlets", ()))
    return Settings(**known)
