"""Where a report names people, bodies, states and places, each by the fullest name it has there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sayso.model import Mention, MentionKind, Span
from sayso.reading.names import Name, find_people
from sayso.reading.outlets import Registry
from sayso.reading.sides import bare
from sayso.reading.voices import aliases_of
from sayso.reading.words import pattern
from sayso.states import is_adjective, is_capital, state_named

_ACTS = re.compile(  # what a state does, by its capital's name
    r"(?:[’']s)? (?:and [A-Z]\w+ )?(?:said|says|has|had|will|would|could|may|must|does|did|wants?|believe[sd]?|insist\w*|reject\w*|accept\w*|den(?:y|ies|ied)|warn\w*|call(?:s|ed)"
    r"|urge[sd]?|refus\w+|agree[sd]?|announc\w+|plans?|hope[sd]?|fears?|sen(?:t|ds?)|offer\w*|support\w*|oppose[sd]?|demand\w*|accus\w+|back(?:s|ed))\b"
)
_KIND: dict[str, MentionKind] = {"organisation": "organisation", "place": "place"}


_TRAILING = re.compile(r"(?:\s+(?:and|or|of|for|the|in|to|at|by|from|with))+$")


def adjective_of(word: str, names: Iterable[str]) -> str | None:
    """The name that a word is the adjective of ("Dorvani", "Caphiran" beside "Dorvane", "Caphira")."""
    for name in names:
        stem = name.rstrip("aeiouy")
        if (
            len(stem) >= 3
            and word != name
            and word.startswith(stem)
            and re.fullmatch(r"[aeiou]?(?:n|an|ian|i|ese|ish|ic)s?", word[len(stem) :])
        ):
            return name
    return None


def find_mentions(text: str, names: Sequence[Name], registry: Registry) -> tuple[Mention, ...]:
    """The names as mentions, in order of the text; an office, an honorific, an adjective ("Israeli") is none."""
    single = {bare(name.words) for name in names if " " not in name.words}
    people = {mention: person for person in find_people(text, names) for mention in person.mentions}
    other = aliases_of(text, names)
    out = []
    for name in names:
        span = Span(name.span.start, name.span.end - len(match[0]) if (match := _TRAILING.search(name.span.of(text))) else name.span.end)
        called = bare(re.sub(r"\s+", " ", span.of(text)))
        if not called or re.match(r"-[a-z]", text[span.end : span.end + 2]):  # "Front-run"
            continue
        if registry.is_outlet(called):
            out.append(Mention(span, registry.proper(called), "organisation"))
        elif name.kind == "person" and match is None:
            if person := people.get(name.span):
                out.append(Mention(span, person.name, "person", person.role))
        elif titled := next((p for p in people.values() if called.endswith(f" {p.name}")), None):  # "Foreign Secretary Corin Athelby"
            out.append(Mention(span, titled.name, "person", titled.role))
        elif not (
            pattern("offices").fullmatch(called.casefold()) or is_adjective(called) or (" " not in called and adjective_of(called, single))
        ):
            at_place = is_capital(called) and not _ACTS.match(text, span.end)
            state = None if at_place else state_named(called)  # "in Cairo" is the place, "Cairo said" the state
            whole = state or other.get(called, called)
            out.append(Mention(span, whole, "state" if state else _KIND.get(name.kind, "place")))
    return tuple(sorted([*out, *_again(text, out)], key=lambda mention: mention.span))


def _again(text: str, found: Sequence[Mention]) -> Iterator[Mention]:
    """The same words elsewhere in the report, which the name head passed over: a name once is a name wherever it stands so."""
    taken = sorted(mention.span for mention in found)
    by_words: dict[str, Mention] = {}
    for mention in found:
        by_words.setdefault(bare(mention.span.of(text)), mention)
        if mention.kind == "person" and " " in mention.name:
            by_words.setdefault(mention.name.split()[-1], mention)
    words = sorted(
        (w for w in by_words if len(w) > 3 and w[:1].isupper() and not pattern("offices").fullmatch(w.casefold())), key=len, reverse=True
    )
    if not words:
        return
    # all open with a capital: a small letter or a blank is passed over at one glance
    for match in re.finditer(rf"(?<![\w-])(?![a-z\s])(?:{'|'.join(map(re.escape, words))})(?![\w-])", text):
        span = Span(*match.span())
        at = bisect_left(taken, span)
        if not any(one.start < span.end and span.start < one.end for one in taken[max(0, at - 1) : at + 1]):
            yield replace(by_words[match[0]], span=span)
