"""The floors of what is read beside attribution, on the sets of our own and on MEANTIME; benchmarks/results has the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reading import figures, nested, relays, times
from sayso.reading import Reader


def test_figures_hold_on_our_set(reader: Reader) -> None:
    scores = figures.measure_set(reader, "test")
    assert scores["F1"] >= 0.97
    assert scores["value right"] >= 0.97
    assert scores["bound right"] >= 0.97
    assert scores["of right"] >= 0.79


def test_nested_statements_and_voices_hold_on_our_set(reader: Reader) -> None:
    scores = nested.measure(reader, "test")
    assert scores["nested F1"] >= 0.86
    assert scores["linked right"] >= 0.96
    assert scores["voice right"] >= 0.81


@pytest.mark.parametrize(("name", "share"), [("relays_first", 0.91), ("relays_after", 0.81)])
def test_relays_hold_on_our_sets(reader: Reader, name: str, share: float) -> None:
    counts = relays.measure(reader, name)
    assert counts["relay right"] / counts["found"] >= share


def test_times_hold_on_meantime(corpora: Path) -> None:
    documents = times.documents(corpora / "meantime", ("airbus", "apple", "gm", "stock"))
    if not documents:
        pytest.skip("MEANTIME is not among the corpora")
    scores = times.score(times.sayso, documents)
    assert scores["F1"] >= 0.93
    assert scores["value"] >= 0.88


def test_figures_hold_on_meantime(corpora: Path, reader: Reader) -> None:
    assert figures.measure_meantime(reader, corpora / "meantime")["F1"] >= 0.88
