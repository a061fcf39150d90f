"""How one statement is worded in a report of the synthetic newsroom: source, cue, content, and the way that the words came.

A line is written with tags (``<s0>Tarn</s0> <c0>said</c0> …``) that become the spans. Tag letters, followed by the number of the
statement in its line: s source, c cue, x content, m mention, a addressee, r relay, t said, f figure, d as-of.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from benchmarks.linking import newsroom_words as words
from benchmarks.linking.newsroom_world import Say, Who
from sayso.model import How, Kind, Mode

Form = Literal["full", "cut", "long", "indirect", "reworded", "mixed"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of the outlet's own; `wording` 0 or 1, the other is what a rewriter makes of it."""

    parts: tuple[tuple[str, str], ...]
    wording: int

    def text(self, wording: int) -> str:
        said = [part[wording] for part in self.parts]
        if len(said) == 1:
            return said[0]
        people, doing, where, when = said
        return f"{people} {doing} {where} {when}." if wording == 0 else f"{when}, {where}, {people} {doing}."


class Named(NamedTuple):
    who: Who
    name: str
    role: str | None
    mention: str | None  # tag


class Tell(NamedTuple):
    """A statement of a line; `place` is the tag number."""

    utterance: str
    voices: tuple[Named, ...]
    kind: Kind
    mode: Mode
    relay: tuple[tuple[str, How, str], ...] = ()  # name, how, tag
    addressee: str | None = None
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    text: str  # tagged
    tells: tuple[Tell, ...] = ()
    say: Say | None = None
    chain: tuple[str, ...] = ()
    form: Form = "full"
    fact: Fact | None = None
    origin: str = ""  # the outlet that heard it
    credit: str | None = None
    wrong: bool = False  # it misquotes


@dataclass(slots=True)
class Desk:
    """Where one report is written: how it spells and quotes, and whom it has named so far. `hearer` is whose ears it goes by."""

    outlet: str
    hearer: str
    day: int
    dice: random.Random
    named: dict[str, tuple[str, str]] = field(default_factory=dict)  # name in full, and for later
    elsewhere: set[str] = field(default_factory=set)  # voices quoted with a way of their own
    last: str | None = None


def cap(text: str) -> str:
    return re.sub(r"^((?:<\w+>|[“\"])*)(\w)", lambda match: match[1] + match[2].upper(), text, count=1)


def styled(text: str, outlet: str) -> str:
    """Spelling and quotation marks are the house's own."""
    dice = random.Random(outlet)
    if dice.random() < 0.4:
        text = text.translate({0x201C: '"', 0x201D: '"', 0x2019: "'"})
    if dice.random() < 0.5:
        for old, new in words.SPELLINGS:
            text = text.replace(old, new)
    return text


def _fill(template: str, say: Say, *, wrong: bool = False, other: bool = False) -> str:
    """The frame with its slots; `wrong` takes the word of the misquoting outlet, `other` the last synonym of each."""
    word = say.word[wrong]
    return template.format_map({name: choice[-1 if other else 0] for name, choice in say.slots.items()} | {"k": word})


