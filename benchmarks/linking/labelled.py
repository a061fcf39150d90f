"""The labelled pairs of `sets/` as records and pairs that a model can compare. Sets are described in sets/README.md."""

from __future__ import annotations

import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from benchmarks.linking.newsroom import Story, stories
from sayso.ids import report_id, statement_id, voice_id
from sayso.ledger import Ledger
from sayso.linking import copies, utterances, voices
from sayso.linking.engine import DuckDB, Engine
from sayso.linking.meaning import Meaning
from sayso.linking.names import body_level, person_level, plain
from sayso.linking.records import Records, ReportRecord, StatementRecord, VoiceRecord, records_of
from sayso.linking.weighing import Comparison
from sayso.linking.words import stems
from sayso.model import Report
from sayso.reading import Reader
from sayso.settings import Settings

SETS = Path(__file__).parent / "sets"
Half = Literal["dev", "unseen"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair of records."""

    left: str
    right: str
    same: bool
    known: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of link: records, pairs, and what they are compared by.

    `precision` is what its links are asked to have; `lean` is added to the prior (bits) where a miss costs more than a false link.
    """

    kind: str
    comparisons: tuple[Comparison, ...]
    records: tuple[dict[str, object], ...]
    schema: dict[str, str]
    labels: tuple[Pair, ...]
    precision: float
    digest: str
    prepare: Callable[[Engine], None] = lambda _: None
    lean: float = 0.0

    @property
    def pairs(self) -> list[dict[str, str]]:
        return [{"id_l": min(p.left, p.right), "id_r": max(p.left, p.right)} for p in self.labels]


def read(name: str) -> list[dict[str, Any]]:
    """The lines of a set."""
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf8").splitlines()]


def digest(name: str) -> str:
    return sha256((SETS / f"{name}.jsonl").read_bytes()).hexdigest()[:16]


def labelled(half: Half, corpora: Path) -> Iterator[Table]:
    """All sets of the half; copies only where their corpora are."""
    yield voice_pairs(half, corpora)
    if (corpora / "bulk").exists():
        yield copy_pairs(half, corpora)
    told = utterance_pairs(half, corpora)
    yield told
    yield claim_pairs(told)


def voice_pairs(half: Half, corpora: Path) -> Table:
    """Pairs of designations: those of the set, in which one full name is as often two people's as not, and natural ones of fakes.

    In reports of one story a full name is one person's, and two given names before one surname are two people's. So it is taken for
    granted of the natural pairs; all that is in doubt is left to the set.
    """
    rows, labels = [], []
    for known in read("voices"):
        if known["half"] == half and known["label"] != "unsure":
            ends = []
            for side in ("left", "right"):
                v = known[side]
                voice = VoiceRecord(f"{known['id']}{side}", f"{known['id']}{side}", v["name"], v["kind"], v["role"], v["side"])
                (one,) = voices.designations([voice], []).values() or [None]
                if one is not None:
                    ends.append(replace(one, id=voice.id))
            if len(ends) == 2:
                rows += [one.row() for one in ends]
                labels.append(Pair(ends[0].id, ends[1].id, known["label"] == "same", known))
    if (corpora / "fakes").exists():
        more, natural = _namesakes(half, corpora)
        rows, labels = rows + more, labels + natural
    return Table("voice", voices.COMPARISONS, tuple(rows), voices.SCHEMA, tuple(labels), 0.95, digest("voices"), voices.prepare)


def _namesakes(half: Half, corpora: Path) -> tuple[list[dict[str, object]], list[Pair]]:
    records = fakes_records(corpora)
    engine = DuckDB.start()
    known = voices.designations(records.voices, records.reports)
    engine.add("designations", (one.row() for one in known.values()), voices.SCHEMA)
    engine.add("changed", [{"id": key} for key in known], {"id": "VARCHAR"})
    voices.keys(engine)
    voices.candidates(engine)
    same, different = [], []
    for left, right in engine.rows("SELECT id_l, id_r FROM voice_pairs ORDER BY id_l, id_r"):
        one, other = known[left], known[right]
        if _half(min(plain(one.name), plain(other.name))) != half:
            continue
        if one.kind == other.kind == "person":
            level: str = person_level(one.name, other.name)
            if level in ("same surname, another given name", "different names"):
                different.append(Pair(left, right, False, {"type": "natural"}))
        else:
            level = body_level(one.name, other.name)
        if level == "same name" and one.kind == other.kind and one.side in (None, other.side):
            same.append(Pair(left, right, True, {"type": "natural"}))
    dice = random.Random(half)
    chosen = dice.sample(same, min(150, len(same))) + dice.sample(different, min(150, len(different)))
    return [known[key].row() for key in sorted({end for p in chosen for end in (p.left, p.right)})], chosen


LEAN = 1.0  # a copy that is missed counts one origin twice, which is what origins are counted against


def copy_pairs(half: Half, corpora: Path, *, invented: bool = True) -> Table:
    """Pairs of reports; families of pairs that share a report are kept in one half."""
    texts = {f"{name}:{r['id']}": r for name, path in (("middle_east", "bulk/middle_east"), ("mixed", "bulk/mixed"), ("fakes", "fakes/reports"))
             for r in map(json.loads, (corpora / f"{path}.jsonl").read_text(encoding="utf8").splitlines())}  # fmt: skip
    known = [k for k in read("copies") if k["label"] != "unsure"]
    family: dict[str, str] = {}

    def root(key: str) -> str:
        while family.setdefault(key, key) != key:
            key = family[key]
        return key

    for k in known:
        low, high = sorted((root(k["left"]), root(k["right"])))
        family[high] = low
    labels = [Pair(k["left"], k["right"], k["label"] != "independent", k) for k in known if _half(root(k["left"])) == half]
    wanted = sorted({end for p in labels for end in (p.left, p.right)})
    records = read_into_records(
        Report(key, r["text"], sha256(r["text"].encode()).hexdigest(), outlet=r["outlet"], title=r["title"], url=key, published=r.get("published"))
        for key in wanted for r in [texts[key]]
    )  # fmt: skip
    key_of = {report.id: report.path for report in records.reports}
    rows = [{**row, "unique_id": key_of[str(row["unique_id"])]} for row in copies.rows(records.reports, records.statements)]
    if invented:
        more, made = _invented_copies(half)
        rows, labels = rows + more, labels + made
    return Table("copy", copies.COMPARISONS, tuple(rows), copies.SCHEMA, tuple(labels), 0.85, digest("copies"), lean=LEAN)


def utterance_pairs(half: Half, corpora: Path) -> Table:
    """Pairs of statements: the hard ones of the set, and natural ones of fakes.

    The set was made hard (its different pairs share more words than its same ones), so by itself it would teach that words in common are a
    bad sign. Natural pairs are of one voice: more than a month apart, so surely different, their dates then hidden; or in the same words
    within four days.
    """
    reports, statements, known_voices, labels = [], [], {}, []
    for known in read("utterances"):
        if known["half"] == half and known["label"] != "unsure":
            for side in ("left", "right"):
                s, key = known[side], f"{known['id']}{side}"
                known_voices[s["voice"]] = VoiceRecord(s["voice"], key, s["voice"], "person", None, None)
                reports.append(ReportRecord(key, key, s["outlet"], s["published"], None, ""))
                relay = tuple((name, "told") for name in s["relay"])
                mode = "direct" if any(c in s["content"] for c in '“"') else "indirect"
                statements.append(StatementRecord(key, key, 0, "speech", mode, s["voice"], s["cue"], s["content"], s["addressee"],
                                                  s["said"], s["said"], None, (s["voice"],), relay))  # fmt: skip
            labels.append(Pair(f"{known['id']}left", f"{known['id']}right", known["label"] == "same", known))
    meaning = Meaning.load()
    context = utterances.Context(known_voices, {v: plain(v) for v in known_voices}, {})
    vectors = {s.id: meaning.vector(s.content) for s in statements}
    rows = list(utterances.rows({r.id: r for r in reports}, statements, context, vectors))
    if (corpora / "fakes").exists():
        more, natural = _far_apart(half, corpora, meaning)
        rows, labels = rows + more, labels + natural
    more, made = _invented(half, meaning)
    rows, labels = rows + more, labels + made
    return Table("utterance", utterances.COMPARISONS, tuple(rows), utterances.SCHEMA, tuple(labels), 0.92, digest("utterances"))


SEEDS = {"dev": 11, "unseen": 12}


def _invented(half: Half, meaning: Meaning) -> tuple[list[dict[str, object]], list[Pair]]:
    """Candidate pairs of a synthetic newsroom: all that are one, and three times as many that are not."""
    dice = random.Random(half)
    rows: list[dict[str, object]] = []
    labels: list[Pair] = []
    for story in stories(200, SEEDS[half]):
        with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "story.db", create=True) as ledger:
            records, truth = recorded(story, ledger)
        context = utterances.Context({v.id: v for v in records.voices}, truth.voices, truth.families)
        vectors = {s.id: meaning.vector(s.content) for s in records.statements}
        own = list(utterances.rows({r.id: r for r in records.reports}, records.statements, context, vectors))
        engine = DuckDB.start()
        engine.add("statements", own, utterances.SCHEMA)
        engine.add("changed", [{"id": row["unique_id"]} for row in own], {"id": "VARCHAR"})
        utterances.keys(engine)
        utterances.candidates(engine)
        found = engine.rows("SELECT id_l, id_r FROM utterance_pairs ORDER BY id_l, id_r")
        chosen = drawn(found, truth.utterances, dice, most=40, others=3)
        labels += [Pair(left, right, alike, {"type": "invented"}) for (left, right), alike in sorted(chosen.items())]
        ends = {end for pair in chosen for end in pair}
        rows += [row for row in own if row["unique_id"] in ends]
    return rows, labels


