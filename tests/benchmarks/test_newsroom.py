"""The synthetic newsroom: spans that re-slice, the same stories every time, and truth that agrees with itself."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.linking.newsroom import Published, Story, newsroom, stories
from sayso.model import Span


@cache
def some() -> tuple[Story, ...]:
    return tuple(story for seed in range(6) for story in stories(120, seed))


def spans_of(one: Published) -> list[Span]:
    reading = one.reading
    spans = [figure.span for figure in reading.figures]
    for statement in reading.statements:
        spans += [*statement.spans, *(step.span for step in statement.relay)]
        spans += [voice.mention for voice in statement.voices if voice.mention]
        spans += [part.span for part in (statement.addressee, statement.said) if part]
    return spans


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 75))
def test_every_span_lies_in_the_text_and_says_what_it_should(seed: int, reports: int) -> None:
    for one in newsroom(reports, seed):
        text = one.report.text
        assert "<" not in text
        assert "{" not in text
        assert all(0 <= span.start < span.end <= len(text) for span in spans_of(one))
        assert all(span.of(text) == span.of(text).strip() for span in spans_of(one))
        for statement in one.reading.statements:
            assert statement.source
            assert statement.cue
            assert statement.content
            assert all(step.span.of(text) == step.name for step in statement.relay)
            assert all(voice.mention is None or voice.mention.of(text) == voice.name for voice in statement.voices)
            if statement.addressee:
                assert statement.addressee.name in statement.addressee.span.of(text)
            if statement.said:
                assert statement.said.span.of(text) == statement.said.text
            if statement.mode == "direct":
                assert all(span.of(text)[0] in '“"' and span.of(text)[-1] in '”"' for span in statement.content)
            if statement.within is not None:
                outer = one.reading.statements[statement.within].content
                assert any(part.start <= statement.content[0].start and statement.content[0].end <= part.end for part in outer)
        for figure in one.reading.figures:
            assert figure.low is not None
            assert str(int(figure.low)) in figure.span.of(text)


@given(st.integers(0, 10**6))
@settings(max_examples=5, deadline=None)
def test_the_same_arguments_give_the_same_stories(seed: int) -> None:
    assert list(stories(40, seed)) == list(stories(40, seed))


def test_another_seed_gives_other_stories() -> None:
    assert next(newsroom(20, 1)).report.text != next(newsroom(20, 2)).report.text


@pytest.mark.parametrize("reports", [1, 9, 10, 61, 65, 70, 130])
def test_as_many_reports_as_asked(reports: int) -> None:
    assert sum(1 for _ in newsroom(reports, 3)) == reports


def test_a_thousand_reports_stream() -> None:
    ids = {one.report.path for one in newsroom(1000, 5)}
    assert len(ids) == 1000
    assert len(list(itertools.islice(newsroom(10**9, 5), 50))) == 50  # the whole is never made


def test_facts_beside_the_text_agree_with_it() -> None:
    for one in (one for story in some() for one in story.published):
        assert one.report.sha256 == hashlib.sha256(one.report.text.encode()).hexdigest()
        assert len(one.utterances) == len(one.voices) == len(one.reading.statements)
        assert [len(keys) for keys in one.voices] == [len(statement.voices) for statement in one.reading.statements]
        assert all(step.name != one.report.outlet for statement in one.reading.statements for step in statement.relay)
        assert one.copy is None or one.family is not None
        assert not (one.first and one.copy)
    reports = [one.report for story in some() for one in story.published]
    assert 0.05 < sum(report.published is None for report in reports) / len(reports) < 0.15
    assert 150 < sum(len(report.text.split()) for report in reports) / len(reports) < 400


def test_every_planted_relation_occurs() -> None:
    assert {planted.kind for story in some() for planted in story.disputes} == {"figure", "status", "acceptance", "denial", "wording"}
    assert {planted.kind for story in some() for planted in story.decoys} == {"denial", "figure", "status", "acceptance", "wording"}
    assert {one.copy for story in some() for one in story.published} == {"whole", "part", "rewritten", None}
    assert any(claim.voices > 1 for story in some() for claim in story.claims.values())
    statements = [statement for story in some() for one in story.published for statement in one.reading.statements]
    assert {len(statement.relay) for statement in statements} >= {0, 1, 2, 3, 4}
    assert {step.how for statement in statements for step in statement.relay} == {"told", "quoted", "carried", "seen", "credit"}
    assert {statement.mode for statement in statements} == {"direct", "indirect", "mixed"}
    assert {voice.kind for statement in statements for voice in statement.voices} == {
        "person",
        "organisation",
        "state",
        "anonymous",
        "document",
    }
    assert any(len(statement.voices) > 1 for statement in statements)
    assert {figure.bound for story in some() for one in story.published for figure in one.reading.figures} == {"exact", "at_least", "about"}
    assert set(Counter(count for story in some() for count in story.witnesses.values())) >= {1, 2, 3}


def test_places_of_disputes_are_there_and_apart() -> None:
    for story in some():
        for planted in (*story.disputes, *story.decoys):
            assert all(planted.sides)
            places = [place for side in planted.sides for place in side]
            assert len(places) == len(set(places))
            for report, index in places:
                reading = story.published[report].reading
                assert index < len(reading.figures if planted.kind == "figure" else reading.statements)


def test_the_sides_of_a_figure_dispute_cannot_both_hold() -> None:
    for story in some():
        for planted in story.disputes:
            if planted.kind != "figure":
                continue
            figures = [[story.published[report].reading.figures[index] for report, index in side] for side in planted.sides]
            for one, other in itertools.product(*figures):
                assert (one.who, one.of, one.where) == (other.who, other.of, other.where)
                assert (one.high is not None and other.low is not None and other.low > one.high) or (
                    other.high is not None and one.low is not None and one.low > other.high
                )


def test_misquoted_words_are_in_the_quotation() -> None:
    for story in some():
        for planted in story.disputes:
            if planted.kind != "wording":
                continue
            pair = planted.matter.split(" or ")
            for word, side in zip(pair, planted.sides, strict=True):
                for report, index in side:
                    one = story.published[report]
                    statement = one.reading.statements[index]
                    assert statement.mode == "direct"
                    assert f" {word}" in statement.content[0].of(one.report.text)


def test_witnesses_are_what_the_relays_say() -> None:
    """A report that is no copy shows it in its own relays; what only copies tell goes back to their agency, one more at most."""
    for story in some():
        roots: dict[str, set[str]] = {}
        for one in story.published:
            for key, statement in zip(one.utterances, one.reading.statements, strict=True):
                if key in story.witnesses and (one.copy is None or statement.relay):
                    roots.setdefault(key, set()).add(statement.relay[0].name if statement.relay else str(one.report.outlet))
        for key, count in story.witnesses.items():
            assert len(roots.get(key, ())) <= count
            assert all(len(names) >= count - 1 for names in [roots[key]] if key in roots)


def test_a_family_has_at_most_one_first_and_copies_are_later() -> None:
    for story in some():
        firsts = Counter(one.family for one in story.published if one.first)
        assert all(count == 1 for count in firsts.values())
        order = {one.family: number for number, one in enumerate(story.published) if one.first}
        assert all(number > order.get(one.family, -1) for number, one in enumerate(story.published) if one.copy)


def test_outlets_spell_names_in_their_own_way_and_namesakes_stay_two() -> None:
    names: dict[str, set[str]] = {}
    for story in some():
        for one in story.published:
            for keys, statement in zip(one.voices, one.reading.statements, strict=True):
                for key, voice in zip(keys, statement.voices, strict=True):
                    names.setdefault(f"{id(story)} {key}", set()).add(voice.name)
    assert any(len(spellings) > 2 for spellings in names.values())
    full = [(key.split("/")[0], name.split()) for key, all_names in names.items() if "/p" in key for name in all_names if " " in name]
    surnames: dict[tuple[str, str], set[str]] = {}
    for where, words in full:
        surnames.setdefault((where, words[-1]), set()).add(words[0][:2])
    assert any(len(given) > 1 for given in surnames.values())
