"""What one document gives, before anything else is known of it: a text, and what it says of itself. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sayso.model import Fact


@dataclass(frozen=True, slots=True)
class Draft:
    """A text taken from a document. `part` tells it from others of the same document ("2"), `links` are addresses it names as its own."""

    text: str
    facts: tuple[Fact, ...] = ()
    part: str | None = None
    link: str | None = None  # the page that a feed's entry is about
    stamp: str | None = None  # what changes when the entry does
    encoding: str | None = None  # how its bytes were read, where not as UTF-8
    guessed: bool = False  # whether that was a guess
    summary: bool = False  # whether it is known to be only part of what was published

    def packed(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> Draft:
        return cls(**{**packed, "facts": tuple(Fact(*fact) for fact in packed["facts"])})


class Refused(Exception):
    """A document that gives no text: `kind` and `message` as of a ReportError, whose path the caller knows."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
