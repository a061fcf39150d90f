"""What the ledger keeps, refuses and survives."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.errors import LedgerError, LedgerFull, NewerLedger, NotALedger, ReportError
from sayso.ids import report_id
from sayso.ledger import Ledger
from sayso.ledger.migrations import APPLICATION_ID, STEPS
from sayso.ledger.verify import verify
from sayso.model import Figure, Flag, Furniture, Moment, Reading, Report, Span, Time, Voice
from sayso.settings import Settings
from tests.factory import a_report, a_statement, span_of

TEXT = "Read more: Boats\nThe mayor said on Friday that 12 boats had sailed."


def a_reading(model: str = "m1") -> Reading:
    voice = Voice("mayor", "anonymous", mention=span_of(TEXT, "The mayor"))
    return Reading(
        model,
        (a_statement(TEXT, "The mayor", "said", "that 12 boats had sailed", voice=voice),),
        (Furniture(Span(0, 16), "related"),),
        (Figure(span_of(TEXT, "12 boats"), 12, 12, "exact", of="boats", statement=0),),
        (Time(Moment(span_of(TEXT, "Friday"), "Friday", anchor="Friday before publication"), "date", "XXXX-WXX-5"),),
        (Flag("truncated", Span(0, 4), "why not"),),
    )


def record(ledger: Ledger, report: Report, reading: Reading) -> None:
    ledger.record(report, reading, version="0", settings=Settings())


def take(ledger: Ledger, report: Report) -> bool:
    before = ledger.connection.total_changes
    ledger.take(report, version="0", model="m1", settings=Settings())
    return ledger.connection.total_changes > before


def has(ledger: Ledger, report: Report, model: str, *, version: str = "0") -> bool:
    return ledger.has_reading(report, version=version, model=model, settings=Settings())


def counts(ledger: Ledger) -> dict[str, int]:
    tables = ("runs", "reports", "readings", "voices", "statements", "spans", "figures", "times", "furniture", "flags", "failures")
    return {table: ledger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_all_of_a_reading_is_kept_and_holds(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, a_report(TEXT), a_reading())
        assert counts(ledger) == {
            "runs": 1, "reports": 1, "readings": 1, "voices": 1, "statements": 1, "spans": 3, "figures": 1, "times": 1, "furniture": 1,
            "flags": 1, "failures": 0,
        }  # fmt: skip
        assert list(verify(ledger)) == []
        (row,) = ledger.connection.execute("SELECT voice, content, path FROM said")
        assert tuple(row) == ("mayor", "that 12 boats had sailed", "report.txt")
        assert ledger.connection.execute("SELECT count(*) FROM statements_text WHERE statements_text MATCH 'sailed'").fetchone()[0] == 1


def test_another_model_replaces_a_reading_and_keeps_the_report(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, a_report(TEXT), a_reading("m1"))
        before = counts(ledger)
        assert not has(ledger, a_report(TEXT), "m2")
        record(ledger, a_report(TEXT), a_reading("m2"))
        assert has(ledger, a_report(TEXT), "m2")
        assert {**counts(ledger), "runs": 1} == before
        assert list(verify(ledger)) == []


def test_another_version_of_the_code_reads_anew(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, a_report(TEXT), a_reading())
        assert has(ledger, a_report(TEXT), "m1")
        assert not has(ledger, a_report(TEXT), "m1", version="1")


def test_a_title_learnt_later_is_recorded(tmp_path: Path) -> None:
    later = Report("report.txt", TEXT, a_report(TEXT).sha256, title="Boats")
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, a_report(TEXT), a_reading())
        assert take(ledger, later)
        assert not take(ledger, later)
        assert ledger.connection.execute("SELECT title FROM reports").fetchone()[0] == "Boats"
        assert list(verify(ledger)) == []


def test_a_second_copy_of_a_report_changes_nothing_known(tmp_path: Path) -> None:
    known = a_report(TEXT)
    first = Report("a.txt", TEXT, known.sha256, published="2019-03-04")
    second = Report("b.txt", TEXT, known.sha256, published="2019-03-05", title="Boats")
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        for report in (first, second, first, second):
            take(ledger, report)
        assert [tuple(row) for row in ledger.connection.execute("SELECT published, title FROM reports")] == [("2019-03-04", "Boats")]


def test_the_same_text_by_two_outlets_is_two_reports() -> None:
    assert report_id(a_report(TEXT, outlet="A")) != report_id(a_report(TEXT, outlet="B"))
    assert report_id(a_report(TEXT, path="x.txt")) == report_id(a_report(TEXT, path="y.txt"))


def test_a_failure_is_known_once_and_forgotten_when_the_path_reads(tmp_path: Path) -> None:
    known = {"version": "0", "model": "m1", "settings": Settings()}
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        error = ReportError("report.txt", "empty", "the file is empty")
        assert ledger.record_failure(error, **known)  # type: ignore[arg-type]
        assert not ledger.record_failure(error, **known)  # type: ignore[arg-type]
        record(ledger, a_report(TEXT), a_reading())
        assert counts(ledger)["failures"] == 0


def test_a_write_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, a_report(TEXT), a_reading())
        before = counts(ledger)
        broken = a_reading("m2")
        twice = Reading("m2", broken.statements * 2)  # the same statement twice: its id is taken
        with pytest.raises(LedgerError):
            record(ledger, a_report(TEXT), twice)
        assert counts(ledger) == before
        assert list(verify(ledger)) == []


@pytest.mark.parametrize("data", [b"not a database at all, only words " * 40, b""])
def test_a_file_that_is_no_ledger_is_refused_and_untouched(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(data)
    with pytest.raises(NotALedger, match=r"l\.db"):
        Ledger(path)
    assert path.read_bytes() == data


def test_somebody_elses_database_is_refused_even_for_building(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "l.db") as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    with pytest.raises(NotALedger, match="not a sayso ledger"):
        Ledger(tmp_path / "l.db", create=True)


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "l.db") as newer:
        newer.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
        newer.execute("CREATE TABLE reports (a)")
    newer.close()
    with pytest.raises(NewerLedger, match="upgrade sayso"):
        Ledger(tmp_path / "l.db", create=True)


def test_a_missing_ledger_and_a_missing_folder_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotALedger, match="sayso build"):
        Ledger(tmp_path / "none.db")
    with pytest.raises(LedgerError, match="folder exists"):
        Ledger(tmp_path / "no" / "folder.db", create=True)


def test_a_full_database_is_said_and_what_was_committed_stands(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, a_report(TEXT), a_reading())
        before = counts(ledger)
        ledger.connection.execute("PRAGMA max_page_count = 1")  # SQLite answers SQLITE_FULL, as on a full disk
        with pytest.raises(LedgerFull, match="free some space"):
            record(ledger, a_report(TEXT * 3000, path="big.txt"), Reading("m1"))
        assert counts(ledger) == before
        ledger.connection.execute("PRAGMA max_page_count = 1073741823")
        record(ledger, a_report(TEXT * 3000, path="big.txt"), Reading("m1"))
        assert list(verify(ledger)) == []


def test_a_full_disk_is_said_and_the_build_can_be_taken_up(tmp_path: Path, sample: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True, text=True, check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip(f"needs the right to mount a small disk: {mounted.stderr.strip()}")
    try:
        command = [sys.executable, "-m", "sayso", "build", str(sample), "-o", str(disk / "l.db")]
        full = subprocess.run(command, capture_output=True, text=True, check=False)
        assert full.returncode == 1
        assert "disk may be full" in full.stderr
        assert "Traceback" not in full.stderr
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)  # noqa: S607
        again = subprocess.run(command, capture_output=True, text=True, check=False)
        assert again.returncode == 0, again.stderr
        with Ledger(disk / "l.db") as ledger:
            assert counts(ledger)["reports"] == 14
            assert list(verify(ledger)) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S607
