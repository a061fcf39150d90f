"""Commands for the reading room: serve it, publish it."""

from __future__ import annotations

import getpass
import json
import socket
from contextlib import suppress
from dataclasses import asdict

import click

from sayso.views.cli.command import Command
from sayso.views.cli.shared import BY, LEDGER, guarded, json_option, print_json

HOST = "127.0.0.1"  # and no other: reports are other people's words, and judgements are this person's


@click.command(
    cls=Command,
    examples=[
        ("sayso serve story.db --open", "In your browser, at http://127.0.0.1:8741/."),
        ("sayso serve story.db --read-only --port 0", "At any free port, taking no judgements."),
        ("sayso serve story.db --port 0 --json", "Where it is open, for another program: a line, as soon as it answers."),
    ],
    exits={0: "Closed with Ctrl-C."},
)
@LEDGER
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8741, help="Where to answer; 0 takes any free one.")
@BY
@click.option("--read-only", is_flag=True, help="Take no judgements.")
@click.option("--open", "opening", is_flag=True, help="Open it in the browser.")
@json_option("an object with the ledger, the address, and whether judgements are taken, on one line, once it answers")
@guarded
def serve(ledger: str, port: int, by: str | None, read_only: bool, opening: bool, as_json: bool) -> None:
    """Open the reading room of a ledger in a browser.

    It is a local site, for whoever sits at this machine and nobody else. A build may write to the ledger meanwhile; pages follow it.
    """
    import uvicorn

    from sayso.errors import SaysoError
    from sayso.views.web.app import reading_room

    app = reading_room(ledger, by=None if read_only else by or getpass.getuser())
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or Nagle's delay stays on: 45 ms a request
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
        bound.listen(128)  # whoever comes as soon as the address is said waits a moment, and is not turned away
    except OSError as error:
        raise SaysoError(f"port {port} cannot be had ({error.strerror}); give another with --port, or 0 for any free one") from error
    address = f"http://{HOST}:{bound.getsockname()[1]}/"
    if as_json:
        click.echo(json.dumps({"ledger": ledger, "address": address, "read_only": read_only}, ensure_ascii=False))
    else:
        click.echo(f"The reading room of {ledger} is open at {address} (Ctrl-C closes it)")
    if opening:
        click.launch(address)
    with suppress(KeyboardInterrupt):  # that is how it is closed; uvicorn raises it again when all is answered
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[bound])


@click.command(
    cls=Command,
    examples=[("sayso publish story.db -o site/", "Open site/index.html from disk, or send the folder as an archive.")],
)
@LEDGER
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    help="The folder; made anew if sayso published it.",
)
@json_option("an object with the folder, its pages and bytes")
@guarded
def publish(ledger: str, folder: str, as_json: bool) -> None:
    """Write the reading room as files.

    They are to send to a colleague: index.html opens from disk, no server needed. What needs somebody to answer (judging, searching
    reports) is left out.
    """
    from sayso.views.counted import count
    from sayso.views.web.publish import MOST_FOUND
    from sayso.views.web.publish import publish as write

    done = write(ledger, folder)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(f"{done.folder}: {count(done.pages, 'page')}, {done.bytes / 1e6:.1f} MB; open {done.folder}/index.html")
    if not done.searchable:
        click.echo(f"more than {MOST_FOUND:,} statements: the pages do not search them; sayso serve {ledger} does")
