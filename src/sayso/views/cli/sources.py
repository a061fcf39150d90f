"""How commands are told what to take in: paths, addresses, and what is known of them."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from sayso.errors import SaysoError
from sayso.settings import Intake
from sayso.views.cli import completing
from sayso.views.cli.shared import guarded

FACTS = ("outlet", "author", "published", "language")
FIELDS = ("text", "title", "url", *FACTS)


def day(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A day as written on the command line."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write it as YYYY-MM-DD") from error


def _fields(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    out = []
    for value in values:
        name, equals, field = value.partition("=")
        if not equals or not field or name not in FIELDS:
            raise click.BadParameter(f"{value!r}: write it as NAME=FIELD, NAME being one of {', '.join(FIELDS)}")
        out.append((name, field))
    return tuple(out)


def _networks(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError as error:
            raise click.BadParameter(f"{error}; write it as 10.1.0.0/16") from error
    return values


PUBLISHED = click.option("--published", metavar="DAY", callback=day, help="The day (YYYY-MM-DD) of reports that give none.")
FIELD = click.option(
    "--field",
    "fields",
    metavar="NAME=FIELD",
    multiple=True,
    callback=_fields,
    help=f"In JSON and CSV: the field that holds {', '.join(FIELDS)}; dots lead into objects.",
)
_OPTIONS = (
    click.option("--urls", type=click.Path(dir_okay=False, allow_dash=True), help="A file of addresses to fetch, one a line; - is stdin."),
    PUBLISHED,
    click.option("--outlet", metavar="NAME", shell_complete=completing.outlets, help="The outlet of reports that name none."),
    click.option("--author", metavar="NAME", help="The author of reports that name none."),
    click.option("--language", metavar="CODE", help="The language (en, ar, …) of reports too short to tell."),
    FIELD,
    click.option("--follow/--no-follow", default=True, help="Fetch the pages that a feed's address leads to."),
    click.option("--allow-private", is_flag=True, help="Fetch from private and loopback addresses too."),
    click.option("--allow-network", "networks", metavar="CIDR", multiple=True, callback=_networks, help="Fetch from this network too."),
    click.option("--user-agent", metavar="WORDS", help="What to call yourself to the sites you fetch from."),
)  # fmt: skip


def sources(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of intake, guarded; it gets `paths` (with the addresses of --urls behind them) and `intake`."""

    @guarded
    @wraps(command)
    def with_intake(
        *, paths: tuple[str, ...], urls: str | None, published: str | None, outlet: str | None, author: str | None, language: str | None,
        fields: tuple[tuple[str, str], ...], follow: bool, allow_private: bool, networks: tuple[str, ...], user_agent: str | None,
        **options: Any,
    ) -> None:  # fmt: skip
        given = {"outlet": outlet, "author": author, "published": published, "language": language}
        intake = Intake(
            given=tuple((name, value) for name, value in given.items() if value),
            fields=fields,
            follow=follow,
            allow_private=allow_private,
            allow_networks=networks,
            user_agent=user_agent or Intake().user_agent,
        )
        found = (*paths, *(_listed(urls) if urls else ()))
        if not found:
            raise click.UsageError("give files, folders or addresses, or --urls FILE")
        command(paths=found, intake=intake, **options)

    made = with_intake
    for option in reversed(_OPTIONS):
        made = option(made)
    return click.argument("paths", nargs=-1, metavar="PATHS...", shell_complete=completing.paths)(made)


def _listed(path: str) -> list[str]:
    """The addresses of a list: one a line, blank lines and lines that begin with # left out."""
    from sayso.intake import is_address

    try:
        written = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SaysoError(f"{path}: the list of addresses cannot be read ({error}); write it as UTF-8 text, one address a line") from error
    lines = [(number, line.strip()) for number, line in enumerate(written.splitlines(), 1)]
    wanted = [(number, line) for number, line in lines if line and not line.startswith("#")]
    for number, line in wanted:
        if not is_address(line):
            raise SaysoError(f"{path}, line {number}: {line[:80]!r} is no http or https address; mend the line or leave it out")
    return [line for _, line in wanted]
