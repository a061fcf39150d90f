"""Whom each source refers to, inside one report.

A source is read by its head: a named person, a body, a state (also by its capital), a pronoun, a definite
description of somebody met before ("the official"), an unnamed somebody, a document, a group. What the report
does not settle stays a description: an unnamed official is never merged with a named one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from sayso.model import Span, Voice, VoiceKind
from sayso.reading.antecedents import PLURAL, Met, Scene, as_voice, bodies_before, chosen, many_before, people_before
from sayso.reading.names import Name, Person, alike, find_people, is_place, mentions_office, name_at
from sayso.reading.outlets import CALLED, Registry
from sayso.reading.references import References
from sayso.reading.sides import bare as _bare
from sayso.reading.sides import one_side, side_of, state_behind
from sayso.reading.sources import parts_of
from sayso.reading.statements import Found
from sayso.reading.words import pattern
from sayso.states import is_seat, seat_of, state_named

_HE = frozenset(["he", "she", "him", "her", "himself", "herself", "his"])
_THEY = frozenset(["they", "them", "themselves", "their"])
_IT = frozenset(["it", "itself", "its"])
_FIRST = frozenset(["i", "we", "us", "me", "our", "my", "ourselves", "myself"])
_UNKNOWABLE = frozenset("i we you me us my our your one this these those some many others people everyone anyone nobody".split())

_HEAD_ENDS = re.compile(
    r"\s(?:of|for|from|in|at|by|to|with|on|who|which|that|familiar|close|speaking|briefed|near|inside|within|among|whose|quoted|cited|led|"
    r"headed|based|involved)\b|,|\(|\s[–—-]\s"
)
_ARTICLE = re.compile(r"^(?:the|a|an|this|that)\s+", re.IGNORECASE)
# after an office: a name of capitals, perhaps behind whose office it is ("the spokesman of the movement Dovi Maskar")
_NAME_AFTER_OFFICE = re.compile(r"(?: (?:of|for) (?:the )?[a-z]+)? ((?:[A-Z][\w’'-]+ ?){1,4})")


def find_voices(
    text: str, statements: Sequence[Found], names: Sequence[Name], within: Sequence[int | None], registry: Registry,
    references: References | None = None,
) -> list[tuple[Voice, ...]]:  # fmt: skip
    """The voices of each statement, first named first; none where it has no source or the report does not settle whose it is.

    `within` gives the statement in whose content each is told: its voice is who "I" and "we" are there, and "he" and "it" unless
    the content names another first. Statements are taken from the outermost in, since a speaker may be named behind his words.
    """
    scene = Scene(text, names, find_people(text, names), registry, references, aliases_of(text, names))
    met: list[Met] = []
    voices: list[tuple[Voice, ...]] = [()] * len(statements)
    done: set[int] = set()

    def take(number: int) -> None:
        """In the order of the text; but whoever tells a statement is known before those inside it are."""
        found, outer = statements[number], within[number]
        done.add(number)
        if outer is not None and outer not in done:
            take(outer)
        heard: list[Voice] = []
        for part in parts_of(text, found.source[0], names) if found.source else ():
            before = sorted((m for m in met if m.at < part.start), key=lambda m: m.at)
            teller = voices[outer] if outer is not None else ()
            told = _teller(text, part, statements[outer], teller, names) if outer is not None and teller else None
            voice = told or _resolve(scene, part, before)
            if voice is not None and voice not in heard:
                heard.append(voice)
                met.append(Met(voice, part.of(text), part.start, Span(part.start, part.start + len(_head(part.of(text))))))
        voices[number] = tuple(heard)

    for number in sorted(range(len(statements)), key=lambda i: (statements[i].source or statements[i].cue)[0]):
        if number not in done:
            take(number)
    return voices


def aliases_of(text: str, names: Sequence[Name]) -> dict[str, str]:
    """Bodies that the report names twice in one breath, "Islamic Resistance Movement (Hamas)": each name to the one it uses most."""
    return _aliases(text, tuple(names))


@lru_cache(maxsize=2)  # voices and mentions both ask
def _aliases(text: str, names: tuple[Name, ...]) -> dict[str, str]:
    out: dict[str, str] = {}
    for one, other in pairwise(names):
        if one.kind == "person" or other.kind == "person":
            continue
        if re.fullmatch(r"\s*[(–—-]\s*[\"“]?", text[one.span.end : other.span.start]) and " " in one.words and " " not in other.words:
            counts = [len(re.findall(rf"\b{re.escape(_bare(name.words))}\b", text)) for name in (one, other)]
            most, least = (other, one) if counts[1] >= counts[0] else (one, other)
            out[_bare(least.words)] = _bare(most.words)
    return out


_FITS: dict[frozenset[str], frozenset[str]] = {
    _HE: frozenset(["person", "anonymous"]),
    _IT: frozenset(["organisation", "state", "document", "group"]),
    _THEY: frozenset(["group", "organisation", "state", "anonymous"]),
}


def _teller(text: str, span: Span, outer: Found, teller: tuple[Voice, ...], names: Sequence[Name]) -> Voice | None:
    """The outer voice, where a pronoun inside its content means it."""
    low = span.of(text).casefold().strip()
    if low in _FIRST:
        return teller[0]
    kinds = next((kinds for words, kinds in _FITS.items() if low in words), None)
    if (
        kinds is None
        or teller[0].kind not in kinds
        or (teller[0].kind == "anonymous" and low in _THEY and not PLURAL.search(teller[0].name))
    ):
        return None
    begin = min(part.start for part in outer.content)
    between = name_at(names, begin, span.start)
    other = any((name.kind == "person") == (low in _HE) and name.words not in teller[0].name for name in between)
    return None if other else teller[0]


def _resolve(scene: Scene, span: Span, met: list[Met]) -> Voice | None:
    text, names, people = scene.text, scene.names, scene.people
    words = re.sub(r"\s+", " ", span.of(text)).strip(" ,;:")
    low = words.casefold()
    if low in ("who", "which", "that"):
        before = _antecedent(text, span.start, names)
        return _resolve(scene, before, met) if before is not None else None
    if low in _HE:
        return chosen(scene, span, people_before(scene, span, met)) or _person_before(span, people, met)
    if low in _IT:
        return chosen(scene, span, bodies_before(scene, span, met)) or _last(met, {"organisation", "state", "document"})
    if low in _THEY:
        return chosen(scene, span, many_before(scene, span, met)) or _last(met, {"group", "organisation", "state", "anonymous"})
    inside = name_at(names, span.start, span.end)
    head = _head(words)
    noun = re.sub(r"[’']s?$", "", head.split()[-1]) if head.split() else ""
    pronoun = low in _UNKNOWABLE and not (words.isupper() and len(words) > 1)  # "US" is none
    if pronoun or not noun or _ARTICLE.fullmatch(head + " "):
        return None
    capital = state_named(head) if not any(name.kind == "person" and " " in name.words for name in inside) else None
    outlet = scene.registry.is_outlet(head)
    person = _named_person(text, span, span.start + len(head), inside, people) if capital is None and not outlet else None
    if person is not None:
        return as_voice(scene, person)
    definite = low.startswith(("the ", "this ", "that ", "these ", "those ", "both "))
    offices = list(pattern("offices").finditer(words.split(",")[0]))
    titled = _NAME_AFTER_OFFICE.fullmatch(words.split(",")[0], offices[-1].end()) if offices else None
    if titled is not None and (" " in titled[1].strip() or any(name.kind == "person" for name in inside)):
        role = _bare(words[: titled.start(1)].strip())
        return _known(met, Voice(titled[1].strip(), "person", role=role, side=side_of(text, span, inside, names), mention=span))
    state = state_named(head) or (seat_of(head) if is_seat(head) else None)
    if state is not None:
        return Voice(state, "state", side=state, mention=span)
    if outlet:
        return _known(met, Voice(_proper(head), "organisation", mention=span))
    if noun[:1].islower() or (
        head == noun and not inside and not re.search(rf"[a-z,] {re.escape(noun)}\b", text)
    ):  # a sentence opens with it
        if CALLED.fullmatch(low) and (called := _outlet_before(scene, span, met)) is not None:
            return called
        if pattern("documents").fullmatch(noun):
            side = side_of(text, span, inside, names) or (_issuer(met) if low == "the statement" else None)
            return Voice(_bare(words.split(",")[0]), "document", side=side, mention=span)
        if pattern("bodies").fullmatch(noun):
            return _body(scene, span, words, head, inside, met, definite=definite)
        return _described(scene, span, words, noun, inside, met, definite=definite)
    whole = _fullest(text, head) if definite and len(head.split()) == 2 else _proper(head)
    if any(name.kind == "place" and name.words == whole for name in inside) and is_place(text, whole):
        return _known(met, Voice(whole, "state", side=whole, mention=span))
    if mentions_office(noun):
        return _described(scene, span, words, noun, inside, met, definite=definite)
    whole = scene.aliases.get(whole, whole)
    lead = state_named(whole.split()[0]) if " " in whole else None
    return _known(met, Voice(whole, "organisation", side=lead or seat_of(whole) or state_behind(text, whole) or whole, mention=span))


def _outlet_before(scene: Scene, span: Span, met: list[Met]) -> Voice | None:
    """ "the station", "the paper": the outlet heard or named last."""
    outlets = [(m.at, m.voice) for m in met if scene.registry.is_outlet(m.voice.name)]
    outlets += [
        (n.span.start, Voice(scene.registry.proper(_bare(n.words)), "organisation", mention=n.span))
        for n in scene.names
        if n.span.end <= span.start and scene.registry.is_outlet(n.words)
    ]
    return max(outlets, key=lambda pair: pair[0])[1] if outlets else None


def _antecedent(text: str, place: int, names: Sequence[Name]) -> Span | None:
    """Whom a relative pronoun at `place` follows: the name that ends there, or the noun phrase from its article on."""
    line = text.rfind("\n", 0, place) + 1
    end = line + len(text[line:place].rstrip(" ,"))
    near = [name for name in name_at(names, max(line, end - 60), end) if name.span.end == end]
    if near:
        return near[-1].span
    phrase = re.search(r".*\b((?:an?|the|one|some|two|three)\s[^,.;:]{3,60})$", text[max(line, end - 90) : end], re.IGNORECASE | re.DOTALL)
    return Span(end - len(phrase[1]), end) if phrase else None


_OF_NAME = re.compile(r" (?:of|for) (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")


def _head(words: str) -> str:
    """The noun phrase up to what qualifies it; "Council of the Lakes", all capitals, is one name."""
    head = _HEAD_ENDS.split(words, maxsplit=1)[0].strip()
    name = _OF_NAME.match(words, len(head)) if words.startswith(head) else None
    if name and head.split() and head.split()[-1][:1].isupper() and not mentions_office(head):
        return words[: name.end()]
    return head


_KIND_OF_BODY = re.compile(
    r"(?:[A-Za-z][a-z]+ )?(?i:company|firm|group|airline|insurer|broadcaster|agency|daily|newspaper|channel|bank|union|party|operator)"
    r" (?=[A-Z])"
)


def _proper(head: str) -> str:
    """The name itself, without what the report says of it in front: "the state news agency SANA", "so-called X", "Y-based X"."""
    bare = re.sub(
        r"^(?:(?:so-called|self-styled|[\w.’'-]+-(?:based|run|backed|led|held|owned|linked|allied|controlled))\s+)+", "", _bare(head)
    )
    kind = _KIND_OF_BODY.match(bare)
    if kind and (not kind[0].split()[-1][:1].isupper() or len(kind[0].split()) == 1):
        bare = bare[kind.end() :]  # "Ferry company Lysline", "Broadcaster TVK" at a sentence's start
    name = re.search(r"(?:^|\s)(?:the )?([A-Z][\w.’'&-]*(?: (?:of |for |the |and )*[A-Z][\w.’'&-]*)*)$", bare)
    return name[1] if name and re.match(r"[a-z]|.* the ", bare) else bare


@lru_cache(maxsize=128)  # of one report, mostly: the text is part of the key
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
        tail = text[name.span.end : span.end].strip() == "" and re.search(r",\s*$", before)  # "the board's vet, Hugo Stam"
        if not re.match(r"\s*(?:$|[,(\[–—;:]|-\s|(?:who|and|with|in|at|on|of|from|during|for|as)\b)", text[name.span.end : span.end]):
            continue
        if name.span.start > head_end and not mentions_office(before) and not tail:
            continue
        return next((p for p in people if name.span in p.mentions), None)
    words = span.of(text).strip(" ,;:")
    if len(words.split()) == 1 and words[:1].isupper():  # a name that the name head missed here and found elsewhere
        return next((p for p in people if " " in p.name and alike(p.name.split()[-1], words)), None)
    return None


def _person_before(span: Span, people: Sequence[Person], met: list[Met]) -> Voice | None:
    """He or she: the last single person heard; where none was, the last one named."""
    heard = next(
        (m for m in reversed(met) if m.voice.kind == "person" or (m.voice.kind == "anonymous" and not PLURAL.search(m.voice.name))), None
    )
    if heard is not None:
        return heard.voice
    named = [(mention.start, p) for p in people for mention in p.mentions if mention.start < span.start]
    if named:
        person = max(named, key=lambda pair: pair[0])[1]
        return Voice(person.name, "person", role=person.role, mention=person.mentions[0])
    return None


def _last(met: list[Met], kinds: set[str]) -> Voice | None:
    return next((m.voice for m in reversed(met) if m.voice.kind in kinds), None)


_SAME_OFFICE = {
    **dict.fromkeys(("premier", "pm"), "(?:premier|prime minister)"),
    **dict.fromkeys(("spokesperson", "spokesman", "spokeswoman"), "spokes"),
}  # fmt: skip


def _described(scene: Scene, span: Span, words: str, noun: str, inside: Sequence[Name], met: list[Met], *, definite: bool) -> Voice:
    """Somebody described: with "the" or an owner, one whom the report names and the description fits; otherwise unnamed."""
    text, names, people = scene.text, scene.names, scene.people
    side = side_of(text, span, inside, names)
    of_body = re.search(r"\b(?:in|of|from|within|inside) (the [a-z]+)$", words)
    if side is None and of_body and pattern("bodies").fullmatch(of_body[1].split()[1]):  # "a source in the movement"
        body = _body(scene, Span(span.end - len(of_body[1]), span.end), of_body[1], of_body[1], (), met, definite=True)
        side = body.side
    office = _SAME_OFFICE.get(noun.casefold(), re.escape(noun.rstrip("s")))
    owned = re.search(r"[’']s?\s", _head(words)) is not None
    if definite or owned:
        for m in reversed(met):
            if m.voice.kind not in ("person", "anonymous"):
                continue
            known_as = f"{m.voice.role or ''} {m.voice.name} {m.words}"
            fits = re.search(rf"\b{office}", known_as, re.IGNORECASE) is not None
            fits = fits or (noun == "source" and m.voice.kind == "anonymous")  # any unnamed voice may be called the source
            same_side = side is not None and m.voice.side is not None and one_side(side, m.voice.side)
            if (fits and (side is None or m.voice.side is None or same_side)) or (same_side and m.voice.kind == "person" and not owned):
                return m.voice
        if not noun.endswith("s"):
            holders = [as_voice(scene, p) for p in people if p.role and re.search(rf"\b{office}", p.role, re.IGNORECASE)]
            fitting = [v for v in holders if side is None or v.side is None or one_side(side, v.side)]
            if len({v.name for v in fitting}) == 1 and (side is None or fitting[0].side is not None):
                return fitting[0]
    kind: VoiceKind = (
        "group" if noun.endswith("s") and not re.match(r"source|official|diplomat|aide|insider", noun, re.IGNORECASE) else "anonymous"
    )
    name = _bare(re.split(r",|\s(?:who|which)\b", words, maxsplit=1)[0])
    return Voice(name, kind, role=name if kind == "anonymous" else None, side=side, mention=span)


# nouns by which any body may be called once it has been named; others are kinds of their own
_GENERIC = frozenset(
    ("movement", "group", "organisation", "organization", "faction", "party", "company", "firm", "body", "outfit", "network", "campaign",
     "team", "agency", "department", "airline", "bank", "charity", "club")
)  # fmt: skip
_GOVERNS = re.compile(r"government|regime|administration|state|presidency|occupation|authorities|side", re.IGNORECASE)


def _body(scene: Scene, span: Span, words: str, head: str, inside: Sequence[Name], met: list[Met], *, definite: bool) -> Voice:
    """A body by a common noun: "the movement" is the body last heard, else the one last named; a state's government is the state."""
    lead = re.fullmatch(r"[Tt]h(?:e|is|at) ([A-Z]\w+) [a-z]+", words)
    if lead and state_named(lead[1]) is None:  # "the Resistance faction", where one body's name has that word
        long = {_bare(n.words) for n in scene.names if n.kind == "organisation" and lead[1] in n.words.split() and n.words != lead[1]}
        bodies = {scene.aliases.get(name, name) for name in long if state_named(name.split()[0]) is None}  # a state's is no body's name
        if len(bodies) == 1 and not any(n.words.endswith(lead[1]) and state_named(n.words.split()[0]) for n in inside):
            body = bodies.pop()
            return _known(met, Voice(body, "organisation", side=body, mention=span))
    side = side_of(scene.text, span, inside, scene.names)
    bare = re.fullmatch(r"\w+ (?:[A-Z][a-z]+ )?[a-z]+", head) is not None and words == head
    noun = head.rsplit(maxsplit=1)[-1].casefold()
    if definite and side is None and bare:
        able = [c for c in bodies_before(scene, span, met) if c[0].kind != "document" and not scene.registry.is_outlet(c[0].name)]
        if _GOVERNS.fullmatch(noun):
            able = [c for c in able if c[0].kind == "state"]
        elif noun in _GENERIC:
            able = [c for c in able if c[0].kind == "organisation"]
        else:  # "the army" is no council: only a body with that word in its name
            able = [c for c in able if re.search(rf"\b{re.escape(noun)}\b", c[0].name, re.IGNORECASE)]
        found = chosen(scene, Span(span.start, span.start + len(head)), able)
        if found is not None or able:
            return found or max(able, key=lambda c: c[1])[0]
    if side is not None and _GOVERNS.fullmatch(noun):
        return _known(met, Voice(side, "state", side=side, mention=span))
    return _known(met, Voice(_bare(words.split(",", maxsplit=1)[0]), "organisation", side=side, mention=span))


def _known(met: list[Met], voice: Voice) -> Voice:
    """The voice of the same name met before, so that a report has one."""
    return next((m.voice for m in met if m.voice.kind == voice.kind and m.voice.name.casefold() == voice.name.casefold()), voice)


def _issuer(met: list[Met]) -> str | None:
    """Whose "the statement" is: the body or person last heard."""
    before = met[-1].voice if met else None
    return (before.side or before.name) if before is not None and before.kind != "anonymous" else None
