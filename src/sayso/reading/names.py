"""The names in a report, and the people behind them: full names, later surnames, titles and appositions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from sayso.model import Span
from sayso.reading.decode import Floats, bio_steps, runs, segmented_path
from sayso.reading.labels import NAMES
from sayso.reading.pieces import Pieces
from sayso.reading.sentences import sentence_round
from sayso.reading.words import pattern
from sayso.states import state_named

_STEPS = bio_steps(NAMES)
_OF = {"PER": "person", "ORG": "organisation", "LOC": "place"}

_TITLE_PART = (
    r"(?:[A-Z][\w’'&.-]*|[a-z]+-[a-z]+|of|for|and|the|former|acting|vice|prime|foreign|defen[cs]e|interior|state|national|security|"
    r"general|assistant|interim|top|party|opposition|government|{offices})".replace(
        "{offices}", pattern("offices").pattern.removeprefix(r"\b").removesuffix(r"\b")
    )
)
_TITLE_BEFORE = re.compile(rf"(?:{_TITLE_PART}\s+)+$")
_TITLE_WORD = re.compile(rf"{_TITLE_PART}$")  # without such a word last, the other, which is slow, cannot match
_APPOSITION = re.compile(r",\s+((?:(?:who|which) (?:is|was|heads|leads) )?[^,;.:“”\"()\n]{3,110}?)(?=[,;.:“”\"()\n]|$)")
_HONORIFIC = re.compile(r"^(?:mr|mrs|ms|dr|prof|sir|sen|rep|gov|gen|col|president|minister|senator|general)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text; `kind` is person, organisation or place."""

    span: Span
    words: str
    kind: str


@dataclass(slots=True)
class Person:
    """One person of a report: every mention, the fullest name, and the first role the report gives."""

    name: str
    mentions: list[Span] = field(default_factory=list)
    role: str | None = None


def find_names(pieces: Pieces, scores: Floats) -> tuple[Name, ...]:
    """Decode the name head ([N, 7]); spans are widened to whole words."""
    if not len(pieces):
        return ()
    labels = segmented_path(scores, _STEPS)
    text, found = pieces.text, []
    for kind in ("PER", "ORG", "LOC"):
        for first, last in runs(labels, NAMES, kind):
            start, end = int(pieces.starts[first]), int(pieces.ends[last])
            while start > 0 and text[start - 1].isalnum():
                start -= 1
            while end < len(text) and text[end].isalnum():
                end += 1
            words = re.sub(r"\s+", " ", text[start:end])
            if any(c.isupper() for c in words):
                found.append(Name(Span(start, end), words, _OF[kind]))
    found.sort(key=lambda name: name.span)
    return _settled(text, [name for i, name in enumerate(found) if i == 0 or name.span.start >= found[i - 1].span.end])


def _settled(text: str, names: list[Name]) -> tuple[Name, ...]:
    """One kind for one name in a report: the surname of a full name is a person's, else the kind most often read.

    A name after an article, or all in capitals, is no person's; nor is a single word that things happen in or that has an
    adjective ("in Dorvane", "Dorvani"): those are places. Of kinds read equally often, a body comes before a place, a
    place before a person.
    """
    surnames = {_bare(name.words).split()[-1] for name in names if name.kind == "person" and " " in name.words.strip()}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        after_article = text[max(0, name.span.start - 4) : name.span.start] in ("the ", "The ")
        no_person = after_article or (name.words.isupper() and " " not in name.words)
        votes[_bare(name.words)]["organisation" if no_person and name.kind == "person" else name.kind] += 1
    for words, count in votes.items():
        if set(count) == {"person"} and " " not in words and words not in surnames and is_place(text, words):
            votes[words] = Counter(place=1)
    order = ("organisation", "place", "person")
    kinds = {words: min(count, key=lambda kind: (-count[kind], order.index(kind))) for words, count in votes.items()}
    return tuple(replace(name, kind="person" if (bare := _bare(name.words)) in surnames else kinds[bare]) for name in names)


_INSIDE, _OF_PLACE = ("in", "across", "into", "throughout"), ("n", "an", "ian", "i", "ese", "ish")


@lru_cache(maxsize=128)  # of one report, mostly: the text is part of the key
def is_place(text: str, word: str) -> bool:
    """Whether the report treats the name as a place: things happen in it, or its people have an adjective from it."""
    name, stem = word[:1].upper() + word[1:], word[:1].upper() + word[1:].rstrip("aeiouy")
    if not any(f"{before} {name}" in text for before in _INSIDE) and not any(f"{stem}{ending}" in text for ending in _OF_PLACE):
        return False  # as for most words: sooner seen than a pattern is made
    name, stem = re.escape(name), re.escape(stem)
    return re.search(rf"\b(?:{'|'.join(_INSIDE)}) {name}\b(?![’']s)|\b{stem}(?:{'|'.join(_OF_PLACE)})\b", text) is not None


