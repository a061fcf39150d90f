"""The command that serves a ledger to assistants: mcp."""

from __future__ import annotations

import click

from sayso.views.cli.command import Command
from sayso.views.cli.shared import LEDGER, guarded


@click.command(cls=Command, examples=[("sayso mcp story.db", "What an assistant starts, by its own settings.")])
@LEDGER
@guarded
def mcp(ledger: str) -> None:
    """Serve a ledger to assistants, read-only.

    It speaks the Model Context Protocol on standard input and output. An assistant starts this command itself:
    docs/mcp.md has what to put into its settings. Needs: pip install 'sayso[mcp]'.
    """
    from sayso.errors import SaysoError

    try:
        from sayso.views.assistant.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("mcp", "mcp_types", "pydantic"):
            raise
        raise SaysoError("the Model Context Protocol's library is not installed: pip install 'sayso[mcp]'") from error
    serve(ledger)
