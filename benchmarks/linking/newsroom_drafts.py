"""The drafts of a story of the synthetic newsroom: who writes, who tells what, and who copies whom."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from benchmarks.linking import newsroom_words as words
from benchmarks.linking.newsroom_lines import Desk, Fact, Form, Line, cap, styled, worded
from benchmarks.linking.newsroom_truth import Copy
from benchmarks.linking.newsroom_world import Say, World


@dataclass(slots=True)
class Draft:
    desk: Desk
    minute: int
    lines: list[Line] = field(default_factory=list)
    family: str | None = None
    copy: Copy | None = None
    first: bool = False
    credited: Literal["dateline", "brackets", "dash", None] = None


def drafted(world: World, size: int) -> list[Draft]:
    """Who writes, who tells what, and who copies whom."""
    dice = world.dice
    written = min(size, max(4, round(size * 0.62)))
    own: list[Draft] = []
    told: list[list[Say]] = [[] for _ in range(written)]
    for number in range(written):
        outlet = dice.choice(world.agencies if number % 5 < 2 else world.others)
        day = number % world.days
        own.append(Draft(Desk(outlet, outlet, day, dice), day * 1440 + dice.randrange(900)))
    for say in world.says:
        near = [n for n, draft in enumerate(own) if draft.desk.day in (say.day, say.day + 1)]
        if not near:  # a newsroom of a few reports has none on that day: it stays untold
            continue
        near.sort(key=lambda n: len(told[n]) + 3 * dice.random())
        tellers = near[: (4 if say.quoted else dice.randrange(2, 4))]
        for number in tellers:
            told[number].append(say)
        outlets = sorted({own[number].desk.outlet for number in tellers})
        if say.by == "speech":
            say.witnesses = tuple(dice.sample(outlets, dice.randrange(1, len(outlets) + 1)))
        elif not say.witnesses:
            say.witnesses = (dice.choice(outlets) if dice.random() < 0.7 else dice.choice(world.agencies + world.others),)
        if say.quoted and len(outlets) > 1:
            say.misquoted = dice.choice(outlets)
    for draft, says in zip(own, told, strict=True):
        dice.shuffle(says)
        _written(world, draft, says)
    wires = [draft for draft in own if draft.desk.outlet in world.agencies]
    copies: list[Draft] = []
    absent: list[Draft] = []
    while len(own) + len(copies) - len(absent) < size:
        first = dice.choice(wires[: max(1, size // 8)])
        kind: Copy = dice.choices(("whole", "part", "rewritten"), (40, 35, 25))[0]
        used = {name for line in first.lines for tell in line.tells for name, *_ in tell.relay} | {
            c.desk.outlet for c in copies if c.family == first.family
        }
        free = [name for name in world.others if name not in used]
        if not free:
            wires = [wire for wire in wires if wire is not first] or wires
            free = world.others
        if first.family is None:
            first.family, first.first = f"{world.key}/f{wires.index(first)}-{len(copies)}", True
            if dice.random() < 0.1 and size > 14:
                absent.append(first)
        # only a credit tells whose it is where the agency's own text is not at hand, or a rewriter would keep too few quotations
        quotations = sum(line.say is not None and line.form in ("full", "cut", "long") for line in first.lines)
        credit = first in absent or (kind == "rewritten" and quotations < 2) or dice.random() < 0.5
        copies.append(_copied(world, first, dice.choice(free), kind, credit))
    return [draft for draft in (*own, *copies) if draft not in absent]


def _written(world: World, draft: Draft, says: Sequence[Say]) -> None:
    """An outlet's own text: what it tells, and its own sentences between."""
    desk = draft.desk
    draft.lines = [_fact_line(world, desk.outlet)]
    for say in says:
        draft.lines.append(worded(say, _chain(say, desk.outlet, world), _form(say, desk.dice), desk, world.weekday(say.day)))
        if desk.dice.random() < 0.7 or desk.last is None:
            draft.lines += [_fact_line(world, desk.outlet) for _ in range(1 + (desk.dice.random() < 0.3))]
            desk.last = None
    draft.lines += [_fact_line(world, desk.outlet) for _ in range(max(1, 9 - len(draft.lines)))]
    draft.lines = list({line.text: line for line in draft.lines}.values())  # no sentence twice


