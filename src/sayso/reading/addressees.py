"""To whom a statement was made ("told AFP", "in an interview with Radio Estuary", "in a letter to the council")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.model import Addressee, Span
from sayso.reading.names import Name, name_at
from sayso.reading.statements import Found

_TOLD = re.compile(
    r"\b(?:told|tells|telling|tell|informed|informs|informing|briefed|assured|assures|reminded|warned|urged|asked|advised|notified|promised|"
    r"called on|urging|confirmed to|said to|explained to|stressed to|revealed to|admitted to|wrote to|complained to|added to)$",
    re.IGNORECASE,
)
_SPOKEN_TO = re.compile(
    r"\b(?:(?:in|during) (?:an?|the|his|her|their|its) (?:[\w-]+ ){0,3}(?:interview|remarks|statement|comments?|conversation|call|letter|message|address|speech) "
    r"(?:[\w]+ ){0,2}?(?:with|to|for|before)|(?:in|during) (?:[\w-]+ )?(?:remarks|comments|conversation|dialogue|talks?|correspondence) (?:[\w]+ ){0,2}?(?:with|to|for)|"
    r"(?:speaking|spoke|talking) (?:[\w-]+ ){0,4}?(?:to|with)|(?:gave|granted|giving|granting)(?= (?:the )?[A-Z][^,.;]{1,40} an? (?:[\w-]+ )?interview)|(?:in|during) (?:remarks|comments|statements|testimony|a letter|exclusive remarks) (?:to|for)|"
    r"speaking (?:exclusively )?(?:to|with)|spoke (?:to|with)|addressing|talking (?:to|with)|interviewed by|"
    r"reached by (?:tele)?phone by|contacted by|confirmed to|on condition of anonymity to|(?:by|in) (?:an open )?letter to|interview (?:with|to))\s+",
    re.IGNORECASE,
)
ASKED = re.compile(r"\b(?:urged|urges|urging|asked|called on|calls on|advised|warned|promised|assured|reminded)$", re.IGNORECASE)
_PRONOUNS = frozenset(["him", "her", "them", "me", "us", "it", "you", "himself", "herself"])
_LISTENER = re.compile(
    r"\s+((?:the |a |an |his |her |their |its |this )?(?:(?!(?:through|via|in|on|by|at|that|with|about|as|and|when|after|over|for)\b)[\w’'-]+ ){0,3}?(?:reporters|journalists|lawmakers|deputies|ministers|parliament|council|assembly|committee|"
    r"congress|court|judge|president|minister|premier|chancellor|king|congregation|supporters|followers|residents|investors|shareholders|cadets|"
    r"workers|allies|mediators|negotiators|delegates|diplomats|officials|envoys|cabinet|inquiry|tribunal|conference|briefing|rally|crowd|meeting|"
    r"audience|newspaper|paper|channel|agency|station|broadcaster|website|outlet|network|magazine|site|daily|weekly|media|counterpart|public|nation|"
    r"sides|parties|forces|troops|students|hearing|gathering|side|group|movement|organisation|organization|delegation|families|relatives|colleagues|"
    r"reporter|correspondent|programme|program|staff|members|government|authorities|police|army|people|union|board|company|commission|ministry)"
    r"(?:(?: of|(?<=briefing) in|(?<=conference) in|(?<=rally) in) (?:the )?(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?)?)(?=\W|$)"
)


def find_addressee(text: str, found: Found, names: Sequence[Name], room: Span) -> Addressee | None:
    """The first that `room` (the sentence, or the content that the statement is told in) names outside the statement's content."""
    cue = found.cue[-1]
    if _TOLD.search(cue.of(text)):
        heard = listener_at(text, cue.end, names)
        asked = ASKED.search(cue.of(text)) is not None  # "urged ministers to …": whom is asked stands at the content's head
        if heard is not None and (outside(found, heard.start) or asked):
            return Addressee(plain(heard.of(text)), heard)
    for match in _SPOKEN_TO.finditer(text, room.start, room.end):
        heard = listener_at(text, match.end() - 1, names)
        if heard is not None and outside(found, match.start()):
            return Addressee(plain(heard.of(text)), heard)
    inside = re.compile(r"\s+(?:to|before)").match(text, cue.end)
    if inside and re.search(r"\b(?:said|speaking|spoke|confirmed|explained|stated|testified|declared|complained)$", cue.of(text)):
        heard = listener_at(text, inside.end(), names)
        if heard is not None and outside(found, heard.start):
            return Addressee(plain(heard.of(text)), heard)
    return None


def listener_at(text: str, place: int, names: Sequence[Name]) -> Span | None:
    """The name, pronoun or listening noun phrase that begins behind `place`."""
    pronoun = re.compile(r"\s+(\w+)\b").match(text, place)
    if pronoun and pronoun[1].casefold() in _PRONOUNS:
        return Span(*pronoun.span(1)) if pronoun[1].casefold() not in ("it", "you") else None
    described = _LISTENER.match(text, place)
    named = named_at(text, place, names)
    if described and (named is None or described.end() > named.end):
        start, words = described.start(1), described[1]
        lead = re.match(r"(?:the|an?|his|her|their|its)\s+", words, re.IGNORECASE)
        return Span(start + (lead.end() if lead else 0), described.end(1))
    return named


_LEAD = re.compile(
    r"\s*(?:(?:the|an?|its|his|her) )?(?:(?:official|state|state-run|state-owned|semi-official|private|independent|public) )?(?:(?:[a-z-]+ )?(?:daily|weekly|newspaper|paper|news agency|agency|television|channel|broadcaster|network|magazine|"
    r"(?:news )?(?:site|website|outlet)|radio(?: station)?) )?"
)
_CAPITALS = re.compile(
    r"(?:[A-Z]['’](?=[A-Z]))?[A-Z0-9](?:[\w’&-]|\.(?=\w))*(?:['’]s(?= [A-Z]))?(?: (?:(?:of|de|du|des|del|di|da|la|le|al|el|der|die|das|van|von) |the (?=[A-Z]))*(?:[A-Z](?:[\w’&-]|\.(?=\w))*|\d+\b))*"
)


def named_at(text: str, place: int, names: Sequence[Name]) -> Span | None:
    """The name that begins at `place`, after spaces, an article and what kind of outlet it is; else the capitalised words there."""
    lead = _LEAD.match(text, place)
    start = lead.end() if lead else place
    here = name_at(names, start, min(start + 60, len(text)))
    named = here[0].span.end if here and here[0].span.start == start else start
    words = _CAPITALS.match(text, start)
    capitals = words.end() if words and text[start : start + 1].isupper() else start
    end = (
        capitals
        if capitals > start and re.search(r"\b(?:the|a|an|that|had|was|his|her) [a-z]", text[capitals:named])
        else max(named, capitals)
    )
    end = start + len(text[start:end].rstrip(".,&-’"))
    return Span(start, end) if end > start else None


def outside(found: Found, place: int) -> bool:
    """Whether a place lies outside the content."""
    return not any(span.start <= place < span.end for span in found.content)


def plain(words: str) -> str:
    """Without a possessive's s, closing stops and line breaks."""
    return re.sub(r"[’']s?$|[.,;:]+$", "", re.sub(r"\s+", " ", words))
