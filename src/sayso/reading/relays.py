"""Through whom each statement reached the report, nearest to the voice first.

An outlet that was told, that quotes, carries or saw; the outlets in whose statement this one is told, with their own way before
them; the agency of a dateline or credit line, last. What a voice goes on to say came the same way until the report gives another.
The report's own outlet is no relay. Persons who pass on are no relay either: the link to the enclosing statement shows them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.model import Addressee, How, Relay, Span, Voice
from sayso.reading.addressees import ASKED, find_addressee, named_at, outside, plain
from sayso.reading.names import Name, name_at
from sayso.reading.outlets import CALLED, UNNAMED, Registry
from sayso.reading.sentences import sentence_round
from sayso.reading.statements import Found
from sayso.reading.words import pattern
from sayso.states import state_named

_CARRIERS: tuple[tuple[How, re.Pattern[str]], ...] = (
    ("quoted", re.compile(r"\b(?:as )?(?:quoted|cited|reported|relayed)(?: as \w+)? (?:by|in)\s+", re.IGNORECASE)),
    ("carried", re.compile(r"\b(?:carried|published|republished|broadcast|rebroadcast|aired|released|printed|reprinted|run|reproduced|distributed|circulated|excerpted|translated|transmitted|picked up|passed on) (?:late |early )?(?:\w+day )?(?:by|in|on)\s+", re.IGNORECASE)),
    ("carried", re.compile(r"\b(?:(?:in|during) an? (?:[\w-]+ )?(?:broadcast|appearance|programme|program|address|speech|editorial|column) (?:on|in|for)|appeared (?:on|in)|appearing on|said on|speaking on)\s+", re.IGNORECASE)),
    ("seen", re.compile(r"\b(?:seen|obtained|reviewed|viewed|read|acquired|consulted) by\s+", re.IGNORECASE)),
)  # fmt: skip
_ISSUED = re.compile(
    r"(?:carried|published|aired|broadcast|released|printed|ran) (?:an?|the|his|her|their|its) (?:[\w-]+ )?(?:statement|letter|video|recording|interview|message|remarks|comments|speech|text)\b"
)
_NAMED = r"(?:[A-Z]['’])?[A-Z][\w’'-]*(?: (?:de |du |of |al )?[A-Z][\w’'-]*){0,3}"
_REPORTED = re.compile(
    rf"[,”\"]\s+(?:the )?({_NAMED}) (?:(?:also|later|then|earlier) )?(?:reported|reports|has reported|had reported|writes|wrote)\b"
)
# "in comments that the Tocsin ran", "a dispatch that Gulf Monitor picked up", "an interview that Rede Atlante aired"
_RAN = re.compile(
    rf"\b(?:that|which) (?:the |(?:\w+day)['’]s )?({_NAMED}) (?:(?:later|also|then|first) )?(?:ran|printed|picked up|passed (?:along|on)|carried|aired|broadcast|published|republished|reprinted|transmitted|distributed)\b"
)
_TOLD_BY = re.compile(rf"({_NAMED}) was (?:told|informed) by\s+$")
_QUOTES = re.compile(rf"\b({_NAMED}) (?:quoted|quotes|cited|cites|had)\s+$")
_THROUGH = re.compile(
    r"\b(?:through|via) ((?:the |its |his |their )?(?:[\w-]+ ){0,3}(?:mediators|intermediaries|negotiators|mediation|envoys|go-betweens|diplomats|lawyers?|spokes\w+))\b"
)
_DATELINE = re.compile(r"^[^\n]{0,80}?(?:\(([A-Z][\w .&-]{1,40})\)\s*[-–—]|/([A-Z][\w .&-]{1,30})/)", re.MULTILINE)
_CREDIT = re.compile(r"(?:[-–—]{1,2}\s*|\(|\[|^(?:[Ss]ource|[Vv]ia|[Cc]redit|[Aa]gencies):\s*|^)([A-Z][\w .&-]{1,40}?)\s*[)\].]?\s*$")
_PLATFORMS = frozenset((
    "x", "twitter", "facebook", "telegram", "instagram", "tiktok", "youtube", "mastodon", "whatsapp", "linkedin", "bluesky", "threads",
    "weibo", "vk", "truth",
))  # fmt: skip
DATELINE_WITHIN = 400  # code points from the start: a headline and a lead
CARRY = 700  # code points between two statements of one voice that may belong to one occasion


@dataclass(frozen=True, slots=True)
class Way:
    """How one statement came: to whom it was made, and the relay nearest to the voice first."""

    addressee: Addressee | None
    relay: tuple[Relay, ...]


def find_ways(
    text: str, outlet: tuple[str | None, str | None], statements: Sequence[Found], voices: Sequence[tuple[Voice, ...]],
    names: Sequence[Name], within: Sequence[int | None], registry: Registry,
) -> list[Way]:  # fmt: skip
    """The way of each statement. `outlet` is the report's own, as name and address where known."""
    parties = {word for heard in voices for voice in heard for word in (voice.name, voice.side) if word and not registry.is_outlet(word)}
    known = _shown(text, names)
    credit = _credit(text, outlet, registry)
    own = [
        _own_way(text, _room(text, statements, number, within), found, names, known, parties - known, registry)
        for number, found in enumerate(statements)
    ]
    own = [_called(text, found, way, own, number) for number, (found, way) in enumerate(zip(statements, own, strict=True))]
    own = [_heard(number, way, voices, within) for number, way in enumerate(own)]
    own = _carried_on(text, statements, voices, own, within, registry)
    ways = []
    for number in range(len(statements)):
        steps: list[Relay] = []
        at: int | None = number
        while at is not None:
            if at != number:
                steps += _telling(text, statements[at], voices[at], registry, known)
            steps += own[at].relay
            at = within[at]
        steps += _citing(text, number, statements, voices, registry, known)
        steps += [credit] if credit else []
        kept: list[Relay] = []
        for step in steps:
            again = any(
                f" {k.name}".casefold().endswith(f" {step.name}".casefold())
                for k in (*kept, *steps)
                if k is not step and k.name != step.name
            )
            known_step = again or step.name in [k.name for k in kept]
            if not registry.same(step.name, *outlet) and not known_step:
                kept.append(step)
        ways.append(replace(own[number], relay=tuple(kept)))
    return ways


