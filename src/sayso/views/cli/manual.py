"""The commands' help as pages: man pages, and docs/commands.md. Both say what --help says, from the same data."""

from __future__ import annotations

import inspect
import os
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click

from sayso import __version__
from sayso.views.cli.command import EXITS, Command, Group

WIDTH = 78  # of a man page's source


class Paragraph(NamedTuple):
    """Words of a description; those that are `set` stand in lines as they are."""

    words: str
    set: bool


@dataclass(frozen=True, slots=True)
class Manual:
    """All that is to be said of one command."""

    name: str
    what: str  # in a line
    synopsis: str
    description: tuple[Paragraph, ...]
    options: tuple[tuple[str, str], ...]
    examples: tuple[tuple[str, str], ...]
    exits: tuple[tuple[int, str], ...]


def manual(name: str, command: click.Command, parent: click.Context | None = None) -> Manual:
    """The page of a command; `name` is what is typed for it."""
    ctx = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent, **command.context_settings)
    told = inspect.cleandoc(command.help or "").replace("\f", "")
    own = command if isinstance(command, Command) else None
    return Manual(
        name,
        command.get_short_help_str(1000),
        " ".join([name, *command.collect_usage_pieces(ctx)]),
        tuple(
            Paragraph(part.removeprefix("\b\n"), True) if part.startswith("\b\n") else Paragraph(" ".join(part.split()), False)
            for part in told.split("\n\n")
            if part.strip("\b\n ")
        ),
        tuple(_option(param, ctx) for param in command.get_params(ctx) if isinstance(param, click.Option)),
        own.examples if own else (),
        tuple(({**EXITS, **own.exits} if own else dict(EXITS)).items()),
    )


def _option(option: click.Option, ctx: click.Context) -> tuple[str, str]:
    terms, words = option.get_help_record(ctx) or ("", "")
    return terms, " ".join(words.split())


def manuals(main: Group) -> Iterator[tuple[str, Manual]]:
    """The pages of all commands, each with its section, in the order of use."""
    ctx = click.Context(main, info_name="sayso", **main.context_settings)
    for section, commands in main.sections.items():
        for command in commands:
            yield section, manual(f"sayso {command.name}", command, ctx)


def write_man_pages(main: Group, folder: Path) -> list[Path]:
    """Write sayso.1 and sayso-COMMAND.1 into `folder`; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = [page for _, page in manuals(main)]
    commands = tuple((one.name.replace(" ", "-"), one.what) for one in pages)
    written = []
    for page, below in ((manual("sayso", main), commands), *((page, ()) for page in pages)):
        path = folder / f"{page.name.replace(' ', '-')}.1"
        path.write_text(man_page(page, below), encoding="utf8")
        written.append(path)
    return written


def man_page(page: Manual, commands: tuple[tuple[str, str], ...] = ()) -> str:
    """In the man macros, section 1; of the day in SOURCE_DATE_EPOCH, where that is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    day = (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()
    title = page.name.replace(" ", "-")
    out = [f'.TH "{_roff(title.upper())}" 1 "{day}" "sayso {__version__}" "sayso"']
    out += [
        ".SH NAME",
        f"{_roff(title)} \\- {_roff(page.what.rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {_roff(page.synopsis)}",
        ".SH DESCRIPTION",
    ]
    for number, paragraph in enumerate(page.description):
        out += [".PP"] if number else []
        out += [".nf", *(_line(_roff(line)) for line in paragraph.words.splitlines()), ".fi"] if paragraph.set else _filled(paragraph.words)
    for name, what in commands:
        out += [*([".SH COMMANDS"] if (name, what) == commands[0] else []), ".TP", f".BR {_roff(name)} (1)", *_filled(what)]
    out += [".SH OPTIONS"]
    for terms, words in page.options:
        out += [".TP", f".B {_roff(terms)}", *_filled(words)]
    out += [".SH EXAMPLES"] if page.examples else []
    for number, (line, what) in enumerate(page.examples):
        out += [*([".PP"] if number else []), *_filled(what), ".RS 4", ".nf", _line(_roff(line)), ".fi", ".RE"]
    out += [".SH EXIT STATUS"]
    for status, words in page.exits:
        out += [".TP", f".B {status}", *_filled(words)]
    out += [] if commands else [".SH SEE ALSO", ".BR sayso (1)"]
    return "\n".join([*out, ""])


def _roff(words: str) -> str:
    return words.replace("\\", "\\(rs").replace("-", "\\-")


def _line(made: str) -> str:
    """A line that is no request, whatever it begins with."""
    return f"\\&{made}" if made.startswith((".", "'")) else made


def _filled(words: str) -> list[str]:
    """Lines of running words; what stands in backquotes is set as what it is: to be typed."""
    typed = re.sub(r"`([^`]*)`", r"\\fB\1\\fP", _roff(words))
    return [_line(line) for line in textwrap.wrap(typed, WIDTH, break_long_words=False, break_on_hyphens=False)]


def commands_page(main: Group) -> str:
    """docs/commands.md, from the heading of the first section on."""
    out: list[str] = []
    before = ""
    for section, page in manuals(main):
        out += [f"## {section}", ""] if section != before else []
        out += list(_markdown(page))
        before = section
    return "\n".join(out).rstrip() + "\n"


def exits_table() -> str:
    """The exit statuses of all commands."""
    return "\n".join(["| status | meaning |", "|---:|---|", *(f"| {status} | {words} |" for status, words in EXITS.items())])


def _markdown(page: Manual) -> Iterator[str]:
    yield from (f"### {page.name}", "", "```text", page.synopsis, "```", "")
    for paragraph in page.description:
        yield from ("```text", paragraph.words, "```", "") if paragraph.set else (_prose(paragraph.words), "")
    yield from ("| option | meaning |", "|---|---|")
    for terms, words in page.options:
        yield f"| `{_cell(terms)}` | {_cell(_prose(words))} |"
    yield ""
    if page.examples:
        yield from ("```sh", "\n\n".join(f"# {what}\n{line}" for line, what in page.examples), "```", "")
    particular = [(status, words) for status, words in page.exits if words != EXITS.get(status)]
    if particular:
        yield from (" ".join(f"Exit status {status}: {words}" for status, words in particular), "")


def _prose(words: str) -> str:
    """Markdown of plain words: what stands in backquotes stays, options are set as code, and nothing else is markup."""
    parts = re.split(r"(`[^`]*`)", words)
    return "".join(
        part if part.startswith("`") else re.sub(r"(?<![\w-])(--[a-z][a-z-]*)", r"`\1`", re.sub(r"([*_<\[\]])", r"\\\1", part))
        for part in parts
    )


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
