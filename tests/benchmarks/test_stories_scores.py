"""What the scores of stories count, on examples whose scores are known by hand; and the set of labels."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from benchmarks.stories.grouping import Grouped, compared, nearest_centroid, of_reports, of_windows, scores, tf_idf
from benchmarks.stories.windows import Labelled, labelled


def told(window: str, report: str, a: str, b: str | None = None) -> Labelled:
    return Labelled(window, "dev", report, a, b or a)


# In "fakes-1" two stories of two; in "mixed-1" one of two and one alone.
REPORTS = [
    told("fakes-1", "f:1", "x"),
    told("fakes-1", "f:2", "x"),
    told("fakes-1", "f:3", "y"),
    told("fakes-1", "f:4", "y"),
    told("mixed-1", "m:1", "x"),
    told("mixed-1", "m:2", "x"),
    told("mixed-1", "m:3", "z"),
]
ONE = {one.report: 0 for one in REPORTS}


def test_every_window_counts_alike_and_every_report_counts_alike() -> None:
    # all in one: precision 1/2 in the first window, (2/3 + 2/3 + 1/3) / 3 in the second
    assert of_windows(ONE, REPORTS)["precision"] == pytest.approx((1 / 2 + 5 / 9) / 2, abs=1e-3)
    assert of_reports(ONE, REPORTS)["precision"] == pytest.approx((4 / 2 + 5 / 3) / 7, abs=1e-3)


def test_a_group_is_known_within_its_window_only() -> None:
    found = {one.report: one.a for one in REPORTS}  # "x" in both
    assert scores(found, REPORTS)["reports"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_the_score_is_the_mean_of_both_labellers() -> None:
    reports = [told("fakes-1", "f:1", "x", "x"), told("fakes-1", "f:2", "x", "y")]
    assert of_reports({"f:1": 0, "f:2": 0}, reports)["precision"] == pytest.approx((1 + 1 / 2) / 2)
    assert of_reports({"f:1": 0, "f:2": 0}, reports, truths="b")["precision"] == pytest.approx(1 / 2)


def test_fakes_and_bulk_are_scored_apart() -> None:
    found = scores(ONE, REPORTS)
    assert found["windows of fakes"]["precision"] == pytest.approx(1 / 2)
    assert found["windows of bulk"]["precision"] == pytest.approx(5 / 9, abs=1e-3)
    assert "windows of bulk" not in scores(ONE, REPORTS[:4])


def test_of_the_pairs_that_are_near_in_time_those_compared_are_counted() -> None:
    days = {one.report: 1 for one in REPORTS} | {"f:4": 99}
    found = compared(Grouped({}, frozenset({("f:1", "f:2"), ("f:1", "f:3"), ("f:3", "f:4")}), days), REPORTS)
    assert (found["right"], found["found"], found["wanted"]) == (1, 2, 2)


def test_texts_of_the_same_words_are_one_direction_and_of_others_another() -> None:
    vectors = tf_idf(["boats sank", "boats sank", "miners walked", "wages paid"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)
    assert vectors[0] @ vectors[1] == pytest.approx(1.0)
    assert vectors[0] @ vectors[2] == 0


def test_a_report_joins_the_nearest_centroid_or_opens_a_group() -> None:
    vectors = np.array([[1, 0, 0], [0, 1, 0], [0.8, 0.6, 0], [0, 0, 1]], np.float32)
    assert nearest_centroid(vectors, 0.5) == [0, 1, 0, 2]
    assert nearest_centroid(vectors, 0.9) == [0, 1, 2, 3]


def test_every_report_of_the_set_is_in_one_window_of_one_part() -> None:
    known = labelled()
    assert Counter(one.report for one in known).most_common(1)[0][1] == 1
    assert len({(one.window, one.part) for one in known}) == len({one.window for one in known}) == 16


def test_a_report_that_tells_no_story_is_one_of_its_own() -> None:
    alone = [one.a for one in labelled() if one.a.startswith("none")]
    assert len(alone) == len(set(alone)) > 0
