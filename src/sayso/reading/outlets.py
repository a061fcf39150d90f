"""Agencies and outlets: the registry of ``outlets.toml`` with what the user adds, and names that say so themselves ("Halm Gazette")."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from sayso.settings import Outlet

_OUTLET_WORDS = re.compile(
    r"\b(?:news|times|post|herald|radio|tv|television|channel|press|agency|gazette|tribune|journal|daily|wire|courier|broadcasting|"
    r"broadcaster|newspaper|magazine|network|review|chronicle|observer|guardian|telegraph|bulletin|media|today|weekly|standard|mail|express|"
    r"newswires|newsroom|broadcast|fm|online|world service|"
    # the same in the languages whose outlets English reports name most
    r"agence|agenzia|agencia|agência|ajans[ıi]?|haber|kanal|canal|tele\w+|rede|diario|diário|journal|jornal|giornale|corriere|courrier|kurier|presse|prensa|"
    r"stampa|zeitung|tageblatt|rundfunk|gazeta|gazete|gazette|akhbar|novosti|vesti|pravda|izvestia|nachrichten|hadath|jazeera)\b",
    re.IGNORECASE,
)
# "local media", "state television", "an opposition website": carriers that are not named
UNNAMED = re.compile(
    r"(?:(?:an?|the|some|several|other|two|three) )?((?:[\w-]+ ){0,2}?(?:media(?: sources| outlets| reports)?|newspapers?|television(?: station| channel)?|"
    r"tv(?: station| channel)?|radio(?: station)?|websites?|news sites?|news agenc(?:y|ies)|broadcasters?|press|news outlets?|dailies|daily|weekly))\b",
    re.IGNORECASE,
)
# what an outlet named before is called afterwards: "told the channel"
CALLED = re.compile(
    r"the (?:[a-z]+ )?(?:channel|paper|newspaper|broadcaster|agency|network|station|magazine|daily|weekly|site|website|outlet|wire service|programme|program)\b"
)


_KIND_BEHIND = re.compile(
    r"\s+(?:(?:state )?news agency|agency|newspaper|television|tv|radio|channel|website|news site|network)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Registry:
    """The known outlets, by every name; the user's stand before ours."""

    outlets: tuple[Outlet, ...]
    by_name: dict[str, Outlet] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        names: dict[str, Outlet] = {}
        for outlet in self.outlets:
            for name in (outlet.name, *outlet.aliases):
                names.setdefault(_key(name), outlet)
        object.__setattr__(self, "by_name", names)

    def is_outlet(self, name: str) -> bool:
        """Whether the name is an agency's or outlet's: listed, or by a word in it."""
        if not name[:1].isupper() or name.rsplit(maxsplit=1)[-1].islower():
            return _key(name) in self.by_name
        begins = any(_key(" ".join(name.split()[:n])) in self.by_name for n in range(1, len(name.split())) if name.split()[n][:1].isupper())
        return _key(name) in self.by_name or _OUTLET_WORDS.search(name) is not None or begins  # "BBC World Service"

    def proper(self, name: str) -> str:
        """The name that the registry gives an outlet, or the name without its article."""
        bare = _KIND_BEHIND.sub("", name)
        known = self.by_name.get(_key(name)) or self.by_name.get(_key(bare))
        return known.name if known else re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)

    def same(self, name: str, outlet: str | None, url: str | None) -> bool:
        """Whether `name` is the outlet that published the report, by its name or its address."""
        if outlet is not None and (
            self.proper(name).casefold() == self.proper(outlet).casefold()
            or re.search(rf"\b{re.escape(name)}\b", outlet, re.IGNORECASE) is not None
        ):
            return True
        known = self.by_name.get(_key(name))
        hosts = [urlsplit(address).hostname or address for address in (url, outlet) if address]
        return known is not None and any(host == domain or host.endswith("." + domain) for host in hosts for domain in known.domains)


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    return re.sub(r"^the\s+", "", name.casefold().strip())


def parsed(lists: dict[str, Any]) -> tuple[Outlet, ...]:
    """The entries of a registry file. Raises ValueError that names the entry which is not one."""
    out = []
    for number, entry in enumerate(lists.get("outlets", []), 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
            raise ValueError(f"entry {number} has no name")
        unknown = set(entry) - {"name", "aliases", "domains", "kind"}
        if unknown or any(not isinstance(word, str) for key in ("aliases", "domains") for word in entry.get(key, ())):
            raise ValueError(f"entry {number} ({entry['name']}) may hold name, aliases, domains and kind only, lists being lists of words")
        out.append(Outlet(entry["name"], tuple(entry.get("aliases", ())), tuple(entry.get("domains", ())), entry.get("kind", "outlet")))
    return tuple(out)


@cache
def registry(more: tuple[Outlet, ...] = ()) -> Registry:
    """The shipped registry, with `more` before it."""
    text = files("sayso.reading").joinpath("outlets.toml").read_text(encoding="utf8")
    return Registry((*more, *parsed(tomllib.loads(text))))
