"""What the steps of linking make of rows, as functions for Spark to map: the same ones that a ledger's linking calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sayso.ids import group_id
from sayso.lake.spark import Row
from sayso.lake.tables import packed, unpacked
from sayso.linking import copies, stories, utterances, voices
from sayso.linking.engine import arrow_schema
from sayso.linking.families import families
from sayso.linking.groups import grouped
from sayso.linking.link import COHESION
from sayso.linking.records import NamedRecord, Records, ReportRecord, StatementRecord, VoiceRecord, record_of
from sayso.linking.weighing import Model, reasons
from sayso.model import Link, Reading, Reason, Report

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Read:
    """A report as linking needs it."""

    date: str
    report: ReportRecord
    voices: tuple[VoiceRecord, ...]
    named: tuple[NamedRecord, ...]
    statements: tuple[StatementRecord, ...]
    vectors: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A voice of one report, or somebody named there who does not speak; the designation, where the voice can be linked by name."""

    date: str
    voice: VoiceRecord
    speaks: bool
    spoken: int  # statements
    designation: str | None
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A row of `voices`: a voice of one report, and the voice across reports that it is."""

    date: str
    voice: str
    report: str
    group: str
    name: str  # of the group
    kind: str
    role: str | None
    side: str | None
    called: str  # in this report
    statements: int


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A row of `copies`: a report of a copy family."""

    date: str
    report: str
    family: str
    first: str | None
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class UtteranceRow:
    """A row of `utterances`: a statement and the act of saying that it tells."""

    date: str
    statement: str
    report: str
    utterance: str
    kind: str
    mode: str
    source: str | None
    cue: str
    content: str
    voices: tuple[str, ...]  # ids of `voices`


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A row of `stories`: a report and its story."""

    date: str
    report: str
    story: str
    outlet: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A row of `readings`: which reading of each report was linked."""

    report: str
    print: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A row of `links`: between designations, reports or statements, as `kind` says."""

    kind: str
    left: str
    right: str
    weight: float
    reasons: tuple[Reason, ...]


TABLES: Mapping[str, type] = {"voices": VoiceRow, "copies": CopyRow, "utterances": UtteranceRow, "stories": StoryRow, "links": LinkRow}


def columns(schema: Mapping[str, str]) -> pa.Schema:
    """The Arrow schema of records of linking, as Spark has it: lists have no fixed length there."""
    import pyarrow as pa

    fields = arrow_schema(schema)
    return pa.schema([pa.field(f.name, pa.list_(f.type.value_type) if pa.types.is_fixed_size_list(f.type) else f.type) for f in fields])


def strings(*names: str) -> pa.Schema:
    """The schema of columns that all hold words."""
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in names])


def records(rows: Iterable[Row]) -> Iterator[Row]:
    """`Read` of rows with a report (`text`) and its reading."""
    for row in rows:
        made = record_of(unpacked(Report, row["text"]), unpacked(Reading, row["reading"]))
        vectors = tuple(row["reading"]["contents"])
        yield packed(Read(str(row["reading"]["date"]), made.reports[0], made.voices, made.named, made.statements, vectors))


def people(rows: Iterable[Row]) -> Iterator[Row]:
    """`Person` of rows of `Read`: who speaks, and who is named and does not."""
    for row in rows:
        read = unpacked(Read, row)
        spoken = [voice for one in read.statements for voice in one.voices]
        speaking = {voice.id for voice in read.voices}
        for voice in (*read.voices, *(one.voice for one in read.named if one.voice.id not in speaking)):
            named = voice.kind in voices.NAMED
            yield packed(
                Person(
                    read.date, voice, voice.id in speaking, spoken.count(voice.id), voices.designation_of(voice) if named else None,
                    tuple(sorted(voices.forms(voice.name))) if named else (),
                )
            )  # fmt: skip


def together(rows: Iterable[Row]) -> Iterator[Row]:
    """Names that texts give together, each pair both ways round."""
    for row in rows:
        for name, other in voices.named_together(row["report"]["text"]):
            yield {"name": name, "other": other}


def designations(rows: Iterable[Row]) -> Iterator[Row]:
    """The records of designations that are compared."""
    for row in rows:
        yield voices.designation(row["designation"], unpacked(VoiceRecord, row["first"]), row["reports"], row["others"] or ()).row()


def own_runs(rows: Iterable[Row]) -> Iterator[Row]:
    """The runs of each report's own words."""
    for row in rows:
        report = unpacked(ReportRecord, row["report"])
        own = copies.own_runs(report)
        day = copies.day_number(report.published)
        yield {"unique_id": report.id, "day": day, "own": own[copies.RUN].tolist(), "long": own[copies.KEY_RUN].tolist()}


def copy_rows(rows: Iterable[Row]) -> Iterator[Mapping[str, object]]:
    """The records of reports that are compared."""
    for row in rows:
        report = unpacked(ReportRecord, row["report"])
        owed = copies.credited(unpacked(tuple[StatementRecord, ...], row["statements"])).get(report.id, set())
        common = {copies.RUN: np.array(row["own"] or [], np.int64), copies.KEY_RUN: np.array(row["long"] or [], np.int64)}
        yield copies.row(report, copies.own_runs(report), common, owed)


