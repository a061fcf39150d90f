"""A ledger of any older form becomes one like a new one, whatever somebody added to it, and whoever else opens it at the time."""

from __future__ import annotations

import re
import sqlite3
import threading
from pathlib import Path

import pytest

from sayso.ledger import Ledger
from sayso.ledger.migrations import APPLICATION_ID, STEPS

UNNAMED = [re.sub(r"(REFERENCES \w+) \([^)]*\)", r"\1", step) for step in STEPS]  # as the first steps were worded once


def an_older(path: Path, form: int, more: str = "") -> Path:
    with sqlite3.connect(path) as db:
        db.executescript("".join(UNNAMED[:form]) + f"PRAGMA user_version = {form}; PRAGMA application_id = {APPLICATION_ID}; {more}")
    db.close()
    return path


def schema(db: sqlite3.Connection) -> dict[str, str]:
    rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {name: re.sub(r'\s+|"', "", sql) for name, sql in rows}


@pytest.mark.parametrize("form", range(1, len(STEPS)))
def test_an_older_ledger_becomes_what_a_new_one_is(form: int, tmp_path: Path) -> None:
    with Ledger(tmp_path / "new.db", create=True) as new, Ledger(an_older(tmp_path / "old.db", form)) as old:
        assert schema(old.connection) == schema(new.connection)
        assert old.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert old.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert all(
            row["to"] is not None for name in schema(new.connection) for row in old.connection.execute(f"PRAGMA foreign_key_list({name})")
        )


def test_what_somebody_added_stays(tmp_path: Path) -> None:
    own = """
    CREATE TABLE my_codes (report TEXT REFERENCES reports(id), other TEXT REFERENCES reports_x, code TEXT);
    CREATE VIEW my_view AS SELECT * FROM judgements;
    CREATE INDEX my_index ON judgements (note);
    CREATE TABLE log (judgement TEXT);
    CREATE TRIGGER my_trigger AFTER INSERT ON judgements BEGIN INSERT INTO log VALUES (new.id); END;
    INSERT INTO judgements VALUES ('j1:0', 's1:0', NULL, 'confirm', 'Mira', '2024-01-01', NULL, NULL, '[]', NULL);
    """
    path = an_older(tmp_path / "old.db", 6, own)
    with sqlite3.connect(path) as db:
        before = schema(db)
    db.close()
    with Ledger(path) as ledger:
        after = schema(ledger.connection)
        assert {name: after[name] for name in ("my_codes", "my_view", "my_index", "log", "my_trigger")} == {
            name: before[name] for name in ("my_codes", "my_view", "my_index", "log", "my_trigger")
        }
        assert [tuple(row) for row in ledger.connection.execute("SELECT id, by FROM my_view")] == [("j1:0", "Mira")]
        assert [row[0] for row in ledger.connection.execute("SELECT judgement FROM log")] == ["j1:0"]


def test_of_several_that_open_it_at_once_one_brings_it_up(tmp_path: Path) -> None:
    path = an_older(tmp_path / "old.db", 3)
    failed: list[BaseException] = []
    together = threading.Barrier(4)

    def opens() -> None:
        together.wait()
        try:
            Ledger(path).connection.close()
        except BaseException as error:  # noqa: BLE001 (told below)
            failed.append(error)

    threads = [threading.Thread(target=opens) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    db.close()


def test_a_step_that_fails_leaves_the_form_before_it(tmp_path: Path) -> None:
    path = an_older(tmp_path / "old.db", 6, "CREATE TABLE given (what TEXT);")
    with pytest.raises(Exception, match="given already exists"):
        Ledger(path)
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (6,)
        assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'judged'").fetchone() == (0,)
    db.close()
