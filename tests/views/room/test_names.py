"""Who calls whom what: every use is words of a report, counted once, and what is no reporting is not counted."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import BadQuestion, NotThere
from sayso.ledger import Ledger
from sayso.model import Furniture, Mention, MentionKind, Reading, Report, Span
from sayso.views.room import Room, made
from sayso.views.room.names import Called, Use, bearer_keys, name_page, names_page
from tests.factory import a_report
from tests.linking.factory import a_telling, linked, record
from tests.views.room.rooms import fresh_room, sample_room

Names = Mapping[str, tuple[str, MentionKind, str | None]]
PEOPLE: Names = {
    "Ana Belt": ("Ana Belt", "person", "harbour master"),
    "Belt": ("Ana Belt", "person", "harbour master"),
    "Halm": ("Halm", "place", None),
}


def a_naming(text: str, names: Names = PEOPLE, *, outlet: str | None = "Lantern", path: str = "a.txt") -> tuple[Report, Reading]:
    """A report that names these wherever their words stand, the longer words first, and its reading."""
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True)).replace("\\ ", r"\s+")
    mentions = tuple(Mention(Span(*one.span()), *names[" ".join(one[0].split())]) for one in re.finditer(words, text))
    return replace(a_report(text, path=path, outlet=outlet), published="2024-05-03"), Reading("m1", (), mentions=mentions)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "l.db", create=True) as one:
        yield one


def borne(ledger: Ledger) -> Room:
    """The ledger's room, each name one bearer."""
    with ledger.writing():
        ledger.connection.execute("INSERT INTO bearers SELECT DISTINCT 'b1:' || name, name, kind, NULL FROM mentions")
        ledger.connection.execute("INSERT INTO bearer_members SELECT DISTINCT voice, 'b1:' || name FROM mentions")
    return fresh_room(ledger.path)


def counted(uses: tuple[Use, ...]) -> dict[str, dict[str, int]]:
    return {use.term: {by.outlet: by.count for by in use.counts} for use in uses}


def test_the_words_of_each_outlet_are_counted_where_they_stand(ledger: Ledger) -> None:
    record(ledger, *a_naming("Ana Belt shut the port.\nBelt went home, and Belt slept."))
    record(ledger, *a_naming("In Halm they call Belt mad.", outlet=None, path="b.txt"))
    page = names_page(borne(ledger), {})
    belt, halm = page.bearers
    assert (belt.name, belt.kind, belt.times, belt.reports, belt.voice) == ("Ana Belt", "person", 4, 2, None)
    assert counted(belt.terms) == {"Belt": {"Lantern": 2, "?": 1}, "Ana Belt": {"Lantern": 1}}
    first = belt.terms[0].counts[0].first
    assert (first.path, first.line, first.start, first.end) == ("a.txt", 2, 24, 28)
    assert counted(halm.terms) == {"Halm": {"?": 1}}
    assert page.kinds == (("person", 1), ("place", 1))


def test_they_are_picked_by_kind_and_by_all_the_words_they_are_called(ledger: Ledger) -> None:
    record(ledger, *a_naming("The harbour master, Ana Belt, is from Halm."))
    room = borne(ledger)

    def found(**asked: str) -> list[str]:
        return [one.name for one in names_page(room, {name: [value] for name, value in asked.items()}).bearers]

    assert found(kind="place") == ["Halm"]
    assert found(q="ana BEL") == found(q="harbour belt") == ["Ana Belt"]
    assert found(q="Ana Halm") == found(q="Belt", kind="place") == []
    with pytest.raises(BadQuestion, match="person, organisation, state, place"):
        found(kind="ship")


def test_an_office_is_counted_once_a_report_at_its_own_words(ledger: Ledger) -> None:
    record(ledger, *a_naming("Belt rose.\nThe harbour\nmaster, Ana Belt, spoke. Belt sat down."))
    record(ledger, *a_naming("Belt slept.", path="b.txt"))  # known for it, and not said to be it here
    [belt] = names_page(borne(ledger), {}).bearers
    assert counted(belt.roles) == {"harbour master": {"Lantern": 1}}
    place = belt.roles[0].counts[0].first
    assert (place.path, place.line, place.start, place.end) == ("a.txt", 2, 15, 29)


def test_a_name_in_quotation_marks_is_another_term(ledger: Ledger) -> None:
    record(ledger, *a_naming("In “Halm” and in 'Halm' and 'in Halm' and \"Halm, no\" and in Halm"))
    [halm] = names_page(borne(ledger), {}).bearers
    assert counted(halm.terms) == {"Halm": {"Lantern": 3}, "'Halm'": {"Lantern": 1}, "“Halm”": {"Lantern": 1}}


def test_a_name_over_the_end_of_a_line_is_the_same_term(ledger: Ledger) -> None:
    record(ledger, *a_naming("There sat Ana\nBelt. Then Ana Belt rose."))
    [belt] = names_page(borne(ledger), {}).bearers
    assert counted(belt.terms) == {"Ana Belt": {"Lantern": 2}}


