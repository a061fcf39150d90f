"""The line of time as one list: between days, about words, with what has no day said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.errors import BadQuestion
from sayso.ledger import Ledger
from sayso.model import Moment, Reading, Time, Voice
from sayso.views.room.timeline import timeline_page
from sayso.views.timeline import timeline
from tests.factory import a_report, a_statement, span_of
from tests.linking.factory import a_telling, record
from tests.views.room.rooms import fresh_room, sample_room

WORDS = "The mayor said on Friday that the ferry would sail.\nThe port shut on May 2, in Halm."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Something said on a day that is told, in a report that names another; something said of an unknown day; a month, a "Monday"."""
    with Ledger(tmp_path / "l.db", create=True) as one:
        said = a_statement(WORDS, "The mayor", "said", "that the ferry would sail")
        friday = Moment(span_of(WORDS, "on Friday"), "on Friday", "2024-05-03", "2024-05-03", "day")
        times = tuple(
            Time(Moment(span_of(WORDS, words), words, day, day, "day"), "date", "XXXX")
            for words, day in (("Friday", "2024-05-03"), ("May 2", "2024-05-02"))
        )
        record(one, replace(a_report(WORDS), published="2024-05-04"), Reading("m1", (replace(said, said=friday),), times=times))
        record(one, *a_telling("Ana Belt", "that the ferry had sailed", published=None))
        record(one, *a_telling("Dovi Maskar", "that it sank", published="2024-05-06"))
        vague = "In April it sank. On Monday it rose."
        times = (
            Time(Moment(span_of(vague, "April"), "April", "2024-04-01", "2024-04-30", "month"), "date", "2024-04"),
            Time(Moment(span_of(vague, "Monday"), "Monday", None, None, "day"), "date", "XXXX-WXX-1"),
        )
        record(one, a_report(vague, path="vague.txt"), Reading("m1", (), times=times))
        yield one


def test_it_is_in_order_of_time_with_the_words_that_tell_the_day(ledger: Ledger) -> None:
    page = timeline(fresh_room(ledger.path))
    assert [(one.day, one.words, one.dated) for one in page.items] == [
        ("2024-05-02", "The port shut on May 2, in Halm.", "May 2"),
        ("2024-05-03", "that the ferry would sail", "on Friday"),
        ("2024-05-06", "that it sank", None),
    ]


def test_a_day_within_what_somebody_says_is_on_his_word(ledger: Ledger) -> None:
    words = "The port shut on May 2. The mayor said that it sank on May 1."
    voice = Voice("Ana Belt", "person")
    said = a_statement(words, "The mayor", "said", "that it sank on May 1", voice=voice)
    times = tuple(
        Time(Moment(span_of(words, day), day, since, since, "day"), "date", since)
        for day, since in (("May 2", "2024-05-02"), ("May 1", "2024-05-01"))
    )
    record(ledger, a_report(words, path="other.txt"), Reading("m1", (said,), times=times))
    found = {one.words: one.who for one in timeline(fresh_room(ledger.path)).items if one.path == "other.txt"}
    assert found == {"The port shut on May 2.": None, "The mayor said that it sank on May 1.": "Ana Belt"}


def test_what_has_no_day_is_counted_and_not_placed(ledger: Ledger) -> None:
    page = timeline(fresh_room(ledger.path))
    assert (page.dated, page.undated, page.vague, page.unresolved, page.longer) == (3, 1, 0, 1, 1)
    assert (page.reports, page.undated_reports) == (4, 2)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [("2024-05-03", None, 2), (None, "2024-05-03", 2), ("2024-05-03", "2024-05-03", 1), ("2024-05-07", None, 0), (None, None, 3)],
)
def test_both_days_are_included(ledger: Ledger, since: str | None, until: str | None, found: int) -> None:
    assert len(timeline(fresh_room(ledger.path), since=since, until=until).items) == found


@pytest.mark.parametrize(
    ("about", "days"),
    [
        ("ferry", ["2024-05-03"]), ("mayor SAIL", ["2024-05-03"]), ("port halm", ["2024-05-02"]), ('"shut on May"', ["2024-05-02"]),
        ('"May shut"', []), ("sank ferry", []), ("ort", []), ("ship", []),
    ],
)  # fmt: skip
def test_only_what_has_all_the_words(ledger: Ledger, about: str, days: list[str]) -> None:
    assert [one.day for one in timeline(fresh_room(ledger.path), about=about).items] == days


@pytest.mark.parametrize(
    "asked", [{"since": "May"}, {"until": "2024-5-3"}, {"since": "2024-05-04", "until": "2024-05-03"}, {"about": "?!"}]
)
def test_what_cannot_be_meant_is_said(ledger: Ledger, asked: dict[str, str]) -> None:
    with pytest.raises(BadQuestion):
        timeline(fresh_room(ledger.path), **asked)


def test_it_is_the_whole_line_of_the_room_and_every_item_reslices(newsroom: Path) -> None:
    room = sample_room(newsroom)
    page = timeline(room)
    assert page.items == timeline_page(replace(room, whole=True), {}).items
    texts = dict(room.ledger.connection.execute("SELECT id, text FROM reports").fetchall())
    for item in page.items:
        text = texts[item.report]
        words = text[item.start : item.end]
        assert item.line == text.count("\n", 0, item.start) + 1
        if item.statement:
            assert words.startswith(item.words.split(" … ")[0])
            assert words.endswith(item.words.split(" … ")[-1])
            assert item.dated is None or item.dated in text
        else:
            assert words == item.dated
            assert words in item.words
