"""The commands about what goes across reports: trace, links, judge."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from sayso.views.cli import completing
from sayso.views.cli.command import Command
from sayso.views.cli.shared import BY, LEDGER, guarded, harmless, json_option, print_json, shown
from sayso.views.counted import count

if TYPE_CHECKING:
    from rich.tree import Tree

    from sayso.model import Across
    from sayso.views.exports.rows import LinkRow
    from sayso.views.trace import Node


@click.command(
    cls=Command,
    examples=[
        ("sayso trace story.db d1:0c58", "The dispute whose id begins so: its sides, their statements, the words of each."),
        ("sayso trace story.db s1:9ab3 --json", "What a statement hangs on, as a tree for another program."),
    ],
)
@LEDGER
@click.argument("id_", metavar="ID", shell_complete=completing.entries(*completing.ALL))
@json_option("a tree of objects, each with kind, text, id, and those below it")
@guarded
def trace(ledger: str, id_: str, as_json: bool) -> None:
    """Print the tree from an entry down to the words.

    Origins, reports, relays, exact words with their places, and why things were taken for one. ID is that of a statement, utterance,
    claim, dispute, voice, figure, report or copy family, or its beginning.
    """
    from sayso.ledger import Ledger
    from sayso.views.cli.show import new_console
    from sayso.views.trace import trace as traced

    with Ledger(ledger) as opened:
        node = traced(opened, id_)
    if as_json:
        print_json(asdict(node))
    else:
        new_console().print(_tree(shown(node)))


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


@click.command(
    cls=Command,
    examples=[
        ("sayso links story.db --kind voice", "Which names are taken for one voice, and why."),
        ("sayso links story.db --explain", "How linking is done: each SQL step, why, and how many rows it gave."),
        ("sayso links story.db --json | jq '.[] | select(.weight < 2)'", "Those that are linked by a narrow margin."),
    ],
)
@LEDGER
@click.option("--kind", type=click.Choice(["voice", "copy", "utterance", "claim"]), help="Only links of this kind.")
@click.option("--explain", is_flag=True, help="Link the ledger again and print the named SQL steps with their counts; nothing is kept.")
@json_option("a list of links; with --explain of steps")
@guarded
def links(ledger: str, kind: str | None, explain: bool, as_json: bool) -> None:
    """List the machine's links with their reasons.

    The weakest stand first: those that most need a person's eye. Below each stand the two ids with which `sayso judge` overrides it.
    """
    from sayso.ledger import Ledger
    from sayso.pipeline import explained
    from sayso.views.exports.queries import KINDS
    from sayso.views.trace import said_reasons

    with Ledger(ledger) as opened:
        if explain:
            steps = explained(opened)
            if as_json:
                print_json([asdict(step) for step in steps])
                return
            for number, step in enumerate(steps, 1):
                click.echo(f"{number}. {step.name}, {step.rows} rows: {step.why}\n\n{step.sql}\n")
            return
        found = [one for one in KINDS["links"].rows(opened) if kind in (None, one.kind)]
        speaks = dict(opened.connection.execute("SELECT designation, min(voice) FROM designations GROUP BY 1").fetchall())
    listed = [
        {
            "id": one.id, "kind": one.kind, "left": one.left, "right": one.right, "left_name": one.left_name, "right_name": one.right_name,
            "judge": _to_judge(one, speaks), "weight": one.weight, "reasons": list(one.reasons),
        }
        for one in sorted(found, key=lambda one: (one.kind, abs(one.weight), one.id))
    ]  # fmt: skip
    if as_json:
        print_json(listed)
        return
    for link in listed:
        judged = " ".join(link["judge"]) if link["judge"] else "one of them is only named, and never speaks: there is nothing to judge"
        click.echo(harmless(f"{link['kind']}: {link['left_name']} | {link['right_name']}"))
        click.echo(harmless(f"  {said_reasons(link['weight'], link['reasons'])}\n  {judged}"))


def _to_judge(link: LinkRow, speaks: Mapping[str, str]) -> list[str] | None:
    """The two ids that `sayso judge` takes for a link: of voices, one that bears the name; None where no voice does."""
    ends = [speaks.get(end) if end.startswith("n1:") else end for end in (link.left, link.right)]
    return [end for end in ends if end] if all(ends) else None


@click.command(
    cls=Command,
    examples=[
        ("sayso judge story.db v1:5e21a0b3c4d5e6f7 v1:8c90d1e2f3a4b5c6 --same", "The two voices are one."),
        ("sayso judge story.db s1:9ab3c4d5e6f70819 --reject --note 'a headline'", "The statement is read wrongly: it counts no more."),
        ("sayso judge story.db", "All judgements, those withdrawn among them."),
        ("sayso judge story.db --withdraw j1:77aa88bb99cc00dd", "Take one back."),
    ],
)
@LEDGER
@click.argument("ids", nargs=-1, metavar="[ID [ID]]", shell_complete=completing.entries("s1", "d1", "v1", "r1"))
@click.option("--same", "decision", flag_value="same", help="The two are one.")
@click.option("--different", "decision", flag_value="different", help="The two are not one.")
@click.option("--unsure", "decision", flag_value="unsure", help="It cannot be told: an earlier judgement no longer holds.")
@click.option("--confirm", "decision", flag_value="confirm", help="The statement is read rightly, the dispute is one.")
@click.option("--reject", "decision", flag_value="reject", help="The statement is read wrongly, the dispute is none: it counts no more.")
@click.option("--withdraw", metavar="JUDGEMENT", shell_complete=completing.standing, help="Take a judgement back.")
@click.option("--regroup", is_flag=True, help="Record nothing; only group anew by the judgements there are.")
@BY
@click.option("--note", metavar="WORDS", help="Why.")
@json_option("a list of judgements; what is judged or withdrawn as one; with --regroup an object with the number of groups")
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
    """Record a person's judgement, or list the judgements.

    What it bears on is grouped anew at once. Two ids of voices, reports or statements with --same, --different or --unsure; one of a
    statement or a dispute with --confirm or --reject. A judgement outlives every rebuild; nothing a machine finds overrides it.
    """
    from sayso.errors import LedgerError
    from sayso.ledger import Ledger
    from sayso.ledger.links import judge as record_judgement
    from sayso.ledger.links import withdraw as take_back
    from sayso.pipeline import regroup as group_anew
    from sayso.views.exports.groups import judgement_objects

    if sum(map(bool, (decision, withdraw, regroup))) > 1:
        raise click.UsageError("give one of a decision, --withdraw and --regroup")
    if ids and (withdraw or regroup):
        raise click.UsageError(f"{' '.join(ids)}: --withdraw takes one judgement, --regroup none; withdraw several one by one")
    with Ledger(ledger) as opened:
        if regroup:
            groups = _groups(group_anew(opened))
            if as_json:
                print_json(groups)
            else:
                click.echo(f"{ledger}: grouped anew; {', '.join(count(number, *_COUNTED[name]) for name, number in groups.items())}")
            return
        if withdraw:
            take_back(opened, withdraw)
        elif decision:
            wanted = 1 if decision in ("confirm", "reject") else 2
            if len(ids) != wanted:
                raise LedgerError(f"--{decision} takes {wanted} id{'s' if wanted > 1 else ''}, not {len(ids)}; see sayso judge --help")
            key = record_judgement(opened, ids[0], ids[1] if wanted == 2 else None, decision, by=by or getpass.getuser(), note=note)  # type: ignore[arg-type]
        elif ids:
            raise click.UsageError("say what of these ids: --same, --different, --unsure, --confirm or --reject")
        if withdraw or decision:
            group_anew(opened)
        judged = judgement_objects(opened)
    if withdraw or decision:
        judged = [one for one in judged if one["id"] == (withdraw or key)]
    if as_json:
        print_json(judged)
    elif withdraw:
        click.echo(f"{withdraw}: withdrawn")
    elif decision:
        click.echo(f"{key}: {decision}; take it back with: sayso judge {ledger} --withdraw {key}")
    else:
        for one in judged:
            click.echo(harmless(_judged(one)))


def _judged(one: dict[str, Any]) -> str:
    both = f"{one['left']} {one['right'] or ''}".rstrip()
    taken = f", withdrawn {one['withdrawn_at'][:16]}" if one["withdrawn_at"] else ""
    return f"{one['id']}  {one['decision']}: {both}  by {one['by']}, {one['at'][:16]}{taken}  {one['note'] or ''}".rstrip()


_COUNTED = {
    "voices": ("voice", "voices"),
    "utterances": ("utterance", "utterances"),
    "claims": ("claim", "claims"),
    "copies": ("family of copies", "families of copies"),
    "disputes": ("dispute", "disputes"),
}


def _groups(across: Across) -> dict[str, int]:
    return {name: len(across.families if name == "copies" else getattr(across, name)) for name in _COUNTED}