def _copied(world: World, first: Draft, outlet: str, kind: Copy, credit: bool) -> Draft:
    """The agency's text as another outlet prints it."""
    dice, agency = world.dice, first.desk.outlet
    desk = Desk(outlet, agency, first.desk.day, dice)
    copy = Draft(desk, first.minute + dice.randrange(30, 1500), family=first.family, copy=kind)
    copy.credited = dice.choice(("dateline", "brackets", "dash")) if credit else None
    straight = dice.random() < 0.3
    lines = first.lines
    if kind != "rewritten":
        lines = lines[: max(3, round(len(lines) * dice.uniform(0.25, 0.7)))] if kind == "part" else lines[: len(lines) - dice.randrange(2)]
        lines = [_restyled(line, straight) for line in lines]
    else:
        lines = [_reworked(line, desk, world) for line in lines]
    copy.lines = [replace(line, credit=agency if credit else None) for line in lines]
    if kind == "part":
        own = Desk(outlet, outlet, first.desk.day, dice, dict(first.desk.named), {*first.desk.elsewhere, *first.desk.named})
        told = {line.say.key for line in lines if line.say}
        later = [s for s in world.says if s.day <= own.day and s.witnesses and s.key not in told and (outlet not in s.witnesses or s.by == "interview") and
                 not s.heard and all(who.key not in own.named for who in s.voices)]  # fmt: skip
        extra = [_fact_line(world, outlet) for _ in range(dice.randrange(2, 7))]
        for say in dice.sample(later, min(len(later), dice.randrange(3))):
            extra.append(worded(say, _chain(say, outlet, world), _form(say, dice), own, world.weekday(say.day)))
            own.last = None
        copy.lines = [_fact_line(world, outlet), *copy.lines, *extra] if dice.random() < 0.5 else [*copy.lines, *extra]
    return copy


def _restyled(line: Line, straight: bool) -> Line:
    text = line.text.translate({0x201C: '"', 0x201D: '"', 0x2019: "'"}) if straight else line.text
    return replace(line, text=text)


def _reworked(line: Line, desk: Desk, world: World) -> Line:
    """The same sentence in other words; quotations stay, or are trimmed."""
    if line.say is None:
        assert line.fact is not None
        desk.last = None
        return Line(styled(cap(line.fact.text(1 - line.fact.wording)), desk.outlet), fact=line.fact)
    trimmed: dict[Form, tuple[Form, ...]] = {
        "long": ("full", "cut", "long"),
        "full": ("full", "cut"),
        "cut": ("cut",),
        "indirect": ("reworded",),
        "reworded": ("indirect", "mixed"),
        "mixed": ("reworded", "mixed"),
    }
    return worded(line.say, line.chain, desk.dice.choice(trimmed[line.form]), desk, world.weekday(line.say.day))


def _chain(say: Say, outlet: str, world: World) -> tuple[str, ...]:
    """Through whom the outlet has it, nearest to the voice first: nobody if it heard it itself."""
    if outlet in say.witnesses:
        return ()
    others = [name for name in (*world.agencies, *world.others) if name != outlet and name not in say.witnesses]
    length = world.dice.choices((0, 1, 2, 3), (60, 25, 10, 5))[0]
    return (world.dice.choice(say.witnesses), *world.dice.sample(others, length))


def _form(say: Say, dice: random.Random) -> Form:
    if say.by == "paper":
        return dice.choice(("cut", "indirect", "reworded", "mixed"))
    forms: tuple[Form, ...] = ("full", "cut", "long") if say.quoted else ("full", "cut", "long", "indirect", "reworded", "mixed")
    return dice.choice(forms)


def _fact_line(world: World, outlet: str) -> Line:
    dice, topic = world.dice, world.topic
    parts = (dice.choice(topic.grounds),)
    if dice.random() < 0.8:
        parts = (
            dice.choice(topic.people + words.PEOPLE),
            dice.choice(topic.doings + words.DOINGS),
            dice.choice(words.WHERE),
            dice.choice(words.WHEN),
        )  # type: ignore[assignment]
    where = {"place": dice.choice(world.places), "capital": world.capital}
    fact = Fact(tuple((one.format(**where), two.format(**where)) for one, two in parts), dice.randrange(2))
    return Line(styled(cap(fact.text(fact.wording)), outlet), fact=fact)
