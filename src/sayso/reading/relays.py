"""Through whom a statement reached the report, and to whom it was made, as far as its own sentence and the report's credit say.

"told AFP", "in an interview with Radio Estuary", "as quoted by Reuters", a dateline "(AP) -", a credit at the foot.
An outlet that was told is both: spoken to, and the way the words came, unless it is the report's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.model import Addressee, Span
from sayso.reading.names import Name, name_at
from sayso.reading.outlets import is_outlet, proper
from sayso.reading.statements import Found
from sayso.reading.words import pattern

_TOLD = re.compile(r"\b(?:told|tells|telling|tell|informed|informs|briefed|assured|reminded|warned)$", re.IGNORECASE)
_SPOKEN_TO = re.compile(
    r"\b(?:(?:in|during) (?:an?|the|his|her|their) (?:\w+ ){0,2}(?:interview|remarks|statement|conversation) (?:with|to|for)|"
    r"speaking (?:to|with)|spoke (?:to|with)|addressing|in (?:remarks|comments|statements) to|speaking on|talking to)\s+",
    re.IGNORECASE,
)
_QUOTED_BY = re.compile(r"\b(?:as )?(?:(?:quoted|cited|reported|relayed) by|(?:carried|published) (?:by|in|on))\s+", re.IGNORECASE)
_LISTENER = re.compile(
    r"\s+((?:the |a |an |his |her |their )?[a-z][\w’'-]*(?: (?:at|of|in) the [A-Z]\w+| [a-z][\w’'-]*)?)"
    r"(?=\s+(?:that|in|on|by|at|during|after|before|from|late|early)\b|[,.:;]|\s*[“\"]|$)"
)
_DATELINE = re.compile(r"^[^\n]{0,80}?\(([A-Z][\w .&-]{1,40})\)\s*[-–—]", re.MULTILINE)
_CREDIT = re.compile(r"(?:[-–—]{1,2}\s*|\(|\[|^(?:[Ss]ource|[Vv]ia|[Cc]redit):\s*|^)([A-Z][\w .&-]{1,40}?)\s*[)\].]?\s*$")
_CAPITALS = re.compile(r"[A-Z](?:[\w’&-]|\.(?=\w))*(?: (?:of |the (?=[A-Z]))*[A-Z](?:[\w’&-]|\.(?=\w))*)*")
DATELINE_WITHIN = 400  # code points from the start: a headline and a lead


@dataclass(frozen=True, slots=True)
class Way:
    """How one statement came: addressee, and the relay nearest to the voice first."""

    addressee: Addressee | None
    relay: tuple[str, ...]


def find_ways(text: str, outlet: str | None, statements: Sequence[Found], names: Sequence[Name]) -> list[Way]:
    """The way of each statement. `outlet` is the report's own, where known."""
    known = _told_of(text, names)
    credit = _credit(text, outlet)
    ways = []
    for found in statements:
        heard = _addressee(text, found, names)
        relay = []
        if heard is not None and (is_outlet(heard.name) or heard.name in known or _bare_body(text, heard, names)):
            relay.append(proper(heard.name))
        for passed_on in (_passed_on(text, found, names), *_quoted_in(text, found, statements)):
            if passed_on is not None and passed_on not in relay:
                relay.append(passed_on)
        relay = [name for name in relay if not _own(name, outlet)]
        if credit is not None and credit not in relay:
            relay.append(credit)
        ways.append(Way(heard, tuple(relay)))
    return ways


def _own(name: str, outlet: str | None) -> bool:
    return outlet is not None and re.search(rf"\b{re.escape(name)}\b", outlet, re.IGNORECASE) is not None


def _bare_body(text: str, heard: Addressee, names: Sequence[Name]) -> bool:
    """ "told Pellin One": a body named without an article, and not by the common noun of a body, is an outlet far more often than not."""
    here = name_at(names, *heard.span)
    bare = text[max(0, heard.span.start - 4) : heard.span.start].casefold() != "the "
    return bare and any(name.kind == "organisation" for name in here) and pattern("bodies").search(heard.name) is None