def drawn(
    found: Sequence[tuple[str, str]], groups: Mapping[str, str], dice: random.Random, *, most: int, others: int
) -> dict[tuple[str, str], bool]:
    """Of candidate pairs at most `most` of one group, and at most `others` times as many of two, each with whether it is of one."""
    same = [pair for pair in found if groups[pair[0]] == groups[pair[1]]]
    other = [pair for pair in found if groups[pair[0]] != groups[pair[1]]]
    same = dice.sample(same, min(most, len(same)))
    return dict.fromkeys(same, True) | dict.fromkeys(dice.sample(other, min(others * len(same), len(other))), False)


@dataclass(frozen=True, slots=True)
class Truth:
    """Of a story in a ledger: for each statement, named voice and copied report the key of what it is one with."""

    utterances: dict[str, str]
    voices: dict[str, str]
    families: dict[str, str]


def recorded(story: Story, ledger: Ledger) -> tuple[Records, Truth]:
    """A story's true readings by way of a ledger, and the truth by the ledger's ids."""
    truth = Truth({}, {}, {})
    for one in story.published:
        ledger.record(one.report, one.reading, version="benchmark", settings=Settings())
        key = report_id(one.report)
        truth.families[key] = one.family or key
        for statement, utterance, speakers in zip(one.reading.statements, one.utterances, one.voices, strict=True):
            truth.utterances[statement_id(key, statement)] = utterance
            for voice, speaker in zip(statement.voices, speakers, strict=True):
                if voice.kind in voices.NAMED:
                    truth.voices[voice_id(key, voice)] = speaker
    return records_of(ledger.connection), truth


