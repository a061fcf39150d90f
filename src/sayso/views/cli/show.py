"""Pages in the terminal and in Markdown."""

from __future__ import annotations

import io
import os
import re
import sys
from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.model import Reading, Report
from sayso.views.cli.shared import harmless, shown
from sayso.views.counted import count, counted, origins
from sayso.views.dates import Undated
from sayso.views.pages import Brief, CopyLine, FigureLine, ReportLine, SaidLine, VoiceRecord
from sayso.views.since import News

FAILURES = 20  # that a brief lists


def print_reading(report: Report, reading: Reading) -> None:
    """One report's statements, each nested one below the one it lies in; its figures, flags and what it shows of its date."""
    console = new_console()
    report, reading = replace(report, text=harmless(report.text), title=shown(report.title), path=harmless(report.path)), shown(reading)
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
            (who, "bold"), f" ({flat(source)}) " if source and source != who else " ", (flat(cue), "italic"), ": ", flat(content)
        )
        way = [f"via {' ← '.join(step.name for step in one.relay)}"] if one.relay else []
        way += [f"to {one.addressee.name}"] if one.addressee else []
        way += [f"said {flat(one.said.text)} ({one.said.since or one.said.anchor or '?'})"] if one.said else []
        way += [*reading.flags_on(one), f"{one.content[0].start}–{one.content[-1].end}, {one.mode} {one.kind}, {one.confidence:.2f}"]
        line.append("  " + "; ".join(way), "dim")
        console.print(Padding(line, (0, 0, 0, 2 * depth), expand=False))
        for below in inside.get(number, ()):
            show(below, depth + 1)

    for number in inside.get(None, ()):
        show(number, 0)
    for figure in reading.figures:
        speaker = reading.statements[figure.statement].voice if figure.statement is not None else None
        line = Text.assemble("figure ", (figure.span.of(text), "bold"), f" {counted(figure.of, figure.who, figure.where)}")
        line.append(f"  as of {figure.as_of.text}" if figure.as_of else "", "dim")
        line.append(f"  on the word of {speaker.name}" if speaker else "", "dim")
        console.print(line)
    for flag in reading.flags:
        console.print(Text.assemble((flag.kind, "yellow"), f" {flag.span.start}–{flag.span.end}: {flag.why}"))
    for date in reading.dates:
        console.print(Text(f"no date; perhaps {_interval(date.since, date.until)}: {date.why}", "dim"))


def _interval(since: str | None, until: str | None) -> str:
    return since if since == until and since else f"{since or '…'} to {until or '…'}"


def brief_lines(page: Brief, *, width: int) -> list[str]:
    """The brief's lines as plain text of that width."""
    console = Console(highlight=False, width=width, file=io.StringIO(), no_color=True)
    print_brief(page, console)
    printed: io.StringIO = console.file  # type: ignore[assignment]
    return [line.rstrip() for line in printed.getvalue().splitlines()]


def print_brief(page: Brief, console: Console | None = None, *, ids: bool = False) -> None:
    """The brief in the terminal; with `ids` each statement's stands behind it."""
    console, page = console or new_console(), shown(page)
    console.print(Text(_headline(page), "bold"))
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("published", "outlet", "report", "words", "statements"):
        table.add_column(name, justify="right" if name in ("words", "statements") else "left", overflow="fold")
    for report in _reports(page):
        table.add_row(
            _day(report),
            report.outlet or "?",
            _titled(report),
            str(report.words),
            str(report.statements),
        )
    console.print(Padding(table, (1, 0), expand=False) if table.rows else "")
    if page.copies:
        for copies in page.copies:
            console.print(Text.assemble(("Copies", "bold"), f" {_copied(copies)}"))
        console.print()
    for dispute in page.disputes:
        console.print(
            Text.assemble(
                ("Dispute", "bold"),
                f" {dispute.kind}: ",
                (dispute.matter, "bold"),
                (f"  {dispute.why}; {dispute.confidence:.2f}; {dispute.id}", "dim"),
            )
        )
        for side in dispute.sides:
            console.print(
                Padding(
                    Text.assemble((", ".join(side.voices), "bold"), f" {' / '.join(side.figures)}" if side.figures else ""), (0, 0, 0, 2)
                )
            )
            _print_lines(console, side.statements, indent=4, ids=ids)
    for voice in page.voices:
        console.print(Text.assemble((voice.name, "bold"), (f"  {_about(voice)}", "dim")))
        _print_lines(console, voice.statements, ids=ids)
    if page.unattributed:
        console.print(Text("No voice given", "bold"))
        _print_lines(console, page.unattributed, ids=ids)
    if page.figures:
        console.print(Text("Figures", "bold"))
        for line in page.figures:
            console.print(Padding(_figure(line), (0, 0, 0, 2), expand=False))
        console.print()
    if page.about and not page.voices and not page.unattributed:
        console.print("No statement holds all these words; try fewer, or other forms of them.")
    if page.failures:
        console.print(Text("Could not be read", "bold red"))
        for failure in page.failures[:FAILURES]:
            console.print(Padding(Text(f"{failure.path}: {failure.message}"), (0, 0, 0, 2), expand=False))
        if len(page.failures) > FAILURES:
            console.print(Padding(Text(_unlisted(page)), (0, 0, 0, 2), expand=False))


