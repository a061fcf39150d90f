"""What people annotated elsewhere, brought back: one module for each format, and `recording`, which makes judgements of it.

A format's module has one function of a file and a ledger that gives a `Taken`. Nothing is moved: an annotation whose words do not stand
where it says they do is an `Orphan`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal, cast

from sayso.ledger import Ledger
from sayso.model import Span


@dataclass(frozen=True, slots=True)
class Annotated:
    """One statement as a person annotated it in a report of the ledger. Its words have been found to stand at its spans.

    Spans are half-open code points into the report's stored text. Without content it is about the `statement` as that stands, which
    `decision` then says to be right or wrong; with content and no decision it says what stands there.
    """

    report: str  # id, as the ledger has it now
    where: str  # the file and the place in it: "coded/ternwire.ann: E3"
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()
    statement: str | None = None  # id of the statement that it is about, where it names one
    decision: Literal["confirm", "reject"] | None = None  # where it says so outright
    comment: str | None = None
    tags: tuple[str, ...] = ()
    by: str | None = None  # who annotated, where the file says so


@dataclass(frozen=True, slots=True)
class Orphan:
    """An annotation that cannot be taken: where it is, why, and the words that it quotes.

    `suggestion` is where just these words stand in the report now, for a person to look at; nothing is recorded of it.
    """

    where: str
    why: str
    quote: str
    report: str | None = None  # id, where the report was found
    suggestion: Span | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What one file gives. `reports` are the ids of all reports it is about, those without an annotation among them.

    `doubt` is why nobody can tell that its annotator saw just the stored text: then silence on a statement says nothing of it.
    """

    path: str
    reports: tuple[str, ...]
    annotated: tuple[Annotated, ...]
    orphans: tuple[Orphan, ...]
    doubt: str | None = None


Take = Callable[[Path, Ledger], Taken]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that annotations come in: where its function is (`module.function` of this package), and whether a file of it covers its
    reports wholly unless the user says otherwise, so that what it lacks is not there."""

    home: str
    whole: bool

    def take(self, path: Path, ledger: Ledger) -> Taken:
        """What a file gives. Raises AnnotationsError where it cannot be read at all."""
        module, _, name = self.home.partition(".")
        return cast(Take, getattr(import_module(f"sayso.views.imports.{module}"), name))(path, ledger)


FORMATS: Mapping[str, Format] = {
    "brat": Format("brat.take_brat", whole=True),
    "webannotation": Format("annotations.take_annotations", whole=False),
}


def found_now(text: str, quote: str, near: int = 0) -> Span | None:
    """Where the words of a quotation stand, spaces and line breaks aside: of several places the one nearest to `near`."""
    said = quote.split()
    if not said:
        return None
    places = re.finditer(r"\s+".join(map(re.escape, said)), text)
    return min((Span(*place.span()) for place in places), key=lambda span: (abs(span.start - near), span), default=None)
