"""From contradicting pairs to disputes: the matter, the sides, the evidence, and why.

Pairs are looked for among statements of different voices whose reports tell of one matter, figures on different people's word, and
the quotations of one utterance.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sayso.linking import crowds
from sayso.linking.disputes import Contradiction, Told, changes, contradiction
from sayso.linking.engine import Engine
from sayso.linking.figures import Counted, held_for, relation
from sayso.linking.meaning import unpacked
from sayso.linking.origins import passing_on
from sayso.linking.records import FigureRecord, Records, StatementRecord
from sayso.linking.stances import stances
from sayso.linking.words import STOP, quotations, stem, words
from sayso.model import Dispute, DisputeKind, DisputeSide

STANCES = {
    "unique_id": "VARCHAR",
    "report": "VARCHAR",
    "day": "INTEGER",
    "kind": "VARCHAR",
    "sign": "INTEGER",
    "term": "VARCHAR",
    "voice": "VARCHAR",
}
HEARD = {"report": "VARCHAR", "who": "VARCHAR"}
NEAR = 4  # days


@dataclass(frozen=True, slots=True)
class Matter:
    """What disputes are looked for in: records, and what linking has made of them."""

    records: Records
    vectors: Mapping[str, bytes]
    voice_group: Mapping[str, str]
    utterance: Mapping[str, str]
    claim: Mapping[str, str]
    published: Mapping[str, str | None]
    called: Mapping[str, frozenset[str]]

    def told(self, s: StatementRecord) -> Told:
        """The statement as it is compared; its voice is called what any report calls it."""
        spoken = self.speaker(s)
        return Told(
            spoken,
            self.called.get(spoken, frozenset()),
            s.cue,
            s.content,
            s.said_from or self.published[s.report],
            unpacked(self.vectors[s.id]),
        )

    @classmethod
    def of(
        cls,
        records: Records,
        vectors: Mapping[str, bytes],
        voice_group: Mapping[str, str],
        utterance: Mapping[str, str],
        claim: Mapping[str, str],
    ) -> Matter:
        called: dict[str, set[str]] = defaultdict(set)
        for v in records.voices:
            called[voice_group.get(v.id, v.id)] |= {stem(w) for w in words(f"{v.name} {v.side or ''}") if w not in STOP}
        published = {r.id: r.published for r in records.reports}
        return cls(records, vectors, voice_group, utterance, claim, published, {key: frozenset(found) for key, found in called.items()})

    def speaker(self, s: StatementRecord) -> str:
        """Who speaks: the voice's group, or the voice alone."""
        return self.voice_group.get(s.voices[0], s.voices[0]) if s.voices else s.id


def disputes(matter: Matter, engine: Engine) -> list[Dispute]:
    """All disputes, in order of kind and members."""
    found = [*_stated(matter, engine), *_counted(matter), *_worded(matter)]
    return sorted(found, key=lambda d: (d.kind, [side.statements + side.figures for side in d.sides]))


def _stated(matter: Matter, engine: Engine) -> Iterator[Dispute]:
    """Status, acceptance and denial."""
    statements = {s.id: s for s in matter.records.statements}
    engine.add("stances", _rows(matter), STANCES)
    engine.add("heard", _heard(matter), HEARD)
    engine.step(
        "dispute_keys",
        "each word of what is held, with each named voice of its report, and with the report",
        "SELECT unique_id, day, kind, sign, voice, term, concat(term, ' ', who) AS key FROM stances JOIN heard ON stances.report = heard.report",
    )
    crowds.reach(engine, "dispute_keys", NEAR, ", kind, sign, voice, term")
    engine.step(
        "dispute_pairs",
        f"statements of different voices, at most {NEAR} days apart, in one report or in reports with a voice in common, that hold the opposite"
        " of one thing: two words of it in common, one for a status or an answer",
        "SELECT l.unique_id AS id_l, r.unique_id AS id_r FROM "
        + crowds.met(
            "dispute_keys",
            "l.sign < 0 AND r.sign > 0 AND l.unique_id <> r.unique_id AND l.voice <> r.voice"
            " AND (l.kind = r.kind OR (l.kind = 'denial' AND r.kind = 'assertion'))",
        )
        + " GROUP BY l.unique_id, r.unique_id, l.kind HAVING count(DISTINCT l.term) >= CASE WHEN l.kind IN ('status', 'acceptance') THEN 1 ELSE 2 END",
    )
    pairs = sorted({(min(a, b), max(a, b)) for a, b in engine.rows("SELECT id_l, id_r FROM dispute_pairs")})
    parted: dict[tuple[str, str], Contradiction] = {}
    told = {key: matter.told(statements[key]) for pair in pairs for key in pair}
    for left, right in pairs:
        one, other = statements[left], statements[right]
        if (
            _tells(one, other)
            or (one.report == other.report and _inside(one.content, other.content))
            or matter.claim[left] == matter.claim[right]
        ):
            continue
        if found := contradiction(told[left], told[right]):
            parted[left, right] = found
    yield from _gathered(matter, parted, statements)