def print_news(page: News) -> None:
    """What is new, in the terminal."""
    console, page = new_console(), shown(page)
    utterances = count(len(page.statements), "new utterance")
    console.print(
        Text(
            f"Since {page.since}: {count(len(page.reports), 'new report')}, {utterances}, {count(len(page.disputes), 'new dispute')}",
            "bold",
        )
    )
    console.print()
    for position in page.positions:
        console.print(Text.assemble(("Position changed", "bold"), f" {position.voice}: {position.matter}"))
        _print_lines(console, (position.before, position.now))
    for dispute in page.disputes:
        console.print(
            Text.assemble(("Dispute", "bold"), f" {dispute.kind}: ", (dispute.matter, "bold"), (f"  {dispute.why}; {dispute.id}", "dim"))
        )
        for side in dispute.sides:
            console.print(Padding(Text(", ".join(side.voices), "bold"), (0, 0, 0, 2)))
            _print_lines(console, side.statements, indent=4)
    for moved in page.figures:
        console.print(Text.assemble(("Figure moved", "bold"), f" {moved.of}"))
        for label, figures in (("before", moved.before), ("now", moved.now)):
            for figure in figures:
                console.print(Padding(Text.assemble((f"{label} ", "dim"), _figure(figure)), (0, 0, 0, 2), expand=False))
        console.print()
    for gained in page.origins:
        console.print(Text.assemble(("Origins", "bold"), f" {origins(gained.low_before, gained.high_before)} before, now:"))
        _print_lines(console, (gained.line,))
    for name in dict.fromkeys(name for name, _ in page.statements):
        console.print(Text(name, "bold"))
        _print_lines(console, tuple(line for who, line in page.statements if who == name))


def print_dates(reports: tuple[Undated, ...]) -> None:
    """The undated reports with what suggests a date."""
    console, reports = new_console(), shown(reports)
    if not reports:
        console.print("Every report has a date.")
    for report in reports:
        console.print(Text.assemble((report.id, "bold"), f"  {report.path}{f' ({report.outlet})' if report.outlet else ''}"))
        for one in report.suggestions:
            behind = f"  “{flat(one.words)}”" if one.words else f"  {one.other}" if one.other else ""
            console.print(
                Padding(Text.assemble(f"{_interval(one.since, one.until)}: {one.why}", (behind, "dim")), (0, 0, 0, 2), expand=False)
            )
        if not report.suggestions:
            console.print(Padding(Text("nothing suggests a date", "dim"), (0, 0, 0, 2)))


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # rich would exit with 1; the command's guard knows better


def new_console() -> Console:
    """In a terminal as wide as it is; piped, wide enough that a statement stays on few lines."""
    return _Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 200)


def _headline(page: Brief) -> str:
    total = len({line.id for voice in page.voices for line in voice.statements}) + len(page.unattributed)
    about = f" about “{page.about}”" if page.about else ""
    told = {line.utterance or line.id for voice in page.voices for line in voice.statements} | {
        line.utterance or line.id for line in page.unattributed
    }
    acts = f", {count(len(told), 'utterance')}" if len(told) < total else ""
    parted = f"; {count(len(page.disputes), 'dispute')}" if page.disputes else ""
    return (
        f"{count(total, 'statement')}{about}{acts}, by {count(len(page.voices), 'voice')} in {count(len(page.reports), 'report')}{parted}"
    )


def _day(report: ReportLine) -> str:
    return (report.published or "?")[:10]


def _titled(report: ReportLine) -> str:
    """Its title, and what one should know of it: that its text changed, that it is in a language that is not read."""
    title = report.title or os.path.basename(report.path)
    texts = f" ({report.texts} texts)" if report.texts > 1 else ""
    return f"{title}{texts}" if report.read else f"{title}{texts} (in {report.language or 'another language'}: not read)"


def _unlisted(page: Brief) -> str:
    return f"and {len(page.failures) - FAILURES} more, in the table failures of {page.ledger}"


def _reports(page: Brief) -> list[ReportLine]:
    """The reports to list: of a brief about something those that say something of it."""
    told = {line.report for lines in (page.unattributed, *(voice.statements for voice in page.voices)) for line in lines}
    return [report for report in page.reports if not page.about or report.id in told]


def _print_lines(console: Console, lines: tuple[SaidLine, ...], *, indent: int = 2, ids: bool = False) -> None:
    for line in _once(lines):
        text = Text.assemble((flat(line.cue), "italic"), ": ", flat(line.content))
        text.append(f"  {place(line)}{f' {line.id}' if ids else ''}", "dim")
        console.print(Padding(text, (0, 0, 0, indent), expand=False))
    console.print()


