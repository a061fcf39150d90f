"""What sentences show of who is a party to talks and who mediates: wars, strikes, mergers; and sentences that show nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Party, Sign, Span
from sayso.talks.masked import sentences
from sayso.talks.parties import parties_of, signs_in
from sayso.talks.sides import Sides, sides_beside
from tests.talks.factory import NAMES, a_told, masked, sides_of, voice_of

A, B, C, D = "Dorvane", "Oruna Front", "Caphira", "Anstrel"
TALKS, MEDIATES, HOSTS = "talks between them", "it mediates", "it hosts the talks"


def shown(text: str) -> dict[str, set[str]]:
    """What a text shows, by party; each sign stands at a name."""
    out: dict[str, set[str]] = {}
    for sentence in sentences(a_told(text)):
        for party, sign in signs_in(sentence, sides_of()):
            assert sign.span.of(text) in (party, *(who.words for who in sentence.who))
            out.setdefault(party, set()).add(sign.shows)
    return out


@pytest.mark.parametrize(
    ("text", "names", "shows"),
    [
        ("The talks between Dorvane and the Oruna Front went on.", [A, B], TALKS),
        ("Talks between Dorvane and the Oruna Front began on Monday.", [A, B], TALKS),
        ("A new round of negotiations between Dorvane and the rebel Oruna Front began.", [A, B], TALKS),
        ("The war between Dorvane and the Oruna Front has lasted a year.", [A, B], TALKS),
        ("The Dorvane-Anstrel talks were put off.", [A, D], TALKS),
        ("The Dorvane–Anstrel dispute is old.", [A, D], TALKS),
        ("The merger between Belmar Steel and Corvo Rail was called off.", ["Belmar Steel", "Corvo Rail"], TALKS),
        ("The pay dispute between the Quay Workers and the Harbour Board goes on.", ["Quay Workers", "Harbour Board"], TALKS),
        ("The strikers broke off talks with the Harbour Board.", ["Harbour Board"], "talks with it"),
        ("Belmar Steel’s negotiators left the room.", ["Belmar Steel"], "its delegation"),
        ("Nobody had read the Harbour Board’s latest offer.", ["Harbour Board"], "its proposal"),
        ("The Quay Workers have rejected the latest pay offer.", ["Quay Workers"], "it accepts or refuses"),
        ("The Oruna Front has accepted a truce.", [B], "it accepts or refuses"),
    ],
)
def test_a_party_is_shown_by_what_it_does_in_talks(text: str, names: list[str], shows: str) -> None:
    found = shown(text)
    assert [name for name in names if shows in found.get(name, ())] == names
    assert not {MEDIATES, HOSTS} & {sign for some in found.values() for sign in some}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The truce was mediated by Caphira.", [C]),
        ("The Caphira-brokered truce held.", [C]),
        ("Both sides met mediators from Caphira and Anstrel.", [C, D]),
        ("Mediators from Caphira and Anstrel met both sides.", [C, D]),
        ("Caphira, which mediates between the two sides, said nothing.", [C]),
        ("Caphira mediates between the Quay Workers and the Harbour Board.", [C]),
        ("Caphira has been mediating since spring.", [C]),
        ("The strike was settled with Anstrel’s mediation.", [D]),
        ("The talks were brokered by Caphira and Anstrel.", [C, D]),
        ("The board thanked Caphira for mediating.", [C]),
        ("The mediators Caphira and Anstrel were silent.", [C, D]),
        ("Caphira and the Council of the Lakes brokered the deal.", [C, "Council of the Lakes"]),
    ],
)
def test_a_mediator_is_shown_by_words_of_mediation(text: str, names: list[str]) -> None:
    found = shown(text)
    assert [name for name, some in sorted(found.items()) if MEDIATES in some] == sorted(names)


@pytest.mark.parametrize(
    "text", ["Caphira hosted the talks.", "Caphira will host a peace conference.", "Caphira has convened a new round."]
)
def test_a_host_of_talks_is_shown(text: str) -> None:
    assert shown(text) == {C: {HOSTS}}


@pytest.mark.parametrize(
    "text",
    [
        "Dorvane informed mediators that it would not sign.", "Dorvane told the mediators nothing.", "Dorvane visited Lisarre.", "Caphira hosted a dinner.", "Anstrel sent Dorvane twelve trucks.",
        "Dorvane is no mediator.", "Dorvane said the talks were over.", "Belmar Steel has opened a mill.", "Between Dorvane and Anstrel lies a lake.",
        "Dorvane attacked the mediators, Caphira said.",
        "Talks between Ana Belt and Mirel Tossan went on.", "In Lisarre talks went on.",
    ],
)  # fmt: skip
def test_words_that_show_no_part_in_talks(text: str) -> None:
    assert shown(text) == {}


def sign(shows: str, report: str) -> Sign:
    return Sign(shows, report, Span(0, 7))


def parts(signs: Sequence[tuple[str, Sign]], *, spoken: Sequence[str] = (), outlets: Sequence[str] = ()) -> dict[str, Party]:
    return {one.name: one for one in parties_of(sides_of(), signs, map(voice_of, spoken), lambda name: name in outlets)}


def test_of_several_reports_most_decide_which_part_somebody_has() -> None:
    turns = [sign(MEDIATES, "r1:a")] * 5 + [sign(TALKS, report) for report in ("r1:b", "r1:c")]
    assert parts([(C, one) for one in turns])[C].part == "party"
    assert parts([(C, one) for one in [*turns, sign(MEDIATES, "r1:b"), sign(HOSTS, "r1:c")]])[C].part == "mediator"


def test_who_speaks_without_a_sign_is_heard_and_an_outlet_is_not() -> None:
    found = parts([], spoken=[A, A, C], outlets=[C])
    assert {name: (one.part, one.statements) for name, one in found.items()} == {A: ("other", 2)}
    assert parts([(C, sign(MEDIATES, "r1:a"))], spoken=[C], outlets=[C])[C].part == "mediator"


def test_parties_come_first_then_mediators_then_others_each_by_their_statements() -> None:
    found = parts([(A, sign(TALKS, "r1:a")), (B, sign(TALKS, "r1:a")), (C, sign(MEDIATES, "r1:a"))], spoken=[B, C, C, D, D, D])
    assert list(found) == [B, A, C, D]
    assert found[D].voices == (voice_of(D),)


@given(
    st.permutations(
        [
            (A, sign(TALKS, "r1:a")),
            (A, sign(MEDIATES, "r1:b")),
            (C, sign(MEDIATES, "r1:a")),
            (C, sign(TALKS, "r1:b")),
            (C, sign(HOSTS, "r1:c")),
        ]
    )
)
def test_the_order_of_signs_does_not_matter(signs: list[tuple[str, Sign]]) -> None:
    assert parts(signs) == parts(sorted(signs))


@pytest.mark.parametrize(
    "text",
    [
        "Dorvane’s chief negotiator, Mirel Tossan, left.", "Mirel Tossan, Dorvane’s negotiator, left.", "Mirel Tossan, who heads Dorvane’s side, is the envoy of Dorvane.",
        "Mirel Tossan, a spokeswoman for Dorvane, left.", "The spokeswoman for Dorvane, Mirel Tossan, left.",
    ],
)  # fmt: skip
def test_a_person_is_beside_the_body_she_speaks_for(text: str) -> None:
    assert set(sides_beside(masked(text))) == {("Mirel Tossan", "Dorvane")}


@pytest.mark.parametrize(
    "text", ["Mirel Tossan met Dorvane’s envoy in Lisarre.", "Mirel Tossan left Dorvane.", "Dorvane and Mirel Tossan agree."]
)
def test_a_person_who_is_only_named_near_a_body_is_not_beside_it(text: str) -> None:
    assert not list(sides_beside(masked(text)))


def test_a_person_speaks_for_the_side_that_most_reports_put_her_beside() -> None:
    sides = sides_of(beside=[("Mirel Tossan", A), ("Mirel Tossan", D), ("Mirel Tossan", A)])
    assert sides.of_voice[voice_of("Mirel Tossan")] == A
    assert voice_of("Ana Belt") not in sides.of_voice
    assert sides_of(side={"Ana Belt": B}).of_voice[voice_of("Ana Belt")] == B


@pytest.mark.parametrize(
    ("name", "party"), [("the draft resolution", None), ("Caphira’s proposal", None), ("Belmar Steel", "Belmar Steel")]
)
def test_what_lies_on_the_table_speaks_for_nobody(name: str, party: str | None) -> None:
    kind = "document" if party is None else "organisation"
    assert sides_of({**NAMES, name: kind}).of_voice.get(voice_of(name)) == party


@given(st.permutations(sorted(NAMES)))
def test_sides_do_not_hang_on_the_order_of_names(names: list[str]) -> None:
    made: list[Sides] = [sides_of({name: NAMES[name] for name in order}, beside=[("Ana Belt", B)]) for order in (names, sorted(names))]
    assert made[0].of_voice == made[1].of_voice
