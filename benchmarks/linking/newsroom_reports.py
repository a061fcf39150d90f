"""From a draft of the synthetic newsroom to a report with its true reading: tags become spans, and all that they say."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.linking.newsroom_drafts import Draft
from benchmarks.linking.newsroom_lines import Line
from benchmarks.linking.newsroom_truth import Published
from benchmarks.linking.newsroom_world import World
from sayso.model import Addressee, Figure, Moment, Reading, Relay, Report, Span, Statement, Voice

_TAG = re.compile(r"<(/?)(\w+)>")


class Made(NamedTuple):
    """A report with where its lines went, for the story's truth."""

    published: Published
    lines: tuple[tuple[Line, int, int | None], ...]  # line, index of its first statement, index of its figure


def publish(world: World, draft: Draft, index: int) -> Made:
    """The text, and everything that its tags say."""
    dice, outlet = world.dice, draft.desk.outlet
    when = datetime.datetime.combine(world.start, datetime.time(6)) + datetime.timedelta(minutes=draft.minute)
    chance = dice.random()
    published = None if chance < 0.1 else when.date().isoformat() if chance < 0.4 else when.isoformat(timespec="minutes")
    title = dice.choice(world.topic.heads).format(place=dice.choice(world.places))
    agency = draft.lines[0].credit or next((line.credit for line in draft.lines if line.credit), None)
    text = f"{title}\n\n" if dice.random() < 0.5 else ""
    credit: Span | None = None
    wired = outlet if outlet in world.agencies and draft.copy is None else agency if draft.credited == "dateline" else None
    if wired:
        text += f"{dice.choice(world.places).upper()}, {when:%B} {when.day} ("
        credit = Span(len(text), len(text) + len(wired)) if agency else None
        text += f"{wired}) – "
    pieces, spans, at = [text], [], len(text)
    for number, line in enumerate(draft.lines):
        found: defaultdict[str, list[Span]] = defaultdict(list)
        opened: dict[str, int] = {}
        if number:
            gap = "\n\n" if number % 3 == 0 or dice.random() < 0.4 else " "
            pieces.append(gap)
            at += len(gap)
        last = 0
        for match in _TAG.finditer(line.text):
            pieces.append(line.text[last : match.start()])
            at += match.start() - last
            last = match.end()
            if match[1]:
                found[match[2]].append(Span(opened[match[2]], at))
            else:
                opened[match[2]] = at
        pieces.append(line.text[last:])
        at += len(line.text) - last
        spans.append(found)
    if agency and credit is None:
        lead, end = ("\n\n(", ")") if draft.credited == "brackets" else ("\n\n— ", "")
        credit = Span(at + len(lead), at + len(lead) + len(agency))
        pieces.append(f"{lead}{agency}{end}")
    text = "".join(pieces)
    known: dict[str, Voice] = {}
    for line, found in zip(draft.lines, spans, strict=True):
        for named in (named for tell in line.tells for named in tell.voices):
            if named.who.key not in known:
                mention = found[named.mention][0] if named.mention else None
                name = mention.of(text) if mention else named.name
                side = re.sub(r"^the ", "", named.who.side) if named.who.side else None
                known[named.who.key] = Voice(name, named.who.kind, named.role, side if named.role else None, mention)
    statements: list[Statement] = []
    figures: list[Figure] = []
    keys: list[str] = []
    voices: list[tuple[str, ...]] = []
    places: list[tuple[Line, int, int | None]] = []
    for line, found in zip(draft.lines, spans, strict=True):
        base = len(statements)
        for number, tell in enumerate(line.tells):
            relay = [Relay(name, how, found[tag][0]) for name, how, tag in tell.relay if name != outlet]
            if line.credit and credit and all(step.name != line.credit for step in relay) and tell.voices[0].name != line.credit:
                relay.append(Relay(line.credit, "credit", credit))
            statements.append(Statement(
                tuple(found[f"s{number}"]), tuple(found[f"c{number}"]), tuple(found[f"x{number}"]), tell.kind, tell.mode, 1.0,
                tuple(known[named.who.key] for named in tell.voices),
                Addressee(re.sub(r"^an? ", "", tell.addressee), found[f"a{number}"][0]) if tell.addressee else None,
                tuple(relay), _moment(world, line, found[f"t{number}"], text, published) if number == 0 else None,
                None if tell.within is None else base + tell.within,
            ))  # fmt: skip
            keys.append(tell.utterance)
            voices.append(tuple(named.who.key for named in tell.voices))
        if line.say is not None:
            count = line.say.count if found["f0"] else None
            places.append((line, base, len(figures) if count else None))
            if count:
                high = None if count.bound in ("at_least", "more_than") else float(count.number)
                as_of = _moment(world, line, found["d0"], text, published)
                figures.append(Figure(found["f0"][0], float(count.number), high, count.bound, count.of, count.who, line.say.slots["place"][0], as_of, base))  # fmt: skip
    slug = re.sub(r"\W+", "-", outlet.casefold())
    name = f"{world.key}/{index:02d}-{slug}.txt"
    report = Report(
        name,
        text,
        hashlib.sha256(text.encode()).hexdigest(),
        outlet,
        title,
        None,
        f"https://{slug}.example/{world.key}/{index}",
        published,
        "en",
    )
    made = Published(
        report,
        Reading("truth", tuple(statements), figures=tuple(figures)),
        tuple(keys),
        tuple(voices),
        draft.family,
        draft.copy,
        draft.first,
    )
    return Made(made, tuple(places))


def _moment(world: World, line: Line, spans: Sequence[Span], text: str, published: str | None) -> Moment | None:
    """The day that the words name; which date it was is known only where the report has one."""
    if not spans or line.say is None:
        return None
    day = (world.start + datetime.timedelta(days=line.say.day)).isoformat() if published else None
    words_ = spans[0].of(text)
    return Moment(spans[0], words_, day, day, "day", None if published else f"{words_} before publication")