def _once(lines: tuple[SaidLine, ...]) -> list[SaidLine]:
    """One telling of each utterance: the first."""
    return list({line.utterance or line.id: line for line in reversed(lines)}.values())[::-1]


def _copied(line: CopyLine) -> str:
    others = [os.path.basename(path) for path in line.reports if path != line.first]
    of = f" of {os.path.basename(line.first)}" if line.first else ""
    return f"{line.kind}{of}: {', '.join(others)} ({line.why})"


def _figure(line: FigureLine) -> Text:
    of = re.sub(r"^percent (?=of )", "", line.of) if line.of else None  # the words have it
    text = Text.assemble((line.words, "bold"), f" {counted(of, line.who, line.where)}")
    when = f", as of {flat(line.as_of)}" if line.as_of else ""
    by = f"{line.voice or 'no voice given'} {flat(line.cue)}" if line.cue else "the report itself"
    where = line.outlet or os.path.basename(line.path)
    dated = f", {line.published}" if line.published else ""
    text.append(f"  [{by}{when}; {where}{dated}, line {line.line}, {line.start}–{line.end}]", "dim")
    return text


def as_markdown(page: Brief, *, ids: bool = False) -> str:
    """The brief as Markdown; with `ids` each statement's stands behind it."""
    page = shown(page)
    out = [f"# {_headline(page)}", ""]
    out += ["| published | outlet | report | words | statements |", "|---|---|---|---:|---:|"]
    for report in _reports(page):
        cells = (_day(report), report.outlet or "?", _titled(report), str(report.words), str(report.statements))
        out.append("| " + " | ".join(escaped(cell) for cell in cells) + " |")
    if page.copies:
        out += ["", "## Copies", "", *(f"- {escaped(_copied(line))}" for line in page.copies)]
    for dispute in page.disputes:
        out += ["", f"## Dispute, {dispute.kind}: {escaped(dispute.matter)}", "", f"*{escaped(dispute.why)}*"]
        for side in dispute.sides:
            out += ["", f"**{escaped(', '.join(side.voices))}** {escaped(' / '.join(side.figures))}".rstrip(), ""]
            out += [_markdown_line(line, ids=ids) for line in _once(side.statements)]
    for voice in page.voices:
        out += ["", f"## {escaped(voice.name)}", "", f"*{escaped(_about(voice))}*", ""]
        out += [_markdown_line(line, ids=ids) for line in _once(voice.statements)]
    if page.unattributed:
        out += ["", "## No voice given", ""]
        out += [_markdown_line(line, ids=ids) for line in page.unattributed]
    if page.figures:
        out += ["", "## Figures", ""]
        out += [f"- {escaped(_figure(line).plain)}" for line in page.figures]
    if page.failures:
        out += ["", "## Could not be read", ""]
        out += [f"- {escaped(failure.path)}: {escaped(failure.message)}" for failure in page.failures[:FAILURES]]
        out += [f"- {_unlisted(page)}"] if len(page.failures) > FAILURES else []
    return "\n".join(out)


def _markdown_line(line: SaidLine, *, ids: bool) -> str:
    return f"- *{escaped(flat(line.cue))}*: {escaped(flat(line.content))} — `{place(line)}`{f' `{line.id}`' if ids else ''}"


def _about(voice: VoiceRecord) -> str:
    parts = [voice.kind, *voice.roles[:2]]
    parts += [f"for {side}" for side in voice.sides[:1] if side != voice.name]
    others = [name for name in voice.names if name != voice.name][:3]
    parts += [f"also {', '.join(others)}"] if others else []
    return f"{'; '.join(parts)} · {count(len(voice.statements), 'statement')} in {count(voice.reports, 'report')}"


def place(line: SaidLine) -> str:
    where = line.outlet or os.path.basename(line.path)
    when = f", {line.published}" if line.published else ""
    earlier = ", in an earlier text" if line.newest != line.report else ""
    where = f"{where}{when}{earlier}, line {line.line}, {line.start}–{line.end}"
    via = f"via {' ← '.join(line.relay)}; " if line.relay else ""
    to = f"to {line.addressee}; " if line.addressee else ""
    told = f"told by {line.told_by or 'another'}; " if line.within else ""
    said = f"said {flat(line.said)}; " if line.said else ""
    flags = f"{', '.join(line.flags)}; " if line.flags else ""
    counted = f"; {origins(line.origins_low, line.origins_high)}" if line.origins_low is not None and line.origins_high is not None else ""
    retold = f" in {count(line.told_in, 'report')}" if line.told_in > 1 else ""
    sure = "confirmed" if line.confirmed else f"{line.confidence:.2f}"
    return f"[{told}{via}{to}{said}{flags}{where}; {sure}{counted}{retold}]"


def flat(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def escaped(words: str) -> str:
    return re.sub(r"([\\|*_`\[\]<>#])", r"\\\1", words)
