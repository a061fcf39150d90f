"""A lake on this machine: what goes in, what lies there, what comes out."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import LakeError
from sayso.ids import report_id
from sayso.intake import take_in
from sayso.lake.job import fill
from sayso.lake.reading import read
from sayso.lake.spark import Lake
from sayso.lake.tables import packed, reading_schema, schema_of, unpacked
from sayso.lake.taking import take
from sayso.model import Moment, Reading, Report, Span
from sayso.views.cli import main
from tests.intake.factory import captured, warc

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.filterwarnings("ignore")  # of pyspark's own making
WORDS = "The harbour board said on Monday that the ferry would sail again."


def report(number: int, **more: str) -> dict[str, str]:
    return {"text": f"{WORDS} It was notice number {number}.", "outlet": "Ostrel Post", "published": f"2031-05-0{number}", **more}


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in records), encoding="utf8")
    return path


def places(lake: Lake) -> list[str]:
    return sorted(row["path"] for row in lake.read("reports").select("path").collect())


def test_what_is_packed_is_unpacked_as_it_was(sample_read: list[tuple[Report, Reading]]) -> None:
    for one, reading in sample_read:
        (row,) = pa.RecordBatch.from_pylist([packed(reading)], schema_of(Reading)).to_pylist()
        assert unpacked(Reading, row) == reading
        assert {*packed(reading)} <= {*reading_schema().names}
        (row,) = pa.RecordBatch.from_pylist([packed(one)], schema_of(Report)).to_pylist()
        assert unpacked(Report, row) == one


@given(st.builds(Moment, st.builds(Span, st.integers(0, 9), st.integers(10, 99)), st.text(), st.none() | st.text()))
def test_any_moment_is_unpacked_as_it_was(moment: Moment) -> None:
    (row,) = pa.RecordBatch.from_pylist([packed(moment)], schema_of(Moment)).to_pylist()
    assert unpacked(Moment, row) == moment


def test_all_kinds_of_files_are_taken_in_as_a_ledger_takes_them(spark: SparkSession, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    lines(inputs / "feed.jsonl", report(1), "{broken", report(2), {"text": ""})
    pq.write_table(pa.Table.from_pylist([report(3), report(4)]), inputs / "day.parquet")
    page = f"<html><body><article><h1>Ferry</h1><p>{WORDS}</p><p>{WORDS} {WORDS}</p></article></body></html>"
    (inputs / "crawl.warc").write_bytes(warc(captured("https://ostrel.example/ferry", page)))
    (inputs / "note.txt").write_text(f"Ferry to sail\n\n{WORDS}", encoding="utf8")
    lake = Lake(spark, str(tmp_path / "lake"))
    taken = take(lake, [str(inputs)])
    assert taken.added == 6
    assert {(one.path, one.kind) for one in taken.failures} == {(f"{inputs}/feed.jsonl:2", "json"), (f"{inputs}/feed.jsonl:4", "no_text")}
    assert places(lake) == [
        f"{inputs}/crawl.warc:2", f"{inputs}/day.parquet:1", f"{inputs}/day.parquet:2", f"{inputs}/feed.jsonl:1", f"{inputs}/feed.jsonl:3",
        f"{inputs}/note.txt",
    ]  # fmt: skip
    alone = {
        report_id(one)
        for one in take_in([str(inputs / name) for name in ("feed.jsonl", "crawl.warc", "note.txt")])
        if isinstance(one, Report)
    }
    kept = {row["id"]: unpacked(Report, row.asDict(recursive=True)) for row in lake.read("reports").collect()}
    assert alone < {*kept}
    assert all(report_id(one) == key for key, one in kept.items())
    assert {row["date"] for row in lake.read("reports").select("date").collect()} >= {"2031-05-01", "unknown"}

    lines(inputs / "later.jsonl", report(1), report(5))  # one of them known
    again = take(lake, [str(inputs)])
    assert (again.added, again.failures) == (1, ())
    assert len(places(lake)) == 7


def test_files_are_known_by_their_names_whatever_is_in_them(spark: SparkSession, tmp_path: Path) -> None:
    inputs = tmp_path / "in put"
    inputs.mkdir()
    for name in ("a b#c%20d[1].txt", "index?id=3.txt", "é{2}.txt"):
        (inputs / name).write_text(f"Ferry to sail\n\n{WORDS} {name}", encoding="utf8")
    lines(inputs / "a b#c%20d[1].jsonl", report(1))
    pq.write_table(pa.Table.from_pylist([report(2)]), inputs / "é%[3].parquet")
    lake = Lake(spark, str(tmp_path / "lake"))
    assert take(lake, [str(inputs)]).failures == ()
    named = ("a b#c%20d[1].txt", "index?id=3.txt", "é{2}.txt", "a b#c%20d[1].jsonl:1", "é%[3].parquet:1")
    assert places(lake) == sorted(f"{inputs}/{name}" for name in named)


def test_damaged_files_are_named_and_the_rest_is_taken_in(spark: SparkSession, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "broken.parquet").write_bytes(b"PAR1 and nothing else PAR1")
    (inputs / "torn.jsonl.gz").write_bytes(gzip.compress(os.urandom(5000))[:-2000])
    (inputs / "old.jsonl").write_bytes(json.dumps({**report(3), "text": f"{WORDS} Le café."}, ensure_ascii=False).encode("cp1252"))
    lake = Lake(spark, str(tmp_path / "lake"))
    taken = take(lake, [str(inputs)])
    assert {one.path.removeprefix(f"{inputs}/").partition(":")[0] for one in taken.failures} == {"broken.parquet", "torn.jsonl.gz"}
    (alone,) = (one for one in take_in([str(inputs / "old.jsonl")]) if isinstance(one, Report))
    assert [row["id"] for row in lake.read("reports").collect()] == [report_id(alone)]


def test_what_a_dead_job_had_ready_is_not_taken_along(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, str(tmp_path / "lake"))
    take(lake, [str(lines(tmp_path / "a.jsonl", report(1)))])
    (file,) = (tmp_path / "lake" / "reports").rglob("*.parquet")
    left = tmp_path / "lake" / "reports" / "_temporary" / "0" / "task_202601010000_0001_m_000000" / file.parent.name
    left.mkdir(parents=True)
    (left / "part-00000-dead.parquet").write_bytes(file.read_bytes())
    take(lake, [str(lines(tmp_path / "b.jsonl", report(2)))])
    assert lake.read("reports").count() == 2


def test_a_lake_of_nothing_is_said(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, str(tmp_path / "lake"))
    with pytest.raises(LakeError, match="no input is given"):
        fill(lake, [])
    done = fill(lake, [str(lines(tmp_path / "a.jsonl", {"text": ""}))])
    assert (done.added, done.read, done.linked, len(done.failures)) == (0, 0, False, 1)


def test_only_what_is_unread_is_read(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, str(tmp_path / "lake"))
    take(lake, [str(lines(tmp_path / "a.jsonl", report(1), report(2), report(3)))])
    slices: list[tuple[int, int]] = []
    assert read(lake, slice_size=2, on_slice=lambda done, left: slices.append((done, left))) == 3
    assert slices == [(2, 3), (3, 3)]
    assert read(lake) == 0
    take(lake, [str(lines(tmp_path / "b.jsonl", report(4)))])
    assert read(lake) == 1
    kept = lake.read("readings").collect()
    assert len({row["report"] for row in kept}) == len(kept) == 4
    assert all(len(row["statements"]) == len(row["contents"]) > 0 for row in kept)


def test_a_line_that_an_outlet_repeats_has_its_reports_read_anew(spark: SparkSession, tmp_path: Path) -> None:
    def with_foot(number: int) -> dict[str, str]:
        return {**report(number), "text": f"{WORDS}\nNotice {number}: {WORDS} {WORDS}\nRing the Ostrel Post at any hour"}

    lake = Lake(spark, str(tmp_path / "lake"))
    take(lake, [str(lines(tmp_path / "a.jsonl", with_foot(1), with_foot(2)))])
    assert read(lake) == 2
    take(lake, [str(lines(tmp_path / "b.jsonl", with_foot(3)))])
    assert read(lake) == 3
    newest = {row["report"]: row for row in sorted(lake.read("readings").collect(), key=lambda row: row["read_at"])}
    assert len(newest) == 3
    assert all(row["repeated"] for row in newest.values())


@pytest.mark.parametrize("missing", ["no-such-file.jsonl", "no-such-folder"])
def test_an_input_that_is_not_there_is_said(spark: SparkSession, tmp_path: Path, missing: str) -> None:
    with pytest.raises(LakeError, match=f"{missing}: no such file or folder"):
        take(Lake(spark, str(tmp_path / "lake")), [str(tmp_path / missing)])


@pytest.mark.parametrize("command", [["stories"], ["pull", "-o", "story.db"]])
def test_a_folder_that_is_no_lake_is_said(tmp_path: Path, command: list[str]) -> None:
    result = CliRunner().invoke(main, [command[0], str(tmp_path), *command[1:]])
    assert result.exit_code == 1
    assert "sayso lake" in result.stderr
