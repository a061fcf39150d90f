"""Who may be meant by a pronoun or a bare description, and which of them the antecedent head takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.model import Span, Voice
from sayso.reading.names import Name, Person, name_at
from sayso.reading.outlets import Registry
from sayso.reading.references import References
from sayso.reading.sides import bare, side_of
from sayso.states import state_named

PLURAL = re.compile(r"s(?: (?:of|for|in|at|with|from|close|familiar)\b.*)?$")


@dataclass(frozen=True, slots=True)
class Scene:
    """The report that sources are read in."""

    text: str
    names: Sequence[Name]
    people: Sequence[Person]
    registry: Registry
    references: References | None
    aliases: dict[str, str]
    voices: dict[int, Voice] = field(default_factory=dict)  # of people, once made


@dataclass(slots=True)
class Met:
    """A voice met so far, with the words it was met by and where."""

    voice: Voice
    words: str
    at: int
    head: Span


LATEST = 1.0  # and to the one who spoke last
Candidates = list[tuple[Voice, Span, bool]]  # who, where, and whether it has spoken there
SPOKEN = 1.0  # added to the score of one who has spoken: a source goes on speaking more often than a name begins to


def chosen(scene: Scene, span: Span, candidates: Candidates) -> Voice | None:
    """The candidate that the antecedent head scores best; None without the head, or where none stands in its window."""
    if scene.references is None or not candidates:
        return None
    scores = scene.references.scores(span, [at for _, at, _ in candidates])
    latest = max((at for _, at, spoke in candidates if spoke), default=None)
    known = [
        (score + SPOKEN * spoke + LATEST * (spoke and at == latest), i)
        for i, (score, (_, at, spoke)) in enumerate(zip(scores, candidates, strict=True))
        if score is not None
    ]
    return candidates[max(known)[1]][0] if known else None


def people_before(scene: Scene, span: Span, met: list[Met]) -> Candidates:
    single = [m for m in met if m.voice.kind == "person" or (m.voice.kind == "anonymous" and not PLURAL.search(m.voice.name))]
    named = [(p, at) for p in scene.people for at in p.mentions if at.start < span.start]
    voices = {id(p): as_voice(scene, p) for p in scene.people}
    return [(voices[id(p)], at, False) for p, at in named] + [(m.voice, m.head, True) for m in single]


def bodies_before(scene: Scene, span: Span, met: list[Met]) -> Candidates:
    heard = [(m.voice, m.head, True) for m in met if m.voice.kind in ("organisation", "state", "document")]
    return _named_before(scene, span, ("organisation", "place")) + heard


def many_before(scene: Scene, span: Span, met: list[Met]) -> Candidates:
    heard = [
        m
        for m in met
        if m.voice.kind in ("group", "organisation", "state") or (m.voice.kind == "anonymous" and PLURAL.search(m.voice.name))
    ]
    return _named_before(scene, span, ("organisation",)) + [(m.voice, m.head, True) for m in heard]


def _named_before(scene: Scene, span: Span, kinds: tuple[str, ...]) -> Candidates:
    """Bodies and states that the text names before `span`, as the voices they would be."""
    out: Candidates = []
    for name in scene.names:
        if name.span.start >= span.start or name.kind not in kinds:
            continue
        state = state_named(name.words)
        if state is not None:
            out.append((Voice(state, "state", side=state, mention=name.span), name.span, False))
        elif name.kind == "organisation":
            proper = scene.registry.proper(bare(name.words))
            proper = scene.aliases.get(proper, proper)
            outlet = scene.registry.is_outlet(proper)
            out.append((Voice(proper, "organisation", side=None if outlet else proper, mention=name.span), name.span, False))
    return out


def as_voice(scene: Scene, person: Person) -> Voice:
    """The voice of a person of the report, with the side that the words of the role beside the name give."""
    known = scene.voices.get(id(person))
    if known is None:
        known = scene.voices[id(person)] = _as_voice(scene.text, person, scene.names)
    return known


def _as_voice(text: str, person: Person, names: Sequence[Name]) -> Voice:
    side = None
    if person.role:
        for mention in person.mentions:  # the words of the role as they stand beside the name, and whose it is before them
            near = re.compile(re.escape(person.role).replace(r"\ ", r"\s+")).search(text, max(0, mention.start - 140), mention.end + 160)
            if near:
                owned = re.compile(r"[^.!?\n,]{0,60}[’']s?\s$").search(text, max(0, near.start() - 60), near.start())
                begin = owned.start() if owned else near.start()
                side = side_of(text, Span(begin, near.end()), name_at(names, begin, near.end()), names)
                break
    return Voice(person.name, "person", role=person.role, side=side, mention=person.mentions[0])
