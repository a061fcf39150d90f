"""Pages in the terminal and in Markdown."""

from __future__ import annotations

import io
import os
import re
import sys

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.model import Reading, Report
from sayso.views.pages import Brief, SaidLine, VoiceRecord


def print_reading(report: Report, reading: Reading) -> None:
    """One report's statements, in the order of the text."""
    console = _console()
    console.rule(Text(report.title or os.path.basename(report.path)), align="left", style="dim")
    for one in reading.statements:
        text = report.text
        who = one.voice.name if one.voice else "—"
        source, cue, content = (" … ".join(span.of(text) for span in spans) for spans in (one.source, one.cue, one.content))
        line = Text.assemble(
            (who, "bold"), f" ({source}) " if source and source != who else " ", (_flat(cue), "italic"), ": ", _flat(content)
        )
        line.append(f"  {one.content[0].start}–{one.content[-1].end}, {one.mode} {one.kind}, {one.confidence:.2f}", "dim")
        console.print(line)


def brief_lines(page: Brief, *, width: int) -> list[str]:
    """The brief's lines as plain text of that width."""
    console = Console(highlight=False, width=width, file=io.StringIO(), no_color=True)
    print_brief(page, console)
    printed: io.StringIO = console.file  # type: ignore[assignment]
    return [line.rstrip() for line in printed.getvalue().splitlines()]


def print_brief(page: Brief, console: Console | None = None) -> None:
    """The brief in the terminal."""
    console = console or _console()
    console.print(Text(_headline(page), "bold"))
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("published", "outlet", "report", "words", "statements"):
        table.add_column(name, justify="right" if name in ("words", "statements") else "left", overflow="fold")
    for report in page.reports:
        table.add_row(
            report.published or "?",
            report.outlet or "?",
            report.title or os.path.basename(report.path),
            str(report.words),
            str(report.statements),
        )
    console.print(Padding(table, (1, 0), expand=False))
    for voice in page.voices:
        console.print(Text.assemble((voice.name, "bold"), (f"  {_about(voice)}", "dim")))
        _print_lines(console, voice.statements)
    if page.unattributed:
        console.print(Text("No voice given", "bold"))
        _print_lines(console, page.unattributed)
    if page.about and not page.voices and not page.unattributed:
        console.print("No statement holds all these words; try fewer, or other forms of them.")
    if page.failures:
        console.print(Text("Could not be read", "bold red"))
        for failure in page.failures:
            console.print(Padding(Text(f"{failure.path}: {failure.message}"), (0, 0, 0, 2), expand=False))


def _console() -> Console:
    """In a terminal as wide as it is; piped, wide enough that a statement stays on few lines."""
    return Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 200)


def _headline(page: Brief) -> str:
    total = sum(len(voice.statements) for voice in page.voices) + len(page.unattributed)
    about = f" about “{page.about}”" if page.about else ""
    return f"{count(total, 'statement')}{about} by {count(len(page.voices), 'voice')} in {count(len(page.reports), 'report')}"


def count(number: int, noun: str) -> str:
    """ "1 report", "2 reports"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _print_lines(console: Console, lines: tuple[SaidLine, ...]) -> None:
    for line in lines:
        text = Text.assemble((_flat(line.cue), "italic"), ": ", _flat(line.content))
        text.append(f"  {_place(line)}", "dim")
        console.print(Padding(text, (0, 0, 0, 2), expand=False))
    console.print()


def as_markdown(page: Brief) -> str:
    """The brief as Markdown."""
    out = [f"# {_headline(page)}", ""]
    out += ["| published | outlet | report | words | statements |", "|---|---|---|---:|---:|"]
    for report in page.reports:
        cells = (report.published or "?", report.outlet or "?", report.title or report.path, str(report.words), str(report.statements))
        out.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    for voice in page.voices:
        out += ["", f"## {_escaped(voice.name)}", "", f"*{_escaped(_about(voice))}*", ""]
        out += [_markdown_line(line) for line in voice.statements]
    if page.unattributed:
        out += ["", "## No voice given", ""]
        out += [_markdown_line(line) for line in page.unattributed]
    if page.failures:
        out += ["", "## Could not be read", ""]
        out += [f"- `{failure.path}`: {failure.message}" for failure in page.failures]
    return "\n".join(out)


def _markdown_line(line: SaidLine) -> str:
    return f"- *{_escaped(_flat(line.cue))}*: {_escaped(_flat(line.content))} — `{_place(line)}`"


def _about(voice: VoiceRecord) -> str:
    parts = [voice.kind, *voice.roles[:2]]
    parts += [f"for {side}" for side in voice.sides[:1] if side != voice.name]
    others = [name for name in voice.names if name != voice.name]
    parts += [f"also {', '.join(others)}"] if others else []
    return f"{'; '.join(parts)} · {count(len(voice.statements), 'statement')} in {count(voice.reports, 'report')}"


def _place(line: SaidLine) -> str:
    where = line.outlet or os.path.basename(line.path)
    when = f", {line.published}" if line.published else ""
    where = f"{where}{when}, line {line.line}, {line.start}–{line.end}"
    via = f"via {' ← '.join(line.relay)}; " if line.relay else ""
    to = f"to {line.addressee}; " if line.addressee else ""
    return f"[{via}{to}{where}; {line.confidence:.2f}]"


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def _escaped(words: str) -> str:
    return re.sub(r"([*_`\[\]<>#])", r"\\\1", words)
