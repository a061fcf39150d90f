"""Which voices of different reports are one: by name, role and side.

What is linked are designations: a name with the kind, role and side that reports give with it. An unnamed voice, a document and a
loose group are never linked by name: two "senior officials" are two until their words show otherwise (`utterances`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from sayso.ids import designation_id
from sayso.linking.engine import Engine
from sayso.linking.names import (
    BODY_LEVELS,
    PERSON_LEVELS,
    aliases,
    body_level,
    body_words,
    consonants,
    initials,
    person_level,
    person_words,
    plain,
)
from sayso.linking.records import NamedRecord, ReportRecord, VoiceRecord
from sayso.linking.weighing import Comparison, Level
from sayso.linking.words import stems
from sayso.model import Bearer, Group, Link, Reason

NAMED = ("person", "organisation", "state")
# Evidence for one of several fuller names: taken only where no other fits as well.
WEAK = frozenset({"initial", "surname alone", "surname alone, spelt otherwise", "given name alone", "one name within the other"})
REPORTS = 100  # that a designation keeps of those that use it
_ALIAS = re.compile(r"((?:[A-Z][\w’'-]+ (?:of |for |and |the )*){1,6}[A-Z][\w’'-]+) \(([A-Z][\w-]{1,11})\)")

COMPARISONS = (
    Comparison(
        "person_name",
        (*(Level(name, f"person_level(name_l, name_r) = '{name}'") for name in PERSON_LEVELS[:-1]), Level(PERSON_LEVELS[-1], "ELSE")),
        "kind_l <> 'person' OR kind_r <> 'person'",
    ),
    Comparison(
        "body_name",
        (
            Level("named together in a report", "arrays_overlap(known_as_l, known_as_r) AND name_l <> name_r AND body_level(name_l, name_r) <> 'same name'"),
            *(Level(name, f"body_level(name_l, name_r) = '{name}'") for name in BODY_LEVELS[:-1]),
            Level(BODY_LEVELS[-1], "ELSE"),
        ),
        "kind_l = 'person' AND kind_r = 'person'",
    ),
    Comparison("kind", (Level("same kind", "kind_l = kind_r"), Level("read as another kind", "ELSE")), "kind_l IS NULL"),
    Comparison(
        "side",
        (Level("same side", "side_l = side_r"), Level("another side", "ELSE")),
        "side_l IS NULL OR side_r IS NULL",
    ),
    Comparison(
        "role",
        (
            Level("same office", "size(array_intersect(role_l, role_r)) * 2 >= least(size(role_l), size(role_r)) AND size(array_intersect(role_l, role_r)) > 0"),
            Level("a word of the office in common", "size(array_intersect(role_l, role_r)) > 0"),
            Level("another office", "ELSE"),
        ),
        "size(role_l) = 0 OR size(role_r) = 0",
    ),
    Comparison(
        "one report",
        (Level("both in one report", "arrays_overlap(reports_l, reports_r)"), Level("never in one report", "ELSE")),
        "kind_l <> 'person' OR kind_r <> 'person'",
    ),
)  # fmt: skip

SCHEMA = {
    "unique_id": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR", "side": "VARCHAR", "role": "VARCHAR[]", "known_as": "VARCHAR[]",
    "reports": "VARCHAR[]", "whole": "VARCHAR[]", "part": "VARCHAR[]",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Designation:
    """A name as reports use it, with the reports that do (the first hundred, in order of id)."""

    id: str
    name: str
    kind: str
    role: str | None
    side: str | None
    known_as: tuple[str, ...]  # plain forms of the name and of what reports give as another form of it
    reports: tuple[str, ...]

    @property
    def keys(self) -> tuple[list[str], list[str]]:
        """Keys of the whole name and of its parts: two designations are compared where they share a whole, or the whole of one is a part of the other."""
        whole, part = {f"n:{form}" for form in self.known_as}, set()
        if self.kind == "person":
            said = person_words(self.name)
            whole |= {f"p:{consonants(said[-1])}", f"p:{consonants(''.join(sorted(said)))}"}
            part = {f"p:{consonants(said[0])}"}
        elif found := sorted(set(body_words(self.name))):
            whole |= {f"b:{' '.join(found)}", f"b:{consonants(' '.join(found))}"}
            part = {f"b:{' '.join(some)}" for size in (1, 2, len(found) - 1) for some in combinations(found[:8], size) if size < len(found)}
            part.add(f"b:{initials(self.name).casefold()}")
        return sorted(whole), sorted(part)

    def row(self) -> dict[str, object]:
        """The record that is compared."""
        side = " ".join(body_words(self.side)) if self.side else None
        return {
            "unique_id": self.id, "name": self.name, "kind": self.kind, "side": side or None, "role": sorted(set(stems(self.role or ""))),
            "known_as": list(self.known_as), "reports": list(self.reports), "whole": self.keys[0], "part": self.keys[1],
        }  # fmt: skip


def designations(voices: Iterable[VoiceRecord], reports: Iterable[ReportRecord]) -> dict[str, Designation]:
    """Designation by id, of the voices that can be linked by name."""
    named: dict[str, list[VoiceRecord]] = defaultdict(list)
    for voice in voices:
        if voice.kind in NAMED:
            named[designation_of(voice)].append(voice)
    together = _mutual(pair for report in reports for pair in named_together(report.text))
    return {
        key: designation(
            key, found[0], (v.report for v in found), (other for form in forms(found[0].name) for other in together.get(form, ()))
        )
        for key, found in sorted(named.items())
    }


def designation(key: str, one: VoiceRecord, reports: Iterable[str], together: Iterable[str]) -> Designation:
    """The designation that a voice bears, with all reports that use it and the names that some report gives `together` with its forms."""
    known_as = forms(one.name) | (set(together) if one.kind != "person" else set())
    return Designation(key, one.name, one.kind, one.role, one.side, tuple(sorted(known_as)), tuple(sorted({*reports})[:REPORTS]))


def forms(name: str) -> set[str]:
    """The plain forms of a name and of what it is known to be called otherwise."""
    return {plain(name), *map(plain, aliases(name))}


def designation_of(voice: VoiceRecord) -> str:
    """The id of the designation that a voice bears."""
    return designation_id(voice.name, voice.kind, voice.role, voice.side)


def named_together(text: str) -> Iterator[tuple[str, str]]:
    """Names that a text gives together, "Long Name (Short)", each pair both ways round."""
    if "(" in text:
        for long, short in _ALIAS.findall(text):
            name = plain(re.sub(r"^(?:The|[A-Z]\w+s of the|[A-Z]\w+ of the) ", "", long))
            yield name, plain(short)
            yield plain(short), name


def _mutual(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The names that are given together where none of the two is given with a third name."""
    together: dict[str, set[str]] = defaultdict(set)
    for name, other in pairs:
        together[name].add(other)
    return {name: others for name, others in together.items() if len(others) == 1 and all(len(together[o]) == 1 for o in others)}