def _rows(matter: Matter) -> Iterator[dict[str, object]]:
    from sayso.linking.copies import day_number

    passing = passing_on(matter.records.statements)  # what they hold is held by whom they quote
    for s in matter.records.statements:
        for stance in () if s.id in passing else stances(s.cue, s.content):
            for term in stance.terms:
                yield {"unique_id": s.id, "report": s.report, "day": day_number(s.said_from or matter.published[s.report]), "kind": stance.kind, "sign": stance.sign,
                       "term": term, "voice": matter.speaker(s)}  # fmt: skip


def _tells(one: StatementRecord, other: StatementRecord) -> bool:
    """Whether one is told inside the other: "denied the charge that …" holds the charge."""
    return one.id == other.within or other.id == one.within


def _inside(one: str, other: str) -> bool:
    """Whether the words of one are in the other: one sentence read twice."""
    short, long = sorted((" ".join(words(one)), " ".join(words(other))), key=len)
    return short.removeprefix("that ") in long


def _heard(matter: Matter) -> Iterator[dict[str, str]]:
    """What reports of one matter have in common: a named voice; each report has itself besides."""
    yield from ({"report": r.id, "who": r.id} for r in matter.records.reports)
    pairs = {(v.report, matter.voice_group[v.id]) for v in matter.records.voices if v.id in matter.voice_group}
    yield from ({"report": report, "who": who} for report, who in sorted(pairs))


def _related(matter: Matter) -> Callable[[StatementRecord, StatementRecord], bool]:
    """Whether two statements are of one matter: of one report, or of reports that have a named voice in common."""
    heard: dict[str, set[str]] = defaultdict(set)
    for row in _heard(matter):
        heard[row["report"]].add(row["who"])
    return lambda one, other: bool(heard[one.report] & heard[other.report])


def _gathered(
    matter: Matter, parted: Mapping[tuple[str, str], Contradiction], statements: Mapping[str, StatementRecord]
) -> Iterator[Dispute]:
    """One dispute for the pairs in which the same is denied: its two sides hold all the statements of the utterances that part."""
    by_kind: dict[DisputeKind, dict[tuple[str, str], Contradiction]] = defaultdict(dict)
    for (left, right), found in parted.items():
        by_kind[found.kind][(left, right) if found.against else (right, left)] = found
    members: dict[str, list[str]] = defaultdict(list)
    for statement, utterance in sorted(matter.utterance.items()):
        members[utterance].append(statement)
    for kind, pairs in sorted(by_kind.items()):
        against: dict[str, set[str]] = defaultdict(set)
        by_no: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for no, yes in pairs:
            against[matter.utterance[no]].add(matter.utterance[yes])
            by_no[matter.utterance[no]].append((no, yes))
        for noes, ayes in _sides(against):
            own = {pair: pairs[pair] for utterance in noes for pair in by_no[utterance] if matter.utterance[pair[1]] in ayes}
            (no, _), best = max(own.items(), key=lambda item: (item[1].confidence, item[0]))
            sides = tuple(DisputeSide(tuple(sorted(s for u in side for s in members[u]))) for side in (ayes, noes))
            yield Dispute(kind, _matter(best.matter, statements[no].content), sides, best.why, round(best.confidence, 2))


def _sides(against: Mapping[str, set[str]]) -> list[tuple[set[str], set[str]]]:
    """Those who say no, with those who say yes to the same: two noes are one side where at least half of what they are against is the same."""
    sides: list[tuple[set[str], set[str]]] = []
    having: dict[str, set[int]] = defaultdict(set)  # an aye -> the sides that have it
    for no, ayes in sorted(against.items()):
        for at in sorted({at for aye in ayes for at in having[aye]}):
            noes, yes = sides[at]
            if no not in yes and not noes & ayes and 2 * len(ayes & yes) >= len(ayes | yes):
                noes.add(no)
                yes.update(ayes)
                break
        else:
            at = len(sides)
            sides.append(({no}, set(ayes)))
        for aye in ayes:
            having[aye].add(at)
    return sides


def _two_sided(edges: Mapping[str, set[str]]) -> Iterator[tuple[set[str], set[str]]]:
    """The connected parts of a graph as two sides; of a part that has no two sides, each node with what it contradicts."""
    seen: set[str] = set()
    for start in sorted(edges):
        if start in seen:
            continue
        side = {start: 0}
        queue, clear = [start], True
        while queue:
            node = queue.pop(0)
            for other in sorted(edges[node]):
                if other not in side:
                    side[other] = 1 - side[node]
                    queue.append(other)
                clear = clear and side[other] != side[node]
        seen |= side.keys()
        if clear:
            yield {n for n, s in side.items() if s == 0}, {n for n, s in side.items() if s == 1}
        else:
            yield from (({node}, set(edges[node])) for node in sorted(side) if node == min({node, *edges[node]}))


def _matter(stems: Sequence[str], content: str) -> str:
    """What it is about, in the words of one of the statements."""
    found = [
        w for w in dict.fromkeys(re.findall(r"[^\W\d_]+(?:-[^\W_]+)*", content)) if stem(w.casefold()) in stems and w.casefold() not in STOP
    ]
    return " ".join(found) or " ".join(stems)


