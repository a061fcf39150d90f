"""The shelf and its filters pick and count what the ledger's tables hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import BadQuestion, NotThere
from sayso.views.pages import SaidLine, said_lines
from sayso.views.room import Room
from sayso.views.room.filters import Filter, full_text
from sayso.views.room.statements import statements_page
from tests.views.room.rooms import sample_room

Lines = dict[str, SaidLine]


@pytest.fixture(scope="module")
def room(newsroom: Path) -> Room:
    return sample_room(newsroom)


@pytest.fixture(scope="module")
def lines(room: Room) -> Lines:
    return said_lines(room.ledger)[0]


def picked(room: Room, **query: str) -> set[str]:
    asked = Filter.of({name: [value] for name, value in query.items()})
    return {room.shelf.ids[row] for row in asked.ordered(room.shelf, asked.rows(room.shelf, room.ledger))}


def day_of(line: SaidLine) -> str:
    """Of the saying where it is one day, else of the report."""
    said = line.said_from if (line.said_from or "")[:10] == (line.said_to or "")[:10] else None
    return (said or line.published or "")[:10]


def test_without_conditions_all_statements_are_there(room: Room, lines: Lines) -> None:
    assert picked(room) == set(lines)


@pytest.mark.parametrize("outlet", ["Ternwire", "Pellin Standard"])
def test_an_outlet_picks_its_statements(room: Room, lines: Lines, outlet: str) -> None:
    assert picked(room, outlet=outlet) == {key for key, line in lines.items() if line.outlet == outlet}


def test_a_relay_picks_what_came_through_it(room: Room, lines: Lines) -> None:
    assert picked(room, relay="Ternwire") == {key for key, line in lines.items() if "Ternwire" in line.relay}


def test_a_kind_picks_its_statements(room: Room, lines: Lines) -> None:
    assert picked(room, kind="thought") == {key for key, line in lines.items() if line.kind == "thought"}


def test_a_voice_picks_what_it_says_together_with_others_too(room: Room) -> None:
    speakers = said_lines(room.ledger)[1]
    voice = Counter(v for who in speakers.values() for v in who).most_common(1)[0][0]
    assert picked(room, voice=voice) == {key for key, who in speakers.items() if voice in who}


def test_days_are_those_of_the_saying_and_else_of_the_report(room: Room, lines: Lines) -> None:
    day = {key: day_of(line) for key, line in lines.items()}
    assert picked(room, since="2019-03-06", until="2019-03-07") == {k for k, d in day.items() if "2019-03-06" <= d <= "2019-03-07"}


def test_an_end_leaves_out_what_has_no_day(room: Room, lines: Lines) -> None:
    undated = {key for key, line in lines.items() if not day_of(line)}
    assert undated
    assert not undated & picked(room, until="2999-01-01")


def test_origins_and_tellings_are_at_least_so_many(room: Room, lines: Lines) -> None:
    assert picked(room, origins="2") == {key for key, line in lines.items() if (line.origins_low or 0) >= 2}
    assert picked(room, told="2") == {key for key, line in lines.items() if line.told_in >= 2}


def test_disputed_are_those_in_a_dispute(room: Room, lines: Lines) -> None:
    assert picked(room, disputed="1") == {key for key, line in lines.items() if line.disputes}


def test_words_are_searched_in_who_speaks_and_in_what_is_said(room: Room, lines: Lines) -> None:
    found = picked(room, q="Brisca")
    assert found == {key for key, line in lines.items() if "brisca" in f"{line.source} {line.content}".lower()}


def test_words_in_quotation_marks_stand_in_a_row(room: Room, lines: Lines) -> None:
    assert picked(room, q='"four pages"') == {key for key, line in lines.items() if "four pages" in line.content}
    assert picked(room, q="pages four") == picked(room, q="four pages") >= picked(room, q='"four pages"')


def test_conditions_narrow_one_another(room: Room) -> None:
    assert picked(room, q="yes", outlet="Ternwire") == picked(room, q="yes") & picked(room, outlet="Ternwire")


def test_counts_of_a_facet_are_those_of_what_is_picked(room: Room, lines: Lines) -> None:
    page = statements_page(room, {"kind": ["speech"]})
    outlets = next(facet for facet in page.facets if facet.name == "outlet")
    counted = Counter(line.outlet or "?" for line in lines.values() if line.kind == "speech")
    assert {choice.value: choice.count for choice in outlets.choices} == counted


def test_an_offered_address_leads_to_as_many_statements_as_it_says(room: Room) -> None:
    page = statements_page(room, {"q": ["the"]})
    for facet in page.facets:
        for choice in facet.choices:
            query: dict[str, list[str]] = {}
            for name, value in choice.address:
                query.setdefault(name, []).append(value)
            assert statements_page(room, query).paging.total == choice.count, (facet.name, choice)


def test_every_condition_says_itself_and_can_be_taken_out(room: Room) -> None:
    query = {"q": ["yes"], "outlet": ["Ternwire"], "kind": ["speech"], "since": ["2019-03-01"], "unnamed": ["1"], "told": ["2"]}
    page = statements_page(room, query)
    assert [c.words for c in page.conditions] == [
        "with the words yes", "reported by Ternwire", "of kind speech", "on or after 2019-03-01", "told in at least 2 reports",
        "by voices without a name only",
    ]  # fmt: skip
    for condition in page.conditions:
        assert len(condition.without) == len(page.filter.address()) - 1


def test_pages_hold_every_statement_once(room: Room, lines: Lines) -> None:
    pages = statements_page(room, {}).paging.pages
    shown = [told.line.id for number in range(1, pages + 1) for told in statements_page(room, {"page": [str(number)]}).statements]
    assert sorted(shown) == sorted(lines)


def test_the_newest_come_first_and_the_undated_last(room: Room) -> None:
    asked = Filter.of({})
    days = [str(room.shelf.days[row]) for row in asked.ordered(room.shelf, room.shelf.all())]
    assert days == sorted(days, reverse=True)
    oldest = [str(room.shelf.days[row]) for row in Filter.of({"sort": ["oldest"]}).ordered(room.shelf, room.shelf.all())]
    dated = [day for day in oldest if day]
    assert dated == sorted(dated)
    assert not any(oldest[len(dated) :])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": ["yesterday"]}, "YYYY-MM-DD"), ({"origins": ["many"]}, "whole number"), ({"sort": ["best"]}, "no order"),
        ({"q": ["x" * 400]}, "fewer words"), ({"page": ["0x1"]}, "whole number"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_the_reason(room: Room, query: dict[str, list[str]], said: str) -> None:
    with pytest.raises(BadQuestion, match=said):
        statements_page(room, query)


def test_a_page_behind_the_last_is_not_there(room: Room) -> None:
    with pytest.raises(NotThere, match="there are"):
        statements_page(room, {"page": ["999"]})


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_question_that_the_index_understands(newsroom: Path, typed: str) -> None:
    room = sample_room(newsroom)
    if query := full_text(typed):
        room.ledger.connection.execute("SELECT count(*) FROM statements_text WHERE statements_text MATCH ?", (query,)).fetchone()


@given(st.data())
def test_an_address_gives_back_its_filter(data: st.DataObject) -> None:
    texts = st.lists(st.text(min_size=1, max_size=8), max_size=3, unique=True)
    query = {name: data.draw(texts) for name in ("voice", "outlet", "relay", "side", "called", "role")}
    query |= {"disputed": data.draw(st.sampled_from([[], ["1"]])), "told": data.draw(st.sampled_from([[], ["2"]]))}
    asked = Filter.of(query)
    again: dict[str, list[str]] = {}
    for name, value in asked.address():
        again.setdefault(name, []).append(value)
    assert Filter.of(again) == asked
