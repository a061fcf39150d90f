"""Lines that several reports of one outlet share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.intake import Repeats
from sayso.intake.repeats import FEWEST, LONGEST
from sayso.model import Report
from tests.factory import a_report

GAZETTE = "Halm Gazette"


def a_page(number: int, *lines: str, outlet: str | None = GAZETTE) -> Report:
    """A report with words of its own round the lines."""
    own = f"The mayor of Pellin said that boat {number} had sunk near the old pier and that nobody was hurt when it did."
    return a_report(
        "\n".join([own, *lines, f"Boat {number} was built in Halm, and its crew of {number} came home by train."]), outlet=outlet
    )


def shared(reports: list[Report], report: Report) -> list[str]:
    repeats = Repeats()
    for one in reports:
        repeats.add(one)
    return [span.of(report.text) for span in repeats.of(report)]


@pytest.mark.parametrize(
    ("line", "again", "found"),
    [
        ("From our weekend desk", "From our weekend desk", True),
        ("From our weekend desk", "FROM OUR WEEKEND DESK", True),
        ("From our weekend desk", "  From our weekend desk\t", True),
        ("From our weekend desk", "From our weekday desk", False),
        ("ok", "ok", False),
        ("x" * (LONGEST + 1), "x" * (LONGEST + 1), False),
    ],
)
def test_a_line_repeats_whatever_its_case_and_the_blanks_round_it(line: str, again: str, *, found: bool) -> None:
    reports = [a_page(0, line, "1 " * LONGEST), *(a_page(number, again) for number in range(1, FEWEST))]
    assert shared(reports, reports[0]) == ([line] if found else [])


def test_fewer_reports_than_enough_show_no_repeats() -> None:
    reports = [a_page(number, "From our weekend desk") for number in range(FEWEST)]
    assert shared(reports[:-1], reports[0]) == []
    assert shared(reports, reports[0]) == ["From our weekend desk"]


def test_a_report_read_twice_counts_once() -> None:
    reports = [a_page(number, "From our weekend desk") for number in range(FEWEST - 1)]
    assert shared([*reports, *reports, *reports], reports[0]) == []


def test_a_line_twice_in_one_report_counts_once() -> None:
    report = a_page(1, *["From our weekend desk"] * FEWEST)
    assert shared([report], report) == []


def test_each_place_of_a_repeated_line_is_found() -> None:
    reports = [a_page(number, "From our weekend desk", f"Line {number}", "From our weekend desk") for number in range(FEWEST)]
    assert shared(reports, reports[0]) == ["From our weekend desk"] * 2


@pytest.mark.parametrize("outlet", ["Radio Estuary", None])
def test_outlets_are_counted_apart_and_reports_without_one_not_at_all(outlet: str | None) -> None:
    reports = [a_page(number, "From our weekend desk") for number in range(FEWEST)]
    assert shared(reports, a_page(0, "From our weekend desk", outlet=outlet)) == []
    strangers = [a_page(number, "From our weekend desk", outlet=outlet) for number in range(FEWEST - 1)]
    assert shared([*strangers, reports[0]], reports[0]) == []


def test_a_report_that_was_not_counted_has_the_lines_of_its_outlet() -> None:
    reports = [a_page(number, "From our weekend desk") for number in range(FEWEST)]
    assert shared(reports, a_page(99, "From our weekend desk")) == ["From our weekend desk"]


def test_a_copy_of_another_report_is_not_taken_for_page_parts() -> None:
    text = a_page(1, "From our weekend desk").text
    copies = [a_report(f"{text}\nCopy {number}", outlet=GAZETTE) for number in range(FEWEST)]
    assert shared(copies, copies[0]) == []


@given(texts=st.lists(st.text(alphabet="ab \n\té", max_size=30), min_size=1, max_size=6))
def test_repeats_are_whole_lines_of_the_report(texts: list[str]) -> None:
    reports = [a_report(text, outlet=GAZETTE) for text in texts]
    for report in reports:
        lines = {line.strip() for line in report.text.split("\n")}
        assert set(shared(reports, report)) <= lines
