"""How alike two names are: of people, whatever alphabet they were written out of, and of bodies under several names.

One signal, one function: each returns the name of a level, which a link keeps as its reason.

Spellings of one name in Latin letters differ in vowels, in doubled letters, in q/k/gh and in the article; names that differ
otherwise are often of different people (Hassan, Hussein, Hussam). So a name is folded to its sound, and two sounds count as
one only where their consonants are the same and at most one vowel differs, never the first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal, get_args

from rapidfuzz.distance import OSA

from sayso.states import state_named, state_names

PersonLevel = Literal[
    "same name", "same name, spelt otherwise", "same name, a slip apart", "further names", "initial", "surname alone",
    "surname alone, spelt otherwise", "one word, the same", "given name alone", "same surname, another given name", "different names",
]  # fmt: skip
BodyLevel = Literal["same name", "same words", "short form", "its leadership", "one name within the other", "different names"]
PERSON_LEVELS: tuple[PersonLevel, ...] = get_args(PersonLevel)
BODY_LEVELS: tuple[BodyLevel, ...] = get_args(BodyLevel)

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "sheikh",
        "shaikh",
        "sheik",
        "imam",
        "ayatollah",
        "mullah",
        "rabbi",
        "father",
        "sister",
        "bishop",
        "archbishop",
        "cardinal",
        "pope",
        "king",
        "queen",
        "prince",
        "princess",
        "emir",
        "sultan",
        "president",
        "premier",
        "prime",
        "minister",
        "chancellor",
        "senator",
        "sen",
        "representative",
        "rep",
        "congressman",
        "congresswoman",
        "governor",
        "gov",
        "mayor",
        "general",
        "gen",
        "lieutenant",
        "lt",
        "colonel",
        "col",
        "major",
        "maj",
        "captain",
        "capt",
        "brigadier",
        "brig",
        "admiral",
        "adm",
        "commander",
        "cmdr",
        "sergeant",
        "sgt",
        "ambassador",
        "secretary",
        "judge",
        "justice",
        "chairman",
        "chairwoman",
        "chief",
        "deputy",
        "vice",
        "former",
        "the",
        "hon",
        "rev",
    ]
)
_PARTICLES = frozenset(["al", "el", "ar", "as", "ash", "an", "ad", "at", "az", "ibn", "bin", "ben", "bint"])
# Letters that stand for one sound, as one letter: capitals are sounds that other spellings write with other letters.
_SOUNDS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"tch|tsch|ch|cz|č|ç", "C"), (r"sch|sh|sz|š|ş", "S"), (r"dzh|dj|đ", "j"), (r"kh", "X"), (r"gh", "G"), (r"th", "T"), (r"dh", "D"), (r"zh|ž", "Z"),
        (r"ph", "f"), (r"ts|tz", "c"), (r"ck|q", "k"), (r"x", "ks"), (r"c(?=[eiy])", "s"), (r"c(?![a-z]*C)", "k"), (r"w", "v"),
        (r"(?:i?y+|i)(?:eh|ah|a|e)$", "ia"), (r"(?:eh|ah)$", "a"), (r"(?:iy|yi|ij|ii|ie|ee|y)$", "i"),
        (r"aee|ee|iy", "i"), (r"a[iy]|e[iy]", "E"), (r"a[uo]|ou(?=[kl])|ow", "O"), (r"ou|oo", "u"), (r"y", "i"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_VOWELS = frozenset("aeiouEO")
# What it costs to take one sound for another, in both directions; what is not listed costs 1. Long a, i and u tell names apart (Jamal,
# Jamil); e and o are what short vowels are heard as.
_CHEAP: dict[frozenset[str], float] = {
    frozenset(pair): cost
    for cost, pairs in (
        (0.05, "ou Ei OE"), (0.1, "ei Ee Oo Xh Gg Tt Dd Zj uv iI"), (0.15, "ea Ou Oa"), (0.5, "Ea"), (0.2, "CS cz Dz Zz ij TD gj fv OE"),
        (0.3, "kg kX kG hg CX CZ sz sS bv td eu eo oa TD Ts sc cC Cj"), (0.4, "bp hk"), (0.8, "ai au iu io"),
    )
    for pair in pairs.split()
}  # fmt: skip
# Never two at once of vowels: that would take one long vowel for another by dropping the one and adding the other.
_DROPPED = {**dict.fromkeys("aiouEO", 0.45), "h": 0.2, "e": 0.2}
_CLASSES = str.maketrans({"g": "k", "G": "k", "X": "k", "h": "", "C": "s", "S": "s", "c": "s", "z": "s", "Z": "s", "j": "s", "T": "t", "D": "t", "d": "t",
                          "v": "", "f": "p", "b": "p", "m": "n", **dict.fromkeys("aeiouEO", "")})  # fmt: skip
SPELT_OTHERWISE = 0.1  # of a name's sounds, by cost: where spellings of one name end and other names begin (dev half of sets/voices.jsonl)
SLIP = 0.17
# Organs that speak for the whole of their body; a ministry, an army or an office is a voice of its own.
_LEADERSHIP = re.compile(
    r"\b(?:political|executive|central) (?:bureau|committee|council|board)\b|\bpolitburo\b|\b(?:leadership|command council|secretariat)\b",
    re.IGNORECASE,
)
_ONE_SPELLING = {"defense": "defence", "centre": "center", "organization": "organisation", "labor": "labour"}
_FIRM = frozenset("inc corp corporation co company ltd limited llc plc sa ag nv gmbh incorporated".split())
_SMALL = frozenset(["the", "of", "for", "and", "in", "on", "a", "an", "at", "to"])


_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l"})  # marks that Unicode does not take apart


@lru_cache(100_000)
def plain(name: str) -> str:
    """Lower-cased, without marks over letters; letters that are no variants of a-z stay."""
    split = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(c for c in split if not unicodedata.combining(c))


@lru_cache(100_000)
def person_words(name: str) -> tuple[str, ...]:
    """The words of a person's name without titles, articles and marks; "Abd al-Rahman" is one word."""
    bare = re.sub(r"[’'`ʼʿʾ]s$", "", plain(name))
    bare = re.sub(r"[’'`ʼʿʾ.,\"“”()]", " ", re.sub(r"(?<=\w)[’'`ʼʿʾ](?=\w)", "", bare))
    bare = re.sub(r"\babd[aeou]?[lr]?[ -]+(?:[aeu][lrsnzdt]h?-)?(?=\w{3})", "abd", bare)
    bare = re.sub(r"\babd[aeou][lrsnzdt](?=\w{4})", "abd", bare)
    bare = re.sub(r"\b(?:a[lrsndtz]|ash|el)-(?=\w{2})", "", bare)
    words = [word.replace("-", "") for word in bare.split()]
    kept = [word for word in words if word not in _TITLES and word not in _PARTICLES]
    return tuple(kept or words) or (name,)


