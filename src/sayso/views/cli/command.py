"""How commands explain themselves: in sections, in the order of use, with examples and exit statuses."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

EXITS: Mapping[int, str] = {
    0: "All was done.",
    1: "Something failed, or does not hold. What was done stands; each failure is named on standard error.",
    2: "The command line cannot be understood. Nothing was done.",
    130: "Interrupted (Ctrl-C). What was recorded stands, and the same command goes on from there.",
    141: "Whoever reads the output has seen enough, as head has.",
}
# help is as wide as the terminal, to this; of a value that is given where the option is not, the help tells
SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "show_default": True}


class Command(click.Command):
    """A command with examples (each a line to type, and what comes of it), and exit statuses where EXITS alone would not say enough."""

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), exits: Mapping[int, str] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.examples = tuple(examples)
        self.exits = dict(exits or {})

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for line, what in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")  # never wrapped: it is to be copied
                    with formatter.indentation(), formatter.indentation():
                        formatter.write_text(what)
        if self.exits:
            with formatter.section("Exit status"):
                formatter.write_dl([(str(status), words) for status, words in self.exits.items()])
        super().format_epilog(ctx, formatter)


class Group(click.Group):
    """The commands in their sections."""

    command_class = Command

    def __init__(self, *args: Any, sections: Mapping[str, Sequence[click.Command]] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.sections = dict(sections or {})
        for command in (command for commands in self.sections.values() for command in commands):
            self.add_command(command)

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        longest = max(map(len, self.commands))
        for section, commands in self.sections.items():
            with formatter.section(section):
                room = formatter.width - longest - 6
                formatter.write_dl([(f"{c.name:{longest}}", c.get_short_help_str(room)) for c in commands])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Exit status"):
            formatter.write_dl([(str(status), words) for status, words in EXITS.items()])
        super().format_epilog(ctx, formatter)

    def main(self, *args: Any, **more: Any) -> Any:
        """What goes into a pipe or a file is UTF-8 everywhere; what a terminal's letters lack is written as its number."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding=None if stream.isatty() else "utf8", errors="backslashreplace")
        return super().main(*args, **more)