def _heard(number: int, way: Way, voices: Sequence[tuple[Voice, ...]], within: Sequence[int | None]) -> Way:
    """A pronoun that was told: the voice in whose statement this one is told, else who spoke last before."""
    heard = way.addressee
    if heard is None or heard.name.casefold() not in ("him", "her", "them", "me", "us"):
        return way
    outer = within[number]
    mine = {voice.name for voice in voices[number]}
    tellers = [outer] if outer is not None else range(number - 1, -1, -1)
    other = next((v for i in tellers for v in voices[i] if v.name not in mine), None)
    return Way(Addressee(other.name, heard.span) if other else None, way.relay)


def _room(text: str, statements: Sequence[Found], number: int, within: Sequence[int | None]) -> Span:
    """Where the statement's way may be told: its sentence, and for one inside another no more than the other's content."""
    found, outer = statements[number], within[number]
    begin, end = min(s.start for s in (*found.source, *found.cue)), max(s.end for s in (*found.source, *found.cue, *found.content[-1:]))
    sentence = sentence_round(text, begin, end)
    content = statements[outer].content if outer is not None else ()
    part = next((part for part in content if part.start <= found.cue[0].start < part.end), sentence)
    return Span(max(sentence.start, part.start), min(sentence.end, part.end))


def _own_way(text: str, room: Span, found: Found, names: Sequence[Name], known: set[str], parties: set[str], registry: Registry) -> Way:
    """What the statement's own sentence says."""
    heard = find_addressee(text, found, names, room)
    steps = []
    if heard is not None and heard.name.casefold() not in _PLATFORMS:
        name = heard.name
        unnamed = UNNAMED.fullmatch(name)
        if ASKED.search(found.cue[-1].of(text)):
            pass  # who is urged or warned is spoken to, and passes nothing on
        elif registry.is_outlet(name) or name in known or (name not in parties and _bare_body(text, heard, names)):
            steps.append(Relay(registry.proper(name), "told", heard.span))
        elif unnamed and not CALLED.match("the " + name):
            steps.append(Relay(unnamed[1], "told", heard.span))
    for step in (*_carriers(text, room, found, names, registry), *_issuers(text, room, found, names, known, registry)):
        if all(step.name != other.name for other in steps):
            steps.append(step)
    return Way(heard, tuple(steps))