@lru_cache(maxsize=8192)
def _bare(words: str) -> str:
    return re.sub(r"[’']s?$", "", words).casefold()


def find_people(text: str, names: Sequence[Name]) -> list[Person]:
    """Group the names of persons. A bare surname goes to the person last called by it; two full names that differ stay two."""
    return _people(text, tuple(names))


@lru_cache(maxsize=2)  # voices and mentions both ask
def _people(text: str, names: tuple[Name, ...]) -> list[Person]:
    people: list[Person] = []
    behind = 0  # the end of the person named before: a title lies after it
    for name in names:
        if name.kind != "person":
            continue
        bare = re.sub(r"[’']s$", "", name.words)
        offices = list(pattern("offices").finditer(bare))
        title = bare[: offices[-1].end()] if offices and bare[offices[-1].end() :].strip(" .") else ""
        words = [word for word in bare[len(title) :].split() if not _HONORIFIC.match(word) and word != "."]
        title_only = offices and offices[-1].end() == len(bare)  # "Dorvani Prime Minister", taken for a name
        if not words or (state_named(words[0]) and (len(words) == 1 or title_only)) or pattern("offices").fullmatch(" ".join(words)):
            continue
        person = next((p for p in reversed(people) if _same(p.name.split(), words)), None)
        if person is None:
            person = Person(" ".join(words))
            people.append(person)
        elif len(words) > len(person.name.split()):
            person.name = " ".join(words)
        person.mentions.append(name.span)
        person.role = person.role or (title if " " in title else None) or role_near(text, name.span, behind=behind) or title or None
        behind = name.span.end
    return people


def _same(known: list[str], words: list[str]) -> bool:
    if len(words) == 1 or len(known) == 1:
        single, other = (words[0], known) if len(words) == 1 else (known[0], words)
        return alike(single, other[-1]) or any(single.casefold() == part.casefold() for part in other)
    return alike(known[-1], words[-1]) and (alike(known[0], words[0]) or (known[0][0] == words[0][0] and "." in known[0] + words[0]))


def alike(one: str, other: str) -> bool:
    """Equal, or the slips of a keyboard and a transliteration apart: same first letter, one edit in five."""
    a, b = one.casefold(), other.casefold()
    if a == b:
        return True
    return min(len(a), len(b)) >= 5 and a[0] == b[0] and DamerauLevenshtein.normalized_similarity(a, b) >= 0.8


def role_near(text: str, name: Span, *, behind: int = 0) -> str | None:
    """The office the text gives beside a name: a title before it (and behind `behind`), or an apposition after it."""
    line = max(text.rfind("\n", 0, name.start) + 1, behind, sentence_round(text, name.start, name.start).start)
    leading = text[max(line, name.start - 120) : name.start]
    last = leading.split()[-1:] if leading[-1:].isspace() else []
    before = _TITLE_BEFORE.search(leading) if last and _TITLE_WORD.search(last[0]) else None
    if before:
        title = re.sub(r"\s+", " ", before[0]).strip()
        title = re.sub(r"^(?:(?:the|and|of|for)\s+)+|^.*[A-Z][\w’'-]* and (?=[A-Z])", "", title)  # "Adaz and Foreign Minister Brack"
        if pattern("offices").search(title) and not re.search(r"\b(?:and|of|for|the)$", title):
            return title
    after = _APPOSITION.match(text, name.end, min(len(text), name.end + 140))
    if (
        after
        and pattern("offices").search(" ".join(after[1].split()[:6]))
        and re.match(r"(?:an?|the|one|who|member|former|\w+(?:'s|’s))\b", after[1] + " ")
    ):
        return re.sub(r"\s+", " ", after[1]).strip()
    if after and pattern("offices").match(after[1]):
        return re.sub(r"\s+", " ", after[1]).strip()
    return None


def mentions_office(words: str) -> bool:
    return pattern("offices").search(words) is not None


def name_at(names: Sequence[Name], start: int, end: int) -> list[Name]:
    """The names that lie within [start, end)."""
    first, last = (bisect_left(names, place, key=lambda name: name.span.start) for place in (start, end))
    return [name for name in names[first:last] if name.span.end <= end]