def _source(say: Say, desk: Desk, number: int, voices: tuple[Who, ...]) -> tuple[str, tuple[Named, ...]]:
    """The words of the source with their tags, a comma after an apposition, and whom they name."""
    dice, texts, after = desk.dice, [], ""
    out: list[Named] = []
    for nth, who in enumerate(voices):
        tag, known, person = f"m{number}{nth}", desk.named.get(who.key), who.person
        role: str | None = None
        if known and person and desk.last == who.key and len(voices) == 1 and dice.random() < 0.4:
            texts.append(person.pronoun)
            out.append(Named(who, known[0], None, None))
            continue
        if known:
            texts.append(known[1] if person is None else f"<{tag}>{known[1]}</{tag}>")
            out.append(Named(who, known[0], None, None if person is None else tag))
            continue
        if person is not None:
            given, surname = (words.spelled(desk.outlet, person.family, part) for part in (person.given, person.surname))
            name = f"{surname} {given}" if person.family == "chinese" else f"{given} {surname}"
            shape = dice.random()
            if shape < 0.15 and not person.shared:
                name = surname
            role = next(role for day, role in reversed(person.roles) if day <= say.day) if shape < 0.85 else None
            owner = f"{who.side}’s " if who.side and role else ""
            mention = f"<{tag}>{name}</{tag}>"
            texts.append(mention if role is None else f"{owner}{role} {mention}" if shape < 0.6 else f"{mention}, {owner}{role}")
            after = "," if role is not None and shape >= 0.6 else ""
            short = surname if not person.shared else name
            desk.named[who.key] = (name, re.sub(r"^(?:[aAeE]l[- ])", "", short) if dice.random() < 0.3 else short)
        else:
            full = dice.choice(who.names)
            article, plain = re.match(r"((?:the|an?) )?(.+)", full, re.DOTALL).groups()  # type: ignore[union-attr]
            long, _, short = plain.partition(" (")
            texts.append(f"{article or ''}<{tag}>{long}</{tag}>{' (' + short if short else ''}")
            name = long
            later = f"the {short[:-1]}" if short else full
            if who.kind == "anonymous":
                later = f"the {plain.split()[0 if plain.split()[0] in ('official', 'person', 'adviser') else 1]}"
            desk.named[who.key] = (name, later)
        out.append(Named(who, desk.named[who.key][0], role, tag))
    return f"<s{number}>{' and '.join(texts)}</s{number}>{after}", tuple(out)


class _Way(NamedTuple):
    cue: str
    addressed: str  # after the cue, tagged
    tail: str
    relay: tuple[tuple[str, How, str], ...]
    addressee: str | None
    outlets: tuple[str, ...]  # whose own statement the tail makes
    seen: str = ""  # after a document


def _way(say: Say, chain: tuple[str, ...], desk: Desk) -> _Way:
    """How the words came: `chain` nearest to the voice first, empty where the report's own ears heard them."""
    dice = desk.dice
    cue: str = say.answer or dice.choice(words.SAID)
    relay: list[tuple[str, How, str]] = []
    addressed, seen, addressee, used = "", "", None, 0
    near = chain[0] if chain else desk.hearer
    if say.by == "paper":
        cue, seen, used = "says", dice.choice((", a copy of which was seen by", ", seen by", ", obtained by")) + f" <r0>{near}</r0>,", 1
        relay.append((near, "seen", "r0"))
    elif say.by == "interview" and (not chain or dice.random() < 0.6):
        cue, addressed, used = (say.answer, " in an interview with", 1) if say.answer else ("told", "", 1)
        addressed, addressee = f"{addressed} <a0><r0>{near}</r0></a0>", near
        relay.append((near, "told", "r0"))
    elif say.by == "speech" and chain and dice.random() < 0.4:
        addressed, used = f" in remarks broadcast by <r0>{near}</r0>", 1
        relay.append((near, "carried", "r0"))
    elif not chain and (dice.random() < 0.6 or any(who.key in desk.elsewhere for who in say.voices)):
        if say.answer or dice.random() < 0.5:
            addressed = f" at {say.place}"
        else:
            cue, addressed, addressee = "told", f" <a0>{say.place}</a0>", say.place
    if relay:
        desk.elsewhere |= {who.key for who in say.voices}
    rest, tail, outlets = list(chain[used:]), "", []
    number = used
    if rest:
        desk.elsewhere |= {who.key for who in say.voices}
        if not used and len(rest) > 1:
            cited, first = rest[:2]
            tail = f", <s1><r1>{first}</r1></s1> <c1>reported</c1>, <c2>citing</c2> <s2><r0>{cited}</r0></s2>"
            relay += [(cited, "quoted", "r0"), (first, "quoted", "r1")]
            outlets, number, rest = [first, cited], 2, rest[2:]
        else:
            tail = f", <s1><r{number}>{rest[0]}</r{number}></s1> <c1>reported</c1>"
            relay.append((rest[0], "quoted", f"r{number}"))
            outlets, number, rest = [rest[0]], number + 1, rest[1:]
        if rest:
            tail += (
                f", in a dispatch {'that ' if rest[1:] else 'carried by '}<r{number}>{rest[0]}</r{number}>{' carried' if rest[1:] else ''}"
            )
            relay.append((rest[0], "carried", f"r{number}"))
        if rest[1:]:
            tail += f" and <r{number + 1}>{rest[1]}</r{number + 1}> quoted"
            relay.append((rest[1], "quoted", f"r{number + 1}"))
    return _Way(cue, addressed, tail, tuple(relay), addressee, tuple(outlets), seen)


