"""What figures count: all counts, one over time, the day that a figure holds for, and which figures part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sayso.errors import BadQuestion, NotThere
from sayso.ids import count_id
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.model import Figure, Moment, Reading, Report, Voice
from sayso.views.assistant.counting import count_over_time, counts
from sayso.views.assistant.wording import in_words
from sayso.views.room import Room
from sayso.views.room.figures import BOUNDS, FigurePage, count_keys, figure_page, figures_page
from tests.factory import a_report, a_statement, span_of
from tests.linking.factory import linked, record
from tests.views.room.rooms import fresh_room, sample_room

KILLED = "killed"


def a_count(
    number: float, *, text: str = "The clinic said that {} people were killed in Ostrel on Monday.", published: str | None = "2024-05-06",
    outlet: str = "Courier", since: str | None = "2024-05-06", until: str | None = "2024-05-06", where: str | None = "Ostrel", bound: str = "exact",
) -> tuple[Report, Reading]:  # fmt: skip
    """A report with one figure, on the word of a clinic."""
    sentence = text.format(f"{number:g}")
    words = f"{sentence} Ana Belt said the boats had sailed."  # reports are of one matter where they have a named voice in common
    report = a_report(words, path=f"{outlet}-{number:g}.txt", outlet=outlet)
    as_of = Moment(span_of(words, "Monday"), "Monday", since, until) if "Monday" in words and (since or until) else None
    figure = Figure(span_of(words, f"{number:g}"), number, number, bound, KILLED, "people", where, as_of, 0)  # type: ignore[arg-type]
    told = a_statement(
        words, "The clinic", "said", sentence[sentence.index("that") : -1], voice=Voice(f"The clinic of {outlet}", "organisation")
    )
    other = a_statement(words, "Ana Belt", "said", "the boats had sailed", voice=Voice("Ana Belt", "person"))
    return replace(report, published=published), Reading("m1", (told, other), figures=(figure,))


def room_of(path: Path, *reports: tuple[Report, Reading]) -> Room:
    with Ledger(path, create=True) as ledger:
        for report, reading in reports:
            record(ledger, report, reading)
        linked(ledger)
    return fresh_room(path)


def page_of(room: Room, of: str = KILLED, who: str | None = "people", where: str | None = "Ostrel") -> FigurePage:
    return figure_page(room, count_id(of, who, where), {})


def test_the_fullest_counts_come_first_and_those_of_one_figure_last(newsroom: Path) -> None:
    page = figures_page(sample_room(newsroom), {})
    assert [count.figures for count in page.counts] == sorted((count.figures for count in page.counts), reverse=True)
    assert min(count.figures for count in page.counts) == 1
    pages = next(count for count in page.counts if count.words == "pages")
    assert (pages.least, pages.most) == (4, 11)


def test_a_later_text_does_not_count_twice(newsroom: Path) -> None:
    room = sample_room(newsroom)
    (twice,) = room.ledger.connection.execute("SELECT count(*) FROM figures WHERE report IN (SELECT report FROM earlier_texts)").fetchone()
    (live,) = room.ledger.connection.execute(
        'SELECT count(*) FROM figures WHERE "of" IS NOT NULL AND report NOT IN (SELECT report FROM earlier_texts)'
    ).fetchone()
    assert twice > 0
    assert sum(len(figure_page(room, key, {}).rows) for key in count_keys(room.ledger)) == live


def test_every_row_leads_to_its_words(newsroom: Path) -> None:
    room = sample_room(newsroom)
    for key in count_keys(room.ledger):
        for row in figure_page(room, key, {}).rows:
            (text,) = room.ledger.connection.execute("SELECT text FROM reports WHERE id = ?", (row.report,)).fetchone()
            assert text[row.line.start : row.line.end] == row.line.words
            assert text.count("\n", 0, row.line.start) + 1 == row.line.line
            assert row.to.startswith("s1:") or row.to == f"L{row.line.line}"


def a_count_in(place: str, **known: Any) -> tuple[Report, Reading]:
    """A report of its own outlet with one figure, of a place that no other counts in."""
    return a_count(
        40, text=f"The clinic said that {{}} people were killed in {place} on Monday.", where=place, outlet=f"Post of {place}", **known
    )


DAYS = (
    ("2024-05-09", "2024-05-06", "2024-05-06", "2024-05-06", None),  # the day that it speaks of
    ("2024-05-04", "2024-05-06", "2024-05-06", "2024-05-06", None),  # be it to come
    ("2024-05-09T10:00:00+02:00", "2024-05-06T17:00", "2024-05-06T23:59", "2024-05-06", None),
    ("2024-05-09", "2024-04-01", "2024-04-30", "2024-04-30", "2024-04-01"),  # a month
    ("2024-05-09", "2024-05-01", "2024-05-31", "2024-05-09", "2024-05-01"),  # a month that is not over
    ("2024-05-09", "2024-03-01", None, "2024-05-09", None),  # since spring, so far
    ("2024-05-09", None, None, "2024-05-09", None),
    (None, "2024-05-06", "2024-05-06", "2024-05-06", None),
    (None, "2024-03-01", None, None, None),
    (None, None, None, None, None),
)


@pytest.fixture(scope="module")
def of_days(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A figure for each of the days, in a place of its own."""
    known = (a_count_in(f"Place {n}", published=day[0], since=day[1], until=day[2]) for n, day in enumerate(DAYS))
    return room_of(tmp_path_factory.mktemp("days") / "l.db", *known)


