"""The scores against the team's scorer, and the floors that the shipped weights must hold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reading.attribution import measure
from benchmarks.reading.metrics import score
from training.corpora import Attribution, digest, polnear

# The shipped weights' scores on PolNeAR dev less half a point; lowered only with a reason in the changelog.
FLOORS = {"attr.soft": 0.743, "attr.strict": 0.643, "who_what": 0.809, "span.source": 0.812, "span.cue": 0.724, "span.content": 0.672}
DEV = "329ead0f9f6a2b3ccd35869f29fef18580a55d8deabd6e05e2dbe53287bc6569"  # digest of the corpus they were measured on


def test_perfect_and_empty_readings_score_one_and_nothing() -> None:
    text = "The mayor said boats sank."
    gold = [Attribution(((0, 9),), ((10, 14),), ((15, 25),))]
    assert {values["F1"] for values in score([(text, gold, gold)]).values()} == {1.0}
    assert {values["F1"] for values in score([(text, gold, [])]).values()} == {0.0}


def test_a_content_half_right_is_soft_and_not_strict() -> None:
    text = "The mayor said one two three four."
    gold = [Attribution(((0, 9),), ((10, 14),), ((15, 33),))]
    found = [Attribution(((0, 9),), ((10, 14),), ((15, 28),))]
    scores = score([(text, gold, found)])
    assert (scores["attr.soft"]["F1"], scores["attr.strict"]["F1"]) == (1.0, 0.0)


@pytest.fixture(scope="module")
def measured(corpora: Path) -> dict[str, object]:
    return measure(corpora / "polnear" / "dev")


def test_the_floors_hold_on_dev(corpora: Path, measured: dict[str, object]) -> None:
    if digest(corpora / "polnear" / "dev") != DEV:
        pytest.skip("the floors were measured on another edition of PolNeAR dev")
    scores = measured["scores"]
    assert isinstance(scores, dict)
    low = {key: scores[key]["F1"] for key, floor in FLOORS.items() if scores[key]["F1"] < floor}
    assert not low


def test_our_scores_are_those_of_the_teams_scorer(corpora: Path, tmp_path: Path) -> None:
    scorer = corpora.parent / "score_attribution.py"
    if not scorer.is_file():
        pytest.skip(f"the team's scorer is not at {scorer}")
    folder = tmp_path / "some"
    for article in polnear(corpora / "polnear" / "dev")[::7]:
        for kind in ("text", "attributions"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
            for path in (corpora / "polnear" / "dev" / kind).glob(f"{article.name}[._]*"):
                (folder / kind / path.name).symlink_to(path)
    texts = [str(folder / "text" / f"{article.name}.txt") for article in polnear(folder)]
    lines = subprocess.run(
        [sys.executable, "-m", "sayso", "read", "--json", "--outermost", *texts], capture_output=True, text=True, check=True
    ).stdout
    (tmp_path / "read.jsonl").write_text(lines, encoding="utf8")
    command = [sys.executable, "-W", "ignore", str(scorer), str(folder), str(tmp_path / "read.jsonl"), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = measure(folder)["scores"]
    assert isinstance(ours, dict)
    for key, values in ours.items():
        assert values["F1"] == pytest.approx(theirs[key]["F"], abs=6e-4), key
