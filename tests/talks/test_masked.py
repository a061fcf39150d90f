"""Sentences with names masked: every way back to the text is exact, whatever the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Span
from sayso.talks.masked import Adjectives, Masked, adjective_of, sentences
from sayso.talks.parties import signs_in
from sayso.talks.proposals import found_in
from sayso.talks.sides import sides_beside
from tests.factory import span_of
from tests.talks.factory import NAMES, a_told, masked, sides_of, words_at

BRACES = str.maketrans("{}", "()")
PARTS = [
    *NAMES,
    "Dorvani",
    "said",
    "talks between ",
    " and the ",
    " ",
    ", ",
    ".",
    "! ",
    "Mr. ",
    "U.N. ",
    "\n",
    "“no”",
    "é",
    "\N{SMILING FACE WITH OPEN MOUTH}",
    "\r",
    "{",
    "}",
]
texts = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)
furnished = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)).map(lambda pair: Span(pair[0], sum(pair))), max_size=2)


def origins(one: Masked, text: str) -> list[Span]:
    """For each sign of the masked words, what it stands for in the text."""
    out, at = [], one.span.start
    for number, who in enumerate(one.who):
        out += [Span(n, n + 1) for n in range(at, who.span.start)]
        out += [who.span] * len(f"{{{number}}}")
        at = who.span.end
    assert "".join(span.of(text) for span in dict.fromkeys(out)) == text[one.span.start : at]
    return out + [Span(n, n + 1) for n in range(at, one.span.end)]


@given(texts, st.data())
def test_any_stretch_of_the_masked_words_leads_to_the_words_of_the_text(text: str, data: st.DataObject) -> None:
    for one in sentences(a_told(text)):
        places = origins(one, text)
        assert len(places) == len(one.words)
        start = data.draw(st.integers(0, len(places) - 1))
        end = data.draw(st.integers(start + 1, len(places)))
        assert one.place(start, end) == Span(places[start].start, places[end - 1].end)


@given(texts)
def test_the_masked_words_with_the_names_put_back_are_the_text(text: str) -> None:
    for one in sentences(a_told(text)):
        whole = one.span.of(text).translate(BRACES)  # braces of the text are no masks
        assert one.place(0, len(one.words)) == one.span
        unmasked = one.words
        for number, who in reversed(list(enumerate(one.who))):
            assert who.words == who.span.of(text)
            before, _, after = unmasked.rpartition(f"{{{number}}}")
            unmasked = before + who.words + after
        assert unmasked == whole


@given(texts, furnished)
def test_sentences_hold_all_that_is_said_outside_page_parts_once_and_in_order(text: str, furniture: list[Span]) -> None:
    report = a_told(text, furniture=furniture)
    every = [one.span for one in sentences(a_told(text))]
    kept = [one.span for one in sentences(report)]
    assert kept == [span for span in every if not any(part.start < span.end and span.start < part.end for part in furniture)]
    covered = [at for span in every for at in range(*span)]
    assert covered == [at for at, sign in enumerate(text) if sign != "\n"]
    assert not any("\n" in span.of(text) for span in every)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The round is over. Talks go on!", ["The round is over.", "Talks go on!"]),
        ("Mr. Belt spoke. Gen. Oran left.", ["Mr. Belt spoke.", "Gen. Oran left."]),
        ("“We will sign.” Then she left.", ["“We will sign.”", "Then she left."]),
        ("It cost 3.5 million. Who pays?", ["It cost 3.5 million.", "Who pays?"]),
        ("A headline without an end\nThe text of it.", ["A headline without an end", "The text of it."]),
        ("He met J. Mott in Pellin at No. 5.\nNobody said why", ["He met J. Mott in Pellin at No. 5.", "Nobody said why"]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, said: list[str]) -> None:
    assert [words.strip() for words in words_at(text, (one.span for one in sentences(a_told(text))))] == said


def test_names_and_what_they_are_adjectives_of_are_masked() -> None:
    one = masked("Dorvani troops left as Dorvane and the Oruna Front met in Lisarre.")
    assert [(who.words, who.name, who.kind) for who in one.who] == [
        ("Dorvani", "Dorvane", "state"), ("Dorvane", "Dorvane", "state"), ("Oruna Front", "Oruna Front", "organisation"), ("Lisarre", "Lisarre", "place"),
    ]  # fmt: skip
    assert one.words == "{0} troops left as {1} and the {2} met in {3}."


def test_the_adjective_of_a_state_that_nobody_names_is_masked_too() -> None:
    (who,) = masked("A Norwegian boat was seen.", {}).who
    assert (who.words, who.name, who.kind) == ("Norwegian", "Norway", "state")


@pytest.mark.parametrize("text", ["Front-runners were named.", "Lisa left.", "The Dor was seen in Dorvane."])
def test_what_only_looks_like_a_name_is_left_as_it_is(text: str) -> None:
    assert [who.words for who in masked(text, {"Dorvane": "state", "Lisarre": "place"}).who] == [
        name for name in ("Dorvane",) if name in text
    ]


def test_who_stands_in_a_group_of_a_match_is_known() -> None:
    one = masked("Talks between Dorvane and Anstrel.")
    match = re.search(r"between (?P<who>.*)\.", one.words)
    assert match
    assert [who.name for who in one.named(match, "who")] == ["Dorvane", "Anstrel"]


@given(
    st.sampled_from(["{0}", "{1}", "{12}", "{000}", "{٣}"]),
    st.sampled_from(["talks with {} were held", "the proposal of {}", "{}’s envoy, {}, left"]),
)
def test_words_that_look_like_a_mask_name_nobody(sign: str, form: str) -> None:
    report = a_told(f"In Dorvane {form.replace('{}', sign)}, and Dorvane was told.")
    assert span_of(report.text, sign).of(report.text) == sign
    for one in sentences(report):
        assert all(name == "Dorvane" for name, _ in signs_in(one, sides_of()))
        assert not list(sides_beside(one))
        found_in(report, [one], {}, sides_of())


@given(
    st.sampled_from(["Dorvani", "Dorv", "Talvians", "Ostrese", "Ost", "O"]),
    st.sets(st.sampled_from(["Dorvane", "Dorva", "Talvia", "Ostra", "Ost", "Oa"])),
)
def test_an_adjective_asked_of_many_names_at_once_is_of_the_first_that_it_is_of(word: str, names: set[str]) -> None:
    assert Adjectives(names).of(word) == adjective_of(word, sorted(names))
