"""The talks in the room: the matrix, positions, proposals; of one issue or one party where the address asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.errors import LedgerError, NotThere
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Told, told
from sayso.views.room.today import came_in
from sayso.views.talks import TalksPage as Talks
from sayso.views.talks import talks

LISTED, LISTED_ALL = 2, 100  # positions of a cell on the page of all, and on that of one issue or party


@dataclass(frozen=True, slots=True)
class TalksPage:
    """What /talks shows; `told` are the statements that the page names, by id."""

    title: str
    issue: str | None  # asked for: an id or a name
    party: str | None  # asked for: an id or a name
    talks: Talks  # what is made of the statements
    told: dict[str, Told]  # the statements that it names, by id, with their voices


def talks_page(room: Room, query: Query) -> TalksPage:
    """Raises NotThere where the ledger has no such issue, party or run, BadQuestion where `since` is none."""
    issue, party, since = (next((v.strip() for v in query.get(name, ()) if v.strip()), None) for name in ("issue", "party", "since"))
    if since:
        came_in(room.ledger, since)
    try:
        page = talks(room.ledger, issue=issue, party=party, since=since, listed=LISTED_ALL if issue or party else LISTED)
    except LedgerError as error:
        raise NotThere(str(error).partition(": ")[2] or str(error)) from error
    ids = [p.said.id for cell in page.cells for p in cell.positions]
    ids += [one.id for p in page.changes for one in (p.said, p.changes) if one]
    ids += [answer.said.id for one in page.proposals for answer in one.answers]
    ids += [said.id for one in page.disputes for side in one.sides for said in side.statements]
    by_id = {one.line.id: one for one in told(room, list(dict.fromkeys(ids)), superseded=True)}
    names = {one.id: one.name for one in page.issues} | {one.id: one.name for one in page.parties}
    named = next((names[key] for key in (party, issue) if key in names), None)
    return TalksPage(f"Talks: {named}" if named else "Talks", issue, party, page, by_id)
