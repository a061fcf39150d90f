"""One-line makers of what talks are made from. Whoever is named here was invented for the sample newsroom or for these tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sayso.model import Act, End, Issue, Span, Stance, Touch
from sayso.talks.encoder import CONTENT, CUE, SOURCE
from sayso.talks.masked import Masked, sentences
from sayso.talks.records import Named, Quantity, Speaker, Spoken, Told
from sayso.talks.sides import Sides
from tests.factory import names_in, span_of

NAMES = {
    "Dorvane": "state", "Anstrel": "state", "Caphira": "state", "Tamberland": "state", "Oruna Front": "organisation",
    "Council of the Lakes": "organisation", "Quay Workers": "organisation", "Harbour Board": "organisation", "Belmar Steel": "organisation",
    "Corvo Rail": "organisation", "Lisarre": "place", "Pellin": "place", "Mirel Tossan": "person", "Ana Belt": "person",
}  # fmt: skip
ISSUES = (
    Issue("ferry", "ferries", "boats and their times", ("the ferry to the islands", "boats sail at noon")),
    Issue("bread", "bread", "bakeries", ("the price of bread", "bakers close their shops")),
)


def voice_of(name: str) -> str:
    """The id of the voice that somebody of this name has in these tests."""
    return f"v1:{name}"


def a_told(
    text: str, statements: Sequence[Spoken] = (), *, names: Mapping[str, str] = NAMES, key: str = "r1:a", published: str | None = "2024-03-04",
    furniture: Sequence[Span] = (), quantities: Sequence[Quantity] = (),
) -> Told:  # fmt: skip
    """A report as the ledger tells of it: all mentions of the names are marked."""
    named = tuple(Named(name.span, name.kind, voice_of(name.words), name.words) for name in names_in(text, dict(names)))
    return Told(key, text, published, tuple(furniture), named, tuple(quantities), tuple(statements))


def a_spoken(
    text: str, source: str, cue: str, content: str, *, key: str = "s1:a", voices: Iterable[str] = ("Dorvane",), within: str | None = None,
    day: str | None = "2024-03-04", report: str = "r1:a",
) -> Spoken:  # fmt: skip
    """A statement in a report, of voices by name."""
    parts = ((source, SOURCE), (cue, CUE), (content, CONTENT))
    spans = tuple((*span_of(text, words), part) for words, part in parts if words)
    return Spoken(key, report, spans, tuple(map(voice_of, voices)), within, day)


def an_act(
    key: str = "s1:a", type: str | None = None, stance: Stance | None = None, *, modality: str = "done", score: float = 1.0,  # noqa: A002
    actor: str | None = None, issues: Mapping[str, Span] | None = None,
) -> Act:  # fmt: skip
    """An act as it would be read: the actor by name, the issues with their nearest words."""
    touched = tuple(Touch(issue, 0.9, span) for issue, span in (issues or {}).items())
    end = None if actor is None else End(voice_of(actor), Span(0, 1))
    return Act(key, type, None, modality, stance, 0.9, 0.9, score, end, None, touched)  # type: ignore[arg-type]


def sides_of(
    speakers: Mapping[str, str] = NAMES, *, side: Mapping[str, str] | None = None, beside: Iterable[tuple[str, str]] = ()
) -> Sides:
    """Sides of speakers by name and kind: some speak for a side, some stand beside a body in a report."""
    given = side or {}
    made = {
        voice_of(name): Speaker(voice_of(name), "r1:a", name, kind, given.get(name), name)
        for name, kind in speakers.items()
        if kind != "place"
    }
    return Sides(made, {name.casefold(): name for name, kind in speakers.items() if kind in ("organisation", "state")}, beside)


def masked(text: str, names: Mapping[str, str] = NAMES) -> Masked:
    """The one sentence of a text."""
    (one,) = sentences(a_told(text, names=names))
    return one


def words_at(text: str, spans: Iterable[Span]) -> list[str]:
    return [span.of(text) for span in spans]
