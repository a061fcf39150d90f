"""What the commands say of themselves: every one in a section, with examples that can be typed, options worded alike."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sayso.views.cli import main
from sayso.views.cli.command import EXITS, Command, Group

NAMES = sorted(main.commands)
# meant otherwise on purpose: by whom a report is published and which are wanted, words in contents, in names and on issues, …
MEANT_OTHERWISE = {"--about", "--from", "--issue", "--json", "--kind", "--outlet", "--output", "--since", "--format"}


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--help"])
    assert result.exit_code == 0
    return result.output


def whole() -> click.Context:
    """The context of `sayso` itself. A bare one would leave its names of --help on the commands, which keep the first they see."""
    return click.Context(main, **main.context_settings)


def options(command: click.Command) -> list[click.Option]:
    return [param for param in command.params if isinstance(param, click.Option)]


def test_the_commands_stand_in_sections_in_the_order_of_use() -> None:
    assert isinstance(main, Group)
    listed = [command.name for commands in main.sections.values() for command in commands]
    assert sorted(filter(None, listed)) == NAMES
    assert main.list_commands(whole()) == listed
    places = [shown().index(f"\n{section}:\n") for section in main.sections]
    assert places == sorted(places)


def test_without_a_command_the_help_is_printed() -> None:
    assert CliRunner().invoke(main, []).output == shown()


def test_the_exit_statuses_are_in_the_help() -> None:
    assert all(re.search(rf"^  {status} ", shown(), re.MULTILINE) for status in EXITS)


def test_a_mistyped_command_is_told_the_near_one() -> None:
    result = CliRunner().invoke(main, ["breif"])
    assert result.exit_code == 2
    assert "Did you mean 'brief'?" in result.output


@pytest.mark.parametrize("name", NAMES)
def test_what_a_command_does_is_said_in_a_short_sentence(name: str) -> None:
    words = main.commands[name].get_short_help_str(1000)
    assert words.endswith(".")
    assert len(words) <= 66, "it is cut short in the list of commands"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_examples_that_can_be_typed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in ("coded", "notes.jsonld"):  # that examples take for there
        (tmp_path / path).mkdir()
    command = main.commands[name]
    assert isinstance(command, Command)
    assert command.examples
    for line, what in command.examples:
        assert line in shown(name), "an example is not wrapped: it is to be copied"
        assert what.endswith((".", "?"))
        words = shlex.split(re.sub(r'^eval "\$\((.*)\)"$', r"\1", line))
        words = words[words.index("sayso") : next((at for at, word in enumerate(words) if word in ("|", ">", ">>")), len(words))]
        assert words[:2] == ["sayso", name]
        command.make_context(name, words[2:], parent=whole()).close()  # it is understood


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_what_it_takes_and_what_it_does(name: str) -> None:
    for option in options(main.commands[name]):
        ctx = click.Context(main.commands[name], parent=whole())
        assert option.help, option.name
        assert option.help.endswith("."), option.name
        assert option.is_flag or not re.search("TEXT|INTEGER|FLOAT|PATH", option.make_metavar(ctx)), option.name


def test_what_is_given_where_an_option_is_not_is_shown() -> None:
    assert "[default: 8741;" in " ".join(shown("serve").split())


def test_options_of_one_name_are_worded_alike() -> None:
    worded = defaultdict(set)
    for command in main.commands.values():
        for option in options(command):
            worded[option.opts[-1]].add((option.metavar, option.help))
    assert {name for name, wordings in worded.items() if len(wordings) > 1} <= MEANT_OTHERWISE