def _told_of(text: str, names: Sequence[Name]) -> set[str]:
    """Names that the report itself shows to be outlets: "X reported", "X quoted", "told X television"."""
    found = set()
    for name in names:
        if name.kind != "person" and re.match(
            r"\s+(?:reported|quoted|television|radio|newspaper|news agency)\b", text[name.span.end : name.span.end + 20]
        ):
            found.add(name.words)
    return found


def _sentence(text: str, found: Found) -> Span:
    """The line's part from the statement's first word to the end of its sentence."""
    spans = (*found.source, *found.cue, *found.content)
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    begin = max(text.rfind("\n", 0, start) + 1, _last_stop(text, start))
    stop = re.compile(r"[.!?][”\"’]?(?:\s|$)|\n").search(text, end)
    return Span(begin, stop.start() if stop else len(text))


def _last_stop(text: str, place: int) -> int:
    window = text[max(0, place - 400) : place]
    stops = [m.end() for m in re.finditer(r"(?<!\b[A-Z])[.!?][”\"’]?\s", window)]
    return max(0, place - 400) + stops[-1] if stops else 0


def _outside(found: Found, place: int) -> bool:
    return not any(span.start <= place < span.end for span in found.content)


def _addressee(text: str, found: Found, names: Sequence[Name]) -> Addressee | None:
    cue = found.cue[-1]
    if _TOLD.search(cue.of(text)):
        heard = _named_at(text, cue.end, names)
        if heard is None:
            match = _LISTENER.match(text, cue.end)
            heard = Span(*match.span(1)) if match and match[1] not in ("that", "how", "what", "it", "of") else None
        if heard is not None and _outside(found, heard.start):
            return Addressee(_plain(heard.of(text)), heard)
    sentence = _sentence(text, found)
    for match in _SPOKEN_TO.finditer(text, sentence.start, sentence.end):
        heard = _named_at(text, match.end(), names)
        if heard is not None and _outside(found, match.start()):
            return Addressee(_plain(heard.of(text)), heard)
    return None


def _passed_on(text: str, found: Found, names: Sequence[Name]) -> str | None:
    """Who quotes or carries the statement, by its own sentence."""
    sentence = _sentence(text, found)
    for match in _QUOTED_BY.finditer(text, sentence.start, sentence.end):
        carrier = _named_at(text, match.end(), names)
        if carrier is not None and _outside(found, match.start()) and not any(s.start <= carrier.start < s.end for s in found.source):
            return proper(_plain(carrier.of(text)))
    return None


def _quoted_in(text: str, found: Found, statements: Sequence[Found]) -> list[str]:
    """The outlets whose statement this one is the content of ("Radio Estuary quoted an official as saying …"), innermost first."""
    place = found.cue[0].start
    around = [one for one in statements if one is not found and any(span.start <= place < span.end for span in one.content)]
    around.sort(key=lambda one: sum(span.end - span.start for span in one.content))
    return [proper(name) for one in around if one.source and is_outlet(name := _plain(one.source[0].of(text)))]


def _named_at(text: str, place: int, names: Sequence[Name]) -> Span | None:
    """The name that begins at `place`, after spaces and an article; else the capitalised words there."""
    match = re.compile(r"\s*(?:the\s+)?").match(text, place)
    start = match.end() if match else place
    here = name_at(names, start, min(start + 60, len(text)))
    named = here[0].span.end if here and here[0].span.start == start else start
    words = _CAPITALS.match(text, start)
    end = max(named, words.end() if words and text[start : start + 1].isupper() else start)
    end = start + len(text[start:end].rstrip(".,&-’"))
    return Span(start, end) if end > start else None


def _plain(words: str) -> str:
    return re.sub(r"[’']s?$|[.,;:]+$", "", re.sub(r"\s+", " ", words))


def _credit(text: str, outlet: str | None) -> str | None:
    """The agency of a dateline, or of a credit in the last line."""
    dateline = _DATELINE.search(text, 0, DATELINE_WITHIN)
    last = text.rstrip().rsplit("\n", 1)[-1]
    for match in (dateline, _CREDIT.search(last[-60:])):
        if match is not None:
            name = _plain(match[1].strip())
            told = re.search(rf"\b(?:told|seen by|obtained by) {re.escape(name)}\b", text) is not None
            if not _own(name, outlet) and (is_outlet(name) or told or (match is dateline and name.isupper())):
                return proper(name)
    return None