@pytest.mark.parametrize("number", range(len(DAYS)))
def test_the_day_that_a_figure_holds_for(of_days: Room, number: int) -> None:
    *_, day, start = DAYS[number]
    page = page_of(of_days, where=f"Place {number}")
    assert [(row.day, row.since) for row in page.rows] == [(day, start)]
    assert page.undated == (day is None)
    assert len(page.charted) == (day is not None)


def test_figures_that_part_come_first_and_lead_to_their_dispute(tmp_path: Path) -> None:
    room = room_of(
        tmp_path / "l.db", a_count(31), a_count(74, outlet="Bulletin"),
        *(a_count(5, text=f"The clinic said that {{}} people were killed in Halm on Monday, {n}.", outlet=f"o{n}", where="Halm") for n in "abc"),
    )  # fmt: skip
    first, second = figures_page(room, {}).counts
    assert (first.words, first.disputed) == ("killed: people (Ostrel)", 2)
    assert (second.figures, second.disputed) == (3, 0)
    rows = page_of(room).rows
    assert len({row.disputes for row in rows}) == 1
    [dispute] = rows[0].disputes
    with Ledger(tmp_path / "l.db") as ledger:
        judge(ledger, dispute, None, "reject", by="Ismay Corran")
    after = fresh_room(tmp_path / "l.db")
    assert figures_page(after, {}).counts[0].words == "killed: people (Halm)"
    assert not any(row.disputes for row in page_of(after).rows)


def test_a_figure_of_a_rejected_statement_is_left_out(tmp_path: Path) -> None:
    room = room_of(tmp_path / "l.db", a_count(31), a_count(33, outlet="Bulletin"), a_count(90, outlet="Gazette"))
    gone = next(row for row in page_of(room).rows if row.line.low == 90)
    with Ledger(tmp_path / "l.db") as ledger:
        judge(ledger, gone.to, None, "reject", by="Ismay Corran")
    page = page_of(fresh_room(tmp_path / "l.db"))
    assert [row.line.low for row in page.rows] == [31, 33]
    assert (page.count.figures, page.count.most) == (2, 33)


def test_years_far_from_the_others_are_in_the_table_only(tmp_path: Path) -> None:
    near = [a_count(n, outlet=f"o{n}", since=f"202{n}-05-06", until=f"202{n}-05-06") for n in range(4)]
    page = page_of(room_of(tmp_path / "l.db", *near, a_count(9, since="1944-05-06", until="1944-05-06")))
    assert (len(page.rows), len(page.charted), page.outside) == (5, 4, 1)
    assert page.rows[0].day == "1944-05-06"


def test_counts_are_found_by_their_words(newsroom: Path) -> None:
    room = sample_room(newsroom)
    assert [count.words for count in figures_page(room, {"q": ["PEOPLE displaced"]}).counts] == ["displaced: people"]
    assert not figures_page(room, {"q": ["nobody counts this"]}).counts
    with pytest.raises(BadQuestion):
        figures_page(room, {"q": ["x" * 301]})


@pytest.mark.parametrize("key", ["q1:0000000000000000", "q1", "", "x' OR 1"])
def test_what_nobody_counts_is_not_there(newsroom: Path, key: str) -> None:
    with pytest.raises(NotThere):
        figure_page(sample_room(newsroom), key, {})


def test_each_bound_says_itself(tmp_path: Path) -> None:
    bounds = [bound for bound in BOUNDS if bound != "range"]
    room = room_of(tmp_path / "l.db", *(a_count_in(bound, bound=bound) for bound in bounds))
    said = {bound: page_of(room, where=bound).rows[0].value for bound in bounds}
    assert said["exact"] == "40"
    assert said["fewer_than"] == "fewer than 40"
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize(
    ("given", "words", "least", "most"),
    [
        ([(100, "more_than")], "more than 100", 100, None),
        ([(70000, "nearly")], "nearly 70,000", 70000, 70000),
        ([(5, "at_most")], "at most 5", None, 5),
        ([(31, "exact"), (100, "more_than"), (60, "about")], "31 to more than 100", 31, None),
        ([(40, "at_least"), (100, "exact")], "at least 40 to 100", 40, 100),
        ([(40, "exact"), (40, "at_least")], "40 or at least 40", 40, None),
        ([(9, "fewer_than"), (12, "about")], "fewer than 9 to about 12", None, 12),
    ],
)
def test_a_count_keeps_the_bounds_of_its_lowest_and_highest(
    tmp_path: Path, given: list[tuple[float, str]], words: str, least: float | None, most: float | None
) -> None:
    reports = [a_count(number, bound=bound, outlet=f"Post {n}") for n, (number, bound) in enumerate(given)]
    room = room_of(tmp_path / "l.db", *reports)
    with Ledger(tmp_path / "l.db") as ledger:  # as sayso reads them: one end is open
        ledger.connection.execute("UPDATE figures SET high = NULL WHERE bound IN ('at_least', 'more_than')")
        ledger.connection.execute("UPDATE figures SET low = NULL WHERE bound IN ('at_most', 'fewer_than')")
    room = fresh_room(tmp_path / "l.db")
    [count] = figures_page(room, {}).counts
    assert (count.values, count.least, count.most) == (words, least, most)
    assert page_of(room).count == count


def test_assistants_are_told_the_bounds_of_a_count_and_that_somebody_gives_it(tmp_path: Path) -> None:
    room = room_of(tmp_path / "l.db", a_count(100, bound="more_than"))
    answer = counts(room, None, 1)
    head, _, line = in_words(answer).split("\n")
    assert "on somebody's word" in head
    assert "1 figure in 1 report, more than 100, 2024-05-06" in line
    assert " to 100" not in in_words(count_over_time(room, answer.counts[0].id, 1))
