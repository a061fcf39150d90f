"""Commands for what changes while one looks: versions of reports, and watching sources."""

from __future__ import annotations

from dataclasses import asdict

import click

from sayso.settings import Intake, Outlet, Settings
from sayso.views.cli import completing
from sayso.views.cli.command import Command
from sayso.views.cli.shared import INTO, LEDGER, OUTLETS, guarded, json_option, print_json
from sayso.views.cli.sources import sources


@click.command(
    cls=Command,
    examples=[
        ("sayso versions story.db", "Every address with more than one text, and what changed in each."),
        ("sayso versions story.db estuary-post", "Only addresses that hold these letters."),
    ],
)
@LEDGER
@click.argument("about", required=False, shell_complete=completing.changed)
@json_option("a list of addresses, each with its texts and their changes")
@guarded
def versions(ledger: str, about: str | None, as_json: bool) -> None:
    """Show how the texts of addresses changed.

    What each version took out and put in, and which statements came and went with it. With ABOUT, only addresses that hold these
    letters, or the report of that id.
    """
    from sayso.ledger import Ledger
    from sayso.views.cli.taken import print_versions
    from sayso.views.versions import versions as of_ledger

    with Ledger(ledger) as opened:
        pages = of_ledger(opened, about=about)
    if as_json:
        print_json([asdict(page) for page in pages])
    else:
        print_versions(pages)


@click.command(
    cls=Command,
    examples=[
        ("sayso watch https://news.example/feed.xml inbox/ -o story.db", "A feed and a folder, for as long as it runs."),
        ("sayso watch --urls feeds.txt -o story.db --every 60", "A list of feeds, each asked once an hour."),
        ("sayso watch inbox/ -o story.db --json >> rounds.jsonl", "A line for each round that brought something."),
    ],
    exits={0: "Ended by a signal, or after --rounds; failures of sources are on standard error, and no reason to end."},
)
@INTO
@sources
@click.option(
    "--every",
    metavar="MINUTES",
    type=click.FloatRange(min=0.01),
    default=15.0,
    help="How often a feed or page is asked.",
)
@click.option("--rounds", metavar="N", type=click.IntRange(min=1), help="Stop after so many rounds.")
@json_option("an object for each round with news or failures, on a line of its own, as `sayso build` has it")
@OUTLETS
def watch(
    paths: tuple[str, ...], intake: Intake, ledger: str, every: float, rounds: int | None, as_json: bool, outlets: tuple[Outlet, ...]
) -> None:
    """Follow feeds, pages and folders into a ledger.

    What is new is added for as long as it runs. PATHS are addresses and folders (or files). A source that fails is asked more and more
    seldom; pages are looked at again for silent changes, the older the more seldom. Ctrl-C or a signal to end stops it when the report
    in hand is done; it can be killed at any instant and started again.
    """
    from sayso.reading import Reader
    from sayso.views.cli.taken import print_built
    from sayso.watching import Watch, until_signalled

    with until_signalled() as stop:
        watching = Watch(paths, ledger, Reader.load(Settings(outlets=outlets)), intake=intake, every=every * 60, stop=stop)
        for built in watching.rounds(rounds):
            if built.added or built.reread or built.failures:
                print_built(built, ledger, as_json=as_json)
