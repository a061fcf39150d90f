"""How many independent origins stand behind what is said: witnesses of an utterance, voices of a claim. Two numbers, never mixed.

An utterance's witnesses are those who heard or read it themselves, as the text says or as no relay contradicts; whoever took it from
another adds none, nor does a copy. A claim's voices are those who assert it on their own knowledge; one that passes on another's word
adds none. Where the evidence does not settle the number, there is a range.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.linking.records import Records, ReportRecord, StatementRecord, VoiceRecord
from sayso.linking.words import outside_quotations, runs, words
from sayso.model import Claim, Counted, Utterance

# An addressee that shows that the outlet's own people were there.
_PRESENT = re.compile(r"\b(?:reporters|journalists|correspondents?|briefing|news conference|press conference)\b", re.IGNORECASE)
ONE_TEXT = 10  # words in a row outside quotations: two outlets that tell it in these have them from one text


def passing_on(statements: Iterable[StatementRecord]) -> frozenset[str]:
    """The statements that only pass on what another, told inside them, says: it makes up most of their content."""
    by_id = {s.id: s for s in statements}
    held = (s for s in by_id.values() if s.within in by_id)
    return frozenset(
        s.within for s in held if s.within and 10 * len(f"{s.source or ''}{s.cue}{s.content}") >= 6 * len(by_id[s.within].content)
    )


@dataclass(frozen=True, slots=True)
class Path:
    """How one statement came to its report: who is nearest to the voice, and whether the text says so or only does not contradict it."""

    witness: str
    said: bool
    second_hand: str | None  # the voice that passed it on, or why nobody is known to have heard it


@dataclass(frozen=True, slots=True)
class Origins:
    """What is needed of a ledger to follow statements back."""

    reports: Mapping[str, ReportRecord]
    statements: Mapping[str, StatementRecord]
    voices: Mapping[str, VoiceRecord]
    voice_group: Mapping[str, str]
    family: Mapping[str, str]
    first: Mapping[str, str | None]  # copy family -> the report that was first
    outlets: Mapping[str, str]  # how an outlet is called here: lower-cased name -> name
    passing: frozenset[str]  # statements that only pass on what another, told inside them, says
    sides: Mapping[str, frozenset[str]]  # of a voice across reports: all the sides that reports give it, lower-cased

    @classmethod
    def of(cls, records: Records, voice_group: Mapping[str, str], family: Mapping[str, str], first: Mapping[str, str | None]) -> Origins:
        outlets = {_plain(name): _plain(name, keep_case=True) for s in reversed(records.statements) for name, _ in s.relay}
        outlets |= {_plain(r.outlet): r.outlet for r in records.reports if r.outlet}
        sides: dict[str, set[str]] = defaultdict(set)
        for v in records.voices:
            if v.side and v.id in voice_group:
                sides[voice_group[v.id]].add(v.side.casefold())
        return cls(
            {r.id: r for r in records.reports}, {s.id: s for s in records.statements}, {v.id: v for v in records.voices}, voice_group,
            family, first, outlets, passing_on(records.statements), {group: frozenset(some) for group, some in sides.items()},
        )  # fmt: skip

    def outlet(self, report: str) -> str:
        """What the report's outlet is called; its path where it is not known."""
        return self.reports[report].outlet or self.reports[report].path

    def named(self, name: str) -> str:
        """An outlet's name as its own reports have it."""
        return self.outlets.get(_plain(name)) or _plain(name, keep_case=True)

    def path(self, statement: StatementRecord) -> Path:
        """How the statement came to its report."""
        own = self.outlet(statement.report)
        speakers = {_plain(self.voices[v].name) for v in statement.voices}  # a voice's own channel is no second hearer
        steps = [self.named(name) for name, how in statement.relay if how != "passed_on" and _plain(name) not in speakers]
        holder = self.statements.get(statement.within) if statement.within else None
        if statement.within and (holder is None or not holder.voices):  # a person rejected who told it, or the text names nobody
            return Path(steps[0] if steps else own, False, "known at second hand only; who passed it on is not known")
        if holder is not None:
            passed_on = [self.voices[v].name for v in holder.voices if self.named(self.voices[v].name) not in steps]
            if passed_on:
                return Path(steps[0] if steps else own, False, f"known at second hand only, through {passed_on[0]}")
        if statement.kind == "thought":
            return Path(steps[0] if steps else own, False, "a state of mind is ascribed; no act of saying is reported")
        if not statement.voices:
            return Path(steps[0] if steps else own, False, "the text names no source")
        if steps:
            return Path(steps[0], True, None)
        heard = statement.addressee or ""
        return Path(own, self.named(heard) == own or bool(_PRESENT.search(heard)), None)


