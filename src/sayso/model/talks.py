"""What is made of the statements about talks. A party's id is that of sayso.ids; voices are the voices of single reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from sayso.model.across import Dispute
from sayso.model.reading import Span

Stance = Literal["demand", "offer", "acceptance", "rejection", "condition", "warning"]
Modality = Literal["done", "promised", "demanded", "denied", "hypothetical"]
Part = Literal["party", "mediator", "other"]
TermKind = Literal["term", "phase", "duration", "number"]


@dataclass(frozen=True, slots=True)
class Issue:
    """A matter of negotiation, as a taxonomy has it: `examples` are phrases such as a report might use."""

    id: str
    name: str
    about: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Who does something or to whom it is done: the words that name it, and the voice where that is known."""

    voice: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Touch:
    """A statement touches an issue: with what probability, and the words that come nearest."""

    issue: str
    score: float
    span: Span


@dataclass(frozen=True, slots=True)
class Act:
    """What a statement reports as done, promised, demanded, denied or possible (`type` and `mode` are PLOVER's), and what its voice
    holds. The scores are probabilities; what is None is none of the kinds."""

    statement: str
    type: str | None
    mode: str | None
    modality: Modality | None
    stance: Stance | None
    type_score: float
    modality_score: float
    stance_score: float
    actor: End | None
    recipient: End | None
    issues: tuple[Touch, ...]


class Sign(NamedTuple):
    """Words that show somebody as a party to talks or as a mediator: what they show, and the place of the name."""

    shows: str
    report: str
    span: Span


@dataclass(frozen=True, slots=True)
class Party:
    """Whom voices speak for, and its part in the talks as the reports' words show it; `statements` are those of its voices."""

    name: str
    part: Part
    voices: tuple[str, ...]
    statements: int
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """What a party's voice is reported to hold on an issue. `changes` is the earlier statement that it is the opposite of."""

    party: str
    issue: str
    statement: str
    voice: str
    stance: Stance
    day: str | None
    changes: str | None


class Place(NamedTuple):
    """A stretch of a report's text, and the statement it stands in, if it does."""

    report: str
    span: Span
    statement: str | None


class Term(NamedTuple):
    """Something that a proposal is said to hold."""

    kind: TermKind
    place: Place
    issue: str | None


class Answer(NamedTuple):
    """What a party is reported to have answered to a proposal."""

    party: str
    statement: str
    stance: Stance
    day: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something on the table: where reports speak of it, who put it forward, where, when (days, both ends included), what is in it."""

    name: str
    kind: str
    by: tuple[str, ...]  # parties
    where: str | None
    since: str | None
    until: str | None
    mentions: tuple[Place, ...]
    terms: tuple[Term, ...]
    answers: tuple[Answer, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Talks:
    """All that is made of a ledger's statements about talks. `disputes` are of who accepted what."""

    acts: tuple[Act, ...]
    parties: tuple[Party, ...]
    positions: tuple[Position, ...]
    proposals: tuple[Proposal, ...]
    disputes: tuple[Dispute, ...]