def _bare_body(text: str, heard: Addressee, names: Sequence[Name]) -> bool:
    """ "told Pellin One": a body named without an article, and not by the common noun of a body, is an outlet far more often than not."""
    here = name_at(names, *heard.span)
    bare = text[max(0, heard.span.start - 4) : heard.span.start].casefold() != "the "
    single = re.search(
        r"\b(?:daily|weekly|newspaper|paper|channel|agency|site|website|magazine|broadcaster|network|radio|television) $",
        text[max(0, heard.span.start - 14) : heard.span.start],
    )
    person = any(name.kind == "person" and " " in name.words for name in here)
    told = re.search(
        r"\b(?:told|interview (?:with|to|for)|speaking to|spoke to|remarks to|comments to)\s+$",
        text[max(0, heard.span.start - 18) : heard.span.start],
        re.IGNORECASE,
    )
    if single:
        return True
    if (
        not bare
        or not heard.name[:1].isupper()
        or not heard.name.split()[-1][:1].isupper()
        or state_named(heard.name)
        or pattern("bodies").search(heard.name)
        or pattern("offices").search(heard.name)
    ):
        return False
    surname = any(n.kind == "person" and n.words.endswith(" " + heard.name) for n in names)
    return any(name.kind == "organisation" for name in here) or (
        told is not None and not person and not surname and (" " not in heard.name or not here)
    )


def _shown(text: str, names: Sequence[Name]) -> set[str]:
    """Names that the report itself shows to be outlets: "X reported", "X quoted", "told X television"."""
    shows = re.compile(r"\s+(?:reported|quoted|television|radio|newspaper|news agency)\b")
    return {name.words for name in names if name.kind != "person" and shows.match(text, name.span.end, name.span.end + 20)}


def _carriers(text: str, room: Span, found: Found, names: Sequence[Name], registry: Registry) -> list[Relay]:
    """Who quotes, carries or saw, by the statement's own sentence outside its content."""
    steps = []
    for how, carried in _CARRIERS:
        for match in carried.finditer(text, room.start, room.end):
            if not outside(found, match.start()):
                continue
            carrier = named_at(text, match.end() - 1, names)
            unnamed = UNNAMED.match(text, match.end())
            if carrier is not None and any(s.start == carrier.start for s in found.source) and how != "seen":
                continue
            name = plain(carrier.of(text)) if carrier is not None else ""
            outletlike = registry.is_outlet(name) or any(n.kind == "organisation" for n in name_at(names, *(carrier or (0, 0))))
            weak = match[0].split()[-1] in ("on", "in") or how == "seen"
            if carrier is not None and name.split("’s")[0].split("'s")[0].casefold() not in _PLATFORMS and (not weak or outletlike):
                owner = re.match(r"(.+?)[’']s\b", name)  # "the BBC's Newshour programme"
                if owner and registry.is_outlet(owner[1]):
                    name, carrier = owner[1], Span(carrier.start, carrier.start + len(owner[1]))
                steps.append(Relay(registry.proper(name), how, carrier))
            elif unnamed and carrier is None and not _posted(text, unnamed):
                steps.append(Relay(_lower(unnamed[1]), how, Span(*unnamed.span(1))))
    return steps


