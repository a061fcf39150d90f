"""What a build did, and what versions of a report differ in, in the terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import click
from rich.text import Text

from sayso.ledger import Ledger
from sayso.pipeline import Built
from sayso.views.cli.shared import harmless, shown
from sayso.views.cli.show import new_console
from sayso.views.contract import error_object
from sayso.views.counted import count
from sayso.views.versions import Version, Versions

SHOWN = 10  # failures of one kind that are printed; the ledger keeps them all


def print_built(built: Built, ledger: str, *, as_json: bool) -> None:
    """What was added on standard output, what could not be taken in on standard error: as JSON all of it, else some of each kind."""
    kinds: Counter[str] = Counter()
    for error in built.failures:
        kinds[error.kind] += 1
        if as_json:
            click.echo(json.dumps(error_object(error), ensure_ascii=False), err=True)
        elif kinds[error.kind] <= SHOWN:
            click.echo(f"sayso: {harmless(str(error))}", err=True)
    for kind, number in kinds.items():
        if number > SHOWN and not as_json:
            click.echo(f"sayso: and {number - SHOWN} more of that kind ({kind}); the table failures of {ledger} has them all", err=True)
    if as_json:
        counts = {name: getattr(built, name) for name in ("added", "reread", "known", "changed", "foreign", "unchanged")}
        click.echo(json.dumps({"ledger": ledger, **counts, "failed": len(built.failures)}))
        return
    known = [f"{built.known} known already"] + ([f"{built.unchanged} unchanged on the web"] if built.unchanged else [])
    if not built.added and not built.reread:
        known[0] = f"{count(built.known, 'report')} known already"
        click.echo(f"{ledger}: nothing new; {', '.join(known)}")
        return
    added = [f"{count(built.added, 'report')} added"]
    if built.changed:
        added.append(f"{built.changed} of them new texts of a known address (sayso versions {ledger})")
    if built.foreign:
        added.append(f"{built.foreign} not in English: kept, not read")
    again = [f"{built.reread} read anew"] if built.reread else []
    click.echo(f"{ledger}: {', '.join([*added, *again, *known])}")
    for line in _unknown(ledger):
        click.echo(line)


def _unknown(ledger: str) -> Iterator[str]:
    """What is not known of most reports, though much hangs on it, and how to say it."""
    with Ledger(ledger, read_only=True) as opened:
        reports, days, outlets = opened.connection.execute("SELECT count(*), count(published), count(outlet) FROM reports").fetchone()
    lacking = [what for what, known in (("day", days), ("outlet", outlets)) if 2 * known < reports]
    if lacking:
        yield f"Most reports have no known {' and no known '.join(lacking)}; times, links and origins rest on it. Say it in NAME.json"
        yield f"beside a report or in the folder's sayso.toml (docs/intake.md), and build again. What suggests a day: sayso dates {ledger}"


def print_versions(pages: tuple[Versions, ...]) -> None:
    """Each address with its texts, what each took out and put in, and the statements that came and went."""
    out, pages = new_console(), shown(pages)
    if not pages:
        out.print("no address has more than one text in this ledger")
    for page in pages:
        out.print(Text(page.address, "bold"))
        for version in page.versions:
            out.print(Text(f"  {_version(version)}"))
            for change in version.changes:
                sign, style = ("-", "red") if change.kind == "removed" else ("+", "green")
                out.print(Text.assemble(f"    {sign} ", (_short(change.words), style), f"  [{change.start}–{change.end}]"))
            for sign, statements in (("no longer said", version.gone), ("newly said", version.new)):
                for one in statements:
                    out.print(Text(f"    {sign}: {_short(one)}"))


def _version(version: Version) -> str:
    seen = f"seen {version.seen}" if version.seen else f"taken in {version.taken}"
    what = "a summary" if version.summary else f"from {version.kind}"
    return f"{version.number}  {seen}  {what}  {version.path}  {version.report}"


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 300 else f"{flat[:200]} … {flat[-80:]}"
