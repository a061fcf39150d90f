"""What all commands share: arguments and options that are worded alike, and how failures end them."""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import sys
import tomllib
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from sayso.errors import ReportError, SaysoError
from sayso.settings import Outlet
from sayso.views.cli import completing

CLOSED, INTERRUPTED = 141, 130  # as a shell reports a program that SIGPIPE or SIGINT has ended

LEDGER = click.argument("ledger", type=click.Path(dir_okay=False))
INTO = click.option(
    "-o", "--output", "ledger", required=True, type=click.Path(dir_okay=False), metavar="LEDGER", help="The ledger; made if there is none."
)
FORM = click.option("--format", "form", type=click.Choice(["terminal", "markdown", "json"]), default="terminal", help="How to print it.")
JSON = click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
SINCE = click.option(
    "--since", metavar="DAY|RUN", shell_complete=completing.runs,
    help="Only what came into the ledger on or after the day (YYYY-MM-DD), or after the run of that number.",
)  # fmt: skip
BY = click.option("--by", metavar="NAME", shell_complete=completing.judges, help="Who judges; your user name where not given.")


def json_option(shape: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option --json of a command that has no --format; `shape` says what is printed."""
    return click.option("--json", "as_json", is_flag=True, help=f"Print JSON: {shape}.")


def print_json(value: Any) -> None:
    """A JSON value on standard output, indented."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


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
    """Whatever sayso raises on purpose is said in a line, with --json as JSON; an interrupt and a closed pipe end quietly."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        as_json = "as_json" in options and (options["as_json"] or options.get("form") == "json")
        place = next((options[name] for name in ("ledger", "lake") if options.get(name)), None)
        try:
            command(*args, **options)
            sys.stdout.flush()
        except SaysoError as error:
            _end(error_object(error, place), str(error), as_json=as_json)
        except sqlite3.Error as error:
            if place is None:
                raise
            said = f"{place}: cannot be read to its end ({error}); what is wrong with it is said by: sayso doctor {place}"
            _end(_object(place, "ledger", said), said, as_json=as_json)
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(CLOSED)
        except OSError as error:
            if error.filename is None and error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
                raise
            where = error.filename or options.get("output") or "standard output"
            said = f"{where}: {error.strerror or error}; give another path, or see to this one"
            _end(_object(str(where), "path", said), said, as_json=as_json)
        except KeyboardInterrupt:
            click.echo("\nsayso: interrupted; what was recorded stands, and the same command goes on from there", err=True)
            sys.exit(INTERRUPTED)

    return guarded


def _end(told: dict[str, Any], said: str, *, as_json: bool) -> None:
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else f"sayso: {harmless(said)}", err=True)
    sys.exit(1)


def error_object(error: SaysoError, place: str | None) -> dict[str, Any]:
    """Any failure as `sayso read --json` words those of reports: the path, a short fixed word, the message.

    `place` is the ledger or lake, where the failure is of no report.
    """
    if isinstance(error, ReportError):
        return _object(error.path, error.kind, error.message)
    name = type(error).__name__.removesuffix("Error")  # NotALedger is "not_a_ledger", LakeError "lake"
    return _object(place, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(), str(error))


def _object(path: str | None, kind: str, message: str) -> dict[str, Any]:
    return {"error": {"path": path, "kind": kind, "message": message}}


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
