"""The steps of linking, in order: 1 voices  2 copies  3 utterances  4 claims  5 origins  6 disputes.

Each of the first four compares only what is new or changed. A pair is compared by what is known of its two ends and nothing else, and
each end's part in that is its fingerprint. So a link stands for as long as both fingerprints do, and linking new reports to old ones
gives what linking all of them at once gives.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from sayso.linking import copies, crowds, utterances, voices
from sayso.linking.engine import DuckDB, Engine, Step
from sayso.linking.families import families as families_of
from sayso.linking.groups import grouped
from sayso.linking.meaning import Meaning
from sayso.linking.origins import Origins
from sayso.linking.origins import claims as claims_of
from sayso.linking.origins import utterances as utterances_of
from sayso.linking.parted import Matter, disputes
from sayso.linking.records import Records
from sayso.linking.weighing import Comparison, Model, calibrated
from sayso.model import Across, Judgement, Link, LinkKind, Reason

COHESION = 0.5  # see groups.grouped; seen on fakes, where chains of alike statements about one war made utterances of dozens


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier linking left: live links, fingerprints by kind of link and id, and the vectors of contents by statement."""

    links: tuple[Link, ...] = ()
    fingerprints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    vectors: Mapping[str, bytes] = field(default_factory=dict)


def digests() -> dict[str, str]:
    """For each kind of link what identifies the comparisons and weights at hand; fingerprints begin with it."""
    compared: dict[LinkKind, tuple[Comparison, ...]] = {
        "voice": voices.COMPARISONS, "copy": copies.COMPARISONS, "utterance": utterances.COMPARISONS, "claim": utterances.CLAIM_COMPARISONS,
    }  # fmt: skip
    return {kind: calibrated(kind, comparisons).digest for kind, comparisons in compared.items()}


def link(
    records: Records,
    judgements: Sequence[Judgement] = (),
    known: Known | None = None,
    *,
    on_steps: Callable[[Sequence[Step]], object] = list,
    engine: Engine | None = None,
) -> Across:
    """Link all records; what `known` has of them is not done again. `on_steps` is given the steps that were run on the engine, DuckDB
    where none is given."""
    known = known or Known()
    judged = _Judged.of(judgements)
    engine = engine or DuckDB.start()
    voices.prepare(engine)
    made_by = repr(digests())
    done = _Done(engine, known)

    # 1 voices, and those who are named and do not speak
    speaking = {v.id for v in records.voices}
    people = [*records.voices, *(one.voice for one in records.named if one.voice.id not in speaking)]
    designations = voices.designations(people, records.reports)
    done.inputs = _print(made_by, *people, *(one.text for one in records.reports))
    done.compare(
        "voice", "designations", (one.row() for one in designations.values()), voices.SCHEMA, voices.COMPARISONS, voices.keys,
        voices.candidates,
    )  # fmt: skip
    bearer = {v.id: voices.designation_of(v) for v in people if v.kind in voices.NAMED}
    voice_group = _voices(bearer, designations, done.links["voice"], judged)

    # 2 copies
    done.inputs = _print(made_by, *records.reports, *((s.report, s.relay) for s in records.statements))
    rows = copies.rows(records.reports, records.statements)
    done.compare("copy", "reports", rows, copies.SCHEMA, copies.COMPARISONS, copies.keys, copies.candidates)
    family = grouped([r.id for r in records.reports], done.links["copy"], same=judged.same, different=judged.different, cohesion=COHESION)
    families = families_of(records, family)

    # 3 utterances
    meaning = Meaning.load()
    held = known.vectors if known.fingerprints.get("vector", {}).get("meaning") == meaning.digest else {}
    meant = {s.content: held[s.id] for s in records.statements if s.id in held}  # reprints say the same: each content is encoded once
    for content in dict.fromkeys(s.content for s in records.statements):
        if content not in meant:
            meant[content] = meaning.vector(content)
    vectors = {s.id: meant[s.content] for s in records.statements}
    context = utterances.Context({v.id: v for v in records.voices}, voice_group, family)
    days = [(r.id, r.published, family[r.id]) for r in records.reports]
    done.inputs = _print(made_by, meaning.digest, *days, *((v, voice_group.get(v.id)) for v in records.voices), *records.statements)
    rows = utterances.rows({r.id: r for r in records.reports}, records.statements, context, vectors)
    done.compare("utterance", "statements", rows, utterances.SCHEMA, utterances.COMPARISONS, utterances.keys, utterances.candidates)
    ids = [s.id for s in records.statements]
    told = grouped(ids, done.links["utterance"], same=judged.same, different=judged.different, cohesion=COHESION)

    # 4 claims: what one act of saying tells is one claim, and so is what others say alike
    done.compare(
        "claim", "statements", None, utterances.SCHEMA, utterances.CLAIM_COMPARISONS, utterances.claim_keys, utterances.claim_candidates
    )
    alike = [*done.links["claim"], *done.links["utterance"]]
    claimed = grouped(ids, alike, same=judged.same, different=judged.different, cohesion=COHESION)

    # 5 origins
    first = {family[report]: one.first for one in families for report in one.reports}
    origins = Origins.of(records, voice_group, family, first)

    # 6 disputes
    parted = disputes(Matter.of(records, vectors, voice_group, told, claimed), engine)
    on_steps(engine.steps)
    links = tuple(sorted((one for found in done.links.values() for one in found), key=lambda one: (one.kind, one.left, one.right)))
    return Across(
        links, {v: key for v, key in bearer.items() if v in speaking}, {**done.fingerprints, "vector": {"meaning": meaning.digest}},
        vectors,
        tuple(voices.shown(records.voices, Counter(v for s in records.statements for v in s.voices), voice_group)),
        tuple(voices.bearers(records.voices, records.named, voice_group)), tuple(families),
        tuple(utterances_of(origins, told)), tuple(claims_of(origins, claimed, told)), tuple(parted),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Judged:
    """What people have said, the last word on each pair: which are one, which two. "unsure" takes a judgement back into doubt."""

    same: tuple[tuple[str, str], ...]
    different: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, judgements: Sequence[Judgement]) -> _Judged:
        last = {tuple(sorted((j.left, j.right))): j.decision for j in sorted(judgements, key=lambda j: j.at) if j.right is not None}
        pairs = {
            decision: [(pair[0], pair[1]) for pair, taken in sorted(last.items()) if taken == decision]
            for decision in ("same", "different")
        }
        return cls(tuple(pairs["same"]), tuple(pairs["different"]))


