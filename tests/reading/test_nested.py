"""Statements told inside others: how deep, and in which."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Reading, Span
from sayso.reading import Reader
from sayso.reading.nested import PROMISING, enclosing
from sayso.reading.statements import Found
from sayso.settings import Settings
from tests.factory import a_found, a_report


def parts(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(span.of(text) for span in spans)


def told(text: str, reading: Reading) -> list[tuple[str, str, int | None]]:
    return [(parts(text, one.source), parts(text, one.cue), one.within) for one in reading.statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister said the talks were over.", [("The minister", "said", None)]),
        ("The mayor said the captain had told her that the ferry was late.", [("The mayor", "said", None), ("the captain", "had told", 0)]),
        ("The draft says the council believes that the bridge is unsafe.", [("The draft", "says", None), ("the council", "believes", 0)]),
        ("The council said it hopes the strike will end.", [("The council", "said", None), ("it", "hopes", 0)]),
        (
            "The minister said the mayor claimed the captain denied that the boat had sunk.",
            [("The minister", "said", None), ("the mayor", "claimed", 0), ("the captain", "denied", 1)],
        ),
        (
            "Mayor Ana Belt said that Captain Dovi Maskar had told the council that the engineer warned the pumps would fail.",
            [("Mayor Ana Belt", "said", None), ("Captain Dovi Maskar", "had told", 0), ("the engineer", "warned", 1)],
        ),
        (
            "Ana Belt told Reuters that Dovi Maskar had said he believed the talks would fail.",
            [("Ana Belt", "told", None), ("Dovi Maskar", "had said", 0), ("he", "believed", 1)],
        ),
    ],
)
def test_statements_are_read_to_any_depth(reader: Reader, text: str, expected: list[tuple[str, str, int | None]]) -> None:
    reading = reader.read(a_report(text))
    assert told(text, reading) == expected
    for one in reading.statements:
        if one.within is not None:
            outer = reading.statements[one.within].content
            assert all(any(part.start <= s.start and s.end <= part.end for part in outer) for s in (*one.cue, *one.content))


def test_who_is_quoted_as_saying_is_told_in_the_statement_of_the_quoting(reader: Reader) -> None:
    text = "Radio Estuary quoted the captain as saying that the mayor had promised new boats."
    reading = reader.read(a_report(text))
    assert told(text, reading) == [("Radio Estuary", "quoted", None), ("the captain", "as saying", 0), ("the mayor", "had promised", 1)]
    assert [[(step.name, step.how) for step in one.relay] for one in reading.statements] == [[]] + 2 * [[("Radio Estuary", "quoted")]]


@pytest.mark.parametrize(
    ("text", "cited", "outlet"),
    [
        ("The Halm Gazette, citing two senior officials, reported that the harbour would close.", "two senior officials", "Halm Gazette"),
        ("Citing a port official, Reuters said the harbour would close on Friday.", "a port official", "Reuters"),
    ],
)
def test_who_is_cited_says_the_same_inside_the_statement_of_the_citing(reader: Reader, text: str, cited: str, outlet: str) -> None:
    inner, outer = reader.read(a_report(text)).statements
    assert (parts(text, inner.source), inner.within, outer.within) == (cited, 1, None)
    assert inner.content == outer.content
    assert outer.voice is not None
    assert outer.voice.name == outlet
    assert [(step.name, step.how) for step in inner.relay] == [(outlet, "quoted")]


def test_a_reader_set_to_read_one_layer_leaves_the_inner_statements(reader: Reader) -> None:
    text = "The minister said the mayor claimed the captain denied that the boat had sunk."
    plain = Reader(reader.encoder, Settings(nested=False))
    assert told(text, plain.read(a_report(text))) == [("The minister", "said", None)]


DEEP = "Ana said that Dovi claimed that Ilyar denied that boats sank, and Korr agreed that carts did."


@pytest.mark.parametrize(
    ("found", "within"),
    [
        ([], []),
        ([("Ana", "said", ["that Dovi claimed that Ilyar denied that boats sank"])], [None]),
        (
            [("Ana", "said", ["that Dovi claimed that Ilyar denied that boats sank"]), ("Dovi", "claimed", ["that Ilyar denied that boats sank"])],
            [None, 0],
        ),
        (
            [
                ("Ana", "said", ["that Dovi claimed that Ilyar denied that boats sank"]),
                ("Dovi", "claimed", ["that Ilyar denied that boats sank"]),
                ("Ilyar", "denied", ["that boats sank"]),
            ],
            [None, 0, 1],
        ),
        ([("Ilyar", "denied", ["that boats sank"]), ("Ana", "said", ["that Dovi claimed that Ilyar denied that boats sank"])], [1, None]),
        ([("Dovi", "claimed", ["that boats sank"]), ("Ilyar", "denied", ["that boats sank"])], [None, None]),
        ([("Ana", "said", ["that Ilyar denied"]), ("Ilyar", "denied", ["that boats sank"])], [None, None]),
        ([("Ana", "said", ["that boats sank, and Korr"]), ("Korr", "agreed", ["that boats sank"])], [None, None]),
        ([("Ana", "said", ["that Dovi claimed", "and Korr agreed that carts did"]), ("Korr", "agreed", ["that carts did"])], [None, 0]),
        ([("Ana", "said", ["claimed that", "denied that boats sank"]), ("Ilyar", "denied", ["that boats sank"]), ("Dovi", "claimed", ["boats"])], [None, 0, 0]),
    ],
)  # fmt: skip
def test_a_statement_is_within_the_shortest_that_holds_its_cue_and_content(
    found: list[tuple[str, str, list[str]]], within: list[int | None]
) -> None:
    assert enclosing([a_found(DEEP, source, cue, *content) for source, cue, content in found]) == within


def test_the_cited_is_within_the_citing_though_both_have_one_content() -> None:
    text = "The Gazette, citing Ana, reported that boats sank."
    cited, citing = (
        a_found(text, "Ana", "citing", "that boats sank", cited=True),
        a_found(text, "The Gazette", "reported", "that boats sank"),
    )
    assert enclosing([cited, citing]) == [1, None]


SPANS = st.tuples(st.integers(0, 40), st.integers(1, 30)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
FOUND = st.builds(lambda cue, content, cited: Found((), (cue,), (content,), "speech", "indirect", 0.9, cited), SPANS, SPANS, st.booleans())


@given(found=st.lists(FOUND, max_size=8))
def test_no_statement_is_within_itself(found: list[Found]) -> None:
    within = enclosing(found)
    for number in range(len(found)):
        seen = {number}
        outer = within[number]
        while outer is not None:
            assert outer not in seen
            seen.add(outer)
            outer = within[outer]


def test_a_content_of_no_promise_is_not_read_again(reader: Reader) -> None:
    text = "The mayor said the captain had told her that the ferry was late."
    pieces = reader.encoder.cut(text)
    outer = reader.one_layer(pieces, reader.encoder.scores(pieces), [], [])
    none, much = (np.full(len(pieces), value, np.float32) for value in (PROMISING - 1, PROMISING + 1))
    assert reader.with_nested(pieces, outer, [], [], none) == outer
    assert len(reader.with_nested(pieces, outer, [], [], much)) == 2


def test_the_first_look_tells_a_content_with_a_cue_from_one_without(reader: Reader) -> None:
    with_cue, without = (
        reader.encoder.promise(reader.encoder.scores(reader.encoder.cut(text)))
        for text in (
            "The mayor said the captain had told her that the ferry was late.",
            "The mayor said the blue ferry in the old harbour was two hours late.",
        )
    )
    assert with_cue is not None
    assert without is not None
    assert with_cue[4:].max() > without[4:].max()