def _counted(matter: Matter) -> Iterator[Dispute]:
    """Figures, on the word of different voices."""
    statements = {s.id: s for s in matter.records.statements}
    reports = {r.id: r for r in matter.records.reports}
    by_count: dict[tuple[str, ...], list[FigureRecord]] = defaultdict(list)
    for f in matter.records.figures:
        told = statements.get(f.statement or "")
        if f.of and f.of not in ("percent", "people") and (f.low or f.high) and told and not _is_part(f, told.content):
            by_count[tuple(sorted(stem(w) for w in words(f.of)))].append(f)
    related = _related(matter)
    for _, figures in sorted(by_count.items()):
        counted = {f.id: _as_counted(f, reports[f.report].published, statements) for f in figures}
        edges: dict[str, set[str]] = defaultdict(set)
        together: dict[object, list[FigureRecord]] = defaultdict(list)
        for f in figures:
            together[held_for(counted[f.id])].append(f)
        together.pop(None, None)
        for one, other in (pair for some in together.values() for pair in combinations(some, 2)):
            here, there = statements[one.statement or ""], statements[other.statement or ""]
            if (
                here.report == there.report
                or matter.speaker(here) == matter.speaker(there)
                or not related(here, there)
                or _alike(matter, here, there) < 0.5
            ):
                continue
            if (one.where or other.where or _alike(matter, here, there) >= 0.7) and relation(
                counted[one.id], counted[other.id]
            ) == "conflict":
                edges[one.id].add(other.id)
                edges[other.id].add(one.id)
        known = {f.id: f for f in figures}
        for sides in _two_sided(edges):
            held = [sorted((known[key] for key in side), key=lambda f: f.id) for side in sides]
            first = held[0][0]
            what = " ".join(
                w for w in (first.who if first.who != first.of else None, first.of, f"in {first.where}" if first.where else None) if w
            )
            shown = " against ".join(" / ".join(sorted({f.words for f in side})) for side in held)
            yield Dispute(
                "figure", what, tuple(DisputeSide(tuple(sorted({f.statement or "" for f in side})), tuple(f.id for f in side)) for side in held),
                f"figures for the same day that cannot all hold: {shown}", 0.7,
            )  # fmt: skip


def _alike(matter: Matter, one: StatementRecord, other: StatementRecord) -> float:
    """How alike two statements are in meaning: two counts are compared only where they speak of one thing."""
    return float(unpacked(matter.vectors[one.id]) @ unpacked(matter.vectors[other.id]))


def _is_part(f: FigureRecord, content: str) -> bool:
    """Whether the figure counts some of another: "including 11 children", "14 of the dead", "another 42"."""
    words = re.escape(f.words)
    return bool(
        re.search(
            rf"\b(?:including|among (?:them|whom)|of (?:whom|them|those|which)|another|additional|more than half)\W+(?:\w+\W+){{0,2}}{words}",
            content,
            re.IGNORECASE,
        )
        or re.search(rf"{words}\W+(?:\w+\W+)?of (?:the|them|those|whom|these)\b", content, re.IGNORECASE)
    )


def _as_counted(f: FigureRecord, published: str | None, statements: Mapping[str, StatementRecord]) -> Counted:
    told = statements.get(f.statement or "")
    return Counted(f.low, f.high, f.bound, f.of, f.who, f.where, f.as_of_from, f.as_of_to, published, told.content if told else "")


def _worded(matter: Matter) -> Iterator[Dispute]:
    """Quotations of one utterance that differ in words that matter."""
    statements = {s.id: s for s in matter.records.statements}
    members: dict[str, list[StatementRecord]] = defaultdict(list)
    for statement, utterance in sorted(matter.utterance.items()):
        if quotations(statements[statement].content):
            members[utterance].append(statements[statement])
    for told in (some for _, some in sorted(members.items()) if len(some) > 1):
        edges: dict[str, set[str]] = defaultdict(set)
        shown: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for one, other in combinations(told, 2):
            if one.report != other.report and (found := _changed(one, other)):
                edges[one.id].add(other.id)
                edges[other.id].add(one.id)
                shown[one.id, other.id] = found
        same: dict[str, list[str]] = defaultdict(list)  # all that quote it in one way stand on one side
        for s in told:
            same[" ".join(words(s.content))].append(s.id)
        for sides in _two_sided(edges):
            held = [sorted({k for key in side for k in next(found for found in same.values() if key in found)}) for side in sides]
            pair = next(pair for pair in shown if {*pair} <= sides[0] | sides[1])
            why = "; ".join(f"“{a}” against “{b}”" for a, b in shown[pair])
            content = statements[held[0][0]].content
            yield Dispute(
                "wording",
                " ".join(words(quotations(content)[0])[:8]),
                tuple(DisputeSide(tuple(side)) for side in held),
                f"the quotations differ: {why}",
                0.8,
            )


def _changed(one: StatementRecord, other: StatementRecord) -> list[tuple[str, str]]:
    return [c for a in quotations(one.content) for b in quotations(other.content) for c in changes(a, b)]
