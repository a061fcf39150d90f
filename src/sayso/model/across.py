"""What linking finds across reports. Ids are those of sayso.ids; a group is a pure function of the live links and judgements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sayso.model.reading import MentionKind, VoiceKind

Decision = Literal["same", "different", "unsure", "confirm", "reject", "add"]
LinkKind = Literal["voice", "copy", "utterance", "claim"]
CopyKind = Literal["whole", "part", "rewritten"]
DisputeKind = Literal["figure", "status", "acceptance", "denial", "wording"]


class Reason(NamedTuple):
    """Why two things are linked: the signal, how they compare on it in words, and the bits of evidence that it gives."""

    signal: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Link:
    """A machine's suggestion that two things are one. `weight` is in bits: 0 is even odds, 10 a thousand to one."""

    kind: LinkKind
    left: str
    right: str
    weight: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A voice across reports: the voices of single reports that are one, and what they are called."""

    voices: tuple[str, ...]
    name: str
    names: tuple[str, ...]
    kind: VoiceKind
    side: str | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who or what several names stand for, across reports: `voices` are ids of voices and of what is only named.

    `speaks` is one of the voices, where any of them speaks.
    """

    voices: tuple[str, ...]
    name: str
    kind: MentionKind
    speaks: str | None


@dataclass(frozen=True, slots=True)
class CopyFamily:
    """Reports that reprint one text, whole or in part; `first` is the one it was first in, where the evidence gives it."""

    reports: tuple[str, ...]
    first: str | None
    kind: CopyKind
    why: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, at least and at most, and who they are."""

    low: int
    high: int
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One act of saying, told by the statements; `witnesses` are those who heard or read it themselves."""

    statements: tuple[str, ...]
    witnesses: Counted
    why: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said to be so by one voice or several; `voices` are those who say it on their own knowledge."""

    statements: tuple[str, ...]
    voices: Counted
    why: str


@dataclass(frozen=True, slots=True)
class DisputeSide:
    """One account: the statements and figures that give it."""

    statements: tuple[str, ...]
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """Accounts that cannot all hold, and the matter they part on."""

    kind: DisputeKind
    matter: str
    sides: tuple[DisputeSide, ...]
    why: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's decision over a link (`right` given) or a statement; the last one on a thing holds. "add" gives a statement."""

    left: str
    right: str | None
    decision: Decision
    by: str
    at: str  # ISO 8601, UTC
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Across:
    """All that linking makes of many readings. Groups hold the ids of voices, reports, statements and figures."""

    links: tuple[Link, ...]
    designations: Mapping[str, str]  # of named voices: what voice links are between
    fingerprints: Mapping[str, Mapping[str, str]]  # by kind of link and thing: what its links rest on
    vectors: Mapping[str, bytes]  # of statements
    voices: tuple[Group, ...]
    bearers: tuple[Bearer, ...]
    families: tuple[CopyFamily, ...]
    utterances: tuple[Utterance, ...]
    claims: tuple[Claim, ...]
    disputes: tuple[Dispute, ...]