def prepare(engine: Engine) -> None:
    """Make known to the engine how names are compared."""
    engine.function("person_level", person_level)
    engine.function("body_level", body_level)


def keys(engine: Engine) -> tuple[str, ...]:
    """The step from the table `designations` to its keys; none of them is crowded."""
    engine.step(
        "voice_keys",
        "the keys of each designation, of its whole name or of a part of it",
        "SELECT unique_id, explode(whole) AS key, true AS whole FROM designations"
        " UNION ALL SELECT unique_id, explode(part) AS key, false AS whole FROM designations",
    )
    return ()


def candidates(engine: Engine) -> None:
    """The steps from the tables `designations`, `changed` and that of `keys` to the table `voice_pairs`."""
    engine.step(
        "voice_pairs",
        "pairs that share a key, of which one at least is new or changed",
        "SELECT DISTINCT least(l.unique_id, r.unique_id) AS id_l, greatest(l.unique_id, r.unique_id) AS id_r"
        " FROM voice_keys l JOIN voice_keys r ON l.key = r.key AND l.whole AND l.unique_id <> r.unique_id"
        " WHERE l.unique_id IN (SELECT id FROM changed) OR r.unique_id IN (SELECT id FROM changed)",
    )


APART = -10.0  # bits


_TWO_PEOPLE = "same surname, another given name"


