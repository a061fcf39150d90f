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
from sayso.reading.outlets import is_outlet
from sayso.reading.statements import Found
from sayso.reading.states import state_named
from sayso.reading.words import pattern

_HE = frozenset(["he", "she", "him", "her", "himself", "herself", "his"])
_THEY = frozenset(["they", "them", "themselves", "their"])
_IT = frozenset(["it", "itself", "its"])
_UNKNOWABLE = frozenset(
    "i we you me us my our your one this these those some many others people everyone anyone nobody".split()  # noqa: SIM905
)

_HEAD_ENDS = re.compile(
    r"\s(?:of|for|from|in|at|by|to|with|on|who|which|that|familiar|close|speaking|briefed|near|inside|within|among|whose|quoted|cited|led|"
    r"headed|based|involved)\b|,|\(|\s[–—-]\s"
)
_ARTICLE = re.compile(r"^(?:the|a|an|this|that)\s+", re.IGNORECASE)
# after an office: a name of capitals, perhaps behind whose office it is ("the spokesman of the movement Dovi Maskar")
_NAME_AFTER_OFFICE = re.compile(r"(?: (?:of|for) (?:the )?[a-z]+)? ((?:[A-Z][\w’'-]+ ?){1,4})")


_PLURAL = re.compile(r"s(?: (?:of|for|in|at|with|from|close|familiar)\b.*)?$")
_ADJECTIVE = ("i", "an", "ese", "ish", "ic")
_PEOPLE_OF = ("official", "source", "army", "government", "minister", "troops", "forces", "spokes", "delegation", "side")


@dataclass(slots=True)
class _Met:
    """A voice met so far, with the words it was met by."""

    voice: Voice
    words: str


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
                met.append(_Met(voice, span.of(text)))
        voices.append(voice)
    return voices


def _resolve(text: str, span: Span, names: Sequence[Name], people: Sequence[Person], met: list[_Met]) -> Voice | None:
    words = re.sub(r"\s+", " ", span.of(text)).strip(" ,;:")
    low = words.casefold()
    if low in ("who", "which", "that"):
        before = _antecedent(text, span.start, names)
        return _resolve(text, before, names, people, met) if before is not None else None
    if low in _HE:
        return _person_before(span, people, met)
    if low in _IT:
        return _last(met, {"organisation", "state", "document"})
    if low in _THEY:
        return _last(met, {"group", "organisation", "state", "anonymous"})
    inside = name_at(names, span.start, span.end)
    head = _head(words)
    noun = re.sub(r"[’']s?$", "", head.split()[-1]) if head.split() else ""
    pronoun = low in _UNKNOWABLE and not (words.isupper() and len(words) > 1)  # "US" is none
    if pronoun or not noun or _ARTICLE.fullmatch(head + " "):
        return None
    person = _named_person(text, span, span.start + len(head), inside, people)
    if person is not None:
        return _as_voice(text, person, names)
    definite = low.startswith(("the ", "this ", "that ", "these ", "those "))
    offices = list(pattern("offices").finditer(words.split(",")[0]))
    titled = _NAME_AFTER_OFFICE.fullmatch(words.split(",")[0], offices[-1].end()) if offices else None
    if titled is not None and (" " in titled[1].strip() or any(name.kind == "person" for name in inside)):
        role = _bare(words[: titled.start(1)].strip())
        return _known(met, Voice(titled[1].strip(), "person", role=role, side=_side(text, span, inside), mention=span))
    state = state_named(head)
    if state is not None:
        return Voice(state, "state", side=state, mention=span)
    if is_outlet(head):
        return _known(met, Voice(_proper(head), "organisation", side=_proper(head), mention=span))
    if noun[:1].islower() or (
        head == noun and not inside and not re.search(rf"[a-z,] {re.escape(noun)}\b", text)
    ):  # a sentence opens with it
        if pattern("documents").fullmatch(noun):
            side = _side(text, span, inside) or (_issuer(met) if low == "the statement" else None)
            return Voice(_bare(words.split(",")[0]), "document", side=side, mention=span)
        if pattern("bodies").fullmatch(noun):
            return _body(text, span, words, head, inside, met, definite=definite)
        return _described(text, span, words, noun, inside, met, definite=definite)
    whole = _fullest(text, head) if definite and len(head.split()) == 2 else _proper(head)
    if any(name.kind == "place" and name.words == whole for name in inside):
        return _known(met, Voice(whole, "state", side=whole, mention=span))
    if mentions_office(noun):
        return _described(text, span, words, noun, inside, met, definite=definite)
    return _known(met, Voice(whole, "organisation", side=whole, mention=span))


