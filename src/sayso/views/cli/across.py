"""The commands about what goes across reports: trace, links, judge."""

from __future__ import annotations

import getpass
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from sayso.views.cli.shared import LEDGER, guarded, harmless, shown

if TYPE_CHECKING:
    from rich.tree import Tree

    from sayso.views.trace import Node


@click.command()
@LEDGER
@click.argument("id_")
@click.option("--json", "as_json", is_flag=True, help="The tree as JSON.")
@guarded
def trace(ledger: str, id_: str, as_json: bool) -> None:
    """Print the tree from an entry down to the words: origins, reports, relays, exact words, and why things were taken for one.

    ID is that of a statement, utterance, claim, dispute, voice, figure, report or copy family, or its beginning.
    """
    from rich.console import Console

    from sayso.ledger import Ledger
    from sayso.views.trace import trace as traced

    with Ledger(ledger) as opened:
        node = traced(opened, id_)
    if as_json:
        click.echo(json.dumps(asdict(node), ensure_ascii=False, indent=1))
    else:
        Console(highlight=False, width=None if sys.stdout.isatty() else 200).print(_tree(shown(node)))


def _tree(node: Node, parent: Tree | None = None) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    styles = {"words": "", "link": "dim", "step": "italic"}
    label = Text.assemble(
        (f"{node.kind} ", "dim"),
        (node.text, styles.get(node.kind, "bold" if parent is None else "")),
        (f"  {node.id}" if node.id else "", "dim"),
    )
    branch = parent.add(label) if parent is not None else Tree(label)
    for below in node.below:
        _tree(below, branch)
    return branch


@click.command()
@LEDGER
@click.option("--kind", type=click.Choice(["voice", "copy", "utterance", "claim"]), help="Only links of this kind.")
@click.option("--explain", is_flag=True, help="Link the ledger again and print the named SQL steps with their counts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@guarded
def links(ledger: str, kind: str | None, explain: bool, as_json: bool) -> None:
    """List the links with the reasons of each, the weakest first: those that most need a person's eye."""
    from sayso.ledger import Ledger
    from sayso.pipeline import explained
    from sayso.views.trace import said_reasons

    with Ledger(ledger) as opened:
        if explain:
            steps = explained(opened)
            if as_json:
                click.echo(json.dumps([asdict(step) for step in steps], indent=1))
                return
            for number, step in enumerate(steps, 1):
                click.echo(f"{number}. {step.name}, {step.rows} rows: {step.why}\n\n{step.sql}\n")
            return
        rows = opened.connection.execute(
            "SELECT * FROM links WHERE ?1 IS NULL OR kind = ?1 ORDER BY kind, abs(weight), id", (kind,)
        ).fetchall()
        if as_json:
            listed = [
                {
                    "id": r["id"],
                    "kind": r["kind"],
                    "left": r["left_id"],
                    "right": r["right_id"],
                    "weight": r["weight"],
                    "reasons": json.loads(r["reasons"]),
                }
                for r in rows
            ]
            click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
            return
        for row in rows:
            click.echo(harmless(f"{row['kind']} {row['left_id']} {row['right_id']}  {said_reasons(row)}"))


@click.command()
@LEDGER
@click.argument("ids", nargs=-1)
@click.option("--same", "decision", flag_value="same", help="The two are one.")
@click.option("--different", "decision", flag_value="different", help="The two are not one.")
@click.option("--unsure", "decision", flag_value="unsure", help="It cannot be told: an earlier judgement no longer holds.")
@click.option("--confirm", "decision", flag_value="confirm", help="The statement is read rightly, the dispute is one.")
@click.option("--reject", "decision", flag_value="reject", help="The statement is read wrongly, the dispute is none: it counts no more.")
@click.option("--withdraw", metavar="JUDGEMENT", help="Take a judgement back.")
@click.option("--regroup", is_flag=True, help="Record nothing; only group anew by the judgements there are.")
@click.option("--by", default=None, help="Who judges; your user name where not given.")
@click.option("--note", default=None, help="Why.")
@click.option("--json", "as_json", is_flag=True, help="The judgements as a JSON list.")
@guarded
def judge(
    ledger: str,
    ids: tuple[str, ...],
    decision: str | None,
    withdraw: str | None,
    regroup: bool,
    by: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Record a person's judgement, and group anew; without a decision, list the judgements.

    Two ids of voices, reports or statements with --same, --different or --unsure; one of a statement or a dispute with --confirm
    or --reject.
    A judgement outlives every rebuild; nothing a machine finds overrides it.
    """
    from sayso.errors import LedgerError
    from sayso.ledger import Ledger
    from sayso.ledger.links import judge as record_judgement
    from sayso.ledger.links import withdraw as take_back
    from sayso.pipeline import regroup as group_anew
    from sayso.views.exports.groups import judgement_objects

    with Ledger(ledger) as opened:
        if withdraw:
            take_back(opened, withdraw)
            group_anew(opened)
            click.echo(f"{withdraw}: withdrawn")
        elif regroup:
            group_anew(opened)
        elif decision is None:
            judged = judgement_objects(opened)
            if as_json:
                click.echo(json.dumps(judged, ensure_ascii=False, indent=1))
            for one in [] if as_json else judged:
                both = f"{one['left']} {one['right'] or ''}".rstrip()
                taken = f", withdrawn {one['withdrawn_at']}" if one["withdrawn_at"] else ""
                click.echo(f"{one['id']}  {one['decision']}: {both}  by {one['by']}, {one['at'][:16]}{taken}  {one['note'] or ''}".rstrip())
        else:
            wanted = 1 if decision in ("confirm", "reject") else 2
            if len(ids) != wanted:
                raise LedgerError(f"--{decision} takes {wanted} id{'s' if wanted > 1 else ''}, not {len(ids)}; see sayso judge --help")
            key = record_judgement(opened, ids[0], ids[1] if wanted == 2 else None, decision, by=by or getpass.getuser(), note=note)  # type: ignore[arg-type]
            group_anew(opened)
            click.echo(f"{key}: {decision}; take it back with: sayso judge {ledger} --withdraw {key}")
