"""The commands about talks: talks, issues."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.views.cli import completing
from sayso.views.cli.command import Command
from sayso.views.cli.shared import FORM, JSON, LEDGER, SINCE, guarded, json_option, print_json, shown
from sayso.views.counted import count

if TYPE_CHECKING:
    from sayso.views.talks import IssueLine

ALL = 10_000


@click.command(
    cls=Command,
    examples=[
        ("sayso talks story.db", "Parties, the matrix of positions, proposals with their answers, what changed."),
        ("sayso talks story.db --issue ceasefire", "All positions on one issue."),
        ("sayso talks story.db --party 'Oruna Front' --format markdown", "All positions of one party, to paste into a document."),
    ],
)
@LEDGER
@FORM
@JSON
@click.option(
    "--issue",
    metavar="ISSUE",
    shell_complete=completing.issues,
    help="Only this issue, with all positions on it; `sayso issues` lists them.",
)
@click.option("--party", metavar="PARTY", shell_complete=completing.parties, help="Only this party, with all its positions.")
@SINCE
@click.option("--columns", metavar="N", type=click.IntRange(1, 50), default=6, help="How many parties the matrix shows.")
@guarded
def talks(ledger: str, form: str, as_json: bool, issue: str | None, party: str | None, since: str | None, columns: int) -> None:
    """Print the talks: parties, positions, proposals, answers.

    Parties and mediators, who holds what on which issue, proposals with their terms and answers, open disputes. Everything stands on
    statements of the reports, and opens on their words; nothing is inferred that no statement carries.
    """
    from sayso.ledger import Ledger
    from sayso.views.cli.blocks import blocks_markdown, print_blocks
    from sayso.views.cli.show_talks import talks_blocks
    from sayso.views.talks import talks as talks_of

    every = bool(issue or party) or as_json or form == "json"
    with Ledger(ledger) as opened:
        page = talks_of(opened, issue=issue, party=party, since=since, columns=columns, listed=ALL if every else 3)
    if as_json or form == "json":
        print_json(asdict(page))
    elif form == "markdown":
        click.echo(blocks_markdown(talks_blocks(shown(page), all_of_it=every)))
    else:
        print_blocks(talks_blocks(shown(page), all_of_it=every))


@click.command(
    cls=Command,
    examples=[
        ("sayso issues story.db", "The issues, with how many statements touch each."),
        ("sayso issues story.db --add Fishing --example 'fishing grounds' --example 'right to fish'", "One more."),
        ("sayso issues story.db --toml > issues.toml", "A file to edit, and to give back with --from."),
        ("sayso issues story.db --shipped", "Back to those that sayso comes with."),
    ],
)
@LEDGER
@json_option("a list of the issues, as they are after any change")
@click.option("--add", metavar="NAME", help="Add an issue of this name, with --example.")
@click.option(
    "--example", "examples", multiple=True, metavar="WORDS", help="A phrase such as a report might use; several are better than one."
)
@click.option("--about", metavar="WORDS", default="", help="What the issue is about, in a line; goes with --add.")
@click.option("--remove", metavar="ISSUE", shell_complete=completing.issues, help="Take an issue away.")
@click.option("--from", "source", type=click.Path(dir_okay=False), help="A TOML file of issues that replaces all of the ledger's.")
@click.option("--shipped", is_flag=True, help="Go back to the issues that sayso comes with; a file to edit is printed by --toml.")
@click.option("--toml", "as_toml", is_flag=True, help="Print the ledger's issues as a file that --from takes.")
@guarded
def issues(
    ledger: str, as_json: bool, add: str | None, examples: tuple[str, ...], about: str, remove: str | None, source: str | None,
    shipped: bool, as_toml: bool,
) -> None:  # fmt: skip
    """List or change the issues that statements are held against.

    After a change all statements of the ledger are held against them anew.
    """
    from sayso.errors import IssueError
    from sayso.ledger import Ledger
    from sayso.ledger.talks import check, issues_of
    from sayso.pipeline import use_issues
    from sayso.talks import checked, parsed, taxonomy
    from sayso.talks import shipped as shipped_issues
    from sayso.views.cli.blocks import Grid, Heading, print_blocks
    from sayso.views.talks import issue_lines

    if sum(map(bool, (add, remove, source, shipped))) > 1:
        raise click.UsageError("give one of --add, --remove, --from and --shipped")
    if (examples or about) and not add:
        raise click.UsageError(f"--{'example' if examples else 'about'} goes with --add NAME")
    if as_json and as_toml:
        raise click.UsageError("give one of --json and --toml")
    with Ledger(ledger) as opened:
        own, replaced = issues_of(opened)
        if add:
            key = re.sub(r"[^\w]+", "-", add.casefold()).strip("-")
            if not key:
                raise IssueError(f"--add {add!r}: a name needs a letter or digit")
            one = checked(key, {"name": add, "about": about, "examples": list(examples)}, "--add")
            use_issues(opened, [*(i for i in own if i.id != key), one], replaced=replaced)
        elif remove:
            check(opened, remove)
            mine = not replaced and any(one.id == remove for one in own) and all(one.id != remove for one in shipped_issues())
            left = [one for one in (own if mine else taxonomy(own, replaced=replaced)) if one.id != remove]
            if not left and not mine:
                raise IssueError(f"{remove}: the last issue stays; go back to those shipped with --shipped")
            use_issues(opened, left, replaced=not mine)
        elif source:
            try:
                words = Path(source).read_text(encoding="utf8")
            except (OSError, UnicodeDecodeError) as error:
                raise IssueError(f"{source}: cannot be read ({error}); give a TOML file such as --toml prints") from error
            if not (given := parsed(words, source)):
                raise IssueError(f"{source}: has no issues; give a TOML file such as --toml prints")
            use_issues(opened, given, replaced=True)
        elif shipped:
            use_issues(opened, [], replaced=False)
        listed = issue_lines(opened.connection)
    if as_json:
        print_json([asdict(one) for one in listed])
    elif as_toml:
        click.echo("\n\n".join(_toml(one) for one in listed))
    else:
        rows = [[one.id, one.name, str(one.statements), str(one.positions), one.about] for one in listed]
        print_blocks(
            [
                Heading(f"{count(len(rows), 'issue')}"),
                Grid(["issue", "name", "statements", "positions", "about"], [shown(tuple(row)) for row in rows]),
            ]
        )


def _toml(one: IssueLine) -> str:
    words = [f"{name} = {_quoted(value)}" for name, value in (("name", one.name), ("about", one.about), ("examples", list(one.examples)))]
    return "\n".join([f"[{_quoted(one.id)}]", *words])


def _quoted(value: object) -> str:
    """As TOML writes it: as JSON does, but for the sign of deletion."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
