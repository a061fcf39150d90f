"""sayso as a component of spaCy's pipelines: `nlp.add_pipe("sayso")` fills `doc._.statements`. docs/spacy.md is the guide.

spaCy imports this module whenever it makes a pipeline (entry point group `spacy_factories`), so that nothing here loads the reader: the
first document does. What is kept in a doc is one plain value, `doc._.sayso`: the object that `sayso read --json` prints for its text.
The statements with their spaCy spans are made of it when they are asked for, so it outlives DocBin, to_bytes and other processes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from sayso import model
from sayso.errors import ReportError
from sayso.settings import Settings

if TYPE_CHECKING:
    from sayso.reading import Reader

FACTS = ("published", "outlet", "url", "title")
_HERE = "doc"  # the path of a text that is in no file


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something beside a statement, and the words that show it: an addressee, a step of a relay (with how it passed it on)."""

    name: str
    how: str | None
    at: model.Span
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks. `at` and `mention` are where the text says most about it; None where it is only described elsewhere."""

    name: str
    kind: model.VoiceKind
    role: str | None
    side: str | None
    at: model.Span | None
    mention: Tokens | None


@dataclass(frozen=True, slots=True)
class Said:
    """The words that date the saying, and the interval they mean where that is knowable (ISO 8601, both ends included)."""

    text: str
    since: str | None
    until: str | None
    precision: model.Precision | None
    anchor: str | None
    at: model.Span
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution in a doc: who is said to have said what.

    `source`, `cue` and `content` are spaCy spans, the tokens in which the words stand; `source_at`, `cue_at` and `content_at` the words
    exactly, as [start, end) of characters of ``doc.text``. The two differ where a word of the statement is only part of a token.
    """

    id: str
    source: tuple[Tokens, ...]
    cue: tuple[Tokens, ...]
    content: tuple[Tokens, ...]
    source_at: tuple[model.Span, ...]
    cue_at: tuple[model.Span, ...]
    content_at: tuple[model.Span, ...]
    kind: model.Kind
    mode: model.Mode
    confidence: float
    voices: tuple[Voice, ...]
    addressee: Named | None
    relay: tuple[Named, ...]  # nearest to the voice first
    said: Said | None
    within: str | None  # id of the statement in whose content this one is told
    flags: tuple[str, ...]

    @property
    def voice(self) -> Voice | None:
        """The first of the voices; None where it is not known who speaks."""
        return self.voices[0] if self.voices else None

    @property
    def aligned(self) -> bool:
        """Whether the spaCy spans are exactly the words."""
        spans, exact = (*self.source, *self.cue, *self.content), (*self.source_at, *self.cue_at, *self.content_at)
        return all((span.start_char, span.end_char) == at for span, at in zip(spans, exact, strict=True))


class Sayso:
    """The component: reads a doc's text and keeps what it read in the doc."""

    def __init__(self, name: str, settings: Settings, facts: Mapping[str, str | None], spans_key: str | None) -> None:
        self.name = name
        self.settings = settings
        self.facts = dict(facts)
        self.spans_key = spans_key
        register()

    def __call__(self, doc: Doc) -> Doc:
        from sayso.views.contract import reading_object

        report = _report(doc.text, {**self.facts, **_told(doc)})
        doc._.sayso = reading_object(report, _reader(self.settings, os.getpid()).read(report))
        if self.spans_key is not None:
            doc.spans[self.spans_key] = [
                Tokens(doc, tokens.start, tokens.end, label=label, span_id=statement.id)
                for statement in statements_of(doc)
                for label, some in (("SOURCE", statement.source), ("CUE", statement.cue), ("CONTENT", statement.content))
                for tokens in some
            ]
        return doc


@Language.factory(
    "sayso",
    assigns=["doc._.sayso", "doc._.statements", "doc.spans"],
    default_config={
        "least_confidence": Settings().least_confidence, "nested": Settings().nested, **dict.fromkeys(FACTS), "spans_key": "sayso",
    },
)  # fmt: skip
def sayso(
    nlp: Language,  # noqa: ARG001 (spaCy gives it to every factory)
    name: str,
    least_confidence: float,
    nested: bool,
    published: str | None,
    outlet: str | None,
    url: str | None,
    title: str | None,
    spans_key: str | None,
) -> Sayso:
    """The component of these settings. `published`, `outlet`, `url` and `title` hold for documents that do not say their own."""
    facts = {"published": published, "outlet": outlet, "url": url, "title": title}
    _report(".", facts)  # a date that is none is told now, not at the first document
    return Sayso(name, Settings(least_confidence=least_confidence, nested=nested), facts, spans_key)


