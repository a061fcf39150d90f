"""The commands about this machine and sayso itself: verify, doctor, schema, completion, man."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from sayso.views.cli import completing
from sayso.views.cli.command import Command, Group
from sayso.views.cli.shared import LEDGER, guarded, harmless, json_option, print_json, shown

if TYPE_CHECKING:
    from sayso.views.doctor import Examined


@click.command(
    cls=Command,
    examples=[
        ("sayso verify story.db", "Says that all holds, or each thing that does not."),
        ("sayso verify story.db --json", "The same for another program: a list that is empty where all holds."),
    ],
    exits={0: "All holds.", 1: "Something does not hold; each thing is named on standard output."},
)
@LEDGER
@json_option("a list of findings, empty where all holds")
@guarded
def verify(ledger: str, as_json: bool) -> None:
    """Re-derive every hash, id and offset of a ledger.

    It says what no longer holds: a text that is not the one hashed, words that are not at their place, ids that do not follow.
    """
    from sayso.ledger import Ledger
    from sayso.ledger.verify import verify as findings_of
    from sayso.views.counted import count

    with Ledger(ledger) as opened:
        findings = list(findings_of(opened))
        (reports,) = opened.connection.execute("SELECT count(*) FROM reports").fetchone() if not findings else (0,)
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            click.echo(harmless(finding))
        held = (
            f"{count(len(findings), 'thing')} no longer hold{'s' * (len(findings) == 1)}"
            if findings
            else f"all holds, {count(reports, 'report')}"
        )
        click.echo(f"{ledger}: {held}")
    sys.exit(1 if findings else 0)


@click.command(
    cls=Command,
    examples=[
        ("sayso doctor", "Is all there that sayso needs, and do its weights read as they should?"),
        ("sayso doctor story.db", "The same, and the state of a ledger: its form, place, counts, and by which weights it was read."),
        ("sayso doctor story.db --json", "To put into a bug report."),
    ],
    exits={0: "Nothing is broken; there may be notes.", 1: "Something is broken. Each finding says what to do."},
)
@click.argument("ledger", type=click.Path(dir_okay=False), required=False)
@json_option("an object with the number of things broken and a list of findings")
@guarded
def doctor(ledger: str | None, as_json: bool) -> None:
    """Examine this machine, sayso's weights, and a ledger.

    Python, libraries and extras, Java for `sayso lake`, the weights by the digests of their cards, a sentence read; with LEDGER, whether
    this sayso can use it, what it holds, and whether it was read by the weights at hand. `sayso verify` examines what it holds.
    """
    from sayso.views.doctor import examine

    examined = examine(ledger)
    if as_json:
        print_json(asdict(examined))
    else:
        _print_examined(examined)
    sys.exit(1 if examined.broken else 0)


def _print_examined(examined: Examined) -> None:
    from itertools import groupby

    from rich.padding import Padding
    from rich.text import Text

    from sayso.views.cli.show import new_console
    from sayso.views.counted import count

    console, styles = new_console(), {"well": "green", "note": "yellow", "broken": "bold red"}
    for area, findings in groupby(shown(examined).findings, lambda finding: finding.area):
        console.print(Text(area, "bold"))
        for one in findings:
            console.print(
                Padding(Text.assemble((f"{one.state:8}", styles[one.state]), f"{one.name}: {one.found}"), (0, 0, 0, 2), expand=False)
            )
            if one.next:
                console.print(Padding(Text(f"→ {one.next}", "dim"), (0, 0, 0, 10), expand=False))
        console.print()
    notes = sum(one.state == "note" for one in examined.findings)
    broken = f"{count(examined.broken, 'thing')} broken" if examined.broken else "nothing is broken"
    console.print(Text(f"{broken}; {count(notes, 'note')}", "bold"))


@click.command(
    cls=Command,
    examples=[
        ("sayso schema > reading.schema.json", "What a line of `sayso read --json` may hold."),
        ("sayso schema --export", "What `sayso export --format json` may hold."),
    ],
)
@click.option("--export", "of_export", is_flag=True, help="That of `sayso export --format json` instead.")
@guarded
def schema(of_export: bool) -> None:
    """Print the JSON Schema of what sayso writes.

    It is that of one line of `sayso read --json`.
    """
    from sayso.views.contract import schema as of_reading
    from sayso.views.exports.groups import export_schema

    print_json(export_schema() if of_export else of_reading())


@click.command(
    cls=Command,
    examples=[
        ('eval "$(sayso completion bash)"', "bash (4.4 or later), for this session; put the line into ~/.bashrc for all."),
        ('eval "$(sayso completion zsh)"', "zsh, for this session; put the line into ~/.zshrc, behind compinit."),
        ("sayso completion fish > ~/.config/fish/completions/sayso.fish", "fish, for good."),
    ],
)
@click.argument("shell", type=click.Choice(completing.SHELLS))
@click.pass_context
@guarded
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script that completes sayso in a shell.

    Tab then completes commands and options, and what stands in the ledger that the line names: ids, each with what it is of, issues,
    parties, runs, outlets.
    """
    click.echo(completing.script(ctx.find_root().command, shell))


@click.command(
    cls=Command,
    examples=[
        ("sayso man ~/.local/share/man/man1", "For yourself: man sayso and man sayso-brief then find them."),
        ("sudo sayso man /usr/local/share/man/man1", "For everybody on this machine."),
    ],
)
@click.argument("folder", type=click.Path(file_okay=False))
@json_option("a list of the files written")
@click.pass_context
@guarded
def man(ctx: click.Context, folder: str, as_json: bool) -> None:
    """Write man pages of all commands into a folder."""
    from sayso.views.cli.manual import write_man_pages

    written = write_man_pages(cast(Group, ctx.find_root().command), Path(folder))
    if as_json:
        print_json([str(path) for path in written])
    else:
        click.echo(f"{folder}: {len(written)} man pages written")
