"""To whom a statement was made and through whom it came."""

from __future__ import annotations

import pytest

from sayso.model import Span
from sayso.reading.names import Name
from sayso.reading.outlets import registry
from sayso.reading.relays import find_ways
from sayso.reading.statements import Found
from tests.factory import span_of


def way(
    text: str, source: str, cue: str, content: str, names: dict[str, str], outlet: str | None = None
) -> tuple[str | None, tuple[str, ...]]:
    found = Found((span_of(text, source),), (span_of(text, cue),), (span_of(text, content),), "speech", "indirect", 0.9)
    known = sorted((Name(span_of(text, words), words, kind) for words, kind in names.items()), key=lambda name: name.span)
    (one,) = find_ways(text, (outlet, None), [found], [()], known, [None], registry())
    if one.addressee:
        assert one.addressee.span.of(text).endswith(one.addressee.name)
    return (one.addressee.name if one.addressee else None), tuple(step.name for step in one.relay)


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "names", "expected"),
    [
        (
            "The mayor told Reuters that boats sank.",
            "The mayor",
            "told",
            "that boats sank",
            {"Reuters": "organisation"},
            ("Reuters", ("Reuters",)),
        ),
        ("The mayor told reporters that boats sank.", "The mayor", "told", "that boats sank", {}, ("reporters", ())),
        (
            "The mayor told Pellin One boats sank.",
            "The mayor",
            "told",
            "boats sank",
            {"Pellin One": "organisation"},
            ("Pellin One", ("Pellin One",)),
        ),
        (
            "The mayor told the Harbour Council boats sank.",
            "The mayor",
            "told",
            "boats sank",
            {"Harbour Council": "organisation"},
            ("Harbour Council", ()),
        ),
        (
            "Boats sank, the mayor said, as quoted by Reuters.",
            "the mayor",
            "said",
            "Boats sank",
            {"Reuters": "organisation"},
            (None, ("Reuters",)),
        ),
        (
            "Boats sank, the mayor said in an interview with Radio Estuary.",
            "the mayor",
            "said",
            "Boats sank",
            {"Radio Estuary": "organisation"},
            ("Radio Estuary", ("Radio Estuary",)),
        ),
        (
            "Addressing Sputnik, the mayor said boats sank.",
            "the mayor",
            "said",
            "boats sank",
            {"Sputnik": "organisation"},
            ("Sputnik", ("Sputnik",)),
        ),
        (
            "Boats sank, the mayor said, as quoted by Reuters. Moreover, talks end.",
            "the mayor",
            "said",
            "Boats sank",
            {},
            (None, ("Reuters",)),
        ),
        ("Radio Estuary reported on Friday boats sank.", "Radio Estuary", "reported on Friday", "boats sank", {}, (None, ())),
        ("The mayor said boats sank.", "The mayor", "said", "boats sank", {}, (None, ())),
        ("PELLIN (AP) - The mayor said boats sank.", "The mayor", "said", "boats sank", {}, (None, ("AP",))),
        (
            "The mayor said boats sank.\n\n- REUTERS".replace("REUTERS", "Reuters"),
            "The mayor",
            "said",
            "boats sank",
            {},
            (None, ("Reuters",)),
        ),
        (
            "The mayor said boats sank. Talks go on.\nHe told Reuters more.",
            "The mayor",
            "said",
            "boats sank",
            {"Reuters": "organisation"},
            (None, ()),
        ),
    ],
)
def test_the_way_is_read(
    text: str, source: str, cue: str, content: str, names: dict[str, str], expected: tuple[str | None, tuple[str, ...]]
) -> None:
    assert way(text, source, cue, content, names) == expected


def test_the_reports_own_outlet_is_no_relay() -> None:
    text = "The mayor told the Standard that boats sank."
    assert way(text, "The mayor", "told", "that boats sank", {"Standard": "organisation"}, outlet="Pellin Standard") == ("Standard", ())


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("AFP", True),
        ("Agence France-Presse", True),
        ("Halm Gazette", True),
        ("a news briefing", False),
        ("Media sources", False),
        ("Hamlet", False),
    ],
)
def test_outlets_are_known_by_list_or_by_a_word(name: str, *, is_one: bool) -> None:
    assert registry().is_outlet(name) is is_one


def test_a_name_inside_the_content_is_not_the_way() -> None:
    text = "The mayor said the captain told Reuters that boats sank."
    assert way(text, "The mayor", "said", "the captain told Reuters that boats sank", {"Reuters": "organisation"}) == (None, ())


def test_spans_of_addressees_start_at_the_name() -> None:
    text = "The mayor told the Halm Gazette that boats sank."
    found = Found((Span(0, 9),), (span_of(text, "told"),), (span_of(text, "that boats sank"),), "speech", "indirect", 0.9)
    (one,) = find_ways(text, (None, None), [found], [()], [], [None], registry())
    assert one.addressee is not None
    assert one.addressee.span.of(text) == "Halm Gazette"
