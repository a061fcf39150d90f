"""A draft and where it was found to a Report: its facts in order of who says them, its language, and notes on how it was taken in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sayso.errors import ReportError
from sayso.intake import facts
from sayso.intake.draft import Draft
from sayso.languages import language_of
from sayso.model import Fact, Flag, Original, Report, Span
from sayso.settings import Intake

GIVEN = "as given with the command"


@dataclass(frozen=True, slots=True)
class Place:
    """Where bytes lie, what they are called to the user, and what is known of them from around them."""

    path: Path
    shown: str
    name: str
    known: tuple[Fact, ...] = ()  # from people: sidecar, sayso.toml
    own: tuple[Fact, ...] = ()  # from what holds it: a crawl's record, an answer's address
    declared: str | None = None  # media type
    seen: str | None = None
    depth: int = 0
    named: bool = False  # by the user, not found in a folder


def report_of(place: Place, draft: Draft, original: Original | None, intake: Intake) -> Report | ReportError:
    """The report that a draft makes, or why it makes none."""
    text = draft.text
    size = len(text.encode())
    if size > intake.limits.text:
        message = f"{size / 1e6:.0f} MB of text, and a report has at most {intake.limits.text / 1e6:.0f} MB; split it into its reports"
        return ReportError(place.shown, "too_large", message)
    if not text.strip():
        return ReportError(place.shown, "empty", "no words in it; fetch the report again or leave it out")
    given = tuple(fact for name, value in intake.given if (fact := facts.fact_of(name, value, GIVEN)))
    said = (*place.known, *draft.facts, *place.own, *facts.headline(text), *given)
    recognised = language_of(text)
    if recognised is not None and not any(fact.name == "language" for fact in place.known):
        said = _with_language(said, recognised)
    whole = Span(0, len(text))
    notes = []
    if draft.guessed:
        notes.append(Flag("encoding_guessed", whole, f"not UTF-8, and its encoding is not declared: read as {draft.encoding}"))
    elif draft.encoding:
        notes.append(Flag("encoding", whole, f"not UTF-8: read as {draft.encoding}"))
    if draft.summary:
        notes.append(Flag("summary", whole, "what the feed or export holds is a summary, not the report"))
    if "\ufffd" in text:
        at = text.index("\ufffd")
        notes.append(Flag("undecodable", Span(at, at + 1), f"{text.count(chr(0xFFFD))} characters were lost before the text reached us"))
    held = facts.first(said)
    outlet, title, author, url, published, language = (held.get(name) for name in facts.NAMES)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Report(
        place.shown, text, digest, outlet, title, author, url, published, language,
        facts=said, notes=tuple(notes), original=original, seen=place.seen,
    )  # fmt: skip


def _with_language(said: tuple[Fact, ...], recognised: str) -> tuple[Fact, ...]:
    """The words decide: pages declare the language of their template. A variant of the recognised language ("en-GB") stays."""
    agreeing = [fact for fact in said if fact.name == "language" and _same(fact.value, recognised)]
    held = agreeing[0] if agreeing else Fact("language", recognised, "its words")
    return (held, *(fact for fact in said if fact is not held))


def _same(declared: str, recognised: str) -> bool:
    return declared.partition("-")[0].casefold() == recognised
