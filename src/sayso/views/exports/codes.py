"""ISO codes of states, for forms that name them so; from the list that `countryinfo` has, by the names that `sayso.states` knows."""

from __future__ import annotations

from functools import cache
from typing import Literal

from sayso.states import state_named


def state_code(words: str, letters: Literal[2, 3]) -> str | None:
    """ISO 3166-1 alpha-2 or alpha-3 of the state that the words name by its name, capital or adjective; None where they name none."""
    state = state_named(words)
    return _codes(letters).get(state) if state else None


@cache
def _codes(letters: Literal[2, 3]) -> dict[str, str]:
    from countryinfo import all_countries

    found = {name: country.iso(letters) for country in all_countries() if (name := state_named(country.name()))}
    return {name: code for name, code in found.items() if code not in ("CS", "SCG")}  # withdrawn with the state it stood for