def set_apart(engine: Engine) -> None:
    """The step from `voice_pairs` to the table `voice_apart`."""
    engine.step(
        "voice_apart",
        "people of one surname and different given names",
        "SELECT id_l, id_r FROM voice_pairs JOIN designations l ON l.unique_id = id_l JOIN designations r ON r.unique_id = id_r"
        f" WHERE l.kind = 'person' AND r.kind = 'person' AND person_level(l.name, r.name) = '{_TWO_PEOPLE}'",
    )


def apart(engine: Engine) -> Iterator[Link]:
    """Links of negative weight: people of one surname and different given names, whom nothing else may bring together."""
    set_apart(engine)
    for left, right in engine.rows("SELECT id_l, id_r FROM voice_apart ORDER BY id_l, id_r"):
        yield Link("voice", left, right, APART, (Reason("person_name", _TWO_PEOPLE, APART),))


def bearers(voices: Iterable[VoiceRecord], named: Iterable[NamedRecord], group_of: Mapping[str, str]) -> Iterator[Bearer]:
    """Whom the reports' names stand for: those that speak, and those that are named only.

    A name that one voice bears is that voice wherever it stands, and a single word is one thing, whatever kind each report took it for.
    """
    speaking = {voice.id: voice for voice in voices}
    heard = {group_of[key] for key in speaking if key in group_of}
    called: dict[str, set[str]] = defaultdict(set)  # the groups that speak, by each of their names
    for key, voice in speaking.items():
        if key in group_of:
            called[plain(voice.name)].add(group_of[key])
    members: dict[str, list[NamedRecord]] = defaultdict(list)
    for one in named:
        own, name = group_of.get(one.voice.id), plain(one.voice.name)
        if own not in heard:
            alone = f"{name} {own if ' ' in one.voice.name else None}"
            own = min(called[name]) if len(called.get(name, ())) == 1 else alone
        members[own or name].append(one)
    for key, voice in speaking.items():
        own = group_of.get(key)
        if own in members and all(one.voice.id != key for one in members[own]):
            members[own].append(NamedRecord(voice, 0))
    for _, group in sorted(members.items()):
        count: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        for one in group:
            count[one.voice.name] += one.mentions
            kinds[one.voice.kind] += one.mentions
        names = sorted(count, key=lambda name: (-count[name], -len(name), name))
        kind = min(kinds, key=lambda k: (-kinds[k], k))
        full = [name for name in names if " " in name] if kind == "person" else names
        ids = sorted({one.voice.id for one in group})
        speaks = next((key for key in ids if key in speaking), None)
        yield Bearer(tuple(ids), (full or names)[0], kind, speaks)  # type: ignore[arg-type]


def shown(voices: Iterable[VoiceRecord], spoken: Mapping[str, int], group_of: Mapping[str, str]) -> Iterator[Group]:
    """Each voice across reports as it is shown, a voice that is not linked by name by itself: called what its statements call it most.
    `spoken` counts the statements of each voice of a report."""
    members: dict[str, list[VoiceRecord]] = defaultdict(list)
    for voice in voices:
        members[group_of.get(voice.id, voice.id)].append(voice)
    for _, group in sorted(members.items()):

        def most(of: Callable[[VoiceRecord], str | None], group: list[VoiceRecord] = group) -> list[str]:
            count: Counter[str] = Counter()
            for voice in group:
                if value := of(voice):
                    count[value] += spoken.get(voice.id, 0)
            return sorted(count, key=lambda value: (-count[value], -len(value), value))

        names, kinds, sides = most(lambda v: v.name), most(lambda v: v.kind), most(lambda v: v.side)
        full = [n for n in names if len(n.split()) > 1] if kinds[0] == "person" else names
        yield Group(
            tuple(sorted(v.id for v in group)),
            (full or names)[0],
            tuple(names),
            kinds[0],  # type: ignore[arg-type]
            sides[0] if sides else None,
            tuple(most(lambda v: v.role)),
        )