def _plain(name: str, *, keep_case: bool = False) -> str:
    """An outlet's name without article and weekday ("Monday SANA"), which sentences leave before it."""
    bare = re.sub(r"^(?:the|(?:mon|tues|wednes|thurs|fri|satur|sun)day) ", "", name, flags=re.IGNORECASE)
    return bare if keep_case else bare.casefold()


def utterances(origins: Origins, member_of: Mapping[str, str]) -> list[Utterance]:
    """All utterances with their witnesses, in order of their least statement."""
    groups: dict[str, list[StatementRecord]] = defaultdict(list)
    for statement, group in sorted(member_of.items()):
        groups[group].append(origins.statements[statement])
    return [_utterance(origins, told) for _, told in sorted(groups.items())]


def _utterance(origins: Origins, told: Sequence[StatementRecord]) -> Utterance:
    paths = {s.id: origins.path(s) for s in told}
    carried = _carried(origins, told, paths)
    heard: dict[str, set[str]] = defaultdict(set)  # an outlet's own reports of it: from whom they have it
    for s in told:
        heard[origins.outlet(s.report)].add(paths[s.id].witness)

    def root(name: str) -> str:
        """Who stands behind an outlet that has it from another: where all its own reports of the same say so."""
        seen = {name}
        while len(sources := heard.get(name, set())) == 1 and not sources <= seen:
            (name,) = sources
            seen.add(name)
        return name

    named, unheard, notes = set(), set(), []
    own: dict[str, list[StatementRecord]] = defaultdict(list)  # by outlets that name nobody they have it from
    present: set[str] = set()  # of these, outlets whose people were told or there, as the text says
    for s in told:
        path, outlet = paths[s.id], origins.outlet(s.report)
        witness = root(path.witness)
        if s.id in carried:
            notes.append((outlet, f"copies {carried[s.id]}"))
        elif path.second_hand:
            unheard.add(path.second_hand)
        elif path.said and witness != outlet:
            named.add(witness)
            notes.append((outlet, f"has it from {witness}"))
        else:
            own[witness].append(s)
            present |= {witness} if path.said else set()
    texts = _texts({name: some for name, some in own.items() if name not in named})
    sure = sorted(named | (present & {name for text in texts for name in text}))
    possible = sorted({name for text in texts for name in text} - {*sure})
    ids = tuple(s.id for s in told)
    if not sure and not possible:
        return Utterance(ids, Counted(0, 1, ()), "; ".join(sorted(unheard)) or "no outlet says that it heard or read it")
    low, high = max(1, len(named) + sum(bool(text & present) for text in texts)), len(named) + len(texts)
    who = (*sure, *possible)
    why = [f"heard or read by {_listed(sure)}"] if sure else []
    if possible and sure:
        why.append(f"{_listed(possible)} may have it at second hand")
    elif len(texts) > 1 and possible:
        why.append(f"{_listed(possible)} do not say how they came by it: each may have heard it, or one have it from another")
    elif len(possible) == 1:
        why.append(f"heard or read by {who[0]}, as no relay contradicts")
    why += [f"{_listed(sorted(text))} tell it in the words of one text" for text in texts if len(text) > 1]
    why += [f"{outlet} {note}" for outlet, note in sorted(set(notes))]
    return Utterance(ids, Counted(low, high, who), "; ".join(why))


