"""The reader as a whole: spans always re-slice, nothing crashes it, and the sample is read as well as it was."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reading.sample import compare, wanted_in
from sayso.model import Reading, Report
from sayso.reading import Reader
from sayso.sample import truth
from tests.factory import a_report

WORDS = st.sampled_from(
    [
        "The mayor",
        "said",
        "that",
        "told",
        "Reuters",
        "“we",
        "wait”",
        '"',
        "'",
        "he",
        "according to",
        "\n\n",
        "\n",
        ".",
        ",",
        "Read Next",
        "12",
        "é",
        "🙂",
        "\u202e",
        "…",
    ]
)


def assert_holds(text: str, reading: Reading) -> None:
    """Every span lies in the text, holds words, and those of one role are in order and apart."""
    furniture = [part.span for part in reading.furniture]
    for one in reading.statements:
        assert one.content
        assert one.cue
        assert 0 <= one.confidence <= 1
        for spans in (one.source, one.cue, one.content):
            assert all(0 <= s.start < s.end <= len(text) and s.of(text).strip() == s.of(text) for s in spans)
            assert all(a.end <= b.start for a, b in pairwise(spans))
            assert not any(s.start < f.end and f.start < s.end for s in spans for f in furniture)
        if one.voice and one.voice.mention:
            assert one.voice.mention.of(text).strip()
        if one.addressee:
            assert one.addressee.span.of(text).strip()


@given(words=st.lists(WORDS, max_size=60))
@settings(max_examples=60)
def test_spans_hold_on_any_mixture_of_words(reader: Reader, words: list[str]) -> None:
    text = " ".join(words)
    assert_holds(text, reader.read(a_report(text)))


@given(text=st.text(max_size=300))
@settings(max_examples=60)
def test_any_text_is_read_without_a_crash(reader: Reader, text: str) -> None:
    assert_holds(text, reader.read(a_report(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Share It :\nRead Next\nA herring\nLeave a Reply\n",
        "“" * 300,
        "1 2 3\n" * 400,
        "a" * 20_000,
        "“He said ‘she said “they said",
        "\r\n\r\n\t",
        "said " * 500,
    ],
)
def test_odd_reports_are_read(reader: Reader, text: str) -> None:
    assert_holds(text, reader.read(a_report(text)))


def test_reading_twice_gives_the_same(reader: Reader, sample_read: list[tuple[Report, Reading]]) -> None:
    for report, first in sample_read:
        assert first == reader.read(report)
        assert_holds(report.text, first)


def test_a_quotation_over_two_paragraphs_is_one_content(reader: Reader) -> None:
    text = "“We have waited for a year,” Mayor Ana Belt said. “We can wait for a week.\n\n“After that, we will sail.”\n\nThe harbour is closed."
    (said,) = [one for one in reader.read(a_report(text)).statements if one.voice and one.voice.name == "Ana Belt"]
    assert [span.of(text) for span in said.content][-1].endswith("“After that, we will sail.”")
    assert said.mode == "direct"


def test_whom_an_outlet_quotes_has_a_statement_and_the_outlet_is_its_relay(reader: Reader) -> None:
    text = "Radio Estuary quoted a senior official as saying that the talks were over. He added that nobody had asked him."
    outer, inner, later = reader.read(a_report(text)).statements
    assert outer.voice is not None
    assert outer.voice.name == "Radio Estuary"
    assert [span.of(text) for span in (*inner.source, *inner.cue, *inner.content)] == [
        "a senior official",
        "as saying",
        "that the talks were over",
    ]
    assert [(step.name, step.how) for step in inner.relay] == [("Radio Estuary", "quoted")]
    assert inner.within == 0
    assert inner.voice == later.voice
    assert inner.voice is not None
    assert (inner.voice.name, inner.voice.kind) == ("senior official", "anonymous")


@pytest.mark.parametrize(
    ("sentence", "source", "cue", "content", "mode"),
    [
        ("The minister said the talks were over.", "The minister", "said", "the talks were over", "indirect"),
        ("“The talks are over,” the minister said.", "the minister", "said", "“The talks are over,”", "direct"),
        (
            "The minister said the talks were “over for good this time”.",
            "The minister",
            "said",
            "the talks were “over for good this time”",
            "mixed",
        ),
        ("According to the harbour board, the ferry has sunk.", "the harbour board", "According to", "the ferry has sunk", "indirect"),
        ("“Wait,” the captain said, “and then sail.”", "the captain", "said", "“Wait,” … “and then sail.”", "direct"),
    ],
)
def test_plain_sentences_are_read(reader: Reader, sentence: str, source: str, cue: str, content: str, mode: str) -> None:
    (one,) = reader.read(a_report(sentence)).statements
    assert [" … ".join(s.of(sentence) for s in spans) for spans in (one.source, one.cue, one.content)] == [source, cue, content]
    assert one.mode == mode


def test_the_sample_is_read_as_well_as_it_was(sample_read: list[tuple[Report, Reading]]) -> None:
    known = truth()
    names = {v["name"]: {n.casefold() for n in (v["name"], *v["names"])} for v in known["voices"]}
    outer = found = voiced = read = nested = nested_found = 0
    for report, reading in sample_read:
        wanted = [wanted_in(report, one) for one in known["statements"] if report.path.endswith(one["report"]) and not one["within"]]
        statements = reading.statements
        pairs = compare(report, statements, wanted)
        outer += len(pairs)
        read += sum(one.within is None for one in statements)
        inside = [wanted_in(report, one) for one in known["statements"] if report.path.endswith(one["report"]) and one["within"]]
        nested += len(inside)
        nested_found += sum(statement is not None for _, statement in compare(report, statements, inside))
        for one, statement in pairs:
            if statement is not None:
                found += 1
                name = one.known["voice"]
                voiced += (statement.voice.name.casefold() if statement.voice else None) in (names[name] if name else {None})
    assert outer == 172
    assert found / outer >= 0.88  # benchmarks/results/sample.json has the figures; a floor never falls silently
    assert found / read >= 0.82
    assert voiced / found >= 0.80
    assert nested_found / nested >= 0.6
