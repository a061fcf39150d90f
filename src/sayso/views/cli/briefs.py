"""The commands that begin with the whole ledger: brief, dates."""

from __future__ import annotations

from dataclasses import asdict

import click

from sayso.views.cli import completing
from sayso.views.cli.command import Command
from sayso.views.cli.shared import FORM, JSON, LEDGER, SINCE, guarded, json_option, print_json
from sayso.views.cli.sources import PUBLISHED


@click.command(
    cls=Command,
    examples=[
        ("sayso brief story.db", "Disputes first, then each voice with what it said."),
        ("sayso brief story.db --about 'talks over'", "Only statements that have both words."),
        ("sayso brief story.db --about talks --ids", "The same with ids, to trace or judge what is listed."),
        ("sayso brief story.db --since 2024-05-03", "What is new since that day."),
        ("sayso brief story.db --format markdown > brief.md", "To paste into a document."),
        ("sayso brief story.db --json | jq -r '.voices[].name'", "Who speaks, for another program."),
    ],
)
@LEDGER
@FORM
@JSON
@click.option("--about", metavar="WORDS", help="Only statements that hold all these words.")
@click.option(
    "--least-confidence",
    metavar="NUMBER",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Leave out statements read with less, from 0 to 1.",
)
@click.option("--ids", is_flag=True, help="With the id of each statement: sayso trace and sayso judge take it.")
@SINCE
@guarded
def brief(ledger: str, form: str, as_json: bool, about: str | None, least_confidence: float, ids: bool, since: str | None) -> None:
    """Print who is said to have said what.

    Disputes, voices by how often they speak, each utterance with its origins and place. With --since, what is new: utterances, positions
    that changed, disputes, figures that moved, origins gained.
    """
    from sayso.ledger import Ledger
    from sayso.views import pages
    from sayso.views.cli.show import as_markdown, print_brief

    if since is not None:
        if about or least_confidence or ids:
            raise click.UsageError("--since shows all that is new; leave out --about, --least-confidence and --ids")
        _news(ledger, since, as_json=as_json or form == "json")
        return

    with Ledger(ledger) as opened:
        page = pages.brief(opened, about=about, least_confidence=least_confidence)
    if as_json or form == "json":
        print_json(asdict(page))
    elif form == "markdown":
        click.echo(as_markdown(page, ids=ids))
    else:
        print_brief(page, ids=ids)


def _news(ledger: str, since: str, *, as_json: bool) -> None:
    from sayso.ledger import Ledger
    from sayso.views.cli.show import print_news
    from sayso.views.since import news

    with Ledger(ledger) as opened:
        page = news(opened, since)
    if as_json:
        print_json(asdict(page))
    else:
        print_news(page)


@click.command(
    cls=Command,
    examples=[
        ("sayso dates story.db", "The reports without a date, and what suggests one."),
        ("sayso dates story.db --accept r1:5f0c", "Take the one day that is suggested for the report whose id begins so."),
        ("sayso dates story.db --accept notes.txt --published 2024-05-03", "Take this day for the report at that path."),
    ],
)
@LEDGER
@json_option("a list of the undated reports; with --accept an object with the report and its day")
@click.option(
    "--accept", metavar="REPORT", shell_complete=completing.undated, help="The id (or its beginning) or path of an undated report to date."
)
@PUBLISHED
@guarded
def dates(ledger: str, as_json: bool, accept: str | None, published: str | None) -> None:
    """List undated reports and what suggests a date, or take one.

    A suggestion is never taken by itself. `--accept REPORT` takes the suggested day where there is just one; otherwise say
    which with --published.
    """
    from sayso.ledger import Ledger
    from sayso.views import dates as page
    from sayso.views.cli.show import print_dates

    if published and accept is None:
        raise click.UsageError("--published goes with --accept REPORT")
    with Ledger(ledger) as opened:
        if accept is not None:
            from sayso.pipeline import accept_date
            from sayso.reading import Reader

            report, day = page.chosen(opened, accept, published)
            accept_date(opened, report, day, Reader.load(page.settings_of(opened, report)))
            if as_json:
                print_json({"report": report, "published": day})
            else:
                click.echo(f"{report}: published {day}, as you say; its times are resolved")
            return
        undated = page.undated(opened)
    if as_json:
        print_json([asdict(one) for one in undated])
    else:
        print_dates(undated)