def _issuers(text: str, room: Span, found: Found, names: Sequence[Name], known: set[str], registry: Registry) -> list[Relay]:
    """Outlets that open or close the sentence: "SANA carried a statement in which …", "…, Velna reported"; and "through mediators"."""
    steps = []
    for name in name_at(names, room.start, room.end):
        outlet = registry.is_outlet(name.words) or name.words in known
        issues = _ISSUED.search(text[name.span.end : name.span.end + 60])
        if outlet and outside(found, name.span.start) and issues and issues.start() < 20:
            steps.append(Relay(registry.proper(name.words), "carried", name.span))
    ran = (match for match in _RAN.finditer(text, *room) if outside(found, match.start(1)))
    steps += [Relay(registry.proper(match[1]), "carried", Span(*match.span(1))) for match in ran]
    behind: tuple[tuple[How, re.Pattern[str]], ...] = (("told", _TOLD_BY), ("quoted", _QUOTES))
    for how, before in behind if found.source else ():
        teller = before.search(text, room.start, found.source[0].start)
        if teller and outside(found, teller.start(1)) and teller[1] not in ("He", "She", "They", "It", "We", "I"):
            steps.append(Relay(registry.proper(teller[1]), how, Span(*teller.span(1))))
    for match in _REPORTED.finditer(text, *room):
        mine = any(s.start <= match.start(1) < s.end for s in (*found.source, *found.cue))
        if outside(found, match.start(1)) and not mine:
            steps.append(Relay(registry.proper(plain(match[1])), "quoted", Span(*match.span(1))))
    for match in _THROUGH.finditer(text, *room):
        if outside(found, match.start()):
            lead = re.match(r"(?:the |its |his |their )", match[1])
            start = match.start(1) + (lead.end() if lead else 0)
            steps.append(Relay(text[start : match.end(1)], "passed_on", Span(start, match.end(1))))
    return steps


def _posted(text: str, unnamed: re.Match[str]) -> bool:
    """ "on its website": the voice's own channel carries nothing."""
    return (
        re.search(r"\b(?:its|his|her|their|own)\s$", text[max(0, unnamed.start(1) - 6) : unnamed.start(1)]) is not None
        or re.match(r"(?:its|his|her|their) ", unnamed[1]) is not None
    )


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _telling(text: str, outer: Found, voices: tuple[Voice, ...], registry: Registry, known: set[str]) -> list[Relay]:
    """The outlet whose statement tells this one; nothing where somebody else does."""
    steps = []
    for voice in voices:
        span = outer.source[0] if outer.source else voice.mention
        if span is None:
            continue
        unnamed = UNNAMED.fullmatch(span.of(text).strip())
        quotes = re.search(r"\b(?:quot|cit)", outer.cue[0].of(text)) is not None and voice.kind == "organisation"
        if registry.is_outlet(voice.name) or voice.name in known or (quotes and not unnamed):
            steps.append(Relay(registry.proper(voice.name), "quoted", span))
        elif unnamed:
            steps.append(Relay(_lower(unnamed[1]), "quoted", span))
    return steps


def _citing(
    text: str, number: int, statements: Sequence[Found], voices: Sequence[tuple[Voice, ...]], registry: Registry, known: set[str]
) -> list[Relay]:
    """ "CNN reported, citing an official": the official's words came through the outlet that cites him."""
    one = statements[number]
    if not re.match(r"(?:which |who )?(?:had |has )?(?:cit|quot)", one.cue[0].of(text), re.IGNORECASE):
        return []
    sentence = sentence_round(text, one.cue[0].start, one.cue[0].end)
    steps = []
    for other, said in enumerate(statements):
        if other != number and said.source and sentence.start <= said.cue[0].start < sentence.end:
            steps += _telling(text, said, voices[other], registry, known)
    return steps[:1]


def _called(text: str, found: Found, way: Way, ways: Sequence[Way], number: int) -> Way:
    """ "told the channel", "in the same interview": the outlet that was spoken to, or appeared in, before."""
    heard = way.addressee
    sentence = sentence_round(text, found.cue[0].start, found.cue[-1].end)
    same = re.compile(r"\b(?:in|during) the (?:same )?(?:interview|programme|conversation|broadcast)\b").search(text, *sentence)
    if not (heard and CALLED.match("the " + heard.name)) and not (same and outside(found, same.start()) and not way.relay):
        return way
    before = [step for other in ways[:number] for step in other.relay if step.span.start < found.cue[0].start]
    if not before:
        appeared = re.compile(
            r"\b(?:appeared|spoke|speaking|interview|interviewed|appearing) (?:exclusively )?(?:on|to|with|by) "
        ).finditer(text, max(0, sentence.start - 300), sentence.start)
        for match in appeared:
            carrier = named_at(text, match.end() - 1, ())
            if carrier is not None:
                before.append(Relay(plain(carrier.of(text)), "told", carrier))
    if not before:
        return way
    last = max(before, key=lambda step: step.span.start)
    return Way(Addressee(last.name, heard.span if heard else last.span), (replace(last, how="told"), *way.relay))


