"""States by name, capital and adjective, as the `countryinfo` package lists them; a capital that two states claim names neither."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

# What newspapers write and the list lacks: initials, short names, further adjectives.
_ALSO = {
    "US": ("U.S.", "USA", "U.S.A.", "United States of America", "Washington", "America", "US"),
    "GB": ("UK", "U.K.", "Britain"),
    "AE": ("UAE", "U.A.E.", "the Emirates"),
    "PS": ("Palestinian", "Palestine"),
    "SA": ("Saudi",),
    "NL": ("Holland",),
    "KR": ("Seoul", "South Korea"),
    "KP": ("Pyongyang", "North Korea"),
    "PH": ("Filipino", "Philippine"),
    "TR": ("Turkiye", "Türkiye", "Turkish"),
    "UA": ("Kiev", "Kyiv"),
    "CZ": ("Czechia", "Czech"),
    "AF": ("Afghan",),
    "RS": ("Serb",),
    "HR": ("Croat",),
    "VA": ("Holy See", "Vatican"),
}


@cache
def _known() -> dict[str, str]:
    """Lower-cased name, capital or adjective -> the name shown."""
    from countryinfo import all_countries  # reads its list of 256 at first use, some 0.1 s

    claims: dict[str, set[str]] = defaultdict(set)
    people: dict[str, int] = {}
    for country in all_countries():
        code, name = country.iso(2), re.sub(r"^(.+), (?:State|Republic|Islamic Republic).*$", r"\1", country.name())
        people[name] = country.population() or 0
        capital = country.capital()  # a list where a state has several
        words = [name, country.name(), country.demonym(), *(capital if isinstance(capital, list) else [capital])]
        words += [spelling for spelling in country.alt_spellings() or () if len(spelling) > 3]
        also = _ALSO.get(code, ()) if code in (country.alt_spellings() or ()) else ()  # the list has Wales under GB too
        for word in (*words, *also):
            if word:
                claims[re.sub(r"^the ", "", word.casefold())].add(name)
    adjectives = {(country.demonym() or "").casefold() for country in all_countries()}
    shown = {}
    for word, names in claims.items():
        first, *rest = sorted(names, key=lambda name: (-people[name], name))
        if not rest or (word in adjectives and people[first] > 20 * people[rest[0]]):  # a state and its islands
            shown[word] = first
    return shown


@cache
def _capitals() -> frozenset[str]:
    from countryinfo import all_countries

    found = [country.capital() for country in all_countries()]
    return frozenset(word.casefold() for one in found for word in (one if isinstance(one, list) else [one]) if word) | {"washington"}


@cache
def _adjectives() -> frozenset[str]:
    from countryinfo import all_countries

    names = {country.name().casefold() for country in all_countries()}
    return frozenset(demonym.casefold() for country in all_countries() if (demonym := country.demonym())) - names | {
        "palestinian",
        "saudi",
        "british",
    }


def is_adjective(words: str) -> bool:
    """Whether the words are the adjective of a state, or one of its people."""
    return words.strip().casefold().removesuffix("s") in _adjectives()


def is_capital(words: str) -> bool:
    """Whether the words name a capital: a place, or the state that is governed from it."""
    return words.strip().casefold() in _capitals()


def state_names() -> frozenset[str]:
    """The names that `state_named` gives."""
    return frozenset(_known().values())


@cache
def _seats() -> tuple[re.Pattern[str], dict[str, str]]:
    import tomllib
    from importlib.resources import files

    seats: dict[str, list[str]] = tomllib.loads(files("sayso").joinpath("seats.toml").read_text(encoding="utf8"))
    of = {seat.casefold(): state for state, names in seats.items() for seat in names}
    return re.compile(r"\b(?:" + "|".join(re.escape(seat) for seat in sorted(of, key=len, reverse=True)) + r")\b", re.IGNORECASE), of


def seat_of(words: str) -> str | None:
    """The state whose government sits in the building or street that `words` name ("the White House")."""
    pattern, of = _seats()
    found = pattern.search(words)
    return of[found[0].casefold()] if found and found[0][:1].isupper() else None


def is_seat(words: str) -> bool:
    """Whether `words` name such a building and nothing else."""
    pattern, _ = _seats()
    return pattern.fullmatch(re.sub(r"^the\s+", "", words.strip(), flags=re.IGNORECASE)) is not None


def state_named(words: str) -> str | None:
    """The state that `words` names, by its name, capital or adjective; None where none is known."""
    bare = re.sub(r"[’']s?$", "", words.strip().strip("\"“”'‘’"))
    if len(bare) <= 3 and not bare.isupper():  # "us" is a pronoun
        return None
    return _known().get(re.sub(r"^the\s+", "", bare.casefold()))
