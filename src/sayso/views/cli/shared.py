"""What all commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from sayso.errors import SaysoError

LEDGER = click.argument("ledger", type=click.Path(dir_okay=False))


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Whatever sayso raises on purpose is said in a line; a closed pipe ends quietly."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
            sys.stdout.flush()
        except SaysoError as error:
            click.echo(f"sayso: {error}", err=True)
            sys.exit(1)
        except BrokenPipeError:  # the reader of our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    return guarded