@lru_cache(100_000)
def sound(word: str) -> str:
    """A word as it sounds, near enough: one letter a sound."""
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return word


def consonants(word: str) -> str:
    """The consonants of a word's sound by class, by which candidates are found; the sound itself where there are fewer than two."""
    found = re.sub(r"(.)\1+", r"\1", sound(word).translate(_CLASSES))
    return found if len(found) > 1 else sound(word)


@lru_cache(200_000)
def distance(one: str, other: str) -> float:
    """The share of a word's sounds that must be taken for others to make another word of it: 0 alike, 1 nothing in common."""
    left, right = sound(one), sound(other)
    before = [0.0]
    for b in right:
        before.append(before[-1] + _DROPPED.get(b, 1.0))
    for a in left:
        row = [before[0] + _DROPPED.get(a, 1.0)]
        for at, b in enumerate(right):
            taken = before[at] + (0.0 if a == b else _CHEAP.get(frozenset((a, b)), 1.0))
            row.append(min(taken, before[at + 1] + _DROPPED.get(a, 1.0), row[-1] + _DROPPED.get(b, 1.0)))
        before = row
    return before[-1] / max(len(left), len(right), 1)


def _alike(one: str, other: str) -> int:
    """3 the same letters, 2 the same sound or nearly, 1 a slip of the pen or the ear, 0 another word."""
    if one == other:
        return 3
    apart = distance(one, other)
    if apart <= SPELT_OTHERWISE:
        return 2
    slip = min(len(one), len(other)) >= 6 and one[0] == other[0] and OSA.distance(one, other) == 1
    return 1 if apart <= SLIP or slip else 0


