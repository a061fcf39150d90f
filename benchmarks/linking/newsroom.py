"""A synthetic newsroom with known truth: stories of 10 to 60 reports, and what linking should find in them.

``stories(reports, seed)`` yields one `Story` after another. Each report comes with its true reading, made by construction, in the
order of the modules:

1. `newsroom_world.py`: who and where a story is, what is said in it, and which disputes and decoys are planted;
2. `newsroom_drafts.py`: which report tells what, through whom it has it, and who copies whom;
3. `newsroom_lines.py`: how a statement is worded;
4. `newsroom_reports.py`: the text of a report, and the spans in it;
5. here: the truth across the reports (`newsroom_truth.py` has its values).

What is settled is settled by words: an interview is "told X", a speech names its occasion wherever the voice was quoted another
way before in the report, what was taken from others names them or stands in a copy. An utterance known at second hand only, and an
outlet's own "reported", have no entry in `Story.witnesses`. `newsroom_words.py` has the words.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

from benchmarks.linking.newsroom_drafts import drafted
from benchmarks.linking.newsroom_lines import Line
from benchmarks.linking.newsroom_reports import publish
from benchmarks.linking.newsroom_truth import Claim, Planted, Published, Story
from benchmarks.linking.newsroom_world import World

__all__ = ["Claim", "Planted", "Published", "Story", "newsroom", "stories"]


def _story(key: str, size: int, dice: random.Random) -> Story:
    world = World(key, size, dice)
    drafts = sorted(drafted(world, size), key=lambda draft: draft.minute)
    made = [publish(world, draft, index) for index, draft in enumerate(drafts)]
    heard: defaultdict[str, set[str]] = defaultdict(set)
    at: defaultdict[str, list[tuple[tuple[int, int], Line]]] = defaultdict(list)
    counted: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, report in enumerate(made):
        for line, number, figure in report.lines:
            assert line.say is not None
            heard[line.say.key].add(line.origin)
            at[line.say.key].append(((index, number), line))
            if figure is not None:
                counted[line.say.key].append((index, figure))
    disputes: list[Planted] = []
    decoys: list[Planted] = []
    for plan in world.plots:
        if plan.kind == "wording":
            split = at[plan.sides[0][0]]
            sides = tuple(tuple(place for place, line in split if line.wrong == side) for side in (False, True))
        else:
            sides = tuple(
                tuple(place for key in side for place in (counted[key] if plan.kind == "figure" else [p for p, _ in at[key]]))
                for side in plan.sides
            )
        if all(sides):
            (disputes if plan.dispute else decoys).append(Planted(plan.kind, plan.matter, sides))
    for tellings in at.values():
        cut = tuple(place for place, line in tellings if line.form == "cut")
        whole = tuple(place for place, line in tellings if line.form in ("full", "long"))
        if cut and whole and not (tellings[0][1].say and tellings[0][1].say.quoted):
            decoys.append(Planted("wording", "cut short, or spelled another way", (cut, whole)))
    told = {key for report in made for key in report.published.utterances}
    claims = {}
    for name, claim in world.claims.items():
        present = tuple(utterance for utterance in claim.utterances if utterance in told)
        own = sum(utterance in told for utterance in claim.utterances[: claim.voices])  # their own come first
        if own:
            claims[name] = Claim(present, own)
    return Story(
        key,
        tuple(report.published for report in made),
        {key: len(outlets) for key, outlets in heard.items()},
        claims,
        tuple(disputes),
        tuple(decoys),
    )


def stories(reports: int, seed: int) -> Iterator[Story]:
    """Stories with this many reports in all; the same for the same arguments, on every machine."""
    left, number = reports, 0
    while left:
        dice = random.Random(f"{seed}/{reports}/{number}")
        size = dice.randrange(10, 61)
        if left - size < 10:
            size = left if left <= 60 else left - 10
        yield _story(f"{number:05d}", size, dice)
        left, number = left - size, number + 1


def newsroom(reports: int, seed: int) -> Iterator[Published]:
    """The reports alone."""
    for story in stories(reports, seed):
        yield from story.published
