"""sayso doctor: what is well, what is to be noted, what is broken, and what to do."""

from __future__ import annotations

import json
import shutil
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sayso import __version__
from sayso.ledger.migrations import STEPS
from sayso.views.cli import main
from sayso.views.doctor import Examined, Finding, examine


def found(examined: Examined, name: str) -> Finding:
    (finding,) = (one for one in examined.findings if one.name == name)
    return finding


@pytest.fixture
def own(newsroom: Path, tmp_path: Path) -> Path:
    """A copy of the sample newsroom's ledger, to be changed."""
    shutil.copy(newsroom, tmp_path / "own.db")
    return tmp_path / "own.db"


def changed(ledger: Path, sql: str) -> Examined:
    with sqlite3.connect(ledger) as db:
        db.execute(sql)
    db.close()
    return examine(str(ledger))


@pytest.fixture(scope="module")
def well(newsroom: Path) -> Examined:
    return examine(str(newsroom))


def test_a_whole_machine_and_a_ledger_just_built_have_nothing_broken(well: Examined) -> None:
    assert (well.sayso, well.broken) == (__version__, 0)
    assert not [one for one in well.findings if one.state == "broken"]
    assert f"onnxruntime {version('onnxruntime')}" in found(well, "libraries").found
    assert [found(well, name).state for name in ("SQLite", "form", "journal", "holds", "read", "linked")] == ["well"] * 6


def test_the_digests_are_those_of_the_cards(well: Examined) -> None:
    import sayso

    folder = Path(sayso.__file__).parent
    for name, part in (("reader", "reading"), ("talks", "talks"), ("meaning of contents", "linking")):
        digest = json.loads((folder / part / "weights" / "card.json").read_text(encoding="utf8"))["digest"]
        assert digest[:16] in found(well, name).found


def test_a_sentence_is_read(well: Examined) -> None:
    assert "harbour master" in found(well, "a sentence read").found


def test_whatever_is_not_well_has_a_next_step(well: Examined, own: Path) -> None:
    for examined in (well, changed(own, "UPDATE readings SET model = 'another'"), examine("none.db")):
        assert all(one.next for one in examined.findings if one.state != "well")


def test_what_a_ledger_holds_is_counted(well: Examined, newsroom: Path) -> None:
    with sqlite3.connect(newsroom) as db:
        counts = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("reports", "statements")]
    db.close()
    assert found(well, "holds").found.startswith(f"{counts[0]} reports, {counts[1]} statements")
    assert found(well, "failures").found == "1 source could not be read"


def test_readings_by_other_weights_are_noted(own: Path) -> None:
    examined = changed(own, "UPDATE readings SET model = 'another' WHERE report = (SELECT min(report) FROM readings)")
    assert found(examined, "read").state == "note"
    assert found(examined, "read").found.startswith("1 of 15 reports")
    assert "sayso build" in str(found(examined, "read").next)


def test_readings_by_another_sayso_are_noted(own: Path) -> None:
    assert found(changed(own, "UPDATE runs SET version = '0.0.1'"), "read").found.startswith("15 of 15 reports")


def test_reports_that_were_taken_in_and_not_read_are_noted(own: Path) -> None:
    examined = changed(own, "DELETE FROM readings WHERE report = (SELECT min(report) FROM readings)")
    assert found(examined, "not read").found.startswith("1 report ")


def test_a_ledger_that_is_not_linked_as_it_would_be_now_is_noted(own: Path) -> None:
    assert found(changed(own, "DELETE FROM fingerprints"), "linked").state == "note"


def test_an_older_form_is_noted_and_left_as_it_is(tmp_path: Path) -> None:
    from sayso.ledger.migrations import APPLICATION_ID

    ledger = tmp_path / "old.db"
    with sqlite3.connect(ledger) as db:
        db.executescript(f"{STEPS[0]}\nPRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = 1;")
    db.close()
    before = ledger.read_bytes()
    assert found(examine(str(ledger)), "form").state == "note"
    assert ledger.read_bytes() == before


def test_a_newer_form_is_broken(own: Path) -> None:
    examined = changed(own, f"PRAGMA user_version = {len(STEPS) + 1}")
    assert examined.broken == 1
    assert found(examined, "file").next == "upgrade sayso"


def test_a_journal_that_makes_readers_wait_is_noted(own: Path) -> None:
    assert found(changed(own, "PRAGMA journal_mode = DELETE"), "journal").state == "note"


def test_what_a_build_has_not_put_into_the_file_yet_is_noted(own: Path) -> None:
    with sqlite3.connect(own) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("UPDATE reports SET author = 'Ismay Corran'")
        db.commit()
        journal = found(examine(str(own)), "journal")
    db.close()
    assert journal.state == "note"
    assert "-wal" in str(journal.next)


@pytest.mark.parametrize("words", ["no ledger at all", ""])
def test_a_file_that_is_no_ledger_is_broken(tmp_path: Path, words: str) -> None:
    (tmp_path / "notes.db").write_text(words)
    examined = examine(str(tmp_path / "notes.db"))
    assert examined.broken == 1
    assert found(examined, "file").next == "give another file"


def test_nothing_is_made_where_there_is_no_ledger(tmp_path: Path) -> None:
    examined = examine(str(tmp_path / "none.db"))
    assert examined.broken == 1
    assert not (tmp_path / "none.db").exists()


def test_damaged_weights_are_broken_and_the_rest_is_examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sayso.reading import encoder

    shutil.copytree(encoder.FOLDER, tmp_path / "weights")
    with (tmp_path / "weights" / "reader.onnx").open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"damaged")
    load: Any = encoder.Encoder.load
    monkeypatch.setattr(load.__func__, "__defaults__", (tmp_path / "weights",))
    examined = examine()
    assert found(examined, "reader").state == "broken"
    assert "not those of their card" in found(examined, "reader").found
    assert found(examined, "talks").state == "well"


def test_a_java_that_is_too_old_or_not_there_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "no Java" in found(examine(), "spark").found
    (tmp_path / "bin").mkdir()
    java = tmp_path / "bin" / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n")
    java.chmod(0o755)
    finding = found(examine(), "spark")
    assert finding.state == "note"
    assert "1.8.0_402" in finding.found


def test_the_command_says_it_in_words_and_as_json_and_ends_with_what_it_found(newsroom: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    said, data = (runner.invoke(main, ["doctor", str(newsroom), *more]) for more in ((), ("--json",)))
    assert (said.exit_code, data.exit_code) == (0, 0)
    examined = json.loads(data.stdout)
    assert all(one["name"] in said.stdout for one in examined["findings"])
    assert said.stdout.rstrip().splitlines()[-1].startswith("nothing is broken")
    assert runner.invoke(main, ["doctor", str(tmp_path / "none.db")]).exit_code == 1


def test_what_java_says_before_its_version_is_not_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    (tmp_path / "bin").mkdir()
    java = tmp_path / "bin" / "java"
    java.write_bytes(b"#!/bin/sh\necho 'Picked up JAVA_TOOL_OPTIONS: -Dname=\xe9' >&2\necho 'openjdk version \"21.0.4\" 2024-07-16' >&2\n")
    java.chmod(0o755)
    finding = found(examine(), "spark")
    assert finding.state == "well"
    assert finding.found.endswith('openjdk version "21.0.4" 2024-07-16')
