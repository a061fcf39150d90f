"""sayso export writes all of a file or nothing of it, and never over the ledger."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.ledger import Ledger
from sayso.views.cli import main
from sayso.views.exports import FORMS
from tests.views.exports.tellers import a_ledger, a_teller, tells

ONE_FILE = [name for name, form in FORMS.items() if not form.folder]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    with a_ledger(tmp_path / "story.db", (a_teller(), tells())):
        return tmp_path / "story.db"


def export(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["export", *map(str, arguments)])
    return done.exit_code, done.stderr


@pytest.mark.parametrize("form", ONE_FILE)
def test_a_form_of_one_file_is_the_same_there_and_on_standard_output(form: str, ledger: Path, tmp_path: Path) -> None:
    assert export(ledger, "--format", form, "-o", tmp_path / "new folder" / "out") == (0, "")
    printed = CliRunner().invoke(main, ["export", str(ledger), "--format", form]).stdout
    assert (tmp_path / "new folder" / "out").read_bytes().decode() == printed
    assert [path.name for path in (tmp_path / "new folder").iterdir()] == ["out"]


@pytest.mark.parametrize("form", ONE_FILE)
def test_the_ledger_is_never_written_over(form: str, ledger: Path, tmp_path: Path) -> None:
    before = ledger.read_bytes()
    (tmp_path / "link.db").symlink_to(ledger)
    for output in (ledger, tmp_path / "link.db"):
        status, said = export(ledger, "--format", form, "-o", output)
        assert (status, "is the ledger itself; give another file" in said) == (1, True)
    assert ledger.read_bytes() == before


def test_what_breaks_off_leaves_what_was_there(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("an earlier export", encoding="utf8")
    with Ledger(ledger) as opened, opened.writing() as db:
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("ALTER TABLE links RENAME TO lost")  # a ledger that somebody spoilt
    status, said = export(ledger, "-o", out)
    assert status == 1
    assert "no such table" in said
    assert out.read_text(encoding="utf8") == "an earlier export"
    assert sorted(path.name for path in tmp_path.glob("*out*")) == ["out.json"]


def test_a_file_written_again_keeps_who_may_read_it(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.touch(0o600)
    assert export(ledger, "-o", out) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(out.read_text(encoding="utf8"))["statements"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_said_in_a_line(ledger: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sayso", "export", ledger, "-o", "/dev/full"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "sayso: /dev/full: No space left on device; give another path, or see to this one\n")