def register() -> None:
    """Make `doc._.statements`, `doc._.sayso` and `doc._.sayso_report` known to spaCy; adding the component does.

    Call it to look at docs that come from disk, in a process that makes no pipeline with the component.
    """
    Doc.set_extension("sayso", default=None, force=True)
    Doc.set_extension("sayso_report", default=None, force=True)
    Doc.set_extension("statements", getter=statements_of, force=True)


def statements_of(doc: Doc) -> tuple[Statement, ...]:
    """The statements of a doc that the component has seen, in the order of their places; none of a doc that it has not.

    Raises ReportError where the doc has another text than the one that was read: then no offset fits.
    """
    read: Mapping[str, Any] | None = doc._.sayso
    if read is None:
        return ()
    if read["report"]["sha256"] != sha256(doc.text.encode()).hexdigest():
        raise ReportError(read["report"]["path"], "text", "this doc has another text than the one that was read; run the component on it")
    return tuple(_statement(doc, one) for one in read["statements"])


def tokens_at(doc: Doc, at: model.Span) -> Tokens:
    """The tokens that hold the characters; the space behind a token is that token's."""
    exact = doc.char_span(at.start, at.end)
    if exact is not None and len(exact) > 0:
        return exact
    first = max((token.i for token in doc if token.idx <= at.start), default=0)
    last = max((token.i for token in doc if token.idx < at.end), default=first)
    return doc[first : last + 1]


def _statement(doc: Doc, one: Mapping[str, Any]) -> Statement:
    exact = {role: tuple(model.Span(*span) for span in one[role]) for role in ("source", "cue", "content")}
    tokens = {role: tuple(tokens_at(doc, at) for at in some) for role, some in exact.items()}
    heard, said = one["addressee"], one["said"]
    return Statement(
        one["id"], tokens["source"], tokens["cue"], tokens["content"], exact["source"], exact["cue"], exact["content"],
        one["kind"], one["mode"], one["confidence"],
        tuple(_voice(doc, voice) for voice in one["voices"]),
        None if heard is None else _named(doc, heard),
        tuple(_named(doc, step) for step in one["relay_steps"]),
        None if said is None else _said(doc, said),
        one["within"], tuple(one["flags"]),
    )  # fmt: skip


def _voice(doc: Doc, one: Mapping[str, Any]) -> Voice:
    at = None if one["mention"] is None else model.Span(*one["mention"])
    return Voice(one["name"], one["kind"], one["role"], one["side"], at, None if at is None else tokens_at(doc, at))


def _named(doc: Doc, one: Mapping[str, Any]) -> Named:
    at = model.Span(one["start"], one["end"])
    return Named(one["name"], one.get("how"), at, tokens_at(doc, at))


def _said(doc: Doc, one: Mapping[str, Any]) -> Said:
    at = model.Span(one["start"], one["end"])
    return Said(one["text"], one["from"], one["to"], one["precision"], one["anchor"], at, tokens_at(doc, at))


def _told(doc: Doc) -> dict[str, Any]:
    """What is said of this doc's report: `doc._.sayso_report`, else its context, in which other keys may be."""
    told = doc._.sayso_report if doc._.sayso_report is not None else getattr(doc, "_context", None)
    return {name: told[name] for name in FACTS if told.get(name) is not None} if isinstance(told, Mapping) else {}


def _report(text: str, told: Mapping[str, Any]) -> model.Report:
    from sayso.intake.facts import facts_of

    known = facts_of(told, "as given to spaCy")
    held = {fact.name: fact.value for fact in known}
    if told.get("published") is not None and "published" not in held:
        wrong = f"{told['published']!r} is no date; write it as YYYY-MM-DD, or YYYY-MM where the day is not known"
        raise ReportError(_HERE, "published", wrong)
    return model.Report(
        _HERE, text, sha256(text.encode()).hexdigest(), outlet=held.get("outlet"), title=held.get("title"), url=held.get("url"),
        published=held.get("published"), facts=known,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _reader(settings: Settings, process: int) -> Reader:  # noqa: ARG001
    """Loaded once in a process: one that was forked from a process with a reader has its own, since the runtime's threads stay behind."""
    from sayso.reading import Reader

    return Reader.load(settings)
