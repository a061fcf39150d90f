"""What each party is reported to hold on each issue, in order of time. Nothing is inferred that no statement carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sayso.model import Act, Position, Span, Stance
from sayso.talks.encoder import CONTENT, CUE
from sayso.talks.records import Spoken
from sayso.talks.sides import Sides
from sayso.talks.stances import OUTRIGHT

LEAST_STANCE = (
    0.4  # probability from which a stance is taken: of 0 to .7 positions are best with it on dev (benchmarks/talks/statements.py)
)
OPPOSITE: Mapping[Stance, Stance] = {"acceptance": "rejection", "rejection": "acceptance"}
_OF_ACT: Mapping[str, Stance] = {
    "REJECT": "rejection", "AGREE": "acceptance", "SUPPORT": "acceptance", "CONCEDE": "acceptance", "REQUEST": "demand",
    "THREATEN": "warning",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """The statements of one report or more, to be asked what the voice of each holds itself."""

    known: Mapping[str, Spoken]
    inside: Mapping[str, tuple[Spoken, ...]]
    acts: Mapping[str, Act]
    sides: Sides

    @classmethod
    def of(cls, statements: Iterable[Spoken], acts: Mapping[str, Act], sides: Sides) -> Held:
        known = {one.id: one for one in statements}
        inside: dict[str, list[Spoken]] = defaultdict(list)
        for one in known.values():
            if one.within:
                inside[one.within].append(one)
        return cls(known, {key: tuple(some) for key, some in inside.items()}, acts, sides)

    def parties(self, one: Spoken) -> set[str]:
        """The parties of its voices."""
        return {party for voice in one.voices if (party := self.sides.of_voice.get(voice))}

    def stance(self, one: Spoken) -> Stance | None:
        """What its voice holds itself: not what it tells of another party, nor what it is only asked to do or might do."""
        act = self.acts.get(one.id)
        stance = _sure(act)
        if act is None or stance is None:
            return None
        if stance == "rejection" and act.type == "ACCUSE" and act.stance_score < OUTRIGHT:
            return None  # an accusation is against somebody, not against what he speaks of
        own = self.parties(one)
        if any(_sure(self.acts.get(other.id)) == stance and not own & self.parties(other) for other in self.inside.get(one.id, ())):
            return None
        actor = self.sides.of_voice.get(act.actor.voice) if act.actor and act.actor.voice else None
        if actor and actor not in own and _OF_ACT.get(act.type or "") == stance:
            return None
        outer = self.known.get(one.within or "")
        told = self.acts.get(outer.id) if outer is not None else None
        if told and outer and outer.voices != one.voices and (told.type == "REQUEST" or told.modality in ("demanded", "hypothetical")):
            return None
        return stance

    def again(self, one: Spoken, party: str, stance: Stance) -> bool:
        """Whether it is told inside another statement of that party with that stance: the same over again."""
        outer = self.known.get(one.within or "")
        return outer is not None and party in self.parties(outer) and self.stance(outer) == stance

    def others(self, one: Spoken, span: Span, stance: Stance) -> bool:
        """Whether the words are those of a statement told inside it, which holds something else."""
        return any(
            other.covers(*span, CUE, CONTENT) and _sure(self.acts.get(other.id)) not in (None, stance)
            for other in self.inside.get(one.id, ())
        )


def _sure(act: Act | None) -> Stance | None:
    return act.stance if act is not None and act.stance_score >= LEAST_STANCE else None


def positions_of(held: Held) -> list[Position]:
    """A row for each party, issue and statement, in order of party, issue, day.

    `changes` is set where a party accepts on a later day what it rejected before, or the other way round; statements without a day have
    no order and change nothing.
    """
    found: dict[tuple[str, str], dict[str, Position]] = defaultdict(dict)
    for one in held.known.values():
        stance = held.stance(one)
        if stance is None:
            continue
        for voice in one.voices:
            party = held.sides.of_voice.get(voice)
            if party is None or held.again(one, party, stance):
                continue
            for touch in held.acts[one.id].issues:
                if not held.others(one, touch.span, stance):
                    found[party, touch.issue].setdefault(one.id, Position(party, touch.issue, one.id, voice, stance, one.day, None))
    out = []
    for _, rows in sorted(found.items()):
        out += _with_changes(sorted(rows.values(), key=lambda row: (row.day or "9999", row.statement)))
    return out


def _with_changes(rows: list[Position]) -> list[Position]:
    last: Position | None = None
    out = []
    for row in rows:
        changed = None
        if row.day is not None and row.stance in OPPOSITE:
            if last is not None and last.day != row.day and OPPOSITE[row.stance] == last.stance:
                changed = last.statement
            last = row
        out.append(Position(row.party, row.issue, row.statement, row.voice, row.stance, row.day, changed))
    return out
