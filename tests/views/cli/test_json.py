"""--json: on every command that a script may ask, one value on standard output, failures as objects on standard error."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from sayso.views.cli import main

WITHOUT = {
    "completion": "prints a script for a shell",
    "export": "what it prints is data, of the form that is asked for",
    "mcp": "speaks a protocol of its own",
    "schema": "prints JSON anyway",
}
PAGES: dict[str, tuple[str, ...]] = {
    "brief": (), "names": (), "talks": (), "issues": (), "timeline": (), "versions": (), "links": (), "judge": (), "dates": (), "verify": (),
}  # fmt: skip


def asked(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def printed(*arguments: str | Path) -> Any:
    result = asked(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_it_or_a_reason_not_to(name: str) -> None:
    has = any("--json" in option.opts for option in main.commands[name].params if isinstance(option, click.Option))
    assert has == (name not in WITHOUT)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_value(newsroom: Path, name: str) -> None:
    assert isinstance(printed(name, newsroom, *PAGES[name]), dict | list)


@pytest.mark.parametrize("name", ["brief", "names", "talks", "timeline"])
def test_it_is_short_for_the_format(newsroom: Path, name: str) -> None:
    assert asked(name, newsroom, "--json").stdout == asked(name, newsroom, "--format", "json").stdout


def test_what_is_judged_is_given_as_it_is_listed(strike: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    shutil.copy(strike, ledger)
    said = printed("brief", ledger)["voices"][0]["statements"][0]["id"]
    (judged,) = printed("judge", ledger, said, "--reject", "--by", "Ismay Corran", "--note", "a headline")
    assert (judged["left"], judged["decision"], judged["by"], judged["note"]) == (said, "reject", "Ismay Corran", "a headline")
    assert printed("judge", ledger) == [judged]
    (back,) = printed("judge", ledger, "--withdraw", judged["id"])
    assert back["withdrawn_at"]
    assert printed("judge", ledger) == [back]


def test_grouping_anew_gives_the_number_of_groups(strike: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    shutil.copy(strike, ledger)
    groups = printed("judge", ledger, "--regroup")
    assert set(groups) == {"voices", "utterances", "claims", "copies", "disputes"}
    assert groups["utterances"] == len(json.loads(asked("export", ledger).stdout)["utterances"])


def test_issues_after_a_change_are_the_list_as_it_is_then(strike: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    shutil.copy(strike, ledger)
    before = printed("issues", ledger)
    after = printed("issues", ledger, "--add", "Crane rules", "--example", "the rules for cranes")
    assert {one["id"] for one in after} - {one["id"] for one in before} == {"crane-rules"}


def test_man_pages_are_listed(tmp_path: Path) -> None:
    assert sorted(printed("man", tmp_path / "man")) == sorted(map(str, (tmp_path / "man").iterdir()))


@pytest.mark.parametrize("name", PAGES)
def test_a_failure_is_an_object_on_standard_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.db").write_text("no ledger")
    for path in (tmp_path / "none.db", tmp_path / "notes.db"):
        result = asked(name, path, "--json")
        assert (result.exit_code, result.stdout) == (1, "")
        error = json.loads(result.stderr)["error"]
        assert (error["path"], error["kind"]) == (str(path), "not_a_ledger")
        assert str(path) in error["message"]


def test_without_it_a_failure_is_a_line(tmp_path: Path) -> None:
    result = asked("brief", tmp_path / "none.db")
    assert result.exit_code == 1
    assert result.stderr.startswith("sayso: ")
    assert result.stderr.count("\n") == 1


def test_a_ledger_torn_in_the_middle_is_a_failure_like_others(newsroom: Path, tmp_path: Path) -> None:
    whole = newsroom.read_bytes()
    torn = tmp_path / "torn.db"
    torn.write_bytes(whole[:20_000] + bytes(len(whole) - 20_000))
    result = asked("brief", torn, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stderr)["error"]["path"] == str(torn)


def test_a_path_that_cannot_be_written_is_one_too(newsroom: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = asked("export", newsroom, "-o", tmp_path / "file" / "out.json")  # a file is no folder
    assert result.exit_code == 1
    assert result.stderr.startswith(f"sayso: {tmp_path / 'file'}")


def test_a_command_line_that_cannot_be_understood_is_told_in_words(newsroom: Path) -> None:
    result = asked("brief", newsroom, "--json", "--since", "1", "--about", "round")
    assert result.exit_code == 2
    assert "leave out --about" in result.stderr
