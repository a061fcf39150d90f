"""Agencies and outlets: those of ``outlets.toml``, and names that say so themselves ("Halm Gazette", "Radio Estuary")."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_OUTLET_WORDS = re.compile(
    r"\b(?:news|times|post|herald|radio|tv|television|channel|press|agency|gazette|tribune|journal|daily|wire|courier|broadcasting|"
    r"broadcaster|newspaper|magazine|network|review|chronicle|observer|guardian|telegraph|bulletin|media|today|weekly|standard|mail|express)\b",
    re.IGNORECASE,
)


def is_outlet(name: str) -> bool:
    """Whether the name is an agency's or outlet's: listed, or by a word in it."""
    if not name[:1].isupper() or name.rsplit(maxsplit=1)[-1].islower():
        return False
    return proper(name).casefold() in _listed().values() or name.casefold() in _listed() or _OUTLET_WORDS.search(name) is not None


def proper(name: str) -> str:
    """The name that the list gives an outlet, or the name without its article."""
    bare = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
    return next((proper for proper, others in _registry().items() if bare == proper or bare in others or name in others), bare)


@cache
def _registry() -> dict[str, list[str]]:
    lists = tomllib.loads(files("sayso.reading").joinpath("outlets.toml").read_text(encoding="utf8"))
    return {name: others for group in lists.values() for name, others in group.items()}


@cache
def _listed() -> dict[str, str]:
    return {word.casefold(): name.casefold() for name, others in _registry().items() for word in (name, *others)}