def _carried_on(
    text: str, statements: Sequence[Found], voices: Sequence[tuple[Voice, ...]], ways: list[Way], within: Sequence[int | None],
    registry: Registry,
) -> list[Way]:  # fmt: skip
    """What a voice goes on to say came as what it said just before, while its statements follow close and name no other occasion."""
    out = list(ways)
    last: dict[str, int] = {}
    for number, found in enumerate(statements):
        if not voices[number] or not found.source:
            continue
        name, outer = voices[number][0].name, within[number]
        if outer is not None and not any(registry.is_outlet(v.name) or UNNAMED.fullmatch(v.name) for v in voices[outer]):
            continue  # what somebody else reports of it is no occasion of its own
        before = last.get(name)
        fresh = not out[number].relay and out[number].addressee is None and within[number] is None
        if before is not None and fresh and found.cue[0].start - statements[before].content[-1].end < CARRY:
            inherited = [
                step
                for step in _all_steps(text, before, out, within, statements, voices, registry)
                if step.how in ("told", "quoted", "carried")
            ]
            apart = _other_occasion(text, found)
            if inherited and not apart:
                out[number] = Way(out[before].addressee if out[before].addressee and inherited[0].how == "told" else None, tuple(inherited))
        last[name] = number
    return out


def _all_steps(
    text: str, number: int, ways: Sequence[Way], within: Sequence[int | None], statements: Sequence[Found],
    voices: Sequence[tuple[Voice, ...]], registry: Registry,
) -> list[Relay]:  # fmt: skip
    """The statement's own steps, and the outlet in whose statement it is told."""
    steps = list(ways[number].relay)
    outer = within[number]
    if outer is not None:
        steps += [*_telling(text, statements[outer], voices[outer], registry, set()), *ways[outer].relay]
    return steps


def _other_occasion(text: str, found: Found) -> bool:
    """Whether the sentence gives the statement an occasion of its own: a day, a document, a post, a meeting."""
    sentence = sentence_round(text, min(s.start for s in (*found.source, *found.cue)), found.cue[-1].end)
    words = re.compile(
        r"\b(?:in|on|during|at) (?:a|an|his|her|its|their|another|separate|the) (?:[\w-]+ )?(?:statement|post|tweet|letter|speech|news conference|press conference|"
        r"briefing|meeting|visit|website|channel|message|report|social media|rally|session|hearing)\b|\b(?:posted|tweeted|last (?:year|month|week))\b",
        re.IGNORECASE,
    )
    return any(outside(found, match.start()) for match in words.finditer(text, *sentence))


def _credit(text: str, outlet: tuple[str | None, str | None], registry: Registry) -> Relay | None:
    """The agency of a dateline, or of a credit in the last line."""
    dateline = _DATELINE.search(text, 0, DATELINE_WITHIN)
    body = text.rstrip()
    begin = max(body.rfind("\n") + 1, len(body) - 60)
    for match in (dateline, _CREDIT.search(body[begin:])):
        if match is not None:
            shift = 0 if match is dateline else begin
            part = 1 if match[1] else 2
            name = plain(match[part].strip())
            told = re.search(rf"\b(?:told|seen by|obtained by) {re.escape(name)}\b", text) is not None
            if not registry.same(name, *outlet) and (registry.is_outlet(name) or told or (match is dateline and name.isupper())):
                return Relay(registry.proper(name), "credit", Span(match.start(part) + shift, match.end(part) + shift))
    return None
