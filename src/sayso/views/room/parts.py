"""Words laid beside other words: which of them the others have too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a text: `shared` where what it is compared with has them as well. All parts together are the text."""

    words: str  # as they stand
    shared: bool  # whether what it is compared with has them as well


def compared(first: str, other: str) -> tuple[Part, ...]:
    """The words of `other`, with those told apart that `first` has too."""
    before, words = (re.findall(r"\w+|\W", text) for text in (first, other))
    matcher = SequenceMatcher(None, [w.casefold() for w in before], [w.casefold() for w in words], autojunk=False)
    return tuple(Part("".join(words[start:end]), tag == "equal") for tag, _, _, start, end in matcher.get_opcodes() if start < end)


def cut(text: str, changed: Iterable[tuple[int, int]]) -> tuple[Part, ...]:
    """The text in parts, the changed stretches not shared."""
    parts, at = [], 0
    for start, end in sorted(changed):
        parts += [Part(text[at:start], True), Part(text[max(at, start) : end], False)]
        at = max(at, end)
    return tuple(part for part in (*parts, Part(text[at:], True)) if part.words)