def copy_families(rows: list[Row]) -> Iterator[Row]:
    """`CopyRow` of the reports of one family."""
    reports = tuple(sorted((unpacked(ReportRecord, row["report"]) for row in rows), key=lambda report: report.id))
    statements = tuple(one for row in rows for one in unpacked(tuple[StatementRecord, ...], row["statements"]))
    dates = {row["report"]["id"]: row["date"] for row in rows}
    for one in families(Records(reports, (), statements, ()), {report.id: reports[0].id for report in reports}):
        key = group_id("k1", one.reports, one.kind)
        for report in one.reports:
            yield packed(CopyRow(dates[report], report, key, one.first, one.kind, one.why))


def statement_rows(rows: Iterable[Row]) -> Iterator[Mapping[str, object]]:
    """The records of statements that are compared."""
    for row in rows:
        report = unpacked(ReportRecord, row["report"])
        heard = {voice.id: voice for voice in unpacked(tuple[VoiceRecord, ...], row["voices"])}
        groups = {one["voice"]: one["group"] for one in row["groups"] or ()}
        statements = unpacked(tuple[StatementRecord, ...], row["statements"])
        vectors = {one.id: vector for one, vector in zip(statements, row["vectors"], strict=True)}
        context = utterances.Context(heard, groups, {report.id: row["family"]})
        for made in utterances.rows({report.id: report}, statements, context, vectors):
            yield {**made, "vector": np.frombuffer(vectors[str(made["unique_id"])], np.int8).astype(np.float32)}


def told(rows: Iterable[Row]) -> Iterator[Row]:
    """`UtteranceRow` of statements."""
    for row in rows:
        shown = {one["voice"]: one["shown"] for one in row["groups"] or ()}
        spoken = tuple(
            dict.fromkeys(shown.get(voice) or group_id("w1", [voice]) for voice in row["voices"])
        )  # the unnamed are by themselves
        utterance = group_id("u1", [row["group"] or row["id"]])
        kept = {name: row[name] for name in ("report", "kind", "mode", "source", "cue", "content")}
        yield {**kept, "date": str(row["date"]), "statement": row["id"], "utterance": utterance, "voices": list(spoken)}


def tellings(rows: Iterable[Row]) -> Iterator[Mapping[str, object]]:
    """The records of reports that are compared as stories."""
    for row in rows:
        yield stories.row(unpacked(ReportRecord, row["report"]), unpacked(tuple[NamedRecord, ...], row["named"]))


def joined(rows: list[Row]) -> Iterator[Row]:
    """The first report of the story of each report, of those that hang together by links."""
    days = {row[f"id_{side}"]: row[f"day_{side}"] for row in rows for side in "lr"}
    for member, first in stories.joined(days, ((row["id_l"], row["id_r"], row["weight"]) for row in rows)).items():
        yield {"member": member, "group": first}


def story_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """`StoryRow` of reports."""
    for row in rows:
        report = row["report"]
        story = group_id("t1", [row["first"]])
        yield packed(StoryRow(str(row["date"]), report["id"], story, report["outlet"], report["title"]))


def shown(rows: list[Row]) -> Iterator[Row]:
    """`VoiceRow` of the voices that are one across reports."""
    members = [unpacked(VoiceRecord, row["voice"]) for row in rows]
    spoken = {row["voice"]["id"]: row["spoken"] for row in rows}
    (group,) = voices.shown(members, spoken, {one.id: rows[0]["group"] for one in members})
    key = group_id("w1", group.voices)
    dates = {row["voice"]["id"]: str(row["date"]) for row in rows}
    for one in members:
        yield packed(VoiceRow(dates[one.id], one.id, one.report, key, group.name, group.kind, one.role, one.side, one.name, spoken[one.id]))


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups what hangs together by links, as `groups.grouped` does: a row is a link, one without levels keeps its ends apart."""

    model: Model
    kind: str

    def __call__(self, rows: list[Row]) -> Iterator[Row]:
        made = [Link(self.kind, row["id_l"], row["id_r"], row["weight"], tuple(Reason(*r) for r in self._reasons(row))) for row in rows]  # type: ignore[arg-type]
        length = {row[f"id_{side}"]: row[f"long_{side}"] for row in rows for side in "lr"}
        voice = self.kind == "voice"
        found = grouped(length, made, weak=voices.WEAK, length=length) if voice else grouped(length, made, cohesion=COHESION)
        for member, group in found.items():
            yield {"member": member, "group": group}

    def _reasons(self, row: Row) -> Iterable[tuple[str, str, float]]:
        return () if row["levels"] is None else reasons(self.model, row["levels"])


@dataclass(frozen=True, slots=True)
class Links:
    """`LinkRow` of scored pairs."""

    model: Model

    def __call__(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            levels = [row[f"level_{number}"] for number in range(len(self.model.comparisons))]
            why = tuple(Reason(*reason) for reason in reasons(self.model, levels))
            yield packed(LinkRow(self.model.kind, row["id_l"], row["id_r"], round(row["match_weight"], 4), why))
