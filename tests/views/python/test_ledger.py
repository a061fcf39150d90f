"""A ledger's collections in Python."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

import sayso
from sayso.errors import BadQuestion, NotThere
from sayso.ledger.links import judge
from sayso.views.exports.queries import KINDS
from sayso.views.python import Ledger, Table
from sayso.views.room.filters import Filter
from tests.views.room.rooms import sample_room

TABLES = tuple(KINDS)


@pytest.fixture(scope="module")
def ledger(newsroom: Path) -> Iterator[Ledger]:
    with sayso.Ledger(newsroom, read_only=True) as opened:
        yield opened


def table(ledger: Ledger, name: str) -> Table[object]:
    found: Table[object] = getattr(ledger, name)
    return found


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_sequence_of_frozen_values(ledger: Ledger, name: str) -> None:
    some = table(ledger, name)
    everything = list(some)
    assert len(some) == len(everything) == len(some.ids) > 0
    assert some[0] == everything[0]
    assert some[-1] == everything[-1]
    assert list(some[1:4]) == everything[1:4]
    assert some[some.ids[0]] == everything[0]
    assert some.ids[0] in some
    assert everything[0] in some
    assert "s1:0" not in some
    assert list(reversed(some[:3])) == everything[:3][::-1]
    with pytest.raises(FrozenInstanceError):
        everything[0].id = "other"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_data_frame_in_one_call(ledger: Ledger, name: str) -> None:
    some = table(ledger, name)
    arrow, frame, polars = some.to_arrow(), some.to_pandas(), some.to_polars()
    names = [column.name for column in KINDS[name].columns]
    assert arrow.column_names == list(frame.columns) == polars.columns == names
    assert arrow.num_rows == len(frame) == len(polars)
    assert list(dict.fromkeys(arrow[KINDS[name].key].to_pylist())) == list(some.ids)
    first = some[1:2].to_arrow()
    assert set(first[KINDS[name].key].to_pylist()) == set(some.ids[1:2])


def test_a_value_that_may_be_unknown_is_missing_in_data_frames(ledger: Ledger) -> None:
    frame = ledger.statements.to_pandas()
    assert str(frame["witnesses_low"].dtype) == "Int32"
    assert frame["published"].isna().any()
    assert [list(one) for one in frame["content_spans"][0]] == [list(span) for span in ledger.statements[0].content_spans]
    assert ledger.statements.to_polars()["published"].null_count() == frame["published"].isna().sum()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_not_there_is_named_with_its_extra(ledger: Ledger, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError, match=rf"{library} is not installed; pip install 'sayso\[notebook\]'"):
        getattr(ledger.voices, f"to_{library}")()


def test_what_is_not_there_is_said(ledger: Ledger) -> None:
    with pytest.raises(NotThere, match="s1:0 is not among these"):
        _ = ledger.statements["s1:0"]
    with pytest.raises(IndexError):
        _ = ledger.statements[10_000]
    for ask in (ledger.report, ledger.utterance):
        with pytest.raises(NotThere, match="x1:0"):
            ask("x1:0")


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"about": "truce"}, {"q": ["truce"]}),
        ({"outlet": "Ternwire"}, {"outlet": ["Ternwire"]}),
        ({"outlet": ["Ternwire", "Radio Estuary"], "kind": "speech"}, {"outlet": ["Ternwire", "Radio Estuary"], "kind": ["speech"]}),
        ({"since": "2019-03-06", "until": date(2019, 3, 7)}, {"since": ["2019-03-06"], "until": ["2019-03-07"]}),
        ({"disputed": True}, {"disputed": ["1"]}),
        ({"unnamed": True, "told": 2}, {"unnamed": ["1"], "told": ["2"]}),
        ({"origins": 2}, {"origins": ["2"]}),
        ({"issue": "withdrawal"}, {"issue": ["withdrawal"]}),
    ],
)
def test_statements_are_filtered_as_in_the_room(
    ledger: Ledger, newsroom: Path, given: dict[str, object], query: dict[str, list[str]]
) -> None:
    room = sample_room(newsroom)
    rows = Filter.of(query).rows(room.shelf, room.ledger)
    picked = ledger.statements.where(**given)  # type: ignore[arg-type]
    assert picked.ids == tuple(key for key, kept in zip(room.shelf.ids, rows, strict=True) if kept)
    assert 0 < len(picked) < len(ledger.statements)


def test_a_voice_is_picked_by_its_id_or_any_of_its_names(ledger: Ledger) -> None:
    voice = next(one for one in ledger.voices if len({name.casefold() for name in one.names}) > 1)
    by_id = ledger.statements.where(voice=voice.id)
    assert len(by_id) == voice.statement_count
    for name in voice.names:
        assert set(by_id.ids) <= set(ledger.statements.where(voice=name.upper()).ids)
    assert len(ledger.statements.where(voice="Nobody at All")) == 0


def test_conditions_add_up(ledger: Ledger) -> None:
    one_by_one = ledger.statements.where(outlet="Ternwire").where(about="truce")
    assert one_by_one.ids == ledger.statements.where(outlet="Ternwire", about="truce").ids
    assert ledger.statements[:5].where(outlet="Ternwire").ids == tuple(s.id for s in ledger.statements[:5] if s.outlet == "Ternwire")


def test_a_day_that_is_none_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadQuestion, match="is no day"):
        ledger.statements.where(since="last week")


def test_other_tables_are_picked_by_fields_and_conditions(ledger: Ledger) -> None:
    killed = ledger.figures.where(of="killed")
    assert {figure.of for figure in killed} == {"killed"}
    many = killed.where(lambda figure: (figure.low or 0) > 200)
    assert many.ids == tuple(figure.id for figure in killed if (figure.low or 0) > 200)
    ternwire = ledger.voices.where(outlets="Ternwire")
    assert 0 < len(ternwire) < len(ledger.voices)
    assert all("Ternwire" in voice.outlets for voice in ternwire)
    assert {dispute.kind for dispute in ledger.disputes.where(kind="status")} == {"status"}
    with pytest.raises(BadQuestion, match="figures have no colour; they have as_of"):
        ledger.figures.where(colour="red")


def test_a_report_of_a_ledger_has_what_was_read_in_it(ledger: Ledger) -> None:
    row = next(row for row in ledger.reports if row.flags and row.statement_count)
    report = ledger.report(row.id)
    assert list(report) == list(report.statements)
    assert {statement.report for statement in report} == {row.id}
    assert tuple(dict.fromkeys(sorted(flag.kind for flag in report.warnings))) == row.flags
    assert all(time.moment.text == report.text[slice(*time.moment.span)] for time in report.times)
    assert all(figure.words == report.text[figure.start : figure.end] for figure in report.figures)
    assert report.to_polars().height == len(report.statements)


def test_an_earlier_text_has_its_statements_with_the_voices_of_the_newest(ledger: Ledger) -> None:
    earlier = next(row for row in ledger.reports if row.earlier_text)
    report = ledger.report(earlier.id)
    assert report.statements
    assert all(statement.earlier_text for statement in report)
    assert {voice for statement in report for voice in statement.voices} <= set(ledger.voices.ids)


def test_an_utterance_is_found_by_a_statement_that_tells_it(ledger: Ledger) -> None:
    most = max(ledger.utterances, key=lambda one: len(one.statements))
    assert len(most.statements) > 1
    for key in most.statements:
        assert ledger.utterance(key).id == most.id
    assert {version.told.line.id for version in ledger.utterance(most.id).versions} == set(most.statements)


def test_a_dispute_has_its_sides(ledger: Ledger) -> None:
    dispute = ledger.disputes[0]
    members = [row for row in ledger.disputes.to_arrow().to_pylist() if row["dispute"] == dispute.id]
    assert {told.line.id for account in dispute.accounts for told in account.statements} == {
        row["statement"] for row in members if row["statement"]
    }
    assert len(dispute.accounts) == len({row["side"] for row in members})


def test_what_is_written_meanwhile_is_seen(newsroom: Path, tmp_path: Path) -> None:
    shutil.copy(newsroom, tmp_path / "own.db")
    with sayso.Ledger(tmp_path / "own.db", read_only=True) as reading, sayso.Ledger(tmp_path / "own.db") as writing:
        before = reading.statements.where(outlet="Ternwire")
        judge(writing, before.ids[0], None, "reject", by="Ismay Corran")
        after = reading.statements.where(outlet="Ternwire")
        assert after.ids == before.ids[1:]
        assert len(writing.statements.where(outlet="Ternwire")) == len(after)  # its own writing too
        assert before.ids[0] not in reading.statements.ids


def test_a_public_ledger_is_one_to_build_into(tmp_path: Path) -> None:
    with sayso.Ledger(tmp_path / "new.db", create=True) as made:
        assert len(made.statements) == 0
        assert list(made.disputes) == []
        assert made.statements.to_pandas().empty
        assert isinstance(made, sayso.ledger.Ledger)


def test_a_ledger_that_is_none_is_said_as_ever(tmp_path: Path) -> None:
    with pytest.raises(sayso.SaysoError, match="no such ledger"):
        sayso.Ledger(tmp_path / "none.db")