def claim_pairs(told: Table) -> Table:
    """The pairs of statements again, asked whether they say the same: one act of saying does, and so do others in the same words.

    The invented ones are left out: there who passes a claim on and who makes it are told apart.
    """
    labels = tuple(
        replace(p, same=p.same or p.known.get("type") in ("other_voice", "repeat_occasion"))
        for p in told.labels
        if p.known.get("type") != "invented"
    )
    return replace(told, kind="claim", comparisons=utterances.CLAIM_COMPARISONS, labels=labels, precision=0.95)


@cache
def fakes_records(corpora: Path) -> Records:
    """All of fakes, read."""
    lines = [json.loads(line) for line in (corpora / "fakes/reports.jsonl").read_text(encoding="utf8").splitlines()]
    known = {r["id"]: r for r in lines}
    return read_into_records(
        Report(
            key, r["text"], sha256(r["text"].encode()).hexdigest(), outlet=r["outlet"], title=r["title"], url=key, published=r["published"]
        )
        for key, r in sorted(known.items())
    )


NATURAL = 400  # pairs a half


def _far_apart(half: Half, corpora: Path, meaning: Meaning) -> tuple[list[dict[str, object]], list[Pair]]:
    records = fakes_records(corpora)
    voices_known = {v.id: v for v in records.voices}
    published = {r.id: r for r in records.reports}
    by_voice: dict[str, list[StatementRecord]] = defaultdict(list)
    for s in records.statements:
        if s.voices and voices_known[s.voices[0]].kind in voices.NAMED and len(s.content) > 30:
            by_voice[plain(voices_known[s.voices[0]].name)].append(s)
    dice = random.Random(half)
    apart: list[tuple[StatementRecord, StatementRecord]] = []
    for said in (by_voice[name] for name in sorted(by_voice)):
        for _ in range(min(len(said), 12)):
            left, right = dice.choice(said), dice.choice(said)
            if abs(_day(published, left) - _day(published, right)) > 30:
                apart.append((left, right))
    pairs = [(*pair, False) for pair in dice.sample(apart, NATURAL)]
    for said in (by_voice[name] for name in sorted(by_voice)):
        same: dict[str, dict[str, StatementRecord]] = defaultdict(dict)
        for s in said:
            same[" ".join(stems(s.content))].setdefault(s.report, s)
        told = [sorted(found.values(), key=lambda s: s.id) for _, found in sorted(same.items()) if len(found) > 1]
        pairs += [(left, right, True) for left, right, *_ in told if abs(_day(published, left) - _day(published, right)) <= 4]
    rows: dict[str, dict[str, object]] = {}
    context = utterances.Context(voices_known, {v: plain(voices_known[v].name) for s in records.statements for v in s.voices}, {})
    chosen = {s.id: s for left, right, _ in pairs for s in (left, right)}
    vectors = {key: meaning.vector(s.content) for key, s in chosen.items()}
    for row in utterances.rows(published, chosen.values(), context, vectors):
        rows[str(row["unique_id"])] = row
    day = {key: dice.choice((None, 0, 1, 2, 4)) for key in rows}  # hidden, or near as the days of same ones are
    labels = []
    out = []
    for number, (left, right, alike) in enumerate(pairs):
        ends = []
        for s, name in ((left, "left"), (right, "right")):
            key = f"n{number}{name}"
            out.append({**rows[s.id], "unique_id": key, "report": key, "day": day[s.id], "said_since": None, "said_until": None})
            ends.append(key)
        labels.append(Pair(ends[0], ends[1], alike, {"type": "natural"}))
    return out, labels


