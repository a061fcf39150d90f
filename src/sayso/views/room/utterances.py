"""One act of saying: its versions side by side, the way each came, and why they are taken for one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayso.errors import NotThere
from sayso.views.room.judged import JudgementLine, Reasoned, judgements_on, reasons_among
from sayso.views.room.parts import Part, compared
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Told, speaker, titled, told

_TREE = 200  # tellings that the tree and the differences are made for


@dataclass(frozen=True, slots=True)
class Version:
    """A telling, with how its content differs from the first one's."""

    told: Told  # the telling
    parts: tuple[Part, ...]  # its content in parts, with what the first one has as well


@dataclass(frozen=True, slots=True)
class Step:
    """On the way from the voice to the reports: who carried it, as which words show, and what hangs on it.

    `how` is that of a relay, "voice" for who said it, "report" for where it stands, "copy" for a copy of that; both name the statement.
    """

    name: str  # who carried it, or the outlet
    how: str  # how it came there
    words: str | None  # of the report, that show it
    origin: bool  # whether it is one of the independent witnesses, met for the first time
    statement: str | None  # where this is a report or a copy
    report: str | None  # where this is a report or a copy
    below: tuple[Step, ...]  # what hangs on it


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """What the utterance asserts together with others, and how many voices do on their own knowledge."""

    id: str
    low: int  # independent voices, at least
    high: int  # independent voices, at most
    who: tuple[str, ...]  # these voices, by name
    why: str  # how they were counted
    others: tuple[Told, ...]  # one telling of each other utterance, 50 at most


@dataclass(frozen=True, slots=True)
class UtterancePage:
    """What an utterance's page shows."""

    title: str
    id: str
    low: int  # independent witnesses, at least
    high: int  # independent witnesses, at most
    witnesses: tuple[str, ...]  # who heard or read it themselves, by name
    why: str  # how they were counted
    versions: tuple[Version, ...]  # the tellings, the first one first, 200 at most
    tellings: int  # statements that tell it
    tree: tuple[Step, ...]  # from the voices down to the reports
    links: tuple[Reasoned, ...]  # why the tellings are taken for one
    claim: ClaimLine | None  # what it asserts together with other utterances, where there are any
    judgements: tuple[JudgementLine, ...]  # on its tellings, the last first; withdrawn ones too


def utterance_page(room: Room, key: str, _: Query) -> UtterancePage:
    """Raises NotThere where the ledger has no such utterance, or where a person rejected all that tells it."""
    db = room.ledger.connection
    row = db.execute("SELECT * FROM utterances WHERE id = ?", (key,)).fetchone()
    members = [s for (s,) in db.execute("SELECT statement FROM utterance_members WHERE utterance = ? ORDER BY statement", (key,))]
    said = _in_time(told(room, members))
    if row is None or not said:
        raise NotThere(f"the ledger has no utterance {key}")
    some = said[:_TREE]
    ids = [one.line.id for one in some]
    witnesses = tuple(json.loads(row["who"]))
    return UtterancePage(
        titled(said[0]), key, row["low"], row["high"], witnesses, row["why"],
        tuple(Version(one, compared(said[0].line.content, one.line.content)) for one in some), len(said),
        _tree(room, some, witnesses), tuple(reasons_among(room, "utterance", ids)), _claim(room, key, ids[0]),
        judgements_on(room, ids),
    )  # fmt: skip


def _in_time(said: Sequence[Told]) -> list[Told]:
    return sorted(said, key=lambda one: (one.line.published or "9999", one.line.path, one.line.start))