def _texts(own: Mapping[str, Sequence[StatementRecord]]) -> list[set[str]]:
    """Outlets by text: those that have ten of the reporter's own words in a row in common have one text."""
    texts: list[tuple[set[str], set[int]]] = []
    for name, told in sorted(own.items()):
        found = {int(run) for s in told for run in runs(words(outside_quotations(s.content)), ONE_TEXT)}
        alike = [text for text in texts if text[1] & found]
        texts = [text for text in texts if not text[1] & found]
        texts.append(({name}.union(*(names for names, _ in alike)), found.union(*(some for _, some in alike))))
    return [names for names, _ in texts]


def _carried(origins: Origins, told: Sequence[StatementRecord], paths: Mapping[str, Path]) -> dict[str, str]:
    """Of the statements in copies of one text, those that add nothing, each with the name of what it is a copy of."""
    by_family: dict[str, list[StatementRecord]] = defaultdict(list)
    for s in told:
        by_family[origins.family[s.report]].append(s)
    copies = {}
    for family, alike in by_family.items():
        if len({s.report for s in alike}) > 1:
            first = origins.first.get(family)
            # the first report's own statement stands for all; where none is known, the one that says most of where it has it from
            kept = next((s for s in alike if s.report == first), None) or max(alike, key=lambda s: (len(s.relay), paths[s.id].said, s.id))
            for s in alike:
                if s.report != kept.report:
                    copies[s.id] = origins.outlet(kept.report)
    return copies


def claims(origins: Origins, member_of: Mapping[str, str], utterance_of: Mapping[str, str]) -> list[Claim]:
    """The claims of more than one utterance, with the voices that assert them on their own knowledge."""
    groups: dict[str, list[StatementRecord]] = defaultdict(list)
    for statement, group in sorted(member_of.items()):
        groups[group].append(origins.statements[statement])
    return [_claim(origins, told) for _, told in sorted(groups.items()) if len({utterance_of[s.id] for s in told}) > 1]


def _claim(origins: Origins, told: Sequence[StatementRecord]) -> Claim:
    ids = {s.id for s in told}
    holders = origins.passing
    named: dict[str, str] = {}
    unnamed: dict[str, str] = {}  # side -> what they are called
    passing: set[str] = set()
    for s in told:
        for voice in (origins.voices[v] for v in s.voices):
            group = origins.voice_group.get(voice.id)
            if s.id in holders:
                passing.add(voice.name)
            elif group is not None:
                named.setdefault(group, voice.name)
            else:
                unnamed.setdefault((voice.side or "").casefold(), voice.name)
    known_sides = frozenset[str]().union(*(origins.sides.get(group, ()) for group in named))
    apart = [side for side in unnamed if side and side not in known_sides]  # of another side than all named, so somebody else
    low = max(1, len(named) + len(apart)) if named or unnamed else 0
    people = _unnamed_count(origins, told, holders)
    high = max(low, len(named) + people, 1)
    who = (*sorted(set(named.values())), *sorted(unnamed.values()))
    why = [f"asserted by {_listed(who)}" if who else "nobody is named who asserts it"]
    if people and low < high:
        why.append("who is unnamed may be one of the others")
    if passing := sorted(passing - set(who)):  # type: ignore[assignment]
        why.append(f"{_listed(tuple(passing))} only {'pass' if len(passing) > 1 else 'passes'} it on")
    return Claim(tuple(sorted(ids)), Counted(low, high, who), "; ".join(why))


def _unnamed_count(origins: Origins, told: Sequence[StatementRecord], holders: Collection[str]) -> int:
    """How many the unnamed can be at most: as many as they have descriptions in reports of different copy families."""
    return len({(origins.family[s.report], v) for s in told if s.id not in holders for v in s.voices if v not in origins.voice_group})


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