@lru_cache(200_000)
def person_level(left: str, right: str) -> PersonLevel:
    """How two names of people compare."""
    one, other = person_words(left), person_words(right)
    if one == other:
        return "same name" if len(one) > 1 else "one word, the same"
    if len(one) > 1 and len(other) > 1:
        return _full_names(one, other)
    if len(one) == len(other) == 1:
        return "one word, the same" if _alike(one[0], other[0]) >= 2 else "different names"
    short, long = sorted((one, other), key=len)
    alike = _alike(short[0], long[-1])
    if alike == 3:
        return "surname alone"
    if alike:
        return "surname alone, spelt otherwise"
    return "given name alone" if _alike(short[0], long[0]) >= 2 else "different names"


def _given(one: str, other: str) -> int:
    """As `_alike`; but an ending makes another given name (Ali, Alia; Daniel, Daniela)."""
    return 0 if (one[-1] in "aeh") != (other[-1] in "aeh") else _alike(one, other)


def _full_names(one: tuple[str, ...], other: tuple[str, ...]) -> PersonLevel:
    if "".join(one) == "".join(other) or one == other[::-1]:  # surname first; of three words another order is another person
        return "same name"
    surname, given = _alike(one[-1], other[-1]), _given(one[0], other[0])
    if len(one) == len(other) and (least := min(given, *map(_alike, one[1:], other[1:]))):
        return "same name, spelt otherwise" if least > 1 else "same name, a slip apart"
    if len(one) != len(other) and distance("".join(one), "".join(other)) <= SPELT_OTHERWISE / 2:
        return "same name, spelt otherwise"
    short, long = sorted((one, other), key=len)
    if len(short) < len(long) and all(any(_alike(a, b) >= 2 for b in long) for a in short):
        return "further names"
    if surname:
        if given and len(one) != len(other):
            return "further names"
        if one[0][0] == other[0][0] and 1 in (len(one[0]), len(other[0])):
            return "initial"
        return "same surname, another given name"
    return "different names"


@lru_cache(100_000)
def body_words(name: str) -> tuple[str, ...]:
    """The words of a body's name without its organ of leadership and small words; a state's adjective or capital is the state's name."""
    bare = re.sub(r"\([^)]*\)|[’'`]s?(?=\W|$)", " ", name).strip()
    if whole := state_named(bare):
        return (plain(whole),)
    led = _LEADERSHIP.sub(" ", bare)
    found = [
        w for w in re.split(r"[^\w&.]+", led if re.sub(r"\b(?:the|of|s)\b|\W", "", led, flags=re.IGNORECASE) else bare) if w.strip(".")
    ]
    states = [(plain(state_named(w) or "") if w[:1].isupper() else "") or plain(w) for w in found]
    kept = tuple(_ONE_SPELLING.get(w, w) for w in states if w not in _SMALL)
    kept = tuple(w for w in kept if w.strip(".") not in _FIRM) or kept
    return tuple(w for w in kept if w != "government") if len(kept) == 2 and set(kept) - {"government"} <= _states() else kept


@cache
def _states() -> frozenset[str]:
    return frozenset(plain(name) for name in state_names())


@lru_cache(200_000)
def body_level(left: str, right: str) -> BodyLevel:
    """How two names of bodies, states or groups compare."""
    if plain(left) == plain(right):
        return "same name"
    one, other = body_words(left), body_words(right)
    if not one or not other:
        return "different names"
    if one == other:
        whole = _LEADERSHIP.search(plain(left)) or _LEADERSHIP.search(plain(right))
        return "its leadership" if whole else "same words"
    if sorted(one) == sorted(other):
        return "same words"
    short, long = sorted((left, right), key=lambda name: (len(re.sub(r"\W", "", name)), name))
    if initials(long) == re.sub(r"\W", "", short) != "" or {plain(a) for a in aliases(long)} & {plain(short)}:
        return "short form"
    if [sound(w) for w in one] == [sound(w) for w in other]:
        return "same words"
    return "one name within the other" if set(one) < set(other) or set(other) < set(one) else "different names"


def initials(name: str) -> str:
    """The acronym that a name of several words would have, in capitals; "" for one word."""
    words = [w for w in re.split(r"[^\w]+", re.sub(r"\([^)]*\)|[’']s\b", " ", name)) if w and w.casefold() not in _SMALL]
    return "".join(w[0].upper() for w in words) if len(words) > 1 else ""


def aliases(name: str) -> tuple[str, ...]:
    """The names that one name gives together: "Long Name (Short)", "Long Name - Short"."""
    found = re.fullmatch(r"(.+?)\s*(?:\(([^()]+)\)|\s[-–—]\s(\S+))", name.strip())
    return (found[1].strip(), (found[2] or found[3]).strip(" \"“”'‘’")) if found else ()
