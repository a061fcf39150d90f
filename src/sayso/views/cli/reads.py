"""The commands that read reports: read, build, demo."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from sayso.errors import ReportError
from sayso.settings import Intake, Outlet, Settings
from sayso.views.cli.command import Command
from sayso.views.cli.shared import INTO, OUTLETS, guarded, harmless, json_option
from sayso.views.cli.sources import sources

FAILED = "Some of the sources could not be read; the others were."


@click.command(
    cls=Command,
    examples=[
        ("sayso read report.txt", "The statements of one report, each with its voice, words and place."),
        ("sayso read reports/ --json > readings.jsonl", "One JSON object a report and line, for other programs."),
        ("sayso read https://news.example/report.html", "A page from the web."),
        ("sayso read export.jsonl --field text=body --field outlet=source", "An export whose fields go by other names."),
    ],
    exits={1: FAILED},
)
@sources
@json_option("an object for each report, on a line of its own, by the schema that `sayso schema` prints")
@click.option("--outermost", is_flag=True, help="Leave out the statements told inside others.")
@OUTLETS
def read(paths: tuple[str, ...], intake: Intake, as_json: bool, outermost: bool, outlets: tuple[Outlet, ...]) -> None:
    """Print the statements of reports; nothing is stored.

    PATHS are files, folders or addresses: text, web pages, PDFs, feeds, letters, exports (JSON, JSON Lines, CSV), crawls (WARC, WACZ)
    and archives of them. What cannot be read is named on standard error; the rest is still read.
    """
    from sayso.pipeline import read_all
    from sayso.reading import Reader
    from sayso.views.cli.show import print_reading
    from sayso.views.contract import error_object, reading_object

    failed = False
    reader = Reader.load(Settings(nested=not outermost, outlets=outlets))
    for result in read_all(paths, reader, intake=intake):
        if isinstance(result, ReportError):
            failed = True
            message = json.dumps(error_object(result), ensure_ascii=False) if as_json else harmless(f"sayso: {result}")
            click.echo(message, err=True)
        elif as_json:
            click.echo(json.dumps(reading_object(*result), ensure_ascii=False))
        else:
            print_reading(*result)
    sys.exit(1 if failed else 0)


@click.command(
    cls=Command,
    examples=[
        ("sayso build reports/ -o story.db", "A ledger of a folder's reports. Run again, it adds what is new."),
        ("sayso build https://news.example/feed.xml -o story.db", "Of a feed and the pages it leads to."),
        ("sayso build --urls addresses.txt -o story.db --json", "Of a list of addresses; what was done as JSON."),
        ("sayso build scraped/ -o story.db --outlet 'Estuary Post'", "Of pages that do not name their outlet."),
    ],
    exits={1: f"{FAILED} The table failures of the ledger keeps which, and why."},
)
@INTO
@sources
@json_option("an object with the ledger and how many reports were added, read anew, known, failed")
@OUTLETS
def build(paths: tuple[str, ...], intake: Intake, ledger: str, as_json: bool, outlets: tuple[Outlet, ...]) -> None:
    """Read reports into a ledger.

    PATHS are files, folders or addresses, as for `sayso read`. Run it again and only what is new is added; stop it at any time and run
    it again.
    """
    sys.exit(_build(paths, ledger, as_json=as_json, intake=intake, outlets=outlets))


def _build(paths: tuple[str, ...], ledger: str, *, as_json: bool, intake: Intake | None = None, outlets: tuple[Outlet, ...] = ()) -> int:
    from sayso.pipeline import build as build_ledger
    from sayso.reading import Reader
    from sayso.views.cli.taken import print_built

    with _progress() as on_report:
        settings = Settings(outlets=outlets)
        built = build_ledger(paths, ledger, load=lambda: Reader.load(settings), intake=intake, on_report=on_report)
    print_built(built, ledger, as_json=as_json)
    return 1 if built.failures else 0


@contextmanager
def _progress() -> Iterator[Callable[[str], object]]:
    """A line on standard error while it is a terminal; nothing when piped."""
    if not sys.stderr.isatty():
        yield str  # anything that takes a path and does nothing with it
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("loading the reader …") as status:
        seen = 0

        def on_report(path: str) -> None:
            nonlocal seen
            seen += 1
            status.update(Text(harmless(f"{seen} reports read, last {os.path.basename(path)}")))

        yield on_report


@click.command(
    cls=Command,
    examples=[
        ("sayso demo", "Makes sayso-demo.db, prints its brief, and what to look at next."),
        ("sayso demo -o /tmp/demo.db", "Puts the ledger elsewhere."),
    ],
)
@click.option(
    "-o", "--output", "ledger", default="sayso-demo.db", type=click.Path(dir_okay=False), metavar="LEDGER", help="The ledger to make."
)
@json_option("what was built, as `sayso build` has it, and no brief")
@guarded
def demo(ledger: str, as_json: bool) -> None:
    """Read the sample newsroom and print its brief.

    It is an invented story, told by invented outlets. The ledger is one to try all commands on.
    """
    from sayso.ledger import Ledger
    from sayso.sample import reports_folder
    from sayso.views import pages
    from sayso.views.cli.show import print_brief

    with reports_folder() as folder:
        status = _build((str(folder),), ledger, as_json=as_json)
    if as_json:
        sys.exit(status)
    with Ledger(ledger) as opened:
        print_brief(pages.brief(opened))
    click.echo(f"\nThis was an invented story. The ledger is {ledger}; look into it with:")
    for command, what in (
        (f"sayso serve {ledger}", "open the reading room: the same in a browser, each statement on its words"),
        (f'sayso brief {ledger} --about "round"', "who says the round of talks is over, and who says it is not"),
        (f"sayso links {ledger} --kind utterance", "which statements are taken for one act of saying, and why"),
        (f"sayso export {ledger} --format json", "everything: voices, utterances, origins, copies, disputes"),
        (f"sayso verify {ledger}", "re-derive every hash, id and offset"),
        ("sayso build YOUR_FOLDER -o story.db", "the same for your own reports"),
    ):
        click.echo(f"  {command:52} {what}")
    sys.exit(status)
