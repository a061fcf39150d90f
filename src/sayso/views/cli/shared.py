"""What all commands share."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from sayso.errors import SaysoError
from sayso.settings import Outlet

LEDGER = click.argument("ledger", type=click.Path(dir_okay=False))


FORM = click.option(
    "--format", "form", type=click.Choice(["terminal", "markdown", "json"]), default="terminal", show_default=True, help="How to print it."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Short for --format json.")


def _outlets(_: click.Context, __: click.Parameter, value: str | None) -> tuple[Outlet, ...]:
    if value is None:
        return ()
    from sayso.reading.outlets import parsed

    try:
        return parsed(tomllib.loads(Path(value).read_text(encoding="utf8")))
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise click.BadParameter(f"{value}: {error}; see src/sayso/reading/outlets.toml for the form") from error


OUTLETS = click.option(
    "--outlets", type=click.Path(dir_okay=False), callback=_outlets, help="A TOML file of further outlets, in the form of sayso's own."
)


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Whatever sayso raises on purpose is said in a line; a closed pipe ends quietly."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
            sys.stdout.flush()
        except SaysoError as error:
            click.echo(f"sayso: {harmless(str(error))}", err=True)
            sys.exit(1)
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    return guarded


def shown(page: Any) -> Any:
    """A page's value with all its words as a terminal may be shown them; offsets stay."""
    if isinstance(page, str):
        return harmless(page)
    if isinstance(page, tuple) and not hasattr(page, "_fields"):
        return tuple(shown(one) for one in page)
    if is_dataclass(page) and not isinstance(page, type):
        return replace(page, **{field.name: shown(getattr(page, field.name)) for field in fields(page)})
    return page


def harmless(words: str) -> str:
    """Words from the world as a terminal may be shown them: what would steer it becomes U+FFFD."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", words)
