"""The command that writes a ledger in another program's form: export."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from shutil import copymode

import click

from sayso.errors import SaysoError
from sayso.views.cli.command import Command
from sayso.views.cli.shared import LEDGER, guarded
from sayso.views.exports import FORMS

_LISTED = "\n\n\b\n" + "\n".join(f"{name:14} {form.what}" for name, form in FORMS.items())


@click.command(
    cls=Command,
    help=f"Write a ledger in the form of another program.{_LISTED}",
    examples=[
        ("sayso export story.db > story.json", "Everything, with groups, origins, disputes and judgements."),
        ("sayso export story.db --format csv -o tables/", "Tables for a spreadsheet, in a folder."),
        ("sayso export story.db --format citations -o said.md", "Who said what, where and when, to cite."),
        ("sayso export story.db --datasette -o metadata.json", "What Datasette needs to show the ledger well."),
    ],
)
@LEDGER
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="json", show_default=True, help="The form.", metavar="FORM")
@click.option("--datasette", "form", flag_value="datasette", help="Short for --format datasette.")
@click.option(
    "-o", "--output", type=click.Path(), metavar="FILE|FOLDER", help="The file, or the folder, to write; standard output where not given."
)
@guarded
def export(ledger: str, form: str, output: str | None) -> None:
    from sayso.ledger import Ledger

    wanted = FORMS[form]
    with Ledger(ledger) as opened, opened.still():
        if wanted.folder:
            if output in (None, "-"):
                raise click.UsageError(f"--format {form} writes several files; say into which folder with -o")
            written = len(list(wanted.files(opened, Path(output))))
            click.echo(f"{output}: {written} files written", err=True)
        elif output is None or output == "-":
            for piece in wanted.texts(opened):
                sys.stdout.write(piece)
        else:
            _write(Path(output), wanted.texts(opened), ledger)


def _write(output: Path, texts: Iterable[str], ledger: str) -> None:
    """All of the text or nothing of it: what stood in the file stays until the new text is whole. Never the ledger itself."""
    if any(output.exists() and one.exists() and output.samefile(one) for one in (Path(ledger + more) for more in ("", "-wal", "-shm"))):
        raise SaysoError(f"{output}: is the ledger itself; give another file")
    if output.exists() and not output.is_file():  # a pipe, a device
        with output.open("w", encoding="utf8", newline="") as file:
            file.writelines(texts)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    begun = output.with_name(f".{output.name[:100]}.{os.getpid()}")
    try:
        with begun.open("w", encoding="utf8", newline="") as file:
            file.writelines(texts)
        if output.exists():
            copymode(output, begun)
        begun.replace(output)
    finally:
        begun.unlink(missing_ok=True)
