"""The truth of synthetic stories by the ids of the ledger that holds their reports, read truly or by the reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.linking.newsroom_truth import Planted, Published, Story
from benchmarks.reading.sample import Wanted, compare
from sayso.ids import figure_id, report_id, statement_id, voice_id
from sayso.ledger import Ledger
from sayso.linking.voices import NAMED
from sayso.model import Reading
from sayso.reading import Reader
from sayso.settings import Settings

Place = tuple[str, int, int]  # story, report, statement or figure of the true reading


@dataclass(frozen=True, slots=True)
class Placed:
    """For each statement, named voice and report of the truth that the ledger has, what it is one with, by id.

    `voices` leaves out those that linking does not link by name. `claims`: the claim that a statement makes, its utterance where the
    truth has no claim for it; an outlet that "reported" that somebody said it passes it on, so it makes the same. `story`: of each id.
    """

    utterances: dict[str, str] = field(default_factory=dict)
    voices: dict[str, str] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    story: dict[str, str] = field(default_factory=dict)
    witnesses: dict[str, int] = field(default_factory=dict)  # by utterance
    asserted: dict[str, int] = field(default_factory=dict)  # by claim of two utterances or more: voices that assert it themselves
    statements: dict[Place, str] = field(default_factory=dict)
    figures: dict[Place, str] = field(default_factory=dict)
    wanted: list[int] = field(default_factory=list)  # statements of the truth, a report

    def within_stories(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """The same groups, each cut into those of one story: what a state says in one is asked of that one only."""
        return {key: f"{self.story[key]} {group}" for key, group in wanted.items()}

    def sides(self, story: Story, planted: Planted) -> list[set[str]]:
        """The ids of a planted dispute's sides, those that the ledger has."""
        at = self.figures if planted.kind == "figure" else self.statements
        return [{at[story.key, *place] for place in side if (story.key, *place) in at} for side in planted.sides]


def place(stories: Iterable[Story], ledger: Ledger, reader: Reader | None = None) -> Placed:
    """Record all reports: with their true readings, or as the reader reads them."""
    placed = Placed()
    for story in stories:
        claim_of = {key: f"{name} claim" for name, claim in story.claims.items() for key in claim.utterances}
        for number, one in enumerate(story.published):
            reading = reader.read(one.report) if reader else one.reading
            ledger.record(one.report, reading, version="benchmark", settings=reader.settings if reader else Settings())
            _note(placed, (story.key, number), one, reading, claim_of)
        placed.witnesses.update(story.witnesses)
        placed.asserted.update({f"{name} claim": claim.voices for name, claim in story.claims.items() if len(claim.utterances) > 1})
    return placed


def _note(placed: Placed, where: tuple[str, int], one: Published, reading: Reading, claim_of: Mapping[str, str]) -> None:
    key = report_id(one.report)
    placed.families[key] = one.family or key
    placed.story[key] = where[0]
    placed.wanted.append(len(one.utterances))
    true = one.reading.statements
    if reading is one.reading:
        found = list(enumerate(true))
    else:
        pairs = compare(one.report, reading.statements, [Wanted({"at": at}, s.source, s.content) for at, s in enumerate(true)])
        found = [(wanted.known["at"], statement) for wanted, statement in pairs if statement is not None]
    for at, statement in found:
        sid = statement_id(key, statement)
        placed.statements[*where, at] = sid
        placed.utterances[sid] = one.utterances[at]
        told = one.utterances[at].partition("@")[0]
        placed.claims[sid] = claim_of.get(told, told)
        placed.story[sid] = where[0]
        for voice, wanted_voice, speaker in zip(statement.voices, true[at].voices, one.voices[at], strict=False):
            if voice.kind in NAMED and wanted_voice.kind in NAMED:
                vid = voice_id(key, voice)
                placed.voices[vid] = speaker
                placed.story[vid] = where[0]
    for at, wanted in enumerate(one.reading.figures):
        for figure in reading.figures:
            if figure.span.start < wanted.span.end and wanted.span.start < figure.span.end:
                placed.figures[*where, at] = figure_id(key, figure)


def gathered(group_of: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The members of each group."""
    groups: dict[str, set[str]] = defaultdict(set)
    for member, group in group_of.items():
        groups[group].add(member)
    return {group: frozenset(found) for group, found in groups.items()}
