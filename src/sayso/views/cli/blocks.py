"""A page as headings, tables and lines, written once and printed in the terminal or as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.views.cli.show import escaped, flat, new_console

Style = Literal["", "bold", "italic", "dim"]
Words = Sequence[tuple[str, Style]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the first of a page is its title."""

    words: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; cells may have several lines."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line, so many steps below a heading."""

    words: Words
    depth: int = 1


Block = Heading | Grid | Line


def print_blocks(blocks: Iterable[Block], console: Console | None = None) -> None:
    """In the terminal."""
    console = console or new_console()
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            if number:
                console.print()
            console.print(Text.assemble((block.words, "bold"), (f"  {block.beside}" if block.beside else "", "dim")))
        elif isinstance(block, Grid):
            table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
            for name in block.header:
                table.add_column(Text(name), overflow="fold")
            for row in block.rows:
                table.add_row(*(Text(cell) for cell in row))
            console.print(Padding(table, (0, 0, 0, 2), expand=False))
        else:
            text = Text.assemble(*((flat(words), style) for words, style in block.words))
            console.print(Padding(text, (0, 0, 0, 2 * block.depth), expand=False))


def blocks_markdown(blocks: Iterable[Block]) -> str:
    """As Markdown."""
    out: list[str] = []
    behind: Block | None = None
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            beside = f" ({escaped(block.beside)})" if block.beside else ""
            out += ["", f"{'##' if number else '#'} {escaped(block.words)}{beside}", ""]
        elif isinstance(block, Grid):
            out += ["| " + " | ".join(escaped(name) for name in block.header) + " |", "|" + "---|" * len(block.header)]
            out += ["| " + " | ".join(escaped(cell).replace("\n", "<br>") for cell in row) + " |" for row in block.rows]
        else:
            if isinstance(behind, Grid):
                out.append("")
            marks: dict[Style, str] = {"": "", "bold": "**", "italic": "*", "dim": ""}
            words = "".join(f"{marks[style]}{escaped(flat(some).strip())}{marks[style]} " for some, style in block.words if some.strip())
            out.append(f"{'  ' * (block.depth - 1)}- {words.strip()}")
        behind = block
    return "\n".join(out).strip()
