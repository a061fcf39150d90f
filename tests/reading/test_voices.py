"""Whom a source refers to. Statements and names are given, so that each rule is tested without the network."""

from __future__ import annotations

import pytest

from sayso.model import Span, Voice
from sayso.reading.outlets import registry
from sayso.reading.statements import Found
from sayso.reading.voices import find_voices
from tests.factory import names_in


def voices(text: str, sources: list[str], names: dict[str, str]) -> list[Voice | None]:
    """The voices of `sources`, each found after the one before, with all mentions of `names` known by kind."""
    known = names_in(text, names)
    found, place = [], 0
    for words in sources:
        start = text.index(words, place)
        place = start + len(words)
        span = Span(start, place)
        found.append(Found((span,), (Span(place, place + 1),), (Span(place, place + 1),), "speech", "indirect", 0.9))
    heard = find_voices(text, found, known, [None] * len(found), registry())
    return [speakers[0] if speakers else None for speakers in heard]


def named(text: str, sources: list[str], names: dict[str, str]) -> list[tuple[str, str] | None]:
    return [(voice.name, voice.kind) if voice else None for voice in voices(text, sources, names)]


MASKAR = ("Dovi Maskar", "person")


@pytest.mark.parametrize(
    ("text", "sources", "names", "expected"),
    [
        ("Dovi Maskar said so. Maskar added. He left.", ["Dovi Maskar", "Maskar", "He"], {"Dovi Maskar": "person", "Maskar": "person"}, [MASKAR] * 3),
        ("Dovi Maskar, a spokesman, said so. The spokesman added.", ["Dovi Maskar, a spokesman,", "The spokesman"], {"Dovi Maskar": "person"}, [MASKAR] * 2),
        ("A senior official said so. The official added.", ["A senior official", "The official"], {}, [("senior official", "anonymous")] * 2),
        ("A senior official who knows said so. The source added.", ["A senior official", "The source"], {}, [("senior official", "anonymous")] * 2),
        ("Cairo said so.", ["Cairo"], {"Cairo": "place"}, [("Egypt", "state")]),
        ("The US said so. Washington added.", ["The US", "Washington"], {"US": "place"}, [("United States", "state")] * 2),
        ("The Oruna Front said so. The movement added.", ["The Oruna Front", "The movement"], {"Oruna Front": "organisation"}, [("Oruna Front", "organisation")] * 2),
        ("The Oruna Front met. The Front said so.", ["The Front"], {}, [("Oruna Front", "organisation")]),
        ("The Free Resistance Union (Orun) met. Orun left. A Dutch Resistance official said so. The Resistance faction said so.", ["The Resistance faction"], {"Free Resistance Union": "organisation", "Orun": "organisation", "Dutch Resistance": "organisation"}, [("Orun", "organisation")]),
        ("The Council of the Lakes said so.", ["The Council of the Lakes"], {}, [("Council of the Lakes", "organisation")]),
        ("Biden's administration said so.", ["Biden's administration"], {"Biden": "person"}, [("Biden's administration", "organisation")]),
        ("a spokesman for Ana Belt said so.", ["a spokesman for Ana Belt"], {"Ana Belt": "person"}, [("spokesman for Ana Belt", "anonymous")]),
        ("The draft, seen by us, says so.", ["The draft, seen by us,"], {}, [("draft", "document")]),
        ("Sources close to the talks said so.", ["Sources close to the talks"], {}, [("Sources close to the talks", "anonymous")]),
        ("Residents said so.", ["Residents"], {}, [("Residents", "group")]),
        ("Foreign Secretary Corin Athelby said so.", ["Foreign Secretary Corin Athelby"], {}, [("Corin Athelby", "person")]),
        ("It was denied by a senior Front official who told reporters so.", ["who"], {}, [("senior Front official", "anonymous")]),
        ("Dovi Maskar, who told reporters so, left.", ["who"], {"Dovi Maskar": "person"}, [MASKAR]),
        ("The state news agency Halmpress said so.", ["The state news agency Halmpress"], {}, [("Halmpress", "organisation")]),
        ("The Pellin-based Halm Observatory for Human Rights said so.", ["The Pellin-based Halm Observatory for Human Rights"], {}, [("Halm Observatory for Human Rights", "organisation")]),
        ("A source at Halm Police Command said so.", ["A source at Halm Police Command"], {}, [("source at Halm Police Command", "anonymous")]),
        ("US drafts text", ["US"], {}, [("United States", "state")]),
        ("Reuters said so.", ["Reuters"], {}, [("Reuters", "organisation")]),
        ("We said so.", ["We"], {}, [None]),
        ("He said so.", ["He"], {}, [None]),
        ("The French government said so.", ["The French government"], {}, [("France", "state")]),
    ],
)  # fmt: skip
def test_a_source_is_resolved(text: str, sources: list[str], names: dict[str, str], expected: list[tuple[str, str] | None]) -> None:
    assert named(text, sources, names) == expected


def test_an_unnamed_official_is_never_merged_with_a_named_one() -> None:
    text = "A senior Front official said so. Dovi Maskar, a Front spokesman, added."
    first, second = voices(
        text, ["A senior Front official", "Dovi Maskar, a Front spokesman,"], {"Dovi Maskar": "person", "Front": "organisation"}
    )
    assert first is not None
    assert second is not None
    assert (first.kind, second.kind) == ("anonymous", "person")


def test_the_side_official_is_the_one_of_that_side() -> None:
    text = "Ana Belt, a Dorvane minister, spoke. Dovi Maskar, a Front member, spoke. The Dorvane official left."
    names = {"Ana Belt": "person", "Dovi Maskar": "person", "Dorvane": "place", "Front": "organisation"}
    *_, last = voices(text, ["Ana Belt, a Dorvane minister,", "Dovi Maskar, a Front member,", "The Dorvane official"], names)
    assert last is not None
    assert (last.name, last.side) == ("Ana Belt", "Dorvane")
