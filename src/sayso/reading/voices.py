"""Whom each source refers to, inside one report.

A source is read by its head: a named person, a body, a state (also by its capital), a pronoun, a definite
description of somebody met before ("the official"), an unnamed somebody, a document, a group. What the report
does not settle stays a description: an unnamed official is never merged with a named one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.model import Span, Voice, VoiceKind
from sayso.reading.names import Name, Person, alike, find_people, mentions_office, name_at
from sayso.reading.statements import Found
from sayso.reading.states import state_named

_HE = frozenset("he she him her himself herself his".split())
_THEY = frozenset("they them themselves their".split())
_IT = frozenset("it itself its".split())
_UNKNOWABLE = frozenset("i we you me us my our your one who which that this these those some many others people everyone anyone nobody".split())

_DOCUMENT = re.compile(
    r"(?:report|statement|communiqu[eé]|document|letter|memo|memorandum|draft|resolution|text|treaty|agreement|accord|bill|law|lawsuit|"
    r"filing|complaint|indictment|ruling|transcript|poll|survey|study|article|editorial|book|post|tweet|release|email|message|figures|data|"
    r"statistics|census|record|website|page|paper|proposal|plan|declaration|bulletin|leaflet)s?",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:movement|group|party|organi[sz]ation|ministry|department|government|administration|army|military|council|committee|commission|"
    r"court|agency|office|bureau|faction|front|union|federation|league|alliance|coalition|authority|authorities|assembly|parliament|"
    r"congress|senate|police|force|forces|delegation|team|campaign|company|firm|bank|fund|foundation|institute|university|newspaper|"
    r"network|broadcaster|channel|outlet|magazine|daily|monitor|observatory|mission|embassy|cabinet|regime|state|country|side|camp|"
    r"leadership|media|occupation|resistance|brigades?|militia|board|panel|association|society|church|house|presidency|palace)",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"(?:source|official|diplomat|aide|insider|person|people|analyst|expert|observer|witness|resident|spokes(?:man|woman|person|people)|adviser|"
    r"advisor|negotiator|mediator|commander|officer|leader|member|figure|lawmaker|minister|envoy|staffer|operative|strategist|delegate|"
    r"executive|worker|medic|doctor|activist|journalist|reporter|correspondent|author|lawyer|attorney|representative)s?(?:es)?",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(
    r"\s(?:of|for|from|in|at|by|to|with|on|who|which|that|familiar|close|speaking|briefed|near|inside|within|among|whose|quoted|cited|led|"
    r"headed|based|involved)\b|,|\(|\s[–—-]\s"
)
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|some|several|many|other|another|two|three|both)\s+", re.IGNORECASE)


@dataclass(slots=True)
class _Met:
    """A voice met so far, with the words it was met by and where."""

    voice: Voice
    words: str
    at: int


def find_voices(text: str, statements: Sequence[Found], names: Sequence[Name]) -> list[Voice | None]:
    """The voice of each statement, None where it has no source or the report does not settle whose it is."""
    people = find_people(text, names)
    met: list[_Met] = []
    voices: list[Voice | None] = []
    for found in statements:
        voice = None
        if found.source:
            span = found.source[0]
            voice = _resolve(text, span, names, people, met)
            if voice is not None:
                met.append(_Met(voice, span.of(text), span.start))
        voices.append(voice)
    return voices


def _resolve(text: str, span: Span, names: Sequence[Name], people: Sequence[Person], met: list[_Met]) -> Voice | None:
    words = re.sub(r"\s+", " ", span.of(text)).strip()
    low = words.casefold()
    if low in _HE:
        return _person_before(span, people, met)
    if low in _IT:
        return _last(met, {"organisation", "state", "document"})
    if low in _THEY:
        return _last(met, {"group", "organisation", "state", "anonymous"})
    if low in _UNKNOWABLE:
        return None
    inside = name_at(names, span.start, span.end)
    head = _HEAD_ENDS.split(words, maxsplit=1)[0].strip()
    head_end = span.start + len(head)
    person = _named_person(text, span, head_end, inside, people)
    if person is not None:
        return _as_voice(text, person, names)
    noun = re.sub(r"[’']s?$", "", head.split()[-1]) if head.split() else ""
    definite = low.startswith(("the ", "this ", "that ", "these ", "those "))
    whole = next((name for name in inside if name.kind != "person" and name.span.end >= head_end and name.span.start < head_end), None)
    if whole is None or noun[:1].islower():
        if _DOCUMENT.fullmatch(noun):
            return Voice(_bare(words), "document", side=_side(text, span, inside) or _issuer(met), mention=span)
        if _UNNAMED.fullmatch(noun):
            return _described(text, span, words, noun, inside, met, definite=definite)
        if _BODY.fullmatch(noun):
            return _body(text, span, head, noun, inside, met, definite=definite)
    state = state_named(head)
    if state is not None:
        return Voice(state, "state", side=state, mention=span)
    if whole is not None:
        kind: VoiceKind = "state" if whole.kind == "place" else "organisation"
        return _known(met, Voice(_bare(head), kind, side=_bare(head), mention=span))
    if mentions_office(head):
        return _described(text, span, words, noun, inside, met, definite=definite)
    if noun.endswith("s") or low.startswith(("some ", "many ", "several ")):
        return Voice(_bare(words), "group", side=_side(text, span, inside), mention=span)
    if noun[:1].isupper():
        return _known(met, Voice(_bare(head), "organisation", mention=span))
    return _described(text, span, words, noun, inside, met, definite=definite)


def _named_person(text: str, span: Span, head_end: int, inside: Sequence[Name], people: Sequence[Person]) -> Person | None:
    """The person whom the source names as its head: not one who only owns or qualifies it ("Biden's administration")."""
    for name in inside:
        if name.kind != "person":
            continue
        after = text[name.span.end : name.span.end + 2]
        before = text[span.start : name.span.start].casefold().split()
        if name.span.end < span.end - 1 and re.match(r"['’]s?", after):
            continue
        if before and before[-1] in ("of", "for", "to", "with", "from", "by", "near", "against", "under"):
            continue
        if name.span.start > head_end and not mentions_office(text[span.start : name.span.start]):
            continue
        return next((p for p in people if name.span in p.mentions), None)
    words = span.of(text)
    if len(words.split()) == 1 and words[:1].isupper():  # a name that the name head missed here and found elsewhere
        return next((p for p in people if any(alike(part, words) for part in p.name.split()[-1:])), None)
    return None


def _as_voice(text: str, person: Person, names: Sequence[Name]) -> Voice:
    side = None
    if person.role:
        near = re.search(re.escape(person.role).replace(r"\ ", r"\s+"), text)
        if near:
            side = _side(text, Span(*near.span()), name_at(names, *near.span()))
    return Voice(person.name, "person", role=person.role, side=side, mention=person.mentions[0])


def _person_before(span: Span, people: Sequence[Person], met: list[_Met]) -> Voice | None:
    """He or she: the last person heard, unless the report has named another since."""
    heard = next((m for m in reversed(met) if m.voice.kind in ("person", "anonymous")), None)
    named = [(mention.start, p) for p in people for mention in p.mentions if mention.start < span.start]
    if heard is not None:
        return heard.voice
    if named:
        person = max(named, key=lambda pair: pair[0])[1]
        return Voice(person.name, "person", role=person.role, mention=person.mentions[0])
    return None


def _last(met: list[_Met], kinds: set[str]) -> Voice | None:
    return next((m.voice for m in reversed(met) if m.voice.kind in kinds), None)


def _described(
    text: str, span: Span, words: str, noun: str, inside: Sequence[Name], met: list[_Met], *, definite: bool
) -> Voice | None:
    """Somebody described: with "the", one met before whom the description fits; otherwise unnamed."""
    side = _side(text, span, inside)
    if definite:
        for m in reversed(met):
            if m.voice.kind not in ("person", "anonymous"):
                continue
            fits = re.search(rf"\b{re.escape(noun.rstrip('s'))}", f"{m.voice.role or ''} {m.words}", re.IGNORECASE) is not None
            same_side = side is not None and m.voice.side is not None and _one_side(side, m.voice.side)
            if (fits and (side is None or m.voice.side is None or same_side)) or (same_side and m.voice.kind == "person"):
                return m.voice
    plural = noun.endswith("s")
    return Voice(_bare(words), "group" if plural and not re.match(r"source|official|diplomat|aide|insider", noun, re.IGNORECASE) else "anonymous", side=side, mention=span)


def _body(text: str, span: Span, head: str, noun: str, inside: Sequence[Name], met: list[_Met], *, definite: bool) -> Voice:
    """A body by a common noun: "the movement" is the body last heard, where its words do not name another."""
    side = _side(text, span, inside)
    if definite and side is None and len(head.split()) == 2:
        before = next((m for m in reversed(met) if m.voice.kind in ("organisation", "state")), None)
        if before is not None:
            return before.voice
    return _known(met, Voice(_bare(head), "organisation", side=side, mention=span))


def _known(met: list[_Met], voice: Voice) -> Voice:
    """The voice of the same name met before, so that a report has one."""
    return next((m.voice for m in met if m.voice.kind == voice.kind and m.voice.name.casefold() == voice.name.casefold()), voice)


def _side(text: str, span: Span, inside: Sequence[Name]) -> str | None:
    """The body or state that the words speak for: a name in them, or the adjective of a state."""
    for match in re.finditer(r"[A-Z][\w.’'-]+", span.of(text)):
        state = state_named(match[0])
        if state is not None:
            return state
        name = next((n for n in inside if n.kind != "person" and n.span.start <= span.start + match.start() < n.span.end), None)
        if name is not None:
            return _bare(name.words)
    return None


def _one_side(one: str, other: str) -> bool:
    a, b = one.casefold(), other.casefold()
    return a == b or a in b or b in a


def _issuer(met: list[_Met]) -> str | None:
    """Whose "the statement" is: the body or person last heard."""
    before = met[-1].voice if met else None
    return (before.side or before.name) if before is not None and before.kind != "anonymous" else None


def _bare(words: str) -> str:
    """Without article, quotation marks and a possessive's s."""
    return re.sub(r"[’']s?$", "", _ARTICLE.sub("", words.strip(" ,;:\"“”'‘’")))
