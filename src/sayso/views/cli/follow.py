"""Commands for what changes while one looks: versions of reports, and watching sources."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from sayso.settings import Intake, Outlet, Settings
from sayso.views.cli.shared import LEDGER, OUTLETS, guarded
from sayso.views.cli.sources import sources


@click.command()
@LEDGER
@click.argument("about", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@guarded
def versions(ledger: str, about: str | None, as_json: bool) -> None:
    """Show the addresses whose text changed, and what each version took out and put in.

    With ABOUT, only addresses that hold these letters, or the report of that id.
    """
    from sayso.ledger import Ledger
    from sayso.views.cli.taken import print_versions
    from sayso.views.versions import versions as of_ledger

    with Ledger(ledger) as opened:
        pages = of_ledger(opened, about=about)
    if as_json:
        click.echo(json.dumps([asdict(page) for page in pages], ensure_ascii=False, indent=1))
    else:
        print_versions(pages)


@click.command()
@sources
@click.option("-o", "--output", "ledger", required=True, type=click.Path(dir_okay=False), help="The ledger; made if there is none.")
@click.option(
    "--every",
    metavar="MINUTES",
    type=click.FloatRange(min=0.01),
    default=15.0,
    show_default=True,
    help="How often a feed or page is asked.",
)
@click.option("--rounds", type=click.IntRange(min=1), help="Stop after so many rounds.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each round with news or failures.")
@OUTLETS
def watch(
    paths: tuple[str, ...], intake: Intake, ledger: str, every: float, rounds: int | None, as_json: bool, outlets: tuple[Outlet, ...]
) -> None:
    """Follow feeds, pages and folders for as long as it runs, and add what is new to the ledger.

    PATHS are addresses and folders (or files). A source that fails is asked more and more seldom; pages are looked at again for silent
    changes, the older the more seldom. Ctrl-C or a signal to end stops it when the report in hand is done; it can be killed at any
    instant and started again.
    """
    from sayso.reading import Reader
    from sayso.views.cli.taken import print_built
    from sayso.watching import Watch, until_signalled

    with until_signalled() as stop:
        watching = Watch(paths, ledger, Reader.load(Settings(outlets=outlets)), intake=intake, every=every * 60, stop=stop)
        for built in watching.rounds(rounds):
            if built.added or built.reread or built.failures:
                print_built(built, ledger, as_json=as_json)