def worded(say: Say, chain: tuple[str, ...], form: Form, desk: Desk, weekday: str) -> Line:
    """The utterance told by this report, in this form."""
    dice = desk.dice
    source, named = _source(say, desk, 0, say.voices)
    way = _way(say, chain, desk)
    source += way.seen
    desk.last = say.voices[0].key if len(say.voices) == 1 else None
    addressed = way.addressed + (f" on <t0>{weekday}</t0>" if dice.random() < 0.5 and say.by != "paper" else "")
    verb = f"{source} <c0>{way.cue}</c0>{addressed}"
    inner: tuple[Tell, ...] = ()
    wrong = say.misquoted in (desk.outlet, desk.hearer, *chain)
    mode: Mode = "indirect"
    end = ""
    if say.heard is not None:
        number = 1 + len(way.outlets)
        teller, other = _source(say, desk, number, (say.heard,))
        hearer = "him" if say.voices[0].person and say.voices[0].person.pronoun == "he" else "her"
        told = f"<x{number}>that {_fill(say.frame.indirect, say)}</x{number}>"
        clause = f"{verb} <x0>that {teller} <c{number}>had told</c{number}> <a{number}>{hearer}</a{number}> {told}</x0>"
        inner = (Tell(f"{say.key}>", other, "speech", "indirect", way.relay, hearer, 0),)
        desk.last = None
    elif form in ("full", "cut", "long"):
        mode = "direct"
        quoted = {"": say.frame.quoted, "denied": say.frame.denied}.get(say.answer, words.LEFT_OPEN + say.frame.indirect)
        main = cap(_fill(quoted, say, wrong=wrong))
        if form == "cut" and ", " in main and not say.word[0] and not say.count:
            main = main.partition(", ")[0]
        rest = ". ".join(cap(_fill(tail, say)) for tail in say.tails[: {"full": 1, "long": 2, "cut": 0}[form]])
        cue = verb.replace(f"<c0>{say.answer}</c0>", "<c0>said</c0>")
        clause = f"<x0>“{main},”</x0> {cue}"
        if rest:
            quote = f"<x0>“{rest}.”</x0>"
            end = f" {_outer(quote, way)}"
    else:
        told = _fill(say.frame.reworded if form == "reworded" else say.frame.indirect, say, other=form == "reworded")
        part = _fill(say.frame.part, say)
        if form == "mixed" and part and part in told:
            told, mode = told.replace(part, f"“{part}”", 1), "mixed"
        if way.cue == "said" and not (chain or addressed or way.seen) and dice.random() < 0.5:
            clause = f"<c0>according to</c0> {source.rstrip(',')}, <x0>{told}</x0>"
        elif dice.random() < 0.5 or say.answer:
            clause = f"{verb} <x0>that {told}</x0>"
        else:
            clause = f"<x0>{told}</x0>, {verb.rstrip(',')}"
    text = cap(f"{_outer(clause, way)}{way.tail}.") + end
    kind: Kind = "document" if say.by == "paper" else "speech"
    outer: Mode = "indirect" if mode == "indirect" else "mixed"
    tells = [Tell(say.key, named, kind, mode, way.relay, way.addressee, len(way.outlets) or None)]
    for nth, outlet in enumerate(way.outlets):  # the way of an outlet's own statement: the steps after it
        steps = way.relay[[step[0] for step in way.relay].index(outlet) + 1 :]
        who = Who(f"outlet:{outlet}", "organisation", None, (outlet,))
        tells.append(Tell(f"{say.key}@{outlet}", (Named(who, outlet, None, f"s{nth + 1}"),), "speech", outer, steps))
    return Line(styled(text, desk.outlet), (*tells, *inner), say, chain, form, origin=chain[0] if chain else desk.hearer, wrong=wrong)


def _outer(clause: str, way: _Way) -> str:
    """The clause as content of those who are said to have reported it."""
    for number in range(len(way.outlets), 0, -1):
        clause = f"<x{number}>{clause}</x{number}>"
    return clause
