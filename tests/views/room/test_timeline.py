"""The line of time: its parts add up to the whole, everything on it has words, and what has no day is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import NotThere
from sayso.ledger import Ledger
from sayso.model import Moment, Reading, Span, Time, Voice
from sayso.views.room import Room
from sayso.views.room.days import EVENTS, OTHERS, UNSIDED, most_years, stacked
from sayso.views.room.passages import passage
from sayso.views.room.timeline import MARKS, TimelinePage, parts, timeline_page, timeline_part
from tests.factory import a_report, a_statement, span_of
from tests.linking.factory import a_telling, record
from tests.views.room.rooms import fresh_room, sample_room


def page_of(room: Room, key: str | None) -> TimelinePage:
    return timeline_part(room, key, {}) if key else timeline_page(room, {})


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Utterances of three years, most of them in one month of which one day is full, by many sides."""
    path, dice = tmp_path_factory.mktemp("busy") / "busy.db", Random(7)
    with Ledger(path, create=True) as ledger:
        for n in range(700):
            day = date(2023, 1, 1) + timedelta(dice.randrange(1000)) if n % 3 else date(2024, 5, 1 + n % 2 * dice.randrange(30))
            side = f"side {min(dice.randrange(16), dice.randrange(16))}" if n % 5 else None
            voice = Voice("Ana Belt", "person", side=side)
            record(ledger, *a_telling("Ana Belt", f"that boat {n} had sailed", outlet=f"o{n}", published=day.isoformat(), voice=voice))
    return fresh_room(path)


def test_parts_add_up_to_the_whole(newsroom: Path, busy: Room) -> None:
    for room in (sample_room(newsroom), busy):
        for key in (None, *(key for key in parts(room) if len(key) < 10)):
            page = page_of(room, key)
            assert sum(one.count for one in page.finer) == page.part.count > 0
            assert {one.key for one in page.finer} <= set(parts(room))


def test_the_chart_shows_each_item_once(newsroom: Path, busy: Room) -> None:
    for room in (sample_room(newsroom), busy):
        for key in (None, *parts(room)):
            page = page_of(room, key)
            assert not (page.marks and page.bars)
            assert len(page.marks) + sum(bar.count for bar in page.bars) + sum(one.count for one in page.outside) == page.part.count
            assert page.level == "day" or len(page.marks) <= MARKS
            assert {item.lane for item in page.marks} | {bar.lane for bar in page.bars} == set(page.lanes)
    assert page_of(busy, None).bars
    assert page_of(busy, "2024").bars
    assert page_of(busy, "2024-05").marks


def test_a_line_of_many_sides_has_a_lane_for_the_others(busy: Room) -> None:
    lanes = page_of(busy, None).lanes
    assert len(lanes) == 14
    assert lanes[-2:] == (OTHERS, UNSIDED)


def test_parts_lead_to_their_neighbours_and_back_out(busy: Room) -> None:
    keys = parts(busy)
    for length in (4, 7, 10):
        same = [key for key in keys if len(key) == length]
        for before, key in pairwise(same):
            page = page_of(busy, key)
            assert page.earlier is not None
            assert page.earlier.key == before
            assert [one.key for one in page.out] == [None, *(key[:cut] for cut in (4, 7) if cut < length)]


@pytest.mark.parametrize(
    "key", ["24", "2024-13", "2024-02-30", "2024-5", "2024-05-03-01", "0000", "2024-05-3x", "today", "２０２４", "2024 "]
)
def test_what_is_no_day_is_not_there(newsroom: Path, key: str) -> None:
    with pytest.raises(NotThere):
        timeline_part(sample_room(newsroom), key, {})


def test_a_day_without_items_says_so_and_leads_on(newsroom: Path) -> None:
    page = timeline_part(sample_room(newsroom), "2019-02-01", {})
    assert (page.part.count, page.items, page.earlier) == (0, (), None)
    assert page.later is not None
    assert page.later.key == "2019-03-02"


def test_the_list_is_cut_into_pages_and_whole_in_files(busy: Room) -> None:
    first, last = timeline_page(busy, {}), timeline_page(busy, {"page": ["7"]})
    assert (len(first.items), first.paging.pages, len(last.items)) == (100, 7, 100)
    assert len(timeline_page(replace(busy, whole=True), {}).items) == 700
    with pytest.raises(NotThere):
        timeline_page(busy, {"page": ["8"]})


def test_every_item_has_its_words_in_its_report(newsroom: Path) -> None:
    room = sample_room(newsroom)
    page = timeline_page(replace(room, whole=True), {})
    assert len(page.items) == page.part.count
    for item in page.items:
        (text,) = room.ledger.connection.execute("SELECT text FROM reports WHERE id = ?", (item.report,)).fetchone()
        for part in item.words.strip("… ").split(" … "):
            assert part in text
        assert (item.cue is not None) == (item.kind == "utterance")  # what is said never stands as what is so
        if item.kind == "date":
            assert item.words.strip("… ") in text.splitlines()[int(item.to[1:]) - 1]


