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
from sayso.views.dates import Undated
from sayso.views.pages import Brief, FigureLine, SaidLine, VoiceRecord


def print_reading(report: Report, reading: Reading) -> None:
    """One report's statements, each nested one below the one it lies in; its figures, flags and what it shows of its date."""
    console = _console()
    console.rule(Text(report.title or os.path.basename(report.path)), align="left", style="dim")
    text = report.text
    inside: dict[int | None, list[int]] = {}
    for number, one in enumerate(reading.statements):
        inside.setdefault(one.within, []).append(number)

    def show(number: int, depth: int) -> None:
        one = reading.statements[number]
        who = " and ".join(voice.name for voice in one.voices) or "—"
        source, cue, content = (" … ".join(span.of(text) for span in spans) for spans in (one.source, one.cue, one.content))
        line = Text.assemble(
            (who, "bold"), f" ({_flat(source)}) " if source and source != who else " ", (_flat(cue), "italic"), ": ", _flat(content)
        )
        way = [f"via {' ← '.join(step.name for step in one.relay)}"] if one.relay else []
        way += [f"to {one.addressee.name}"] if one.addressee else []
        way += [f"said {_flat(one.said.text)} ({one.said.since or one.said.anchor or '?'})"] if one.said else []
        way += [*reading.flags_on(one), f"{one.content[0].start}–{one.content[-1].end}, {one.mode} {one.kind}, {one.confidence:.2f}"]
        line.append("  " + "; ".join(way), "dim")
        console.print(Padding(line, (0, 0, 0, 2 * depth), expand=False))
        for below in inside.get(number, ()):
            show(below, depth + 1)

    for number in inside.get(None, ()):
        show(number, 0)
    for figure in reading.figures:
        speaker = reading.statements[figure.statement].voice if figure.statement is not None else None
        line = Text.assemble("figure ", (figure.span.of(text), "bold"), f" {_counted(figure.of, figure.who, figure.where)}")
        line.append(f"  as of {figure.as_of.text}" if figure.as_of else "", "dim")
        line.append(f"  on the word of {speaker.name}" if speaker else "", "dim")
        console.print(line)
    for flag in reading.flags:
        console.print(Text.assemble((flag.kind, "yellow"), f" {flag.span.start}–{flag.span.end}: {flag.why}"))
    for date in reading.dates:
        console.print(Text(f"no date; perhaps {_interval(date.since, date.until)}: {date.why}", "dim"))


def _counted(of: str | None, who: str | None, where: str | None) -> str:
    what = of or "?"
    return f"{what}{f': {who}' if who and who != of else ''}{f' ({where})' if where else ''}"


def _interval(since: str | None, until: str | None) -> str:
    return since if since == until and since else f"{since or '…'} to {until or '…'}"


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
    if page.figures:
        console.print(Text("Figures", "bold"))
        for line in page.figures:
            console.print(Padding(_figure(line), (0, 0, 0, 2), expand=False))
        console.print()
    if page.about and not page.voices and not page.unattributed:
        console.print("No statement holds all these words; try fewer, or other forms of them.")
    if page.failures:
        console.print(Text("Could not be read", "bold red"))
        for failure in page.failures:
            console.print(Padding(Text(f"{failure.path}: {failure.message}"), (0, 0, 0, 2), expand=False))


def print_dates(reports: tuple[Undated, ...]) -> None:
    """The undated reports with what suggests a date."""
    console = _console()
    if not reports:
        console.print("Every report has a date.")
    for report in reports:
        console.print(Text.assemble((report.id, "bold"), f"  {report.path}{f' ({report.outlet})' if report.outlet else ''}"))
        for one in report.suggestions:
            behind = f"  “{_flat(one.words)}”" if one.words else f"  {one.other}" if one.other else ""
            console.print(
                Padding(Text.assemble(f"{_interval(one.since, one.until)}: {one.why}", (behind, "dim")), (0, 0, 0, 2), expand=False)
            )
        if not report.suggestions:
            console.print(Padding(Text("nothing suggests a date", "dim"), (0, 0, 0, 2)))


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


def _figure(line: FigureLine) -> Text:
    text = Text.assemble((line.words, "bold"), f" {_counted(line.of, line.who, line.where)}")
    when = f", as of {_flat(line.as_of)}" if line.as_of else ""
    by = line.voice or "the report itself"
    where = line.outlet or os.path.basename(line.path)
    dated = f", {line.published}" if line.published else ""
    text.append(f"  [{by}{when}; {where}{dated}, line {line.line}, {line.start}–{line.end}]", "dim")
    return text


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
    if page.figures:
        out += ["", "## Figures", ""]
        out += [f"- {_escaped(_figure(line).plain)}" for line in page.figures]
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
    told = f"told by {line.told_by or 'another'}; " if line.within else ""
    said = f"said {_flat(line.said)}; " if line.said else ""
    flags = f"{', '.join(line.flags)}; " if line.flags else ""
    return f"[{told}{via}{to}{said}{flags}{where}; {line.confidence:.2f}]"


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def _escaped(words: str) -> str:
    return re.sub(r"([*_`\[\]<>#])", r"\\\1", words)
