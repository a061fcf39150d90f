"""What parties are reported to have answered to a proposal: by themselves, or as another tells it; and where accounts of it part."""

from __future__ import annotations

import pytest

from sayso.model import Act, Stance
from sayso.talks.masked import sentences
from sayso.talks.proposals import answers_in, found_in
from sayso.talks.records import Spoken
from tests.talks.factory import a_spoken, a_told, an_act, sides_of

TEXT = "Caphira put forward a truce proposal. The Oruna Front rejected the proposal, Mirel Tossan said."
SIDES = sides_of(side={"Mirel Tossan": "Dorvane", "Ana Belt": "Oruna Front"})
OWN = a_spoken(TEXT, "The Oruna Front", "rejected", "the proposal", key="s1:own", voices=["Oruna Front"])
TOLD = a_spoken(TEXT, "Mirel Tossan", "said", "The Oruna Front rejected the proposal", key="s1:told", voices=["Mirel Tossan"])


def answered(*statements: Spoken, acts: list[Act]) -> list[tuple[str, str, Stance]]:
    report = a_told(TEXT, statements)
    read = {act.statement: act for act in acts}
    (one,) = proposals = found_in(report, list(sentences(report)), read, SIDES)
    assert set(one.by) == {"Caphira"}
    given = list(answers_in(report, proposals, read, SIDES))
    assert {number for number, _ in given} <= {0}
    return sorted({(answer.party, answer.statement, answer.stance) for _, answer in given})


@pytest.mark.parametrize(("type_", "stance"), [("REJECT", "rejection"), ("AGREE", "acceptance"), ("AGREE", "condition")])
def test_a_party_answers_by_its_own_voice(type_: str, stance: Stance) -> None:
    assert answered(OWN, acts=[an_act("s1:own", type_, stance)]) == [("Oruna Front", "s1:own", stance)]


@pytest.mark.parametrize(("type_", "stance"), [("REJECT", "rejection"), ("AGREE", "acceptance")])
def test_a_party_answers_as_another_tells_it(type_: str, stance: Stance) -> None:
    act = an_act("s1:told", type_, stance, actor="Oruna Front", score=0.9)
    assert answered(TOLD, acts=[act]) == [("Oruna Front", "s1:told", stance)]


@pytest.mark.parametrize(
    "act",
    [
        an_act("s1:told", "ACCUSE", "rejection", score=0.9), an_act("s1:told", "ACCUSE", "rejection", actor="Oruna Front", score=0.9),
        an_act("s1:told", "AGREE", None, modality="hypothetical", actor="Oruna Front"), an_act("s1:told", "AGREE", None, modality="demanded", actor="Oruna Front"),
        an_act("s1:told", "ASSAULT", "warning"), an_act("s1:told", None, "rejection", score=0.9), an_act("s1:told", "REQUEST", "demand"),
    ],
    ids=["an accusation", "an accusation of another", "it may happen", "it is asked for", "a warning", "an assessment", "a demand"],
)  # fmt: skip
def test_what_is_no_answer(act: Act) -> None:
    assert answered(TOLD, acts=[act]) == []


def test_that_somebody_accepted_is_not_answered_where_it_is_denied() -> None:
    assert ("Oruna Front", "s1:told", "acceptance") not in answered(
        TOLD, acts=[an_act("s1:told", "AGREE", None, modality="denied", actor="Oruna Front")]
    )


def test_who_put_it_forward_does_not_answer_it() -> None:
    own = a_spoken(TEXT, "The Oruna Front", "rejected", "the proposal", key="s1:own", voices=["Caphira"])
    assert answered(own, acts=[an_act("s1:own", "AGREE", "acceptance")]) == []


def test_words_that_do_not_name_the_proposal_answer_nothing() -> None:
    text = "Caphira put forward a truce proposal. The Oruna Front rejected the blame."
    said = a_spoken(text, "The Oruna Front", "rejected", "the blame", voices=["Oruna Front"])
    report = a_told(text, [said])
    acts = {"s1:a": an_act("s1:a", "REJECT", "rejection")}
    assert not list(answers_in(report, found_in(report, list(sentences(report)), acts, SIDES), acts, SIDES))


def test_a_voice_without_a_side_answers_for_nobody() -> None:
    said = a_spoken(TEXT, "The Oruna Front", "rejected", "the proposal", key="s1:own", voices=["nobody known"])
    assert answered(said, acts=[an_act("s1:own", "REJECT", "rejection")]) == []