def _day(published: Mapping[str, ReportRecord], statement: StatementRecord) -> int:
    return copies.day_number(published[statement.report].published) or 0


def _invented_copies(half: Half) -> tuple[list[dict[str, object]], list[Pair]]:
    """Candidate pairs of a synthetic newsroom: copies, and as many reports of one matter that quote the same people by themselves."""
    dice = random.Random(half)
    rows: list[dict[str, object]] = []
    labels: list[Pair] = []
    for story in stories(400, SEEDS[half]):
        with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "story.db", create=True) as ledger:
            records, truth = recorded(story, ledger)
        own = list(copies.rows(records.reports, records.statements))
        engine = DuckDB.start()
        engine.add("reports", own, copies.SCHEMA)
        engine.add("changed", [{"id": row["unique_id"]} for row in own], {"id": "VARCHAR"})
        copies.keys(engine)
        copies.candidates(engine)
        found = engine.rows("SELECT id_l, id_r FROM copy_pairs ORDER BY id_l, id_r")
        chosen = drawn(found, truth.families, dice, most=6, others=1)
        labels += [Pair(left, right, alike, {"type": "invented"}) for (left, right), alike in sorted(chosen.items())]
        ends = {end for pair in chosen for end in pair}
        rows += [row for row in own if row["unique_id"] in ends]
    return rows, labels


def read_into_records(reports: Iterable[Report]) -> Records:
    """The reports as the reader reads them, by way of a ledger."""
    reader = Reader.load(Settings(nested=False))
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "pairs.db", create=True) as ledger:
        for report in reports:
            ledger.record(report, reader.read(report), version="benchmark", settings=reader.settings)
        return records_of(ledger.connection)


def _half(key: str) -> Half:
    return "dev" if sha256(key.encode()).digest()[0] % 2 else "unseen"