def test_page_parts_and_earlier_texts_name_nobody(ledger: Ledger) -> None:
    report, reading = a_naming("Ana Belt rose.\nRead more: Belt in Halm")
    record(ledger, report, replace(reading, furniture=(Furniture(Span(15, 38), "link"),)))
    for number in (1, 2):
        text, read = a_naming(f"Belt spoke {number} times.", path=f"{number}.txt")
        record(ledger, replace(text, url="https://lantern.example/1", seen=f"2024-05-0{number}T10:00:00+00:00"), read)
    from sayso.ledger.versions import record_versions

    record_versions(ledger)
    page = names_page(borne(ledger), {})
    assert [(one.name, one.times, one.reports) for one in page.bearers] == [("Ana Belt", 2, 2)]


def test_passages_are_those_of_the_term_and_outlet_asked_for(ledger: Ledger) -> None:
    record(ledger, *a_naming("Ana Belt shut the port. Belt went home.\nBelt slept."))
    record(ledger, *a_naming("They call Belt mad.", outlet=None, path="b.txt"))
    room = borne(ledger)
    page = name_page(room, "b1:Ana Belt", {"term": ["Belt"], "outlet": ["Lantern"]})
    [group] = page.groups
    assert [(one.before, one.words, one.after) for one in group.passages] == [("", "Belt", " went home."), ("", "Belt", " slept.")]
    assert [group.term for group in name_page(room, "b1:Ana Belt", {}).groups] == ["Belt", "Ana Belt"]
    with pytest.raises(NotThere):
        name_page(room, "b1:nobody", {})


def test_those_that_speak_have_the_words_of_their_sources(ledger: Ledger) -> None:
    report, reading = a_telling("Ana Belt", "that the port was shut")
    record(ledger, report, replace(reading, mentions=(Mention(Span(0, 8), "Ana Belt", "person"),)))
    linked(ledger)
    [belt] = names_page(fresh_room(ledger.path), {}).bearers
    assert belt.voice is not None
    assert counted(belt.sources) == {"Ana Belt": {"Lantern": 1}}


def test_an_empty_ledger_names_nobody(ledger: Ledger) -> None:
    page = names_page(borne(ledger), {})
    assert (page.bearers, page.kinds, page.paging.total) == ((), (), 0)


def all_called(room: Room) -> tuple[Called, ...]:
    return names_page(replace(room, whole=True), {}).bearers


def test_every_use_is_words_of_its_report_and_counted_once(newsroom: Path) -> None:
    room = sample_room(newsroom)
    texts = dict(room.ledger.connection.execute("SELECT id, text FROM reports").fetchall())
    called = all_called(room)
    assert {one.id for one in called} == set(bearer_keys(room))
    assert all(before.times >= after.times for before, after in pairwise(called))
    for one in called:
        assert one.times == sum(use.total for use in one.terms)
        for name, uses in (("term", one.terms), ("role", one.roles)):
            for use in uses:
                groups = name_page(room, one.id, {name: [use.term]}).groups
                places = [passage.place for group in groups for passage in group.passages]
                assert len(places) == use.total == sum(by.count for by in use.counts)
                for place in (*places, *(by.first for by in use.counts)):
                    assert " ".join(texts[place.report][place.start : place.end].split()) == use.term
                    assert place.line == texts[place.report].count("\n", 0, place.start) + 1
        for use in one.sources:
            assert made(room, "statements", None, {"voice": [one.voice or ""], "source": [use.term]}).paging.total == use.total
            for by in use.counts:
                asked = {"voice": [one.voice or ""], "source": [use.term], "outlet": [by.outlet]}
                assert made(room, "statements", None, asked).paging.total == by.count
                words = " ".join(texts[by.first.report][by.first.start : by.first.end].split())
                assert words.startswith(use.term.split(" … ")[0])
                assert words.endswith(use.term.split(" … ")[-1])


def test_no_name_of_an_earlier_text_is_counted(newsroom: Path) -> None:
    room = sample_room(newsroom)
    earlier = {key for (key,) in room.ledger.connection.execute("SELECT report FROM earlier_texts")}
    assert earlier
    assert not earlier & {by.first.report for one in all_called(room) for use in (*one.terms, *one.roles) for by in use.counts}


@settings(max_examples=30)
@given(
    st.lists(
        st.sampled_from(["Ana Belt", "Belt", "Halm", "Ana\nBelt", " ", "\n", "“", "”", "'", "x", "harbour master ", "é\u202e"]), max_size=40
    )
)
def test_any_text_gives_back_its_words(parts: list[str]) -> None:
    text = "".join(parts) or "x"
    report, reading = a_naming(text)
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "l.db", create=True) as ledger:
        record(ledger, report, reading)
        room = borne(ledger)
        called = all_called(room)
        assert sum(one.times for one in called) == len(reading.mentions)
        for one in called:
            for group in name_page(room, one.id, {}).groups:
                for passage in group.passages:
                    assert passage.words == text[passage.place.start : passage.place.end]
                    assert " ".join(passage.words.split()) == group.term
        room.ledger.connection.close()
