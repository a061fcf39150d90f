"""People by full name and surname, their roles, and slips of spelling."""

from __future__ import annotations

import re

import pytest

from sayso.model import Span
from sayso.reading.names import Name, _settled, alike, find_people, role_near
from tests.factory import span_of


def people(text: str, *found: str) -> list[tuple[str, int, str | None]]:
    names, place = [], 0
    for words in found:
        start = text.index(words, place)
        place = start + len(words)
        names.append(Name(Span(start, place), words, "person"))
    return [(p.name, len(p.mentions), p.role) for p in find_people(text, names)]


def test_a_surname_belongs_to_the_full_name_before_it() -> None:
    text = "Mayor Ana Belt spoke. Belt left. Then Ms Belt came back."
    assert people(text, "Ana Belt", "Belt", "Ms Belt") == [("Ana Belt", 3, "Mayor")]


def test_a_full_name_may_come_later() -> None:
    assert people("Belt spoke first. Ana Belt, the mayor, spoke again.", "Belt", "Ana Belt") == [("Ana Belt", 2, "the mayor")]


def test_two_people_of_one_surname_stay_two() -> None:
    assert [name for name, _, _ in people("Ana Belt met Tom Belt. Belt left.", "Ana Belt", "Tom Belt", "Belt")] == ["Ana Belt", "Tom Belt"]


def test_a_slip_of_spelling_is_the_same_person() -> None:
    assert people("Ilyar Chembe spoke. Chmebe left.", "Ilyar Chembe", "Chmebe") == [("Ilyar Chembe", 2, None)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Chembe", "Chembé", True), ("Maskar", "Maksar", True), ("Belt", "Bell", False), ("Tarn", "Malk", False), ("Marin", "Karin", False)],
)
def test_alike_is_a_slip_and_no_more(one: str, other: str, *, same: bool) -> None:
    assert alike(one, other) is same


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("On Monday, harbour board chairman Tom Reed said so.", "Tom Reed", "chairman"),
        ("Foreign Office spokeswoman Jessamy Tarn said so.", "Jessamy Tarn", "Foreign Office spokeswoman"),
        ("Talks between Adaz and Foreign Minister Ostin Brack ended.", "Ostin Brack", "Foreign Minister"),
        ("Dovi Maskar, a spokesman for the Front, said so.", "Dovi Maskar", "a spokesman for the Front"),
        ("Dovi Maskar, member of the Council’s bureau, said so.", "Dovi Maskar", "member of the Council’s bureau"),
        ("Dovi Maskar, speaking in Pellin, said so.", "Dovi Maskar", None),
        ("Dovi Maskar said so.", "Dovi Maskar", None),
    ],
)
def test_a_role_is_read_beside_the_name(text: str, name: str, role: str | None) -> None:
    assert role_near(text, span_of(text, name)) == role


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Dorvane said no. Fighting went on in Dorvane.", "place"),
        ("Dorvane said no. A Dorvani official agreed.", "place"),
        ("Tossan said no. Reporters met Tossan.", "person"),
        ("The Halm said no. Later the Halm agreed.", "organisation"),
    ],
)
def test_a_name_is_of_the_kind_the_report_shows(text: str, kind: str) -> None:
    word = next(word for word in ("Dorvane", "Tossan", "Halm") if word in text)
    names = [Name(Span(m.start(), m.end()), word, "person") for m in re.finditer(word, text)]
    assert {name.kind for name in _settled(text, names)} == {kind}
