"""Commands of the lake: filling it, its stories, and a slice of it for a ledger."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from sayso.settings import Intake, Outlet, Settings
from sayso.views.cli import completing
from sayso.views.cli.command import Command
from sayso.views.cli.shared import INTO, OUTLETS, guarded, harmless, json_option, print_json
from sayso.views.cli.sources import FIELD, day

LAKE = click.argument("lake", shell_complete=completing.paths)


def _pairs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    for value in values:
        if "=" not in value:
            raise click.BadParameter(f"{value!r}: write it as KEY=VALUE")
    return dict(value.split("=", 1) for value in values)


@click.command(
    "lake",
    cls=Command,
    examples=[
        ("sayso lake lake/ crawl/*.warc.gz", "Crawls into a lake on this machine."),
        ("sayso lake s3a://bucket/lake 's3a://bucket/exports/*.parquet' --master yarn", "Exports of any size, on a cluster."),
        ("sayso lake lake/", "Bring a lake up to date with this sayso."),
    ],
    exits={1: "Some of the inputs could not be read; the others were."},
)
@LAKE
@click.argument("inputs", nargs=-1, metavar="[INPUTS]...", shell_complete=completing.paths)
@click.option(
    "--master", metavar="URL", help="Where Spark runs: local[4], spark://HOST:7077, yarn; as Spark itself is set up where not given."
)
@click.option("--conf", metavar="KEY=VALUE", multiple=True, callback=_pairs, help="A setting of Spark; may be given more than once.")
@FIELD
@OUTLETS
@json_option("an object with how many reports were added, read and linked, and the failures")
@guarded
def lake_command(
    lake: str, inputs: tuple[str, ...], master: str | None, conf: dict[str, str], fields: tuple[tuple[str, str], ...],
    outlets: tuple[Outlet, ...], as_json: bool,
) -> None:  # fmt: skip
    """Read millions of reports on Spark, into Parquet.

    Run it again and only what is new is done. LAKE is a folder, INPUTS are files, folders or patterns of WARC, Parquet or JSON Lines
    (or anything that `sayso build` reads), on any file system that Spark reads (/data/…, s3a://…, hdfs://…). Without INPUTS what the
    lake holds is brought up to date. Needs: pip install 'sayso[spark]' and Java.
    """
    from sayso.lake.job import fill
    from sayso.lake.spark import Lake, session

    spark = session(master, conf)
    try:
        done = fill(
            Lake.at(spark, lake), inputs, intake=Intake(fields=fields), settings=Settings(outlets=outlets),
            say=lambda words: click.echo(f"sayso: {words}", err=True),
        )  # fmt: skip
    finally:
        spark.stop()
    for failure in done.failures:
        click.echo(harmless(f"sayso: {failure}"), err=True)
    if as_json:
        failures = [{"path": one.path, "kind": one.kind, "message": one.message} for one in done.failures]
        told = {"added": done.added, "read": done.read, "linked": done.linked, "failures": failures}
        click.echo(json.dumps(told, ensure_ascii=False))  # on one line: cluster managers mix it with what Spark says
    else:
        click.echo(f"{done.added} reports added, {done.read} read{'; linked anew' if done.linked else ''}; see: sayso stories {lake}")
    sys.exit(1 if done.failures else 0)


def _wanted(command: Any) -> Any:
    for option in (
        click.option("--until", metavar="DAY", callback=day, help="Reports of this day (YYYY-MM-DD) or earlier."),
        click.option("--since", metavar="DAY", callback=day, help="Reports of this day (YYYY-MM-DD) or later."),
        click.option("--outlet", "outlets", metavar="NAME", multiple=True, help="Reports of this outlet; may be given more than once."),
        click.option("--query", metavar="WORDS", help='Reports that have all these words; "…" is a phrase.'),
    ):
        command = option(command)
    return command


@click.command(
    "stories",
    cls=Command,
    examples=[
        ("sayso stories lake/ --query truce --since 2024-05-01", "Stories with reports that have the word, from that day on."),
        ("sayso stories lake/ --json | jq -r '.[0].id'", "The id of the greatest one, to pull."),
    ],
)
@LAKE
@_wanted
@click.option("--most", metavar="N", type=click.IntRange(1), default=30, help="How many to list, the greatest first.")
@json_option("a list of stories")
@guarded
def stories_command(
    lake: str, query: str | None, outlets: tuple[str, ...], since: str | None, until: str | None, most: int, as_json: bool
) -> None:
    """List the stories of a lake.

    A story is what reports tell of, over time. `sayso pull` brings one into a ledger.
    """
    from sayso.lake.pull import Wanted, stories
    from sayso.views.cli.show import new_console

    found = stories(lake, Wanted((), query, outlets, since, until))
    if as_json:
        print_json([asdict(story) for story in found[:most]])
        return
    console = new_console()
    for story in found[:most]:
        days = " to ".join(dict.fromkeys(one for one in (story.since, story.until) if one)) or "undated"
        outlets_of = f"{len(story.outlets)} outlet{'s' * (len(story.outlets) != 1)}" if story.outlets else "no outlet named"
        console.print(f"{story.id}  {days}  {story.reports} reports, {outlets_of}", highlight=False, markup=False)
        console.print(f"    {harmless(story.title or '(no headline)')}", highlight=False, markup=False)
    if len(found) > most:
        console.print(f"and {len(found) - most} more: --most {len(found)}", highlight=False)
    if not found:
        console.print("no story of two reports and more that fits", highlight=False)


@click.command(
    "pull",
    cls=Command,
    examples=[
        ("sayso pull lake/ --story t1:40aa -o story.db", "One story, as `sayso stories` lists them."),
        ("sayso pull lake/ --query '\"aid corridor\"' --since 2024-05-01 -o aid.db", "All reports with this phrase from that day on."),
    ],
)
@LAKE
@click.option("--story", "stories", metavar="ID", multiple=True, help="Reports of this story; may be given more than once.")
@_wanted
@INTO
@json_option("an object with how many reports were added, known already, and not read yet")
@guarded
def pull_command(
    lake: str, stories: tuple[str, ...], query: str | None, outlets: tuple[str, ...], since: str | None, until: str | None,
    ledger: str, as_json: bool,
) -> None:  # fmt: skip
    """Bring a slice of a lake into a ledger.

    The ledger is then like any other; Spark is not needed for it. What is given is all asked for at once: reports of the story that
    have the words, between the days.
    """
    from sayso.lake.pull import Wanted
    from sayso.pipeline import pull

    pulled = pull(lake, Wanted(stories, query, outlets, since, until), ledger)
    if as_json:
        print_json(asdict(pulled))
        return
    unread = f"; {pulled.unread} left out, which the lake has not read: sayso lake {lake}" if pulled.unread else ""
    click.echo(f"{pulled.added} reports added, {pulled.known} known already{unread}; see: sayso brief {ledger}")