@dataclass(slots=True)
class _Done:
    """The links of each kind so far, those kept from before among them."""

    engine: Engine
    known: Known
    inputs: str = ""  # identifies all that rows are made of: where it is as before, so is every row
    links: dict[str, list[Link]] = field(default_factory=dict)
    fingerprints: dict[str, dict[str, str]] = field(default_factory=lambda: {"inputs": {}})

    def compare(
        self, kind: LinkKind, table: str, rows: Iterable[Mapping[str, object]] | None, schema: Mapping[str, str],
        comparisons: tuple[Comparison, ...], keys: Callable[[Engine], Sequence[str]], candidates: Callable[[Engine], None],
    ) -> None:  # fmt: skip
        """Compare what is new or changed of a table's rows with all of them; None takes the table that is there already."""
        self.fingerprints["inputs"][kind] = self.inputs
        if self.known.fingerprints.get("inputs", {}).get(kind) == self.inputs:
            self.fingerprints[kind] = dict(self.known.fingerprints.get(kind, {}))
            self.links[kind] = [one for one in self.known.links if one.kind == kind]
            return
        model = calibrated(kind, comparisons)
        digest = model.digest
        if rows is not None:
            self._prints = {}
            self.engine.add(table, self._printed(rows), schema)
        reaching: dict[str, str] = defaultdict(str)
        for name in keys(self.engine):
            for key, print_ in crowds.prints(self.engine, name):
                reaching[key] += print_
        fingerprints = {
            key: digest + (_print(f"{print_}{reaching[key]}") if key in reaching else print_) for key, print_ in self._prints.items()
        }
        before = self.known.fingerprints.get(kind, {})
        changed = [key for key, print_ in fingerprints.items() if before.get(key) != print_]
        self.engine.add("changed", ({"id": key} for key in changed), {"id": "VARCHAR"})
        fresh = set(changed)
        kept = [
            one
            for one in self.known.links
            if one.kind == kind and {one.left, one.right} <= fingerprints.keys() and not {one.left, one.right} & fresh
        ]
        candidates(self.engine)
        self.links[kind] = [*kept, *_links(self.engine, kind, table, model)]
        self.fingerprints[kind] = fingerprints

    _prints: dict[str, str] = field(default_factory=dict)

    def _printed(self, rows: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
        for row in rows:
            self._prints[str(row["unique_id"])] = _print(repr(sorted(row.items())))
            yield row


def _print(*parts: object) -> str:
    found = blake2b(digest_size=8)
    for part in parts:
        found.update((part if isinstance(part, str) else repr(part)).encode())
        found.update(b"\0")
    return found.hexdigest()


def _links(engine: Engine, kind: LinkKind, table: str, model: Model) -> Iterator[Link]:
    for one in engine.score(table, f"{kind}_pairs", model):
        yield Link(kind, one.left, one.right, one.weight, tuple(Reason(*reason) for reason in one.reasons))
    if kind == "voice":
        yield from voices.apart(engine)


def _voices(
    bearer: Mapping[str, str], designations: Mapping[str, voices.Designation], links: Sequence[Link], judged: _Judged
) -> dict[str, str]:
    """For each named voice the least voice of its group. Links are between designations, judgements between voices: who bears one
    designation is one, unless somebody says otherwise."""
    first: dict[str, str] = {}
    for voice, designation in sorted(bearer.items()):
        first.setdefault(designation, voice)
    between = [replace(one, left=first[one.left], right=first[one.right]) for one in links if one.left in first and one.right in first]
    alike = []
    last: dict[str, str] = {}
    for voice, designation in sorted(bearer.items()):
        # to the first that bears it, and to the one before, should somebody say that the first is another
        alike += [
            Link("voice", other, voice, 99.0, ())
            for other in dict.fromkeys((first[designation], last.get(designation, voice)))
            if other != voice
        ]
        last[designation] = voice
    length = {first[key]: len(one.name) for key, one in designations.items() if key in first}
    return grouped(bearer, [*alike, *between], same=judged.same, different=judged.different, weak=voices.WEAK, length=length)