def _antecedent(text: str, place: int, names: Sequence[Name]) -> Span | None:
    """Whom a relative pronoun at `place` follows: the name that ends there, or the noun phrase from its article on."""
    line = text.rfind("\n", 0, place) + 1
    end = line + len(text[line:place].rstrip(" ,"))
    near = [name for name in name_at(names, max(line, end - 60), end) if name.span.end == end]
    if near:
        return near[-1].span
    phrase = re.search(r".*\b((?:an?|the|one|some|two|three)\s[^,.;:]{3,60})$", text[max(line, end - 90) : end], re.IGNORECASE | re.DOTALL)
    return Span(end - len(phrase[1]), end) if phrase else None


def _head(words: str) -> str:
    """The noun phrase up to what qualifies it; "Council of the Lakes", all capitals, is one name."""
    parts = _HEAD_ENDS.split(words, maxsplit=1)
    head = parts[0].strip()
    name = re.match(rf"{re.escape(head)} (?:of|for) (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*", words)
    if name and head.split() and head.split()[-1][:1].isupper() and not mentions_office(head):
        return name[0]
    return head


def _proper(head: str) -> str:
    """The name itself, without what the report says of it in front: "the state news agency SANA", "so-called X", "Y-based X"."""
    bare = re.sub(
        r"^(?:(?:so-called|self-styled|[\w.’'-]+-(?:based|run|backed|led|held|owned|linked|allied|controlled))\s+)+", "", _bare(head)
    )
    name = re.search(r"(?:^|\s)(?:the )?([A-Z][\w.’'&-]*(?: (?:of |for |the |and )*[A-Z][\w.’'&-]*)*)$", bare)
    return name[1] if name and re.match(r"[a-z]|.* the ", bare) else bare


def _fullest(text: str, head: str) -> str:
    """ "the Front" where the report speaks of one "Oruna Front": the longer name, if there is just one."""
    word = re.escape(_bare(head))
    longer = {m[0] for m in re.finditer(rf"(?<![.!?] )\b(?:[A-Z][\w-]+ ){{1,4}}{word}\b|\b{word} of the [A-Z]\w+(?: [A-Z]\w+)*", text)}
    named = {_bare(name) for name in longer if not mentions_office(name)} - {_bare(head)}
    return named.pop() if len(named) == 1 else _bare(head)


def _named_person(text: str, span: Span, head_end: int, inside: Sequence[Name], people: Sequence[Person]) -> Person | None:
    """The person whom the source names as its head: not one who only owns or qualifies it ("Biden's administration")."""
    for name in inside:
        before = text[span.start : name.span.start]
        if name.kind != "person" or re.search(r"\b(?:of|for|to|with|from|by|near|against|under)\s+(?:the\s+)?$", before):
            continue
        if not re.match(r"\s*(?:$|[,(\[–—;:]|-\s|(?:who|and|with|in|at|on|of|from|during|for|as)\b)", text[name.span.end : span.end]):
            continue
        if name.span.start > head_end and not mentions_office(before):
            continue
        return next((p for p in people if name.span in p.mentions), None)
    words = span.of(text).strip(" ,;:")
    if len(words.split()) == 1 and words[:1].isupper():  # a name that the name head missed here and found elsewhere
        return next((p for p in people if " " in p.name and alike(p.name.split()[-1], words)), None)
    return None


def _as_voice(text: str, person: Person, names: Sequence[Name]) -> Voice:
    side = None
    if person.role:
        near = re.search(re.escape(person.role).replace(r"\ ", r"\s+"), text)
        if near:
            side = _side(text, Span(*near.span()), name_at(names, *near.span()))
    return Voice(person.name, "person", role=person.role, side=side, mention=person.mentions[0])


