"""The side of a voice: the party, state or body it speaks for, by the words that the report puts beside it. No list of people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sayso.model import Span
from sayso.reading.names import Name
from sayso.reading.words import pattern
from sayso.states import seat_of, state_named

_ARTICLE = re.compile(r"^(?:the|an?|this|that)\s+", re.IGNORECASE)
_ADJECTIVE = ("i", "an", "ese", "ish", "ic")
_PEOPLE_OF = ("official", "source", "army", "government", "minister", "troops", "forces", "spokes", "delegation", "side")
_PORTFOLIO = re.compile(r"\b(?:ministers?|secretary|secretaries|editor|correspondent|expert|analyst)\b", re.IGNORECASE)
_PLAIN = frozenset(
    """senior former unnamed top chief deputy acting vice general leading retired veteran anonymous second two three several some many another other
    high-ranking high-level ranking local young old then ex late new first lead head assistant prominent well-known influential spokes""".split()
)


def side_of(text: str, span: Span, inside: Sequence[Name], names: Sequence[Name]) -> str | None:
    """The body or state that the words speak for: a name in them, the seat of a government, the adjective of a state, an owner."""
    for match in re.finditer(r"[A-Z][\w.’'-]+", span.of(text)):
        at = span.start + match.start()
        state = state_named(match[0])
        name = next((n for n in inside if n.kind != "person" and n.span.start <= at < n.span.end), None)
        if state is not None and (name is None or state_named(name.words) is not None or name.span.start == at):
            return state
        seat = seat_of(text[at : span.end]) if name is None or seat_of(name.words) else None
        if seat is not None and re.match(re.escape(match[0]), text[at : span.end]):
            return seat
        if name is not None:
            return state_behind(text, bare(name.words)) or _shortest(bare(name.words), names)
        if match[0].endswith(_ADJECTIVE):
            stem = re.escape(match[0][: max(4, len(match[0]) - 3)])
            named = re.search(rf"(?<=[a-z,] ){stem}[a-z]{{0,4}}\b(?! [a-z]*(?:{'|'.join(_PEOPLE_OF)}))", text)
            if named is not None and named[0] != match[0]:
                return named[0]
    return _owner(re.sub(r"\s+", " ", span.of(text)), {word for name in names for word in name.words.split()})


def _owner(words: str, named: set[str]) -> str | None:
    """A body by a common noun: "police commander", "the club's manager", "lawyer for the widow"; a minister's field is none."""
    words = words.partition(",")[0]
    possessive = re.match(r"(?:the |an? )?([a-z][\w-]*(?: [a-z][\w-]*)?)[’']s? ", words, re.IGNORECASE)
    if (
        possessive
        and (possessive[1][:1].islower() or possessive[1] not in named)
        and possessive[1].casefold() not in ("one", "today", "yesterday", "people")
    ):
        return possessive[1].casefold()
    offices = list(pattern("offices").finditer(words))
    if not offices or _PORTFOLIO.search(words):
        return None
    of = re.match(r" (?:of|for) (?:the )?((?:[a-z]+ )?(?:[a-z]+))$", words[offices[-1].end() :])
    if of and pattern("bodies").search(of[1]):
        return of[1]
    before = [w for w in _ARTICLE.sub("", words[: offices[0].start()]).split() if w.casefold() not in _PLAIN]
    if before and all(re.fullmatch(r"[A-Za-z]?[a-z]+", w) for w in before) and len(before) <= 2 and _is_body(before[-1]):
        return " ".join(before).casefold()
    return None


def _is_body(word: str) -> bool:
    low = word.casefold()
    return pattern("bodies").fullmatch(low) is not None or low in (
        "opposition", "rebel", "hospital", "prison", "teachers", "farmers", "workers", "dockers", "miners", "security", "intelligence", "rescue", "aid", "hotel", "school", "club", "industry",
    )  # fmt: skip


@lru_cache(maxsize=128)  # of one report, mostly: the text is part of the key
def state_behind(text: str, body: str) -> str | None:
    """The state whose body it is, where the report once calls it so ("the US State Department", "Egypt's foreign ministry")."""
    place = text.find(f" {body}")
    while place >= 0:
        end = place + 1 + len(body)
        before = _STATE_BEFORE.search(text, max(0, place - 60), place) if _WORD_ENDS.match(text, end) else None
        state = state_named(before[1]) if before else None
        if state is not None:
            return state
        place = text.find(f" {body}", place + 1)
    return None


_STATE_BEFORE = re.compile(r"([A-Z][\w.]+)(?:[’']s)?$")
_WORD_ENDS = re.compile(r"\b")


def _shortest(body: str, names: Sequence[Name]) -> str:
    """ "Hamas Political Bureau" speaks for Hamas, where the report names that by itself as well."""
    owners = [bare(n.words) for n in names if n.kind != "person" and _opens(bare(n.words), body)]
    return min(owners, key=len, default=body)


def _opens(owner: str, body: str) -> bool:
    return body.startswith(owner) and re.match(r"(?:[’']s?)? ", body[len(owner) :]) is not None


def one_side(one: str, other: str) -> bool:
    """Whether two sides are one, as far as their words show."""
    a, b = one.casefold().split(), other.casefold().split()
    short, long = sorted((a, b), key=len)
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


@lru_cache(maxsize=8192)
def bare(words: str) -> str:
    """Without article, quotation marks and a possessive's s."""
    return re.sub(r"[’']s?$", "", _ARTICLE.sub("", words.strip(" ,;:\"“”'‘’")))
