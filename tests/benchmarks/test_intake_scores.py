"""What the scores of intake count, on examples whose scores are known by hand; and what the invented inputs are."""

from __future__ import annotations

import math
import sqlite3
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from benchmarks.intake import fuzz_seeds
from benchmarks.intake.fuzz_targets import TARGETS, Unstorable, summed
from benchmarks.intake.killed import contents, differences, stage
from benchmarks.intake.mixed import files, invented
from benchmarks.intake.pages import agrees, dated
from benchmarks.intake.shingles import gap, means, overlap, precision, recall, runs, scores
from sayso.intake import take_in
from sayso.ledger import Ledger
from sayso.model import Report


def test_runs_are_of_four_words() -> None:
    assert runs("She said: it is, it is, it is.") == {
        ("She", "said", "it", "is"): 1,
        ("said", "it", "is", "it"): 1,
        ("it", "is", "it", "is"): 2,
        ("is", "it", "is", "it"): 1,
    }
    assert runs("Too short") == {("Too", "short"): 1}
    assert not runs(" … ")


@pytest.mark.parametrize(
    ("true", "found", "both", "extra", "missed"),
    [
        ("a b c d e", "a b c d e", 1, 0, 0),
        ("a b c d e", "", 0, 0, 1),
        ("", "a b c d e", 0, 1, 0),
        ("a b c d e", "a b c d", 1 / 2, 0, 1 / 2),
        ("a b c d", "a b c d e f", 1 / 3, 2 / 3, 0),
        ("a a a a a", "a a a a", 1 / 2, 0, 1 / 2),  # a run counts as often as it occurs
        ("a b c d e", "v w x y z", 0, 1 / 2, 1 / 2),
        ("", "", 0, 0, 0),
    ],
)
def test_overlap(true: str, found: str, both: float, extra: float, missed: float) -> None:
    assert overlap(true, found) == pytest.approx((both, extra, missed))


def test_a_page_where_nothing_was_found_costs_recall_only() -> None:
    pages = [overlap("a b c d e", "a b c d e"), overlap("a b c d e", "")]
    assert means(pages) == {"precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3)}


def test_of_pages_means_are_taken_not_sums() -> None:
    long, short = "a b c d e f g h i j k l m", "a b c d"
    pages = [overlap(long, long), overlap(short, f"{short} x")]
    assert means(pages)["precision"] == pytest.approx((1 + 1 / 2) / 2)
    assert [precision(one) for one in pages] == [1.0, 0.5]
    assert [recall(one) for one in pages] == [1.0, 1.0]


def test_nothing_of_nothing_is_right() -> None:
    nothing = overlap("", "")
    assert (precision(nothing), recall(nothing)) == (1.0, 1.0)
    assert means([nothing]) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}  # no page to take a mean of


def test_accuracy_is_of_words_and_intervals_are_of_draws() -> None:
    found = scores(["a b c d", "a b c d e", "x"], ["A b c d".lower(), "“a b, c d” e", "y"])
    assert found["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["f1 ±"] > 0
    assert scores(["a b c d"] * 3, ["a b c d"] * 3)["f1 ±"] == 0
    assert not any(math.isnan(value) for value in found.values())


def test_a_gap_is_between_means_of_the_same_pages() -> None:
    true = ["a b c d e", "f g h i j"]
    assert gap(true, true, true) == {"precision": 0, "recall": 0, "f1": 0, "precision ±": 0, "recall ±": 0, "f1 ±": 0}
    ahead = gap(true, true, ["a b c d e", ""])
    assert [ahead[name] for name in ("precision", "recall", "f1")] == pytest.approx([0, 0.5, 1 / 3], abs=1e-4)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2019/11/23/talks.html", "2019-11-23"),
        ("https://a.example/news/talks-20191119", "2019-11-19"),
        ("https://a.example/story/2019-11-9/talks", "2019-11-09"),
        ("https://a.example/2019/11/talks", "2019-11"),
        ("https://a.example/talks-19600475/", None),  # a number, not a day
        ("https://a.example/2019/31/12/talks", None),
        ("https://a.example/talks-2019", None),
        ("https://2019-11-23.example/talks", None),
    ],
)
def test_the_date_of_an_address(url: str, day: str | None) -> None:
    assert dated(url) == day


@pytest.mark.parametrize(
    ("found", "dated_as", "how"),
    [
        (None, "2019-11-23", "none"),
        ("2019-11-23", "2019-11-23", "equal"),
        ("2019-11-23T10:00:00", "2019-11-23", "equal"),
        ("2019-11-23", "2019-11", "equal"),
        ("2019-11", "2019-11-23", "equal"),
        ("2019-11-24", "2019-11-23", "a day apart"),
        ("2019-12-24", "2019-11-23", "differs"),
        ("2019-12-01", "2019-11", "differs"),
    ],
)
def test_how_a_date_stands_to_that_of_the_address(found: str | None, dated_as: str, how: str) -> None:
    assert agrees(found, dated_as) == how


def test_every_target_takes_its_seeds(tmp_path: Path) -> None:
    for name, target in TARGETS.items():
        for seed in fuzz_seeds.of(name):
            target.one(seed, tmp_path / "in")
        assert all(line.startswith('"') for line in fuzz_seeds.dictionary(name).splitlines())


def test_what_cannot_be_stored_is_a_finding() -> None:
    from benchmarks.intake.fuzz_targets import _held
    from sayso.intake.draft import Draft
    from sayso.model import Fact

    with pytest.raises(Unstorable, match="title of its page"):
        _held([Draft("words", (Fact("title", "\ud800", "its page"),))])


def test_a_mutated_tar_has_right_checksums_again() -> None:
    made = bytearray(fuzz_seeds.tarred(tarfile.USTAR_FORMAT))
    made[0:1] = b"X"
    with pytest.raises(tarfile.ReadError):
        tarfile.open(fileobj=BytesIO(made), mode="r:")  # noqa: SIM115 (it opens nothing)
    with tarfile.open(fileobj=BytesIO(summed(bytes(made))), mode="r:") as opened:
        assert opened.getnames()[0] == "Xay/one.txt"


def test_the_mixed_folder_gives_each_report_once(tmp_path: Path) -> None:
    reports = invented(24)
    for name, data in files(reports):
        (tmp_path / name).write_bytes(data)
    taken = list(take_in([str(tmp_path)]))
    found = [one for one in taken if isinstance(one, Report)]
    assert len(found) == len(reports)
    assert len({one.sha256 for one in found}) == len(reports)
    assert len(taken) - len(found) == 2  # the two that cannot be read


def test_contents_leave_out_what_tells_runs_apart(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    assert stage(path, 1) == ("no ledger yet", 0.0)
    sqlite3.connect(path).close()
    assert stage(path, 1) == ("no tables yet", 0.0)
    with Ledger(path, create=True):
        pass
    assert stage(path, 1) == ("taking in", 0.0)
    held = contents(path)
    assert "runs" not in held
    assert held["reports"] == []
    assert differences(held, held) == []
    assert differences({**held, "reports": [("a",)]}, held) == ["reports: 1 rows too many, 0 missing, as ('a',)"]
