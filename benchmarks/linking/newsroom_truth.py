"""What the synthetic newsroom hands out: reports with their true readings, and the truth across them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from sayso.model import Reading, Report

Copy = Literal["whole", "part", "rewritten"]
DisputeKind = Literal["figure", "status", "acceptance", "denial", "wording"]


@dataclass(frozen=True, slots=True)
class Published:
    """A report, its true reading, and the truth that links it: keys of utterances and voices in the order of the statements.

    `first`: the report that its copy family goes back to; false for all where the agency's own text is not among the reports.
    """

    report: Report
    reading: Reading
    utterances: tuple[str, ...]
    voices: tuple[tuple[str, ...], ...]
    family: str | None
    copy: Copy | None  # None for the first and for reports without a family
    first: bool


class Claim(NamedTuple):
    """The utterances that assert one thing, or that deny it, and how many voices do so on their own knowledge."""

    utterances: tuple[str, ...]
    voices: int


@dataclass(frozen=True, slots=True)
class Planted:
    """A dispute, or a decoy that looks like one. A place is (report, statement), for figures (report, figure), as indexes."""

    kind: DisputeKind
    matter: str
    sides: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The reports of one matter in order of time, and the truth across them."""

    key: str
    published: tuple[Published, ...]
    witnesses: dict[str, int]  # of an utterance: outlets that heard or read it themselves
    claims: dict[str, Claim]
    disputes: tuple[Planted, ...]
    decoys: tuple[Planted, ...]
