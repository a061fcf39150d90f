"""The command that writes a ledger in another program's form: export."""

from __future__ import annotations

import sys
from pathlib import Path

import click

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
    with Ledger(ledger) as opened:
        if wanted.folder:
            if output is None:
                raise click.UsageError(f"--format {form} writes several files; say into which folder with -o")
            written = len(list(wanted.files(opened, Path(output))))
            click.echo(f"{output}: {written} files written", err=True)
        elif output is None or output == "-":
            for piece in wanted.texts(opened):
                sys.stdout.write(piece)
        else:
            with Path(output).open("w", encoding="utf8", newline="") as file:
                for piece in wanted.texts(opened):
                    file.write(piece)
