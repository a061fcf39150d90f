"""One act of saying: its versions side by side, the way each came, and why they are taken for one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayso.errors import NotThere
from sayso.ledger.parts import parts_of
from sayso.model import Span
from sayso.views.room.judged import JudgementLine, Reasoned, judgements_on, reasons_among
from sayso.views.room.parts import Part, compared
from sayso.views.room.room import Query, Room
from sayso.views.room.statements import Told, speaker, titled, told

_TREE = 200  # tellings that the tree and the differences are made for
TOLD_INSIDE = "on_the_word_of"  # how a step is called whose voice tells it in a statement of its own
_NOT_KNOWN = "somebody who is not known"


@dataclass(frozen=True, slots=True)
class Version:
    """A telling, with how its content differs from the first one's."""

    told: Told  # the telling
    parts: tuple[Part, ...]  # its content in parts, with what the first one has as well


@dataclass(frozen=True, slots=True)
class Step:
    """On the way from the voice to the reports: who carried it, as which words show, and what hangs on it.

    `how` is that of a relay, "voice" for who said it, "on_the_word_of" for who tells it inside a statement of its own (`words` are its
    cue), "report" for where it stands, "copy" for a copy of that; both name the statement.
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
    steps: dict[str, list[tuple[int, _Passed]]] = {}
    for row in room.ledger.connection.execute(
        "SELECT statement, name, how, relays.start_at AS start, substr(text, relays.start_at + 1, relays.end_at - relays.start_at) AS words FROM relays"
        " JOIN statements ON statements.id = statement JOIN reports ON reports.id = report"
        " WHERE statement IN (SELECT value FROM json_each(?)) ORDER BY statement, relays.position",
        (ids,),
    ):
        steps.setdefault(row["statement"], []).append((row["start"], (row["name"], row["how"] or "carried", row["words"] or "")))
    outer = _outer(room, some)
    contents = _contents(room, outer)
    heard = {name.casefold() for name in witnesses}
    copies, copied = _copies(room, some)
    root: dict[str, list[_Way]] = {}
    for one in some:
        if one.line.id not in copied:
            root.setdefault(speaker(one), []).append((_way(one, steps.get(one.line.id, []), outer, contents), one))
    return tuple(Step(name, "voice", None, False, None, None, tuple(_below(ways, heard, copies))) for name, ways in root.items())


_Passed = tuple[str, str, str]  # name, how, words
_Way = tuple[list[_Passed], Told]  # the steps still to go, and the telling that they lead to


def _outer(room: Room, some: Sequence[Told]) -> dict[str, Told]:
    """The statements that these are told inside, by id, and those that they are told inside; without those that a person rejected."""
    found: dict[str, Told] = {}
    wanted = {one.line.within for one in some if one.line.within}
    while wanted:
        more = {one.line.id: one for one in told(room, sorted(wanted), superseded=True)}
        found |= more
        wanted = {one.line.within for one in more.values() if one.line.within} - found.keys()
    return found


def _contents(room: Room, outer: Mapping[str, Told]) -> dict[str, tuple[Span, ...]]:
    """Where the contents of these stand: cues and what is named beside them may part a content."""
    found = parts_of(room.ledger.connection, statements=outer)
    return {key: found[key].content for key in outer}


def _way(
    one: Told, relay: Sequence[tuple[int, _Passed]], outer: Mapping[str, Told], contents: Mapping[str, Sequence[tuple[int, int]]]
) -> list[_Passed]:
    """The steps from the voice to the report: on whose word it is told, inside whose words, and through whom, nearest to the voice first.

    Who is a step of the relay too is one step. Of the relay, what is named in a teller's words comes before that teller.
    """
    way, left, inner = [], list(relay), one.line
    while inner.within:
        holder = outer.get(inner.within)
        if holder is None:  # a person rejected it
            way.append((_NOT_KNOWN, TOLD_INSIDE, ""))
            break
        names = {name.casefold() for name in (speaker(holder), inner.told_by or "")}
        same = next((n for n, (_, step) in enumerate(left, 1) if step[0].casefold() in names), 0)
        inside = contents[holder.line.id]
        before = [step for n, step in enumerate(left) if n < same or any(start <= step[0] < end for start, end in inside)]
        way += [step for _, step in before]
        left = [step for step in left if step not in before]
        if not same:
            way.append((speaker(holder) if holder.voices else _NOT_KNOWN, TOLD_INSIDE, holder.line.cue))
        inner = holder.line
    return way + [step for _, step in left]


def _below(ways: list[_Way], heard: set[str], copies: Mapping[str, Sequence[Told]]) -> Iterator[Step]:
    through: dict[tuple[str, ...], list[_Way]] = {}
    for way, one in ways:
        if way:
            name, how, words = way[0]  # tellers share a step where they tell it by the same words: who denies it does not say it
            through.setdefault((name, how, words) if how == TOLD_INSIDE else (name,), []).append((way, one))
        else:
            yield _stands(one, "report", heard, copies)
    for some in through.values():
        name, how, words = some[0][0][0]
        known = set[str]() if how == TOLD_INSIDE else heard  # of what is known at second hand nobody is a witness
        below = tuple(_below([(way[1:], one) for way, one in some], known, copies))
        yield Step(name, how, words or None, _counted(name, known), None, None, below)


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
