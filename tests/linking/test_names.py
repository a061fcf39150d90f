"""How names of people and of bodies compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.names import (
    BODY_LEVELS,
    PERSON_LEVELS,
    SPELT_OTHERWISE,
    aliases,
    body_level,
    body_words,
    consonants,
    distance,
    initials,
    person_level,
    person_words,
    plain,
    sound,
)

WORDS = "Ana Anna Ali Alia Dovi Maskar Belt Belte Omar Umar al-Nadir Abd el-Qadir ibn Q. O. Dr President Yusuf Youssef Peña Jørgen Łucja".split()
BODIES = (
    "Quay Union QU (QU) government of the Kenya Kenyan Nairobi Ministry Defense Defence political bureau council Port Authority".split()
)
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
bodies = st.lists(st.sampled_from(BODIES), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Ana Belt", "Ana Belt", "same name"),
        ("Ana Belt", "Dr. Ana Belt", "same name"),
        ("Belt Ana", "Ana Belt", "same name"),
        ("Belt", "Mayor Belt", "one word, the same"),
        ("Yusuf Maskar", "Youssef Maskar", "same name, spelt otherwise"),
        ("Omar al-Nadir", "Omar Nadir", "same name"),
        ("Abd el-Qadir Maskar", "Abdul Qadir Maskar", "same name"),
        ("Jelena Petrović", "Jelena Petrovic", "same name"),
        ("Ana Maria Belt", "Ana Belt", "further names"),
        ("A. Belt", "Ana Belt", "initial"),
        ("Belt", "Ana Belt", "surname alone"),
        ("Ana", "Ana Belt", "given name alone"),
        ("Dovi Belt", "Ana Belt", "same surname, another given name"),
        ("Daniel Maskar", "Nadia Maskar", "same surname, another given name"),
        ("Hassan Maskar", "Hussein Maskar", "same surname, another given name"),
        ("Ana Belt", "Dovi Maskar", "different names"),
        ("Belt", "Maskar", "different names"),
    ],
)
def test_names_of_people_compare(left: str, right: str, level: str) -> None:
    assert person_level(left, right) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Quay Union", "quay union", "same name"),
        ("the Quay Union", "Quay Union", "same words"),
        ("Union of the Quay", "Quay Union", "same words"),
        ("Ministry of Defence", "Ministry of Defense", "same words"),
        ("Kenyan government", "Kenya", "same words"),
        ("Nairobi", "Kenya", "same words"),
        ("Quay Workers Union", "QWU", "short form"),
        ("Quay Workers Union (Quayside)", "Quayside", "short form"),
        ("Quay Union leadership", "Quay Union", "its leadership"),
        ("Quay Union's political bureau", "Quay Union", "its leadership"),
        ("Quay Union", "Old Quay Union", "one name within the other"),
        ("Quay Union", "Mill Board", "different names"),
    ],
)
def test_names_of_bodies_compare(left: str, right: str, level: str) -> None:
    assert body_level(left, right) == level


@given(names, names)
def test_it_does_not_matter_which_person_is_left(left: str, right: str) -> None:
    assert person_level(left, right) == person_level(right, left)


@given(bodies, bodies)
def test_it_does_not_matter_which_body_is_left(left: str, right: str) -> None:
    assert body_level(left, right) == body_level(right, left)


@given(st.text(max_size=30).map("N{}".format), st.text(max_size=30).map("N{}".format))
def test_any_two_names_that_have_a_letter_have_a_level(left: str, right: str) -> None:
    assert person_level(left, right) in PERSON_LEVELS
    assert body_level(left, right) in BODY_LEVELS


@given(names)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert person_level(name, name) in ("same name", "one word, the same")
    assert body_level(name, name) == "same name"


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_the_distance_of_words_is_symmetric_and_nothing_from_a_word_to_itself(one: str, other: str) -> None:
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert distance(one, one) == 0


@pytest.mark.parametrize(("one", "other"), [("yusuf", "youssef"), ("mohamed", "muhammad"), ("qadir", "kadir"), ("sergei", "sergey")])
def test_spellings_of_one_name_are_near_and_share_the_key_by_which_they_meet(one: str, other: str) -> None:
    assert distance(one, other) <= SPELT_OTHERWISE
    assert consonants(one) == consonants(other)


@pytest.mark.parametrize(("one", "other"), [("hassan", "hussein"), ("hassan", "hussam"), ("marta", "morten"), ("dovi", "levi")])
def test_names_that_differ_in_a_sound_that_tells_are_not_near(one: str, other: str) -> None:
    assert distance(one, other) > SPELT_OTHERWISE


def test_a_title_and_an_article_are_no_part_of_a_name() -> None:
    assert person_words("President Omar al-Nadir") == ("omar", "nadir")


def test_a_title_alone_stays_a_name() -> None:
    assert person_words("King") == ("king",)


def test_marks_over_letters_are_dropped_and_letters_stay() -> None:
    assert plain("Pawłowska Jørgensen-Peña") == "pawlowska jorgensen-pena"
    assert plain("Ñandú") == "nandu"


def test_doubled_letters_sound_as_one() -> None:
    assert sound("maskarr") == sound("maskar")


def test_the_organ_of_leadership_is_left_out_of_a_bodys_words() -> None:
    assert body_words("the executive committee of the Quay Union") == ("quay", "union")


def test_a_body_that_is_only_an_organ_keeps_its_words() -> None:
    assert body_words("the Central Council") == ("central", "council")


@pytest.mark.parametrize(("name", "acronym"), [("Quay Workers Union", "QWU"), ("Union of the Mill", "UM"), ("Quayside", "")])
def test_initials_are_of_the_words_that_count(name: str, acronym: str) -> None:
    assert initials(name) == acronym


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("Quay Workers Union (QWU)", ("Quay Workers Union", "QWU")),
        ("Quay Workers Union - QWU", ("Quay Workers Union", "QWU")),
        ("Quay Workers Union", ()),
    ],
)
def test_a_name_may_give_two_names_together(name: str, both: tuple[str, ...]) -> None:
    assert aliases(name) == both
