"""Reports of one matter over time: what is compared, and how reports join stories one after another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.linking.engine import DuckDB, Engine
from sayso.linking.records import NamedRecord, ReportRecord
from sayso.linking.stories import BEST, COMPARISONS, LAPSE, LEAST, NEAR, SCHEMA, candidates, joined, row, rows
from sayso.linking.weighing import calibrated
from tests.linking.factory import a_report_record, a_voice_record

FERRY = {"Ostra": 5, "Ana Belt": 4, "Vell Harbour Board": 3, "Marten Oke": 2}
STRIKE = {"Kemmin": 5, "Tamsin Roe": 4, "Miners' League": 3, "Dorvan Coal": 2}
FERRY_TEXT = "The ferry sank in the harbour; divers looked for the recorder while the owner of the boat answered questions about its hull."
STRIKE_TEXT = "Miners walked out of the pit over unpaid wages, and the coal company said that talks on a new contract would go on."


def a_report(key: str, day: int | None, title: str, text: str) -> ReportRecord:
    return a_report_record(key, published=f"2024-03-{day:02}" if day else None, title=title, text=text)


def named(report: str, mentions: dict[str, int]) -> list[NamedRecord]:
    return [NamedRecord(a_voice_record(f"{report} {name}", name, report=report), count) for name, count in mentions.items()]


def ferry(key: str, day: int | None, news: str) -> tuple[ReportRecord, list[NamedRecord]]:
    return a_report(key, day, f"Ferry off Ostra: {news}", f"{FERRY_TEXT} {news}"), named(key, FERRY)


def strike(key: str, day: int | None, news: str) -> tuple[ReportRecord, list[NamedRecord]]:
    return a_report(key, day, f"Miners' strike in Kemmin: {news}", f"{STRIKE_TEXT} {news}"), named(key, STRIKE)


def engine_of(told: list[tuple[ReportRecord, list[NamedRecord]]]) -> Engine:
    engine = DuckDB.start()
    engine.add("tellings", rows([report for report, _ in told], [one for _, some in told for one in some]), SCHEMA)
    candidates(engine)
    return engine


def compared(told: list[tuple[ReportRecord, list[NamedRecord]]]) -> set[tuple[str, str]]:
    return set(engine_of(told).rows("SELECT id_l, id_r FROM story_pairs"))


def grouped(told: list[tuple[ReportRecord, list[NamedRecord]]]) -> dict[str, str]:
    engine = engine_of(told)
    days = dict(engine.rows("SELECT unique_id, day FROM tellings"))
    scored = engine.score("tellings", "story_pairs", calibrated("story", COMPARISONS))
    return joined(days, ((one.left, one.right, one.weight) for one in scored))


def test_the_shipped_weights_are_of_the_levels_of_the_code() -> None:
    model = calibrated("story", COMPARISONS)
    for comparison in (c for c in model.comparisons if c.ordered):
        weights = list(model.weights[comparison.name].values())
        assert weights == sorted(weights, reverse=True), comparison.name


def test_a_record_has_the_columns_of_the_schema_and_names_by_how_often_they_stand() -> None:
    report = a_report("r1", 4, "The ferry", FERRY_TEXT)
    found = row(report, [*named("r1", {"Béla": 1, "Ana": 1, "Ostra": 3}), *named("r1", {"ANA": 1})])
    assert list(found) == list(SCHEMA)
    assert found["names"] == ["ostra", "ana", "bela"]
    assert found["core3"] == found["names"]


def test_names_belong_to_the_report_that_names_them() -> None:
    made = {str(one["unique_id"]): one["names"] for one in rows([a_report(k, 4, "", "") for k in ("r1", "r2")], named("r2", {"Ostra": 1}))}
    assert made == {"r1": [], "r2": ["ostra"]}


def test_two_matters_told_on_the_same_days_are_two_stories() -> None:
    told = [
        ferry("f1", 1, "a boat sinks"), strike("s1", 1, "pit stands still"), ferry("f2", 2, "owner held"), strike("s2", 3, "talks fail"),
        ferry("f3", 5, "recorder found"), strike("s3", 6, "wages paid"),
    ]  # fmt: skip
    assert grouped(told) == {"f1": "f1", "f2": "f1", "f3": "f1", "s1": "s1", "s2": "s1", "s3": "s1"}


def test_a_story_that_nobody_tells_for_long_has_lapsed() -> None:
    told = [ferry("f1", 1, "a boat sinks"), ferry("f2", 2 + LAPSE, "a boat sinks again")]
    assert compared(told) == set()
    assert grouped(told) == {"f1": "f1", "f2": "f2"}


def test_a_story_goes_on_as_long_as_it_is_told() -> None:
    told = [ferry("f1", 1, "a boat sinks"), ferry("f2", LAPSE, "owner held"), ferry("f3", 2 * LAPSE - 1, "owner tried")]
    assert set(grouped(told).values()) == {"f1"}


def test_a_report_without_a_date_is_compared_with_the_last_and_joins_after_all_others() -> None:
    told = [ferry("a", None, "owner held"), ferry("b", 1, "a boat sinks"), ferry("c", 2, "recorder found")]
    assert compared(told) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert set(grouped(told).values()) == {"b"}


def test_a_report_without_names_and_headline_is_a_story_of_its_own() -> None:
    told = [ferry("f1", 1, "a boat sinks"), (a_report("r2", 1, "", FERRY_TEXT), [])]
    assert grouped(told) == {"f1": "f1", "r2": "r2"}


def test_what_is_compared_grows_with_the_reports_and_not_with_their_square() -> None:
    told = [(a_report(f"r{number:03}", 4, "", ""), named(f"r{number:03}", FERRY)) for number in range(60)]
    assert len(compared(told)) == sum(min(NEAR, 59 - number) for number in range(60))


def test_the_best_links_count_and_pairs_that_were_not_compared_count_nothing() -> None:
    days = dict.fromkeys("abc", 1)
    close = [("a", "b", 2 * LEAST), ("b", "c", 1.9 * LEAST)]
    assert joined(days, close) == {"a": "a", "b": "a", "c": "a" if BEST == 1 else "c"}
    assert set(joined(days, [*close, ("a", "c", BEST * LEAST)]).values()) == {"a"}


def test_of_two_stories_alike_the_earlier_is_joined() -> None:
    assert joined({"a": 2, "b": 1, "c": 3}, [("a", "c", 9.0), ("b", "c", 9.0)]) == {"b": "b", "a": "a", "c": "b"}


def test_links_that_speak_against_count_as_none() -> None:
    assert joined({"a": 1, "b": 2}, [("a", "b", -3.0)]) == {"a": "a", "b": "b"}


def test_links_of_reports_that_are_not_there_are_passed_over() -> None:
    assert joined({"a": 1}, [("a", "z", 9.0)]) == {"a": "a"}


REPORTS = st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.integers(1, 4), min_size=1)
LINKS = st.dictionaries(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).map(lambda pair: (min(pair), max(pair))), st.integers(0, 8)
)


def linked(links: dict[tuple[str, str], int]) -> list[tuple[str, str, float]]:
    return [(left, right, weight / 2) for (left, right), weight in links.items()]


@settings(max_examples=60, deadline=None)
@given(REPORTS, LINKS, st.randoms(use_true_random=False))
def test_the_order_in_which_days_and_links_are_given_does_not_matter(
    days: dict[str, int | None], links: dict[tuple[str, str], int], dice: object
) -> None:
    shuffled, keys = linked(links), list(days)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    dice.shuffle(keys)  # type: ignore[attr-defined]
    turned = [(right, left, weight) for left, right, weight in shuffled]
    assert joined({key: days[key] for key in keys}, turned) == joined(days, linked(links))


@settings(max_examples=60, deadline=None)
@given(REPORTS, LINKS)
def test_later_reports_change_nothing_of_what_earlier_ones_joined(days: dict[str, int | None], links: dict[tuple[str, str], int]) -> None:
    whole = joined(days, linked(links))
    order = sorted(days, key=lambda key: (days[key] is None, days[key] or 0, key))
    for count in range(len(order)):
        first = {key: days[key] for key in order[:count]}
        assert joined(first, linked(links)) == {key: whole[key] for key in first}


@settings(max_examples=60, deadline=None)
@given(REPORTS, LINKS)
def test_a_story_is_called_by_its_first_report(days: dict[str, int | None], links: dict[tuple[str, str], int]) -> None:
    whole = joined(days, linked(links))
    order = {key: at for at, key in enumerate(sorted(days, key=lambda key: (days[key] is None, days[key] or 0, key)))}
    assert set(whole) == set(days)
    assert all(whole[own] == own and order[own] <= order[report] for report, own in whole.items())


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda one: one.name)
def test_a_pair_compares_alike_either_way_round(comparison: object) -> None:
    told = [ferry("f1", 1, "a boat sinks"), ferry("f2", 3, "owner held"), strike("s1", 2, "a boat of miners")]
    engine = engine_of(told)
    engine.step(
        "pairs", "all", "SELECT l.unique_id AS id_l, r.unique_id AS id_r FROM tellings l JOIN tellings r ON l.unique_id <> r.unique_id"
    )
    found = {(left, right): levels for left, right, levels in engine.levels("tellings", "pairs", [comparison])}  # type: ignore[list-item]
    assert all(found[right, left] == levels for (left, right), levels in found.items())
