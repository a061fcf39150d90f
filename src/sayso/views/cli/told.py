"""The commands about who is called what, and about what is told of which day: names, timeline."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, get_args

import click

from sayso.model import MentionKind
from sayso.views.cli.command import Command
from sayso.views.cli.shared import FORM, JSON, LEDGER, guarded, print_json, shown
from sayso.views.counted import count

if TYPE_CHECKING:
    from sayso.views.cli.blocks import Block, Line
    from sayso.views.room.names import Called, NamesPage, Use
    from sayso.views.room.timeline import Item
    from sayso.views.timeline import Timeline

ALL = 10**9
MANY = {"person": "people", "organisation": "organisations", "state": "states", "place": "places"}


@click.command(
    cls=Command,
    examples=[
        ("sayso names story.db --kind person --limit 20", "The twenty people named most, and what each outlet calls them."),
        ("sayso names story.db --about front", "All that is called something with that word."),
    ],
)
@LEDGER
@FORM
@JSON
@click.option("--kind", type=click.Choice(get_args(MentionKind)), help="Only people, organisations, states or places.")
@click.option("--about", metavar="WORDS", help="Only those of which each of the words is in what they are called.")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="At most so many: those named most.")
@guarded
def names(ledger: str, form: str, as_json: bool, kind: str | None, about: str | None, limit: int | None) -> None:
    """Print who calls whom what.

    All that the reports name, those named most first. For each the words they name it by, the offices and titles they give it, and the
    words it speaks by, with how often each outlet has them and where first. "?" stands for the outlet of reports that do not say
    theirs.
    """
    from sayso.ledger import Ledger
    from sayso.views.room import Room
    from sayso.views.room.names import names_page
    from sayso.views.room.shelf import shelf_of

    with Ledger(ledger) as opened:
        query = {name: [value] for name, value in (("q", about), ("kind", kind)) if value}
        page = names_page(Room(opened, shelf_of(opened)), query, limit or ALL)
    if as_json or form == "json":
        print_json(asdict(page))
    elif form == "markdown":
        click.echo(names_markdown(shown(page)))
    else:
        print_names(shown(page))


@click.command(
    cls=Command,
    examples=[
        ("sayso timeline story.db --from 2024-05-01 --to 2024-05-07", "One week of what was said, and of what days reports name."),
        ("sayso timeline story.db --about '\"the round\" over'", "With these words in a row, and this one anywhere."),
    ],
)
@LEDGER
@FORM
@JSON
@click.option("--from", "since", metavar="DAY", help="The first day, as YYYY-MM-DD.")
@click.option("--to", "until", metavar="DAY", help="The last day, as YYYY-MM-DD.")
@click.option("--about", metavar="WORDS", help='Only with all these words; "words in a row" as they stand.')
@guarded
def timeline(ledger: str, form: str, as_json: bool, since: str | None, until: str | None, about: str | None) -> None:
    """Print what was said, and of which days, in order of time.

    Each item with its words and their place; among them the days that reports name. An utterance stands at the day of the saying or,
    where nothing is said of that, of the report. What has no day is counted, and never given one.
    """
    from sayso.ledger import Ledger
    from sayso.views.cli.blocks import blocks_markdown, print_blocks
    from sayso.views.room import Room
    from sayso.views.room.shelf import shelf_of
    from sayso.views.timeline import timeline as timeline_of

    with Ledger(ledger) as opened:
        page = timeline_of(Room(opened, shelf_of(opened)), about=about, since=since, until=until)
    if as_json or form == "json":
        print_json(asdict(page))
    elif form == "markdown":
        click.echo(blocks_markdown(timeline_blocks(shown(page))))
    else:
        print_blocks(timeline_blocks(shown(page)))


def print_names(page: NamesPage) -> None:
    """The names in the terminal."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from sayso.views.cli.show import new_console

    console = new_console()
    title, beside = _titled(page)
    console.print(Text.assemble((title, "bold"), (f"  {beside}" if beside else "", "dim")))
    for words in _none(page):
        console.print(words)
    for one in page.bearers:
        console.print(Text.assemble((f"\n{one.name}", "bold"), (f"  {_about(one)}", "dim")))
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for _ in range(3):
            table.add_column(overflow="fold")
        for name, lead, uses in _parts(one):
            for number, use in enumerate(uses):
                table.add_row(
                    Text("" if number else lead, "dim"), Text(use.term, "bold" if name == "called" else ""),
                    Text.assemble(_outlets(use), (f"  [{_first(use)}]", "dim")),
                )  # fmt: skip
        console.print(Padding(table, (0, 0, 0, 2), expand=False))
        if one.more:
            console.print(Text(f"  {_more(one)}", "dim"))


def names_markdown(page: NamesPage) -> str:
    """The names as Markdown."""
    from sayso.views.cli.show import escaped

    title, beside = _titled(page)
    out = [f"# {escaped(title)}{f' ({beside})' if beside else ''}", *("\n" + words for words in _none(page))]
    for one in page.bearers:
        out += ["", f"## {escaped(one.name)}", "", f"*{_about(one)}*"]
        for name, lead, uses in _parts(one):
            if uses:
                out += ["", f"| {lead} | {COUNTED[name]} | by outlet | where first |", "|---|---:|---|---|"]
            for use in uses:
                cells = (use.term, f"{use.total:,}", _outlets(use), _first(use))
                out.append("| " + " | ".join(escaped(cell) for cell in cells) + " |")
        out += ["", f"*{_more(one)}*"] if one.more else []
    return "\n".join(out)


