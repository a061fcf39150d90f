"""What reports hold is shown, never obeyed: no escape sequence, no markup."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.pipeline import build
from sayso.reading import Reader
from sayso.views.cli import main

ESCAPE = "\x1b[31m\x9b2J\x1b]0;owned\x07"
HOSTILE = f"The mayor of {ESCAPE}Ostrel said on Friday that the ferry\u202e would{ESCAPE} sail <script>alert(1)</script> at [the](javascript:x) weekend."


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> str:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / f"a{ESCAPE}.json").write_text(
        json.dumps({"text": HOSTILE, "title": f"{ESCAPE}<script>alert(2)</script> | *x*", "outlet": f"Estuary{ESCAPE}"}), encoding="utf8"
    )
    (folder / f"b{ESCAPE}.json").write_text(json.dumps({f"{ESCAPE}field": 1}), encoding="utf8")
    (folder / "c.txt").write_text(f"The porters {ESCAPE} told Radio {ESCAPE}Estuary that{ESCAPE} 12 boats had sailed.", encoding="utf8")
    build([str(folder)], folder / "l.db", load=lambda: reader)
    return str(folder / "l.db")


@pytest.mark.parametrize(
    "command",
    [
        ["brief"],
        ["brief", "--format", "markdown"],
        ["names"],
        ["names", "--format", "markdown"],
        ["timeline"],
        ["timeline", "--format", "markdown"],
        ["dates"],
        ["links"],
        ["versions"],
        ["verify"],
        ["brief", "--since", "2000-01-01"],
    ],
    ids=" ".join,
)
def test_nothing_in_a_report_steers_the_terminal(ledger: str, command: list[str]) -> None:
    printed = CliRunner().invoke(main, [command[0], ledger, *command[1:]])
    assert printed.exit_code == 0, printed.output
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(printed.output)


def test_neither_does_what_is_read_without_being_kept(ledger: str) -> None:
    printed = CliRunner().invoke(main, ["read", str(Path(ledger).parent)])
    assert "would" in printed.stdout
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(printed.output)


def test_nor_does_a_trace(ledger: str) -> None:
    brief = json.loads(CliRunner().invoke(main, ["brief", ledger, "--json"]).output)
    for key in (brief["reports"][0]["id"], brief["voices"][0]["statements"][0]["id"]):
        printed = CliRunner().invoke(main, ["trace", ledger, key])
        assert printed.exit_code == 0
        assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(printed.output)


def test_markup_in_a_report_is_no_markup_in_markdown(ledger: str) -> None:
    printed = CliRunner().invoke(main, ["brief", ledger, "--format", "markdown"]).output
    assert "\\<script\\>" in printed
    assert "<script>" not in printed
    assert "[the](javascript:x)" not in printed
