"""The act of a statement: plain cases that any decent weights get right, and places that hold whatever the weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.ledger import Ledger
from sayso.model import Act
from sayso.talks import shipped, talk_records
from sayso.talks.acts import ActReader
from sayso.talks.encoder import CONTENT, CUE, SOURCE, TalksEncoder
from sayso.talks.issues import Scale
from sayso.talks.labels import ACTS, MODALITIES, STANCES
from sayso.talks.records import Spoken, Told
from sayso.talks.stances import OUTRIGHT
from tests.talks.factory import a_spoken, a_told, voice_of


@pytest.fixture(scope="module")
def acts() -> ActReader:
    encoder = TalksEncoder.load()
    return ActReader(encoder, Scale.of(encoder, shipped()))


def read(acts: ActReader, source: str, cue: str, content: str, *, voice: str | None = None) -> tuple[str, Act]:
    text = f"{source} {cue} {content}."
    said = a_spoken(text, source, cue, content, voices=[voice or source.removeprefix("The ")])
    (act,) = acts.read(a_told(text, [said]))
    return text, act


@pytest.mark.parametrize(
    ("source", "cue", "content", "type_", "stance"),
    [
        ("The Oruna Front", "rejected", "the proposal to end the war", "REJECT", "rejection"),
        ("Dorvane", "demanded", "the release of all prisoners", "REQUEST", "demand"),
        ("The Harbour Board", "has agreed to", "the pay rise", "AGREE", "acceptance"),
        ("Anstrel", "accused", "Dorvane of breaking the truce", "ACCUSE", None),
    ],
)
def test_what_is_said_outright_is_read(acts: ActReader, source: str, cue: str, content: str, type_: str, stance: str | None) -> None:
    text, act = read(acts, source, cue, content)
    assert act.type == type_
    if stance:
        assert (act.stance, act.stance_score) == (stance, OUTRIGHT)
        assert act.actor is not None
        assert act.actor.span.of(text) in source
        assert act.actor.voice == voice_of(source.removeprefix("The "))


def test_who_does_it_is_found_in_what_is_told(acts: ActReader) -> None:
    text, act = read(acts, "Mirel Tossan", "said", "that the Oruna Front had accepted the compromise proposal")
    assert act.type == "AGREE"
    assert act.actor is not None
    assert (act.actor.span.of(text), act.actor.voice) == ("Oruna Front", voice_of("Oruna Front"))


def test_a_demand_for_prisoners_touches_their_issue_by_its_words(acts: ActReader) -> None:
    text, act = read(acts, "Dorvane", "demanded", "the release of all prisoners")
    nearest = {touch.issue: touch.span.of(text) for touch in act.issues}
    assert "prisoners" in nearest["detainees"]


def test_who_speaks_is_not_what_is_spoken_of(acts: ActReader) -> None:
    _, act = read(acts, "A prisoners’ aid society", "said", "that the ferry was late", voice="society")
    assert "detainees" not in {touch.issue for touch in act.issues}


@pytest.fixture(scope="module")
def told(newsroom: Path) -> list[Told]:
    """The reports of the sample newsroom as talks are made from them."""
    with Ledger(newsroom, read_only=True) as ledger:
        return list(talk_records(ledger.connection).reports())


@pytest.fixture(scope="module")
def done(told: list[Told], acts: ActReader) -> list[tuple[Told, list[Act]]]:
    """The reports of the sample newsroom, each with its acts."""
    return [(report, list(acts.read(report))) for report in told]


def test_every_place_of_an_act_is_words_of_its_statement(done: list[tuple[Told, list[Act]]]) -> None:
    seen = 0
    for report, found in done:
        known = {one.id: one for one in report.statements}
        for act in found:
            one = known[act.statement]
            for end in filter(None, (act.actor, act.recipient)):
                assert end.span.of(report.text).strip()
                assert one.covers(*end.span, SOURCE, CUE, CONTENT)
                seen += 1
            for touch in act.issues:
                assert one.start <= touch.span.start < touch.span.end <= one.end
                assert touch.span.of(report.text).strip()
                seen += 1
    assert seen > 50


def test_the_words_nearest_to_an_issue_are_the_statements_own(done: list[tuple[Told, list[Act]]]) -> None:
    for report, found in done:
        known = {one.id: one for one in report.statements}
        for act in found:
            for touch in act.issues:
                assert any(a < touch.span.end and touch.span.start < b for a, b, _ in known[act.statement].spans), touch.span.of(
                    report.text
                )


def test_the_words_nearest_to_an_issue_are_whole_words(done: list[tuple[Told, list[Act]]]) -> None:
    for report, found in done:
        for act in found:
            for start, end in (touch.span for touch in act.issues):
                around = f" {report.text} "[start : end + 2]
                assert not (around[0].isalnum() and around[1].isalnum()), around
                assert not (around[-1].isalnum() and around[-2].isalnum()), around


def test_every_act_has_labels_of_the_lists_and_scores_of_probabilities(done: list[tuple[Told, list[Act]]]) -> None:
    for _, found in done:
        for act in found:
            assert act.type in {None, *ACTS[1:]}
            assert act.modality in MODALITIES
            assert act.stance in STANCES
            assert all(0 <= score <= 1 for score in (act.type_score, act.modality_score, act.stance_score))
            assert act.type or not (act.actor or act.recipient or act.mode)
            assert len({touch.issue for touch in act.issues}) == len(act.issues)


def test_what_is_known_is_not_read_again_and_the_rest_is_read_as_before(done: list[tuple[Told, list[Act]]], acts: ActReader) -> None:
    report, found = max(done, key=lambda one: len(one[0].statements))
    every = {act.statement: act for act in found}
    assert set(every) == {one.id for one in report.statements}
    some = sorted(every)[::2]
    assert {act.statement: act for act in acts.read(report, without=some)} == {key: act for key, act in every.items() if key not in some}


def test_a_statement_without_words_has_no_act(acts: ActReader) -> None:
    text = "Dorvane said …"
    empty = Spoken("s1:a", "r1:a", ((7, 8, CONTENT),), (), None, None)
    assert list(acts.read(a_told(text, [empty]))) == []
