"""Whole walks with the command as a user runs it."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import jsonschema
import pytest


def sayso(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "sayso", *map(str, arguments)], capture_output=True, text=True, check=False, cwd=cwd)


def test_a_second_build_adds_nothing_and_says_so(story: Path, sample: Path) -> None:
    before = story.read_bytes()
    again = sayso("build", sample, "-o", story)
    assert again.stdout == f"{story}: nothing new; 14 reports known already\n"
    assert story.read_bytes() == before


def test_order_of_input_does_not_matter(tmp_path: Path, story: Path, sample: Path) -> None:
    files = sorted(sample.glob("*.txt"), reverse=True)
    sayso("build", *files, "-o", tmp_path / "other.db")
    one, other = (json.loads(sayso("brief", path, "--json").stdout) for path in (story, tmp_path / "other.db"))
    assert one["voices"] == other["voices"]


def test_the_brief_answers_who_says_the_talks_are_over(story: Path) -> None:
    page = json.loads(sayso("brief", story, "--json", "--about", "round").stdout)
    said = {voice["name"]: " ".join(line["content"] for line in voice["statements"]) for voice in page["voices"]}
    assert any("finished" in words or "over" in words for name, words in said.items())
    assert len(said) >= 2
    assert all("round" in line["content"].lower() for voice in page["voices"] for line in voice["statements"])


def test_the_brief_has_three_forms_with_the_same_words(story: Path) -> None:
    page = json.loads(sayso("brief", story, "--format", "json").stdout)
    markdown, terminal = sayso("brief", story, "--format", "markdown").stdout, sayso("brief", story).stdout
    assert "\x1b" not in terminal
    for voice in page["voices"]:
        assert voice["name"] in terminal

    def told(lines: list[dict[str, str]]) -> int:
        return len({line["utterance"] for line in lines})  # an utterance is shown once

    lines = (
        sum(told(voice["statements"]) for voice in page["voices"]) + told(page["unattributed"]) + len(page["figures"]) + len(page["copies"])
    )
    lines += sum(told(side["statements"]) for dispute in page["disputes"] for side in dispute["sides"])
    assert markdown.count("\n- ") == lines


def test_every_statement_of_the_brief_reslices(story: Path) -> None:
    page = json.loads(sayso("brief", story, "--json").stdout)
    for voice in page["voices"]:
        for line in voice["statements"]:
            text = Path(line["path"]).read_text(encoding="utf8")
            parts = line["content"].split(" … ")
            assert text[line["start"] :].startswith(parts[0])
            assert text[: line["end"]].endswith(parts[-1])
            assert text.splitlines()[line["line"] - 1].find(parts[0].splitlines()[0]) >= 0


def test_verify_holds_and_notices(story: Path, tmp_path: Path) -> None:
    good = sayso("verify", story)
    assert (good.returncode, good.stdout) == (0, f"{story}: all holds, 14 reports\n")
    bad = tmp_path / "bad.db"
    bad.write_bytes(story.read_bytes())
    import sqlite3

    with sqlite3.connect(bad) as connection:
        connection.execute("UPDATE reports SET text = 'x' || text WHERE rowid = 1")
    connection.close()
    found = sayso("verify", bad)
    assert found.returncode == 1
    assert "not the one that was hashed" in found.stdout


def test_read_prints_one_object_per_report_by_the_printed_schema(sample: Path) -> None:
    schema = json.loads(sayso("schema").stdout)
    lines = sayso("read", sample, "--json").stdout.splitlines()
    assert [Path(json.loads(line)["report"]["path"]).name[:2] for line in lines] == [f"{n:02}" for n in range(1, 15)]
    for line in lines:
        jsonschema.validate(json.loads(line), schema)


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(b"\0\1")
    (tmp_path / "2.txt").write_text("The mayor said the ferry would sail.")
    (tmp_path / "3.txt").write_bytes(b"\0\2")
    read = sayso("read", tmp_path, tmp_path / "none", "--json")
    assert read.returncode == 1
    assert [json.loads(line)["error"]["kind"] for line in read.stderr.splitlines()] == ["binary", "binary", "missing"]
    assert len(read.stdout.splitlines()) == 1
    built = sayso("build", tmp_path, "-o", tmp_path / "l.db")
    assert built.returncode == 1
    assert "1 report added" in built.stdout
    failures = json.loads(sayso("brief", tmp_path / "l.db", "--json").stdout)["failures"]
    assert [Path(failure["path"]).name for failure in failures] == ["1.txt", "3.txt"]
    shown = " ".join(sayso("brief", tmp_path / "l.db").stdout.split())
    assert all(failure["message"] in shown for failure in failures)


def test_mistakes_are_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("no ledger")
    for arguments, said in (
        (("brief", tmp_path / "none.db"), "no such ledger; make one with: sayso build"),
        (("verify", tmp_path / "notes.db"), "not a sayso ledger"),
        (("build", tmp_path, "-o", tmp_path / "no" / "l.db"), "folder exists"),
    ):
        result = sayso(*arguments)
        assert result.returncode == 1
        assert said in result.stderr
        assert "Traceback" not in result.stderr


def unread(*arguments: object) -> tuple[int, str]:
    """The exit status of a command whose reader has left, and what it says on standard error."""
    left, pipe = os.pipe()
    os.close(left)
    with os.fdopen(pipe, "wb") as output:
        ran = subprocess.run(
            [sys.executable, "-m", "sayso", *map(str, arguments)], stdout=output, stderr=subprocess.PIPE, text=True, check=False
        )
    return ran.returncode, ran.stderr


def test_a_closed_pipe_ends_quietly_with_141(sample: Path) -> None:
    assert unread("read", sample, "--json") == (141, "")


def test_so_does_one_that_a_page_is_printed_into(story: Path) -> None:
    assert unread("links", story) == (141, "")


def test_what_cannot_be_understood_ends_with_2_and_does_nothing(tmp_path: Path) -> None:
    for arguments in (("brief",), ("brief", "story.db", "--formt", "json"), ("breif", "story.db"), ("build", "-o", "l.db")):
        result = sayso(*arguments, cwd=tmp_path)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.startswith("Usage: ")
    assert not list(tmp_path.iterdir())


def begun(ledger: Path, least: int = 1) -> bool:
    """Whether a build has read so many reports into the ledger."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        return bool(db.execute("SELECT count(*) >= ? FROM readings", (least,)).fetchone()[0])
    return False


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
def test_a_build_that_is_interrupted_ends_with_130_and_keeps_what_it_read(tmp_path: Path, sample: Path) -> None:
    reports, ledger = tmp_path / "reports", tmp_path / "l.db"
    reports.mkdir()
    for copy in range(20):
        for path in sample.glob("*.txt"):
            words = path.read_text(encoding="utf8")
            (reports / f"{copy}-{path.name}").write_text(f"Number {copy} of the series.\n\n{words}", encoding="utf8")
    build = subprocess.Popen(
        [sys.executable, "-m", "sayso", "build", reports, "-o", ledger], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while build.poll() is None and not begun(ledger):
        time.sleep(0.02)
    build.send_signal(signal.SIGINT)
    stdout, stderr = build.communicate(timeout=120)
    assert (build.returncode, stdout) == (130, "")
    assert stderr == "\nsayso: interrupted; what was recorded stands, and the same command goes on from there\n"
    assert begun(ledger)
    assert sayso("verify", ledger).stdout.startswith(f"{ledger}: all holds, ")


def test_the_room_is_closed_with_an_interrupt_and_ends_with_0(story: Path) -> None:
    room = subprocess.Popen(
        [sys.executable, "-m", "sayso", "serve", story, "--port", "0", "--json", "--read-only"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert room.stdout is not None
    told = json.loads(room.stdout.readline())
    assert told["address"].startswith("http://127.0.0.1:")
    assert (told["ledger"], told["read_only"]) == (str(story), True)
    time.sleep(0.5)  # it is told before uvicorn listens to signals
    room.send_signal(signal.SIGINT)
    _, stderr = room.communicate(timeout=60)
    assert (room.returncode, stderr) == (0, "")


def test_what_is_piped_is_utf8_whatever_the_terminal_takes(story: Path) -> None:
    def piped_of(*arguments: str | Path, **more: str) -> bytes:
        ran = subprocess.run([sys.executable, "-m", "sayso", *arguments], capture_output=True, check=True, env={**os.environ, **more})
        return ran.stdout

    for arguments in (("brief", story, "--json"), ("brief", story), ("export", story)):
        there = piped_of(*arguments, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert there == piped_of(*arguments)
        assert not there.decode("utf8").isascii()


def test_a_name_that_is_no_text_is_told_by_its_bytes(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/none\xff.db")
    failed = sayso("brief", path, "--json")
    assert failed.returncode == 1
    assert json.loads(failed.stderr)["error"]["path"] == path


def test_the_demo_prints_the_brief_and_what_next(tmp_path: Path) -> None:
    demo = sayso("demo", cwd=tmp_path)
    assert demo.returncode == 0, demo.stderr
    assert "Dovi Maskar" in demo.stdout
    assert "sayso verify sayso-demo.db" in demo.stdout
    shown = sayso("brief", "sayso-demo.db", "--about", "round", cwd=tmp_path).stdout
    assert "about “round”" in shown.splitlines()[0]
    assert not shown.startswith("0 ")
    assert "try fewer" in sayso("brief", "sayso-demo.db", "--about", "nothing like it", cwd=tmp_path).stdout