def test_one_act_of_saying_is_one_mark(newsroom: Path) -> None:
    room = sample_room(newsroom)
    items = timeline_page(replace(room, whole=True), {}).items
    said = [item.statement for item in items if item.statement]
    (utterances,) = room.ledger.connection.execute("SELECT count(*) FROM utterances").fetchone()
    assert len(said) == len(set(said)) <= utterances
    assert any(item.tellings > 1 for item in items)


def test_what_is_known_to_the_month_only_has_no_day(tmp_path: Path) -> None:
    words = "The mayor said in April that the ferry would sail."
    said = a_statement(words, "The mayor", "said", "that the ferry would sail")
    vague = Moment(span_of(words, "in April"), "in April", "2024-04-01", "2024-04-30", "month")
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, replace(a_report(words), published="2024-05-06"), Reading("m1", (replace(said, said=vague),)))
    page = timeline_page(fresh_room(tmp_path / "l.db"), {})
    assert (page.part.count, page.undated) == (0, 1)


def test_days_of_datelines_and_of_sayings_are_no_events(tmp_path: Path) -> None:
    words = "HALM, May 3 (Ternwire) — The mayor said on Friday that the ferry sank on April 30 off Halm.\nThe port shut on May 2."
    said = a_statement(words, "The mayor", "said", "that the ferry sank on April 30 off Halm")
    day = Moment(span_of(words, "on Friday"), "on Friday", "2024-05-03", "2024-05-03", "day")
    times = [
        Time(Moment(span_of(words, text), text, since, since, "day"), "date", since or "XXXX")
        for text, since in (("May 3", "2024-05-03"), ("Friday", "2024-05-03"), ("April 30", "2024-04-30"), ("May 2", "2024-05-02"))
    ]
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, replace(a_report(words), published="2024-05-03"), Reading("m1", (replace(said, said=day),), times=tuple(times)))
    page = timeline_page(fresh_room(tmp_path / "l.db"), {})
    named = [(item.day, item.words, item.to) for item in page.items if item.lane == EVENTS]
    assert [day for day, _, _ in named] == ["2024-04-30", "2024-05-02"]
    assert named[1][1:] == ("The port shut on May 2.", "L2")


def test_a_ledger_without_days_says_how_many_it_leaves_out(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, *a_telling("Ana Belt", "that the ferry had sailed", published=None))
    room = fresh_room(tmp_path / "l.db")
    page = timeline_page(room, {})
    assert (page.part.count, page.undated, page.marks, page.bars, page.lanes) == (0, 1, (), (), ())
    assert parts(room) == []


def test_an_empty_ledger_has_an_empty_line(tmp_path: Path) -> None:
    Ledger(tmp_path / "l.db", create=True).connection.close()
    assert timeline_page(fresh_room(tmp_path / "l.db"), {}).part.count == 0


@given(st.lists(st.tuples(st.dates(date(2000, 1, 1), date(2003, 1, 1)), st.sampled_from("abc")), max_size=300))
def test_no_mark_lies_on_another(found: list[tuple[date, str]]) -> None:
    found.sort()
    lanes = [lane for _, lane in found]
    places = stacked([day.isoformat() for day, _ in found], lanes)
    assert len(places) == len(found)
    assert len({(lane, below, round(across, 6)) for lane, (across, below) in zip(lanes, places, strict=True)}) == len(found)
    for (day, _), (across, _) in zip(found, places, strict=True):
        assert int(across) == (day - found[0][0]).days  # each within its day


@given(st.dictionaries(st.integers(1000, 2100), st.integers(1, 5000), min_size=1))
def test_the_years_charted_have_the_fullest_among_them(counts: dict[int, int]) -> None:
    low, high = most_years(counts)
    assert low in counts
    assert high in counts
    assert max(number for year, number in counts.items() if low <= year <= high) == max(counts.values())


@given(st.text(st.sampled_from("ab .!?”\n\u202e"), max_size=900), st.integers(0, 899), st.integers(1, 20))
def test_the_words_round_a_day_are_of_its_line_and_not_too_long(text: str, start: int, length: int) -> None:
    place = Span(min(start, len(text)), min(start + length, len(text)))
    if place.start == place.end or "\n" in place.of(text):
        return
    before, named, after = passage(text, *place)
    assert named == place.of(text)
    assert "\n" not in before + after
    assert f"{before.removeprefix('… ')}{named}{after.removesuffix(' …')}" in text
    assert len(before + named + after) <= 240 + 4
