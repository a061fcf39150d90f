"""Which reports are copies of one text."""

from __future__ import annotations

import pytest

from sayso.linking import link
from sayso.linking.copies import credited, day_number, rows
from sayso.linking.records import ReportRecord
from sayso.model import Across
from tests.linking.factory import a_report_record, a_statement_record, a_voice_record, records_with

STORY = (
    "The old harbour wall at Ostra gave way late on Sunday after three days of rain, and the sea ran through the fish market and "
    "into the lower streets. Crews with pumps worked through the night while the town band played on the church steps to keep the "
    "neighbours awake. “We have never seen the water climb so quickly up the market steps,” Ana Belt said from the roof of the ice "
    "house. By dawn the ferry had been moved behind the mill, the crane had been chained to the rail, and forty families were asleep "
    "in the school hall under blankets that the sailmakers had cut from spare canvas. Nobody could say when the wall would be mended, "
    "for the quarry road was under water too and the only barge that carries stone was waiting for a new engine from Vell."
)
HALF = f"{STORY[: STORY.index('By dawn')]} Our reporter was told that the school kitchen will serve soup to everybody who asks until the quarry road can be used."
OTHER = (
    "Shopkeepers in Ostra counted what the flood had left them on Monday: eleven barrels of salt, a stove and the sign of the bakery. "
    "“We have never seen the water climb so quickly up the market steps,” Ana Belt said. Insurance clerks from Vell walked along the "
    "lower streets with ledgers wrapped in oilcloth and wrote down whatever people showed them, be it a chair or a cow. The choir has "
    "put off its concert, the school opens again on Thursday, and the mayor has promised a meeting about the wall before the month is out."
)
APART = "The chess club of Vell won its ninth game in a row when the young baker took a rook that nobody had been watching and then smiled at it."


def a_report(key: str, text: str, outlet: str, published: str = "2024-03-04", title: str | None = None) -> ReportRecord:
    return a_report_record(key, outlet, published=published, title=title, text=text)


@pytest.fixture(scope="module")
def across() -> Across:
    reports = [
        a_report("r1", STORY, "Tidewire", title="Sea takes the harbour wall at Ostra"),
        a_report("r2", STORY.replace("late on Sunday", "on Sunday night"), "Lantern", "2024-03-05", "Sea takes harbour wall at Ostra"),
        a_report("r3", HALF, "Herald", "2024-03-05", "Soup for all in Ostra"),
        a_report("r4", OTHER, "Tocsin", "2024-03-05", "Eleven barrels of salt"),
        a_report("r5", APART, "Vell Post", "2024-03-05", "Ninth win for the chess club"),
    ]
    told = [a_statement_record(f"s{n}", f"r{n}", relay=(("Tidewire", "credit"),)) for n in (2, 3)]
    return link(records_with(reports, [a_voice_record("v1", "Ana Belt")], told))


def copies(across: Across) -> set[tuple[str, str]]:
    return {(one.left, one.right) for one in across.links if one.kind == "copy"}


def test_a_reprint_under_another_name_is_a_copy(across: Across) -> None:
    assert ("r1", "r2") in copies(across)


def test_half_a_report_with_words_of_its_own_is_a_copy(across: Across) -> None:
    assert ("r1", "r3") in copies(across)


def test_two_reporters_who_quote_one_voice_are_no_copies(across: Across) -> None:
    assert not any("r4" in pair for pair in copies(across))


def test_a_report_of_something_else_is_no_copy(across: Across) -> None:
    assert not any("r5" in pair for pair in copies(across))


def test_the_more_is_reprinted_the_more_a_link_weighs(across: Across) -> None:
    weight = {(one.left, one.right): one.weight for one in across.links if one.kind == "copy"}
    assert weight["r1", "r2"] >= weight["r1", "r3"]


def test_copies_are_families_whose_first_is_the_one_that_is_credited(across: Across) -> None:
    assert {(one.reports, one.first, one.kind) for one in across.families} == {
        (("r1", "r2"), "r1", "whole"),
        (("r1", "r3"), "r1", "part"),
    } or {report for one in across.families for report in one.reports} == {"r1", "r2", "r3"}


def test_quoted_words_are_not_the_reporters_own() -> None:
    (with_quote,) = rows([a_report("r1", "He walked on. “We have never seen the water climb so quickly,” he said.", "Lantern")], [])
    (without,) = rows([a_report("r1", "He walked on.  he said.", "Lantern")], [])
    assert with_quote["own"] == without["own"]
    assert with_quote["quoted"]
    assert without["quoted"] == []


def test_an_outlet_is_compared_whatever_its_case() -> None:
    (one,), (other,) = (list(rows([a_report("r1", STORY, outlet)], [])) for outlet in ("Lantern", "LANTERN"))
    assert one["outlet"] == other["outlet"]


@pytest.mark.parametrize(("how", "counts"), [("credit", True), ("carried", True), ("quoted", True), ("told", False), ("passed_on", False)])
def test_a_report_owes_those_whose_words_it_carries(how: str, *, counts: bool) -> None:
    owed = credited([a_statement_record("s1", "r1", relay=(("Tidewire", how),))])
    assert owed["r1"] == ({"tidewire"} if counts else set())


def test_days_are_counted_and_an_unknown_day_is_unknown() -> None:
    first, later = day_number("2024-02-28"), day_number("2024-03-01T08:00")
    assert first is not None
    assert later == first + 2
    assert day_number(None) is None
