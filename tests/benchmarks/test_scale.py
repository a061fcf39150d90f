"""The exponents of growth, and the page and chart that show them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.scale.chart import draw, page
from benchmarks.scale.clock import Clock
from benchmarks.scale.growth import growth, slope


def linked(size: int, power: float) -> dict[str, Any]:
    parts = {"groups": size**power / 1000, "the rest": size / 1000, "vectors of contents": 99.0}
    return {"reports": size, "encoders": "stand-in", "phases": {"link": {"processor seconds": sum(parts.values()), "parts": parts}}}


def results(*sizes: int) -> dict[str, Any]:
    every = [linked(size, 2) for size in sizes]
    machine = {"processor": "a processor", "cores": 2}
    return {"sizes": every, "not run": [10_000], "growth": growth(every), "machine": machine}


@pytest.mark.parametrize("power", [0.5, 1, 1.5, 2])
def test_the_slope_of_a_power_is_its_exponent(power: float) -> None:
    assert slope({size: size**power for size in (100, 300, 1000)}) == power


def test_one_size_has_no_slope() -> None:
    assert slope({100: 3.0}) is None


def test_what_grows_as_the_square_is_named_and_what_is_linear_is_not() -> None:
    found = growth([linked(size, 2) for size in (100, 1000)])
    assert "link: groups" in found["worse"]
    assert found["by part"]["link: groups"]["exponent"] == 2
    assert "link: the rest" not in found["worse"]


def test_stand_ins_say_nothing_of_what_encoders_cost() -> None:
    assert not any("vectors" in name for name in growth([linked(size, 1) for size in (100, 1000)])["by part"])


def test_the_page_says_what_was_not_run_and_the_chart_is_drawn(tmp_path: Path) -> None:
    text = "".join(f"<!-- {name}: python -m benchmarks.scale -->\nold\n<!-- /{name} -->\n" for name in ("scale", "growth"))
    (tmp_path / "scale.md").write_text(text, encoding="utf8")
    page(results(100, 1000), tmp_path / "scale.md")
    written = (tmp_path / "scale.md").read_text(encoding="utf8")
    assert "Not run: 10,000." in written
    assert "**2.00**" in written
    assert "old" not in written
    draw(results(100, 1000), tmp_path / "scale.svg")
    assert (tmp_path / "scale.svg").read_text(encoding="utf8").startswith("<svg")


def test_time_in_a_part_of_a_part_counts_for_the_inner_one() -> None:
    clock = Clock()

    def busy(seconds: float) -> None:
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass

    with clock.part("outer"):
        with clock.part("inner"):
            busy(0.05)
        busy(0.01)
    assert clock.seconds["inner"] >= 0.05
    assert clock.seconds["outer"] < 0.05
