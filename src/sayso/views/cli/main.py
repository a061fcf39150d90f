"""The commands. Results on standard output, progress and errors on standard error; exit status 1 if anything failed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sayso import __version__
from sayso.errors import ReportError
from sayso.settings import Intake, Outlet, Settings
from sayso.views.cli import across, exports, follow, lake, room, talks, told
from sayso.views.cli.shared import LEDGER, OUTLETS, guarded, harmless
from sayso.views.cli.sources import PUBLISHED, sources


@click.group()
@click.version_option(__version__, prog_name="sayso")
def main() -> None:
    """Every claim, and on whose say-so.

    sayso reads the reports of one unfolding story and keeps a ledger of attributed statements: who is said to have
    said what, in which exact words.
    """


@main.command()
@sources
@click.option("--json", "as_json", is_flag=True, help="One JSON object per report and line, by the schema of `sayso schema`.")
@click.option("--outermost", is_flag=True, help="Leave out the statements told inside others.")
@OUTLETS
def read(paths: tuple[str, ...], intake: Intake, as_json: bool, outermost: bool, outlets: tuple[Outlet, ...]) -> None:
    """Read reports and print their statements; nothing is stored.

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


@main.command()
@sources
@click.option("-o", "--output", "ledger", required=True, type=click.Path(dir_okay=False), help="The ledger; made if there is none.")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
@OUTLETS
def build(paths: tuple[str, ...], intake: Intake, ledger: str, as_json: bool, outlets: tuple[Outlet, ...]) -> None:
    """Read reports into a ledger. Run it again and only what is new is added; stop it at any time and run it again.

    PATHS are files, folders or addresses, as for `sayso read`.
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


@main.command()
@LEDGER
@click.option(
    "--format", "form", type=click.Choice(["terminal", "markdown", "json"]), default="terminal", show_default=True, help="How to print it."
)
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--about", metavar="WORDS", help="Only statements that hold all these words.")
@click.option("--least-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Leave out statements below.")
@click.option("--since", metavar="DATE|RUN", help="Only what came into the ledger on or after the day, or after the run of that number.")
@guarded
def brief(ledger: str, form: str, as_json: bool, about: str | None, least_confidence: float, since: str | None) -> None:
    """Print who is said to have said what: disputes, voices by how often they speak, each utterance with its origins and place.

    With --since, what is new: utterances, positions that changed, disputes, figures that moved, origins gained.
    """
    from sayso.ledger import Ledger
    from sayso.views import pages
    from sayso.views.cli.show import as_markdown, print_brief

    if since is not None:
        if about or least_confidence:
            raise click.UsageError("--since shows all that is new; leave out --about and --least-confidence")
        _news(ledger, since, as_json=as_json or form == "json")
        return

    with Ledger(ledger) as opened:
        page = pages.brief(opened, about=about, least_confidence=least_confidence)
    if as_json or form == "json":
        from dataclasses import asdict

        click.echo(json.dumps(asdict(page), ensure_ascii=False, indent=1))
    elif form == "markdown":
        click.echo(as_markdown(page))
    else:
        print_brief(page)


def _news(ledger: str, since: str, *, as_json: bool) -> None:
    from dataclasses import asdict

    from sayso.ledger import Ledger
    from sayso.views.cli.show import print_news
    from sayso.views.since import news

    with Ledger(ledger) as opened:
        page = news(opened, since)
    if as_json:
        click.echo(json.dumps(asdict(page), ensure_ascii=False, indent=1))
    else:
        print_news(page)


@main.command()
@LEDGER
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@click.option("--accept", metavar="REPORT", help="The id (or its beginning) of an undated report to date.")
@PUBLISHED
@guarded
def dates(ledger: str, as_json: bool, accept: str | None, published: str | None) -> None:
    """List the reports without a date, and what the evidence suggests; with --accept, take a date for a report's.

    A suggestion is never taken by itself. `--accept REPORT` takes the suggested day where there is just one; otherwise say
    which with --published.
    """
    from dataclasses import asdict

    from sayso.ledger import Ledger
    from sayso.views import dates as page
    from sayso.views.cli.show import print_dates

    with Ledger(ledger) as opened:
        if accept is not None:
            from sayso.pipeline import accept_date
            from sayso.reading import Reader

            report, day = page.chosen(opened, accept, published)
            accept_date(opened, report, day, Reader.load(page.settings_of(opened, report)))
            click.echo(f"{report}: published {day}, as you say; its times are resolved")
            return
        undated = page.undated(opened)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in undated], ensure_ascii=False, indent=1))
    else:
        print_dates(undated)


@main.command()
@LEDGER
@click.option("--json", "as_json", is_flag=True, help="The findings as a JSON list.")
@guarded
def verify(ledger: str, as_json: bool) -> None:
    """Re-derive every hash, id and offset, and say what no longer holds; exit status 1 if anything does not."""
    from sayso.ledger import Ledger
    from sayso.ledger.verify import verify as findings_of
    from sayso.views.counted import count

    with Ledger(ledger) as opened:
        findings = list(findings_of(opened))
        (reports,) = opened.connection.execute("SELECT count(*) FROM reports").fetchone() if not findings else (0,)
    if as_json:
        click.echo(json.dumps(findings, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(finding)
        click.echo(
            f"{ledger}: {count(len(findings), 'thing')} no longer hold" if findings else f"{ledger}: all holds, {count(reports, 'report')}"
        )
    sys.exit(1 if findings else 0)


@main.command()
@click.option("--export", "of_export", is_flag=True, help="That of `sayso export --format json` instead.")
@guarded
def schema(of_export: bool) -> None:
    """Print the JSON Schema of one line of `sayso read --json`."""
    from sayso.views.contract import schema as of_reading
    from sayso.views.exports.groups import export_schema

    click.echo(json.dumps(export_schema() if of_export else of_reading(), indent=1))


@main.command()
@click.option(
    "-o", "--output", "ledger", default="sayso-demo.db", show_default=True, type=click.Path(dir_okay=False), help="The ledger to make."
)
@guarded
def demo(ledger: str) -> None:
    """Read the sample newsroom (an invented story by invented outlets) and print its brief."""
    from sayso.ledger import Ledger
    from sayso.sample import reports_folder
    from sayso.views import pages
    from sayso.views.cli.show import print_brief

    with reports_folder() as folder:
        status = _build((str(folder),), ledger, as_json=False)
    with Ledger(ledger) as opened:
        print_brief(pages.brief(opened))
    click.echo(f"\nThis was an invented story. The ledger is {Path(ledger)}; look into it with:")
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


for command in (
    across.trace,
    across.links,
    across.judge,
    exports.export,
    follow.versions,
    follow.watch,
    room.serve,
    room.publish,
    talks.talks,
    talks.issues,
    told.names,
    told.timeline,
    lake.lake_command,
    lake.stories_command,
    lake.pull_command,
):
    main.add_command(command)
