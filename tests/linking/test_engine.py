"""The engine: named steps, weights that are the code's, and scores that are the sum of their reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from sayso.linking import copies, utterances, voices
from sayso.linking.engine import DuckDB, Engine
from sayso.linking.weighing import Comparison, Level, Model, calibrated, splink_settings
from sayso.model import LinkKind

COMPARED: dict[str, tuple[Comparison, ...]] = {
    "voice": voices.COMPARISONS, "copy": copies.COMPARISONS, "utterance": utterances.COMPARISONS, "claim": utterances.CLAIM_COMPARISONS,
}  # fmt: skip
COLOUR = Comparison(
    "colour", (Level("one colour", "colour_l = colour_r"), Level("other colours", "ELSE")), "colour_l IS NULL OR colour_r IS NULL"
)
SIZE = Comparison(
    "size", (Level("near in size", "abs(size_l - size_r) <= 1"), Level("far in size", "ELSE")), "size_l IS NULL OR size_r IS NULL"
)
BOATS = Model(
    "voice",
    (COLOUR, SIZE),
    {"colour": {"one colour": 2.5, "other colours": -3.25}, "size": {"near in size": 1.75, "far in size": -0.5}},
    -1.0,
    0.0,
)
SCHEMA = {"unique_id": "VARCHAR", "colour": "VARCHAR", "size": "INTEGER"}


@pytest.fixture
def engine() -> Engine:
    made = DuckDB.start()
    boats = [("a", "red", 3), ("b", "red", 4), ("c", "blue", 4), ("d", None, 4), ("e", None, None)]
    made.add("boats", [{"unique_id": key, "colour": colour, "size": size} for key, colour, size in boats], SCHEMA)
    made.step(
        "pairs", "all pairs", "SELECT l.unique_id AS id_l, r.unique_id AS id_r FROM boats l JOIN boats r ON l.unique_id < r.unique_id"
    )
    return made


def test_all_kinds_of_links_are_compared() -> None:
    assert set(COMPARED) == set(get_args(LinkKind))


@pytest.mark.parametrize("kind", COMPARED)
def test_the_shipped_weights_are_of_the_levels_of_the_code(kind: str) -> None:
    model = calibrated(kind, COMPARED[kind])
    assert {c.name: [v.name for v in c.levels] for c in model.comparisons} == {name: list(levels) for name, levels in model.weights.items()}


@pytest.mark.parametrize("kind", COMPARED)
def test_the_better_sign_of_ordered_levels_never_weighs_less(kind: str) -> None:
    model = calibrated(kind, COMPARED[kind])
    for comparison in (c for c in model.comparisons if c.ordered):
        weights = list(model.weights[comparison.name].values())
        assert weights == sorted(weights, reverse=True), comparison.name


def renamed(first: Comparison) -> Comparison:
    return replace(first, levels=(replace(first.levels[0], name="another level"), *first.levels[1:]))


def without_one(first: Comparison) -> Comparison:
    return replace(first, levels=first.levels[1:])


def in_another_order(first: Comparison) -> Comparison:
    return replace(first, levels=first.levels[::-1])


@pytest.mark.parametrize("kind", COMPARED)
@pytest.mark.parametrize("change", [renamed, without_one, in_another_order])
def test_weights_of_other_levels_are_refused(kind: str, change: object) -> None:
    first, *rest = COMPARED[kind]
    with pytest.raises(ValueError, match=f"other levels for {kind} links"):
        calibrated(kind, (change(first), *rest))  # type: ignore[operator]


@pytest.mark.parametrize("kind", COMPARED)
def test_weights_of_fewer_comparisons_are_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="other levels"):
        calibrated(kind, COMPARED[kind][1:])


def test_a_pair_weighs_the_prior_and_its_reasons(engine: Engine) -> None:
    found = {(one.left, one.right): one for one in engine.score("boats", "pairs", BOATS)}
    assert found["a", "b"].reasons == (("colour", "one colour", 2.5), ("size", "near in size", 1.75))
    assert found["a", "b"].weight == pytest.approx(-1.0 + 2.5 + 1.75, abs=0.001)


def test_a_comparison_of_which_nothing_is_known_gives_no_reason(engine: Engine) -> None:
    found = {(one.left, one.right): one for one in engine.score("boats", "pairs", BOATS)}
    assert found["a", "d"].reasons == (("size", "near in size", 1.75),)
    assert found["a", "d"].weight == pytest.approx(0.75, abs=0.001)


def test_pairs_under_the_least_weight_are_no_links(engine: Engine) -> None:
    assert [(one.left, one.right) for one in engine.score("boats", "pairs", BOATS)] == [("a", "b"), ("a", "d"), ("b", "d"), ("c", "d")]


def test_scores_do_not_depend_on_the_order_of_records(engine: Engine) -> None:
    other = DuckDB.start()
    other.add(
        "boats",
        [{"unique_id": row[0], "colour": row[1], "size": row[2]} for row in engine.rows("SELECT * FROM boats ORDER BY unique_id DESC")],
        SCHEMA,
    )
    other.step(
        "pairs", "all pairs", "SELECT r.unique_id AS id_l, l.unique_id AS id_r FROM boats l JOIN boats r ON l.unique_id > r.unique_id"
    )
    assert list(other.score("boats", "pairs", BOATS)) == list(engine.score("boats", "pairs", BOATS))


def test_no_pairs_give_no_links(engine: Engine) -> None:
    engine.step("pairs", "none", "SELECT 'a' AS id_l, 'b' AS id_r WHERE false")
    assert list(engine.score("boats", "pairs", BOATS)) == []


def test_each_step_keeps_its_name_its_reason_and_its_sql(engine: Engine) -> None:
    list(engine.score("boats", "pairs", BOATS))
    assert [step.name for step in engine.steps] == ["pairs", "voice_scored"]
    assert all(step.why and step.sql for step in engine.steps)


def test_a_python_function_may_be_called_in_sql(engine: Engine) -> None:
    engine.function("louder", lambda one, other: f"{one}{other}".upper())
    assert engine.rows("SELECT louder('a', 'b')") == [("AB",)]


def test_a_table_of_no_rows_has_its_columns(engine: Engine) -> None:
    engine.add("none", [], SCHEMA)
    assert engine.rows("SELECT count(unique_id), count(size) FROM none") == [(0, 0)]


def test_another_weight_is_another_digest() -> None:
    assert BOATS.digest != replace(BOATS, prior=-2.0).digest
    assert BOATS.digest == replace(BOATS).digest


def test_splink_is_told_the_ratio_that_the_weight_means() -> None:
    (colour, _) = splink_settings(BOATS)["comparisons"]
    for level, weight in zip(colour["comparison_levels"][1:], (2.5, -3.25), strict=True):
        assert level["m_probability"] / level["u_probability"] == pytest.approx(2**weight)
