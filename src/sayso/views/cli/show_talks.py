"""The talks as headings, tables and lines."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from sayso.views.cli.blocks import Block, Grid, Heading, Line, Words
from sayso.views.cli.show import place
from sayso.views.counted import count
from sayso.views.talks import Cell, PartyLine, PlaceLine, PositionLine, ProposalLine, TalksPage


def talks_blocks(page: TalksPage, *, all_of_it: bool) -> Iterator[Block]:
    """The talks as headings, tables and lines; the proposals are left out where one issue or party is asked for."""
    called = {one.id: one.name for one in page.parties}
    named = {one.id: one.name for one in page.issues}
    several = len({cell.issue for cell in page.cells})
    since = f" since {page.since}" if page.since else ""
    heard = count(sum(one.positions > 0 for one in page.parties), "party", "parties")
    yield Heading(
        f"Talks{since}: {heard} with positions on {count(several, 'issue')};"
        f" {count(len(page.proposals), 'proposal')}, {count(len(page.disputes), 'open dispute')}",
        f"{page.untouched} of {count(page.statements, 'statement')} touch none of the {len(page.issues)} issues",
    )
    yield from _parties(page.parties)
    if page.cells:
        yield Heading("Who holds what", "statements by what they hold; exact words below")
        cells = {(cell.issue, cell.party): cell for cell in page.cells}
        rows = [
            [named[issue], *(_stances(cells.get((issue, party))) for party in page.columns)]
            for issue in dict.fromkeys(cell.issue for cell in page.cells)
        ]
        yield Grid(["", *(called[party] for party in page.columns)], rows)
    for issue in dict.fromkeys(cell.issue for cell in page.cells):
        yield Heading(named[issue][:1].upper() + named[issue][1:])
        for cell in page.cells:
            if cell.issue == issue:
                yield from _cell(cell, called[cell.party])
    if page.changes:
        yield Heading("Positions that changed", "later against earlier")
        for position in page.changes:
            yield Line([(called[position.party], "bold"), (f" on {named[position.issue]}", "")])
            yield Line(_said(position), 2)
            if position.changes:
                yield Line(
                    [
                        ("before: ", "dim"),
                        (position.changes.cue, "italic"),
                        (f": {position.changes.content}", ""),
                        (f"  {place(position.changes)}", "dim"),
                    ],
                    2,
                )
    if not all_of_it:
        for proposal in page.proposals:
            yield from _proposal(proposal, named)
    for dispute in page.disputes:
        yield Heading(f"Dispute, {dispute.kind}: {dispute.matter}", f"{dispute.why}; {dispute.id}")
        for side in dispute.sides:
            yield Line([(", ".join(side.voices), "bold")])
            for said in side.statements:
                yield Line([(said.cue, "italic"), (f": {said.content}", ""), (f"  {place(said)}", "dim")], 2)


def _parties(parties: tuple[PartyLine, ...]) -> Iterator[Block]:
    of = {"party": "Parties", "mediator": "Mediators", "other": "Others who are heard on the issues"}
    for part, heading in of.items():
        some = [one for one in parties if one.part == part and (part != "other" or one.positions)]
        if some:
            yield Heading(heading)
        for one in some:
            shows = "; ".join(
                f"{sign.shows} ({sign.places}: “{sign.words}”, {os.path.basename(sign.path)}, line {sign.line})" for sign in one.signs
            )
            yield Line(
                [
                    (one.name, "bold"),
                    (f" {count(one.statements, 'statement')}, {count(one.positions, 'position')}", ""),
                    (f"  {shows}", "dim"),
                ]
            )


def _stances(cell: Cell | None) -> str:
    return "\n".join(f"{stance} {number}" for stance, number in cell.stances) if cell else "·"


def _cell(cell: Cell, party: str) -> Iterator[Block]:
    more = f"  and {cell.more} more: --party {_quoted(party)} --issue {cell.issue}" if cell.more else ""
    yield Line([(party, "bold"), (more, "dim")])
    for position in cell.positions:
        yield Line(_said(position), 2)


def _quoted(words: str) -> str:
    return words if re.fullmatch(r"[\w-]+", words) else f'"{words}"'


def _said(position: PositionLine) -> Words:
    who = f"{position.voice} " if position.voice else ""
    stance = f"{position.stance}, changed" if position.changes else position.stance
    return [
        (f"{position.day or 'day not known'}, {stance}: ", "dim"), (who, ""), (position.said.cue, "italic"),
        (f": {position.said.content}", ""), (f"  {place(position.said)}", "dim"),
    ]  # fmt: skip


def _proposal(one: ProposalLine, named: dict[str, str]) -> Iterator[Block]:
    when = f"spoken of {one.since}" + (f" to {one.until}" if one.until != one.since else "") if one.since else "no day known"
    by = f"put forward by {' and '.join(one.by)}" if one.by else "nobody named as putting it forward"
    where = f"; made in {one.where}" if one.where else ""
    yield Heading(
        f"Proposal: {one.name}", f"{by}{where}; {when}; {count(len(one.mentions), 'mention')} in {count(one.reports, 'report')}; {one.id}"
    )
    for term in one.terms:
        issue = f" ({named[term.issue]})" if term.issue in named else ""
        yield Line([(f"{term.kind}: ", "dim"), (term.words, ""), (f"{issue}  {_at(term)}", "dim")])
    for answer in one.answers:
        yield Line([(f"{answer.party}, {answer.answer}", "bold"), (f" {' and '.join(answer.voices)} ", ""), (answer.said.cue, "italic"),
                    (f": {answer.said.content}", ""), (f"  {place(answer.said)}", "dim")])  # fmt: skip
    for party in one.parted:
        yield Line([(f"accounts part on whether {party} accepted it", "bold")])
    if not one.terms and not one.answers:
        for mention in one.mentions[:3]:
            yield Line([("spoken of: ", "dim"), (mention.words, ""), (f"  {_at(mention)}", "dim")])


def _at(line: PlaceLine) -> str:
    on = f"on the word of {line.voice}; " if line.voice else ""
    when = f", {line.published}" if line.published else ""
    return f"[{on}{line.outlet or os.path.basename(line.path)}{when}, line {line.line}, {line.start}–{line.end}]"
