"""What a statement holds of a matter, where that can be contradicted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.stances import Stance, stances
from sayso.linking.words import stems


def held(cue: str, content: str, kind: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(one.sign, one.terms) for one in stances(cue, content) if one.kind == kind]


@pytest.mark.parametrize(
    ("content", "sign"),
    [
        ("that the harbour talks have ended", -1),
        ("the harbour talks are over", -1),
        ("the harbour talks broke down", -1),
        ("that the harbour talks had not ended", 1),
        ("the harbour talks are still open", 1),
        ("the harbour talks continue", 1),
        ("the harbour talks did not continue", -1),
    ],
)
def test_a_status_is_held_or_denied(content: str, sign: int) -> None:
    assert (sign, tuple(stems("harbour talks"))) in held("said", content, "status")


@pytest.mark.parametrize(
    ("content", "sign"),
    [
        ("that the council had accepted the ferry plan", 1),
        ("that the council approved the ferry plan", 1),
        ("that the council had rejected the ferry plan", -1),
        ("that the council never accepted the ferry plan", -1),
        ("that the council did not reject the ferry plan", 1),
    ],
)
def test_an_answer_is_held_with_whose_it_is(content: str, sign: int) -> None:
    (found,) = (one for one in stances("said", content) if one.kind == "acceptance")
    assert (found.sign, found.terms, found.agent) == (sign, tuple(stems("ferry plan")), tuple(stems("council")))


@pytest.mark.parametrize(("cue", "sign"), [("accepted", 1), ("rejected", -1), ("did not accept", -1), ("refused", -1), ("agreed to", 1)])
def test_an_answer_in_the_cue_is_the_speakers(cue: str, sign: int) -> None:
    assert list(stances(cue, "the ferry plan")) == [Stance("acceptance", sign, tuple(stems("ferry plan")))]


@pytest.mark.parametrize(
    ("cue", "content"),
    [
        ("denied", "that the crews had fired on the ferry"),
        ("has refuted", "that the crews had fired on the ferry"),
        ("dismissed", "claims that the crews had fired on the ferry"),
        ("said", "there was no truth in the story that the crews had fired on the ferry"),
        ("said", "the story that the crews had fired on the ferry was untrue"),
    ],
)
def test_a_denial_is_of_what_is_denied(cue: str, content: str) -> None:
    ((sign, terms),) = held(cue, content, "denial")
    assert sign == -1
    assert set(stems("crews fired ferry")) <= set(terms)


def test_who_did_not_deny_holds_nothing() -> None:
    assert list(stances("did not deny", "that the crews had fired on the ferry")) == []


@pytest.mark.parametrize(
    "content",
    [
        "that the harbour talks will have ended by noon",
        "that the harbour talks may be over",
        "whether the harbour talks are over",
        "if the harbour talks have ended",
        "the harbour talks are likely over",
        "are the harbour talks over?",
    ],
)
def test_what_is_hoped_planned_or_asked_is_no_status(content: str) -> None:
    assert held("said", content, "status") == []


@pytest.mark.parametrize("cue", ["hoped", "demanded", "warned", "asked", "believed"])
def test_under_a_cue_that_does_not_assert_nothing_is_held(cue: str) -> None:
    assert list(stances(cue, "that the harbour talks have ended")) == []


@pytest.mark.parametrize(("content", "sign"), [("that the crews fired on the ferry", 1), ("that nobody fired on the ferry", -1)])
def test_a_main_clause_is_asserted_or_negated(content: str, sign: int) -> None:
    ((found, _),) = held("said", content, "assertion")
    assert found == sign


def test_each_clause_holds_its_own() -> None:
    content = "that the harbour talks have ended, but the ferry strike continues"
    assert held("said", content, "status") == [(-1, tuple(stems("harbour talks"))), (1, tuple(stems("ferry strike")))]


def test_which_of_several_is_kept() -> None:
    assert [one.which for one in stances("said", "that the second round has ended") if one.kind == "status"] == [("second",)]


def test_quotation_marks_change_nothing() -> None:
    assert stances("said", "“the harbour talks have ended”") == stances("said", "the harbour talks have ended")


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_words_can_be_read(cue: str, content: str) -> None:
    assert all(one.sign in (1, -1) for one in stances(cue, content))