COUNTED = {"called": "times", "role": "reports", "source": "statements"}


def _parts(one: Called) -> tuple[tuple[str, str, tuple[Use, ...]], ...]:
    return ("called", "called", one.terms), ("role", "said to be", one.roles), ("source", "speaks as", one.sources)


def _titled(page: NamesPage) -> tuple[str, str]:
    kinds = [(kind, number) for kind, number in page.kinds if page.kind in (None, kind)]
    total = ", ".join(f"{number:,} {kind if number == 1 else MANY[kind]}" for kind, number in kinds) or "nobody and nothing"
    shown_of = f"the {len(page.bearers):,} named most" if len(page.bearers) < page.paging.total else ""
    return f"Who calls whom what: {total}{f' called “{page.words}”' if page.words else ''}", shown_of


def _none(page: NamesPage) -> Iterator[str]:
    if not page.bearers and (page.words or page.kind):
        yield "Nothing that the reports name is called that; try fewer words, or other forms of them."
    elif not page.bearers:
        yield "The ledger has no names. If an older sayso read its reports, build it again from the same folders."


def _about(one: Called) -> str:
    return f"{one.kind}; named {count(one.times, 'time')} in {count(one.reports, 'report')}"


def _more(one: Called) -> str:
    return f"and speaks in {one.more:,} other ways"


def _outlets(use: Use) -> str:
    counts = ", ".join(f"{by.outlet} {by.count:,}" for by in use.counts)
    return f"{counts} and {count(use.more, 'more outlet')}" if use.more else counts


def _first(use: Use) -> str:
    """Where a term stands first in the outlet that has it most."""
    if not use.counts:
        return ""
    place = use.counts[0].first
    return f"{os.path.basename(place.path)}, line {place.line}, {place.start}–{place.end}"


def timeline_blocks(page: Timeline) -> Iterator[Block]:
    """A heading for each day, a line for each item; at the end what has no day."""
    from sayso.views.cli.blocks import Heading, Line
    from sayso.views.room.timeline import label

    days = [item.day for item in page.items]
    reach = "" if not days else f" on {label(days[0])}" if days[0] == days[-1] else f" from {label(days[0])} to {label(days[-1])}"
    about = f" about “{page.about}”" if page.about else ""
    rest = page.dated - len(page.items)
    yield Heading(f"{_items(page)}{about}{reach}", f"{rest:,} more on the whole line" if rest else "")
    if any(item.statement for item in page.items):
        yield Line([("an utterance stands at the day of its report, unless it says when it was said", "dim")])
    if not page.items and page.dated:
        yield Line([("Nothing on the line is of that sort; give other days, or fewer words.", "")])
    for day, items in groupby(page.items, lambda item: item.day):
        yield Heading(label(day))
        for item in items:
            yield _item(item)
    left = list(_left_out(page))
    if left:
        yield Heading("Without a day", "in the whole ledger" if page.about or page.since or page.until else "")
        yield from (Line([(words, "")]) for words in left)


def _items(page: Timeline) -> str:
    said = sum(item.statement is not None for item in page.items)
    parts = [count(said, "utterance")] if said else []
    parts += [f"{count(len(page.items) - said, 'day')} that reports name"] if len(page.items) > said else []
    return " and ".join(parts) or "Nothing with a day"


def _item(item: Item) -> Line:
    from sayso.views.cli.blocks import Line

    where = f"{item.outlet}, line {item.line}, {item.start}–{item.end}"
    if item.statement is None:
        about = f"  [“{item.dated}”; {where}]"
        return Line([(item.who or item.outlet, "bold"), (", of that day: ", "italic"), (item.words, ""), (about, "dim")])
    dated = f"; said {item.dated}" if item.dated else ""
    told = f"; told in {count(item.tellings, 'statement')}" if item.tellings > 1 else ""
    about = f"  [{where}{dated}{told}; {item.statement}]"
    return Line([(item.who or "No voice given", "bold"), (f" {item.cue}: ", "italic"), (item.words, ""), (about, "dim")])


def _left_out(page: Timeline) -> Iterator[str]:
    """In plain words what has no day, and how much of it there is."""
    if page.undated:
        vague = f"; of {page.vague:,} of them a week, a month or a year is known" if page.vague else ""
        yield f"{count(page.undated, 'utterance')} {_be(page.undated)} not here: nothing tells on which day{vague}."
    if page.undated_reports:
        have = "has" if page.undated_reports == 1 else "have"
        of = f"{page.undated_reports:,} of {count(page.reports, 'report')}"
        yield f"{of} {have} no date; sayso dates lists what suggests one, and takes it."
    if page.unresolved:
        yield f"{count(page.unresolved, 'day')} that reports name, as “Friday”, {_be(page.unresolved)} not here: nothing tells which."
    if page.longer:
        longer = f"{_be(page.longer)} longer than a day (a week, a month, a year)"
        yield f"{count(page.longer, 'time')} that reports name {longer}, and not here."


def _be(number: int) -> str:
    return "is" if number == 1 else "are"