def _person_before(span: Span, people: Sequence[Person], met: list[_Met]) -> Voice | None:
    """He or she: the last single person heard; where none was, the last one named."""
    heard = next(
        (m for m in reversed(met) if m.voice.kind == "person" or (m.voice.kind == "anonymous" and not _PLURAL.search(m.voice.name))), None
    )
    if heard is not None:
        return heard.voice
    named = [(mention.start, p) for p in people for mention in p.mentions if mention.start < span.start]
    if named:
        person = max(named, key=lambda pair: pair[0])[1]
        return Voice(person.name, "person", role=person.role, mention=person.mentions[0])
    return None


def _last(met: list[_Met], kinds: set[str]) -> Voice | None:
    return next((m.voice for m in reversed(met) if m.voice.kind in kinds), None)


def _described(text: str, span: Span, words: str, noun: str, inside: Sequence[Name], met: list[_Met], *, definite: bool) -> Voice:
    """Somebody described: with "the", one met before whom the description fits; otherwise unnamed."""
    side = _side(text, span, inside)
    if definite:
        for m in reversed(met):
            if m.voice.kind not in ("person", "anonymous"):
                continue
            known_as = f"{m.voice.role or ''} {m.voice.name} {m.words}"
            fits = re.search(rf"\b{re.escape(noun.rstrip('s'))}", known_as, re.IGNORECASE) is not None
            fits = fits or (noun == "source" and m.voice.kind == "anonymous")  # any unnamed voice may be called the source
            same_side = side is not None and m.voice.side is not None and _one_side(side, m.voice.side)
            if (fits and (side is None or m.voice.side is None or same_side)) or (same_side and m.voice.kind == "person"):
                return m.voice
    kind: VoiceKind = (
        "group" if noun.endswith("s") and not re.match(r"source|official|diplomat|aide|insider", noun, re.IGNORECASE) else "anonymous"
    )
    return Voice(_bare(re.split(r",|\s(?:who|which)\b", words, maxsplit=1)[0]), kind, side=side, mention=span)


def _body(text: str, span: Span, words: str, head: str, inside: Sequence[Name], met: list[_Met], *, definite: bool) -> Voice:
    """A body by a common noun: "the movement" is the body last heard, a state's government the state."""
    side = _side(text, span, inside)
    if definite and side is None and len(head.split()) == 2 and words == head:
        before = next((m for m in reversed(met) if m.voice.kind in ("organisation", "state")), None)
        if before is not None:
            return before.voice
    if side is not None and re.search(r"\b(?:government|regime|administration|state|presidency)$", head, re.IGNORECASE):
        return _known(met, Voice(side, "state", side=side, mention=span))
    return _known(met, Voice(_bare(words.split(",", maxsplit=1)[0]), "organisation", side=side, mention=span))


def _known(met: list[_Met], voice: Voice) -> Voice:
    """The voice of the same name met before, so that a report has one."""
    return next((m.voice for m in met if m.voice.kind == voice.kind and m.voice.name.casefold() == voice.name.casefold()), voice)


def _side(text: str, span: Span, inside: Sequence[Name]) -> str | None:
    """The body or state that the words speak for: a name in them, or the adjective of a state, known or named in the report."""
    for match in re.finditer(r"[A-Z][\w.’'-]+", span.of(text)):
        state = state_named(match[0])
        if state is not None:
            return state
        name = next((n for n in inside if n.kind != "person" and n.span.start <= span.start + match.start() < n.span.end), None)
        if name is not None:
            return _bare(name.words)
        if match[0].endswith(_ADJECTIVE):
            stem = re.escape(match[0][: max(4, len(match[0]) - 3)])
            named = re.search(rf"(?<=[a-z,] ){stem}[a-z]{{0,4}}\b(?! [a-z]*(?:{'|'.join(_PEOPLE_OF)}))", text)
            if named is not None and named[0] != match[0]:
                return named[0]
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
