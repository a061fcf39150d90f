"""What Tab offers, asked for as the shells do, and typed into a bash."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.views.cli import main
from sayso.views.cli.completing import SHELLS, WORDS

BIN = Path(sys.executable).parent


def offered(line: str, *, breaks: str = "") -> list[str]:
    """The values that bash is offered for a line, the cursor at its end."""
    env = {"COMP_WORDS": line, "COMP_WORDBREAKS": breaks, "_SAYSO_COMPLETE": "bash_complete"}
    output = CliRunner().invoke(main, [], prog_name="sayso", env=env).output
    return [item.partition(",")[2] for item in output.splitlines() if item.startswith("plain,")]


def told(line: str) -> dict[str, str]:
    """The values that zsh is offered, with what is said of each."""
    env = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1), "_SAYSO_COMPLETE": "zsh_complete"}
    lines = CliRunner().invoke(main, [], prog_name="sayso", env=env).output.splitlines()
    return {lines[at + 1].replace("\\:", ":"): lines[at + 2] for at in range(0, len(lines) - 2, 3)}


def rows(ledger: Path, sql: str) -> list[str]:
    with sqlite3.connect(ledger) as db:
        found = [str(row[0]) for row in db.execute(sql)]
    db.close()
    return found


def test_commands_and_options_are_offered() -> None:
    assert offered("sayso tr") == ["trace"]
    assert "--least-confidence" in offered("sayso brief story.db --le")
    assert offered("sayso brief story.db --format ") == ["terminal", "markdown", "json"]


def test_while_it_is_open_which_id_their_beginnings_are_offered(newsroom: Path) -> None:
    kinds = told(f"sayso trace {newsroom} ")
    assert kinds["d1:"] == "disputes"
    assert {"s1:", "u1:", "c1:", "w1:", "v1:", "f1:", "r1:", "k1:"} < kinds.keys()


@pytest.mark.parametrize(
    ("scheme", "table"),
    [
        ("s1", "statements"),
        ("u1", "utterances"),
        ("d1", "disputes"),
        ("w1", "voice_groups"),
        ("r1", "reports"),
        ("f1", "figures"),
        ("v1", "voices"),
    ],
)
def test_ids_of_the_ledger_are_offered_with_what_they_are_of(newsroom: Path, scheme: str, table: str) -> None:
    ids = sorted(rows(newsroom, f"SELECT id FROM {table}"))[:200]
    found = told(f"sayso trace {newsroom} {scheme}:")
    assert list(found) == ids
    assert all(0 < len(words) <= WORDS and words != "_" for words in found.values())


def test_what_is_typed_of_an_id_narrows_what_is_offered(newsroom: Path) -> None:
    key = rows(newsroom, "SELECT max(id) FROM statements")[0]
    assert offered(f"sayso trace {newsroom} {key[:9]}") == [
        one for one in rows(newsroom, "SELECT id FROM statements ORDER BY id") if one.startswith(key[:9])
    ]


def test_what_is_judged_alone_or_in_twos_is_told_apart(newsroom: Path) -> None:
    assert offered(f"sayso judge {newsroom} --reject ") == ["s1:", "d1:"]
    assert offered(f"sayso judge {newsroom} --same ") == ["v1:", "r1:", "s1:"]


def test_only_what_stands_behind_the_last_colon_is_given_to_a_bash_that_breaks_there(newsroom: Path) -> None:
    (key,) = rows(newsroom, "SELECT id FROM disputes LIMIT 1")
    assert offered(f"sayso trace {newsroom} d1:", breaks=" \t\n\"'><=;|&(:") == [key.removeprefix("d1:")]
    assert offered(f"sayso trace {newsroom} d1:") == [key]


def test_values_of_options_come_from_the_ledger(newsroom: Path) -> None:
    assert set(offered(f"sayso talks {newsroom} --issue ")) == set(rows(newsroom, "SELECT id FROM issues"))
    assert offered(f"sayso brief {newsroom} --since ") == rows(newsroom, "SELECT id FROM runs ORDER BY id DESC")
    assert offered(f"sayso judge {newsroom} --by ") == ["Ismay\\ Corran"]
    (judgement,) = rows(newsroom, "SELECT id FROM judgements")
    assert list(told(f"sayso judge {newsroom} --withdraw ")) == [judgement]
    assert set(offered(f"sayso dates {newsroom} --accept r1:")) == set(rows(newsroom, "SELECT id FROM reports WHERE published IS NULL"))


def test_spaces_are_quoted_where_they_would_part_a_value(strike: Path) -> None:
    assert "Quay\\ Workers" in offered(f"sayso talks {strike} --party Qu")
    assert "Quay Workers" in offered(f"sayso talks {strike} --party 'Qu")


def test_outlets_that_sayso_knows_are_offered() -> None:
    assert "Reuters" in offered("sayso build reports -o none.db --outlet Reu")


def test_paths_are_left_to_the_shell() -> None:
    env = {"COMP_WORDS": "sayso build rep", "_SAYSO_COMPLETE": "bash_complete"}
    assert CliRunner().invoke(main, [], prog_name="sayso", env=env).output == "file,rep\n"


@pytest.mark.parametrize("ledger", ["none.db", "notes.txt"])
def test_a_ledger_that_cannot_be_read_offers_nothing_and_says_nothing(tmp_path: Path, ledger: str) -> None:
    (tmp_path / "notes.txt").write_text("no ledger")
    env = {"COMP_WORDS": f"sayso trace {tmp_path / ledger} s1:", "_SAYSO_COMPLETE": "bash_complete"}
    result = CliRunner().invoke(main, [], prog_name="sayso", env=env)
    assert (result.output.strip(), result.stderr, result.exit_code) == ("", "", 0)


def test_what_is_said_of_an_entry_cannot_steer_the_terminal_nor_break_the_lines(newsroom: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    shutil.copy(newsroom, ledger)
    with sqlite3.connect(ledger) as db:
        db.execute("UPDATE disputes SET matter = 'a\x1b[31m' || char(10) || 'plain' || char(10) || 'x' || char(8238)")
    db.close()
    before = told(f"sayso trace {newsroom} d1:")
    after = told(f"sayso trace {ledger} d1:")
    assert after.keys() == before.keys()
    assert not {"\x1b", "\u202e"} & set("".join(after.values()))


def test_completing_writes_nothing(newsroom: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    shutil.copy(newsroom, ledger)
    before = ledger.read_bytes()
    assert offered(f"sayso trace {ledger} s1:")
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_a_script_that_it_takes(shell: str) -> None:
    script = CliRunner().invoke(main, ["completion", shell]).output
    assert f"_SAYSO_COMPLETE={shell}_complete" in script
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False).stderr == ""


def test_a_bash_completes_what_is_typed(newsroom: Path) -> None:
    (key,) = rows(newsroom, "SELECT id FROM disputes LIMIT 1")
    script = f"""
        eval "$(sayso completion bash)"
        COMP_LINE='sayso trace {newsroom} d1:' COMP_POINT=1000
        COMP_WORDS=(sayso trace {newsroom} d1 :) COMP_CWORD=4
        _sayso_completion sayso d1: {newsroom}
        printf '%s\\n' "${{COMPREPLY[@]}}"
        complete -p sayso
    """
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, check=True, env=env)  # noqa: S607
    assert ran.stdout.splitlines() == [key.removeprefix("d1:"), "complete -o nosort -F _sayso_completion sayso"]