def _tree(room: Room, some: Sequence[Told], witnesses: Sequence[str]) -> tuple[Step, ...]:
    """From the voices down to the reports: tellings that came the same way share its steps."""
    ids = json.dumps([one.line.id for one in some])
    steps: dict[str, list[tuple[str, str, str]]] = {}
    for row in room.ledger.connection.execute(
        "SELECT statement, name, how, substr(text, relays.start_at + 1, relays.end_at - relays.start_at) AS words FROM relays"
        " JOIN statements ON statements.id = statement JOIN reports ON reports.id = report"
        " WHERE statement IN (SELECT value FROM json_each(?)) ORDER BY statement, relays.position",
        (ids,),
    ):
        steps.setdefault(row["statement"], []).append((row["name"], row["how"] or "carried", row["words"] or ""))
    heard = {name.casefold() for name in witnesses}
    copies, copied = _copies(room, some)
    root: dict[str, list[_Way]] = {}
    for one in some:
        if one.line.id not in copied:
            root.setdefault(speaker(one), []).append((steps.get(one.line.id, []), one))
    return tuple(Step(name, "voice", None, False, None, None, tuple(_below(ways, heard, copies))) for name, ways in root.items())


_Way = tuple[list[tuple[str, str, str]], Told]  # the steps still to go (name, how, words), and the telling that they lead to


def _below(ways: list[_Way], heard: set[str], copies: Mapping[str, Sequence[Told]]) -> Iterator[Step]:
    through: dict[str, list[_Way]] = {}
    for way, one in ways:
        if way:
            through.setdefault(way[0][0], []).append((way, one))
        else:
            yield _stands(one, "report", heard, copies)
    for name, some in through.items():
        _, how, words = some[0][0][0]
        below = tuple(_below([(way[1:], one) for way, one in some], heard, copies))
        yield Step(name, how, words or None, _counted(name, heard), None, None, below)


def _counted(name: str, heard: set[str]) -> bool:
    """Whether this is one of those who heard it, met for the first time: each counts once."""
    found = name.casefold() in heard
    heard.discard(name.casefold())
    return found


def _stands(one: Told, how: str, heard: set[str], copies: Mapping[str, Sequence[Told]]) -> Step:
    """Where a telling stands, with the copies of that report below."""
    name = one.line.outlet or one.line.title or one.line.path
    below = tuple(_stands(copy, "copy", set(), {}) for copy in copies.get(one.line.id, ()))
    witness = _counted(one.line.outlet or one.line.path, heard)  # an outlet that is not known is counted by the path of its report
    return Step(name, how, None, witness, one.line.id, one.line.report, below)


def _copies(room: Room, some: Sequence[Told]) -> tuple[dict[str, list[Told]], set[str]]:
    """Tellings in copies, by the telling in the report that was first; and all of these."""
    of_report: dict[str, Told] = {}
    for one in some:
        of_report.setdefault(one.line.report, one)
    rows = room.ledger.connection.execute(
        "SELECT report, first FROM copy_members JOIN copy_families ON id = family WHERE first IS NOT NULL AND first <> report"
        " AND report IN (SELECT value FROM json_each(?)) ORDER BY family",
        (json.dumps(list(of_report)),),
    )
    first_of = {row["report"]: row["first"] for row in rows if row["first"] in of_report}
    copies: dict[str, list[Told]] = {}
    for one in some:
        first = first_of.get(one.line.report)
        if first is not None and first not in first_of:
            copies.setdefault(of_report[first].line.id, []).append(one)
    return copies, {one.line.id for copied in copies.values() for one in copied}


def _claim(room: Room, utterance: str, statement: str) -> ClaimLine | None:
    db = room.ledger.connection
    row = db.execute("SELECT claims.* FROM claims JOIN claim_members ON claim = id WHERE statement = ?", (statement,)).fetchone()
    if row is None:
        return None
    others = db.execute(
        "SELECT min(statement) FROM claim_members JOIN utterance_members USING (statement) WHERE claim = ? AND utterance <> ?"
        " GROUP BY utterance ORDER BY 1 LIMIT 50",
        (row["id"], utterance),
    )
    return ClaimLine(row["id"], row["low"], row["high"], tuple(json.loads(row["who"])), row["why"], told(room, [s for (s,) in others]))
