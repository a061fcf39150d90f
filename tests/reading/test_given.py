"""Statements that people give for a report: taken as they are, and read of as of any other; the reader's own stay as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.model import Parts, Span
from sayso.reading import Reader
from tests.factory import a_report, span_of

TEXT = """Ferry laid up

The ferry's captain, Ossa Lind, said the engine had failed twice since Sunday. “Nobody was hurt,” she told the Tocsin.

The harbour board reported that Lind had warned that 12 of the bolts were loose.
"""
REPORT = a_report(TEXT)
FOREIGN = a_report("Der Kapitän sagte, dass die Fähre am Sonntag zweimal ausgefallen sei und vorerst im Hafen bleiben müsse. " * 3)


def marks(text: str, source: str | None, cue: str, content: str) -> Parts:
    return Parts((span_of(text, source),) if source else (), (span_of(text, cue),), (span_of(text, content),))


FAILED = marks(TEXT, "Ossa Lind", "had failed", "twice since Sunday")


def test_a_given_statement_is_read_like_any_other(reader: Reader) -> None:
    told = marks(TEXT, "she", "told", "“Nobody was hurt,”")
    (one,) = [s for s in reader.read(replace(REPORT, given=(told,))).statements if s.parts == told]
    assert (one.mode, one.kind, one.confidence) == ("direct", "speech", 1.0)
    assert one.voice is not None
    assert one.voice.name == "Ossa Lind"


def test_what_the_reader_finds_by_itself_stays(reader: Reader) -> None:
    alone = reader.read(REPORT).statements
    together = reader.read(replace(REPORT, given=(FAILED,))).statements
    assert {one.parts for one in together} == {one.parts for one in alone} | {FAILED}
    assert [one for one in together if one.parts != FAILED] == [
        replace(one, within=together.index(alone[one.within]) if one.within is not None else None) for one in alone
    ]


def test_what_the_reader_found_too_is_one_statement_and_certain(reader: Reader) -> None:
    known = reader.read(REPORT).statements[0]
    again = reader.read(replace(REPORT, given=(known.parts,))).statements
    assert len(again) == len(reader.read(REPORT).statements)
    assert again[0] == replace(known, confidence=1.0)


def test_nothing_given_is_nothing_changed(reader: Reader) -> None:
    assert reader.read(replace(REPORT, given=())) == reader.read(REPORT)


def test_a_statement_is_told_in_the_persons_version_of_the_one_around_it(reader: Reader) -> None:
    text = TEXT
    outer = next(one for one in reader.read(REPORT).statements if "reported" in one.cue[0].of(text))
    wider = Parts(outer.source, outer.cue, (Span(outer.content[0].start - len("that "), outer.content[-1].end),))
    if wider.content == outer.content:
        wider = wider._replace(content=(Span(outer.content[0].start + len("that "), outer.content[-1].end),))
    found = reader.read(replace(REPORT, given=(wider,))).statements
    inner = next(one for one in found if "warned" in one.cue[0].of(text))
    assert inner.within is not None
    assert found[inner.within].parts == wider


def test_a_figure_stands_in_what_the_person_gave(reader: Reader) -> None:
    corrected = marks(TEXT, "Lind", "warned", "12 of the bolts were loose")
    reading = reader.read(replace(REPORT, given=(corrected,)))
    (figure,) = [one for one in reading.figures if one.low == 12]
    assert figure.statement is not None
    assert reading.statements[figure.statement].parts == corrected


def test_a_report_that_is_not_read_has_what_was_given_for_it_and_nothing_else(reader: Reader) -> None:
    given = marks(FOREIGN.text, "Der Kapitän", "sagte", "dass die Fähre am Sonntag zweimal ausgefallen sei")
    reading = reader.read(replace(FOREIGN, given=(given,)))
    assert [one.parts for one in reading.statements] == [given]
    assert reading.statements[0].voices == ()
    assert reading.flags == reader.read(FOREIGN).flags


@st.composite
def spans(draw: st.DrawFn, *, fewest: int = 0) -> tuple[Span, ...]:
    """Spans of the text in order, none overlapping."""
    ends = sorted(draw(st.sets(st.integers(0, len(TEXT)), min_size=2 * fewest, max_size=6)))
    return tuple(Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False))


ANYTHING = st.builds(Parts, spans(), spans(fewest=1), spans(fewest=1))


@settings(max_examples=60)
@given(st.lists(ANYTHING, max_size=4))
def test_whatever_is_marked_is_in_the_reading_word_for_word(reader: Reader, given: list[Parts]) -> None:
    reading = reader.read(replace(REPORT, given=tuple(given)))
    found = [one.parts for one in reading.statements]
    assert set(given) <= set(found)
    assert len(set(found)) == len(found)
    assert all(0 <= span.start < span.end <= len(TEXT) for one in reading.statements for span in one.spans)


@pytest.mark.parametrize("blank", [" ", "\n\n"])
def test_a_mark_on_blanks_alone_does_no_harm(reader: Reader, blank: str) -> None:
    marks_blank = Parts((), (span_of(TEXT, blank),), (span_of(TEXT, "Nobody"),))
    assert marks_blank in [one.parts for one in reader.read(replace(REPORT, given=(marks_blank,))).statements]
