"""A build killed at any instant leaves a ledger that opens, holds whole reports, and resumes to the same end."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sayso.ledger import Ledger
from sayso.ledger.verify import verify

KILLS = 12
# The pipeline's own intake and ledger with a reader that answers at once, so that every kill falls on the ledger's work
BUILD = """
import sys
from sayso.ledger.ledger import Ledger
from sayso.settings import Settings
from sayso.intake import take_in
from tests.ledger.crash_reader import read
with Ledger(sys.argv[2], create=True) as ledger:
    print("open", flush=True)
    for report in take_in([sys.argv[1]]):
        if not ledger.has_reading(report, version="0", model="m", settings=Settings()):
            ledger.record(report, read(report), version="0", settings=Settings())
"""


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows but what tells one run from another."""
    with Ledger(path) as ledger:
        assert list(verify(ledger)) == []
        tables = [
            row[0] for row in ledger.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'")
        ]
        out = {}
        for table in tables:
            columns = [row[1] for row in ledger.connection.execute(f"PRAGMA table_info({table})") if row[1] not in ("run",)]
            if table != "runs":
                chosen = ", ".join(f'"{column}"' for column in columns)
                out[table] = sorted(tuple(row) for row in ledger.connection.execute(f"SELECT {chosen} FROM {table}"))
        return out


def test_a_killed_build_resumes_to_the_ledger_of_an_undisturbed_one(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(60):
        (reports / f"{number:02}.txt").write_text(
            f"Report {number}\n\n" + "\n".join(f"The mayor of town {n} said it was {n}." for n in range(120))
        )
    root = str(Path(__file__).parents[2])

    def start(ledger: Path) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", BUILD, str(reports), str(ledger)], cwd=root, stdout=subprocess.PIPE, text=True)

    undisturbed = start(tmp_path / "whole.db")
    begun = time.monotonic()
    assert undisturbed.wait() == 0
    if undisturbed.stdout:
        undisturbed.stdout.close()
    whole = time.monotonic() - begun
    dice = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        process = start(tmp_path / "killed.db")
        assert process.stdout
        process.stdout.readline()  # the ledger is open: from here on a kill falls on its work
        time.sleep(dice.uniform(0, whole / KILLS))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stdout.close()
        contents(tmp_path / "killed.db")  # opens, and all in it holds
    assert killed >= KILLS // 2
    last = start(tmp_path / "killed.db")
    assert last.wait() == 0
    if last.stdout:
        last.stdout.close()
    assert contents(tmp_path / "killed.db") == contents(tmp_path / "whole.db")


def test_the_command_itself_can_be_killed_and_run_again(tmp_path: Path, sample: Path) -> None:
    def command(ledger: str) -> list[str]:
        return [sys.executable, "-m", "sayso", "build", str(sample), "-o", str(tmp_path / ledger)]

    begun = time.monotonic()
    subprocess.run(command("whole.db"), check=True, capture_output=True)
    whole = time.monotonic() - begun
    for share in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9):  # of an undisturbed build: while it loads, reads and records
        process = subprocess.Popen(command("killed.db"), stdout=subprocess.DEVNULL)
        time.sleep(whole * share)
        process.kill()
        process.wait()
        if (tmp_path / "killed.db").exists():
            with Ledger(tmp_path / "killed.db", create=True) as ledger:
                assert list(verify(ledger)) == []
    subprocess.run(command("killed.db"), check=True, capture_output=True)
    assert contents(tmp_path / "killed.db") == contents(tmp_path / "whole.db")
