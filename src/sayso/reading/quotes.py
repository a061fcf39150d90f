"""Where a text quotes: the spans between quotation marks, also unclosed ones and quotations over several paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sayso.model import Span

_PAIRS = {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"', "``": "''", "'": "'", "‹": "›"}
_MARK = re.compile(r"``|''|[\"“”«»„‹›]|[‘'’]")
_OPENERS = set(_PAIRS)


@dataclass(frozen=True, slots=True)
class Quotation:
    """One stretch between marks, marks included; `closed` is false where the paragraph ends first."""

    span: Span
    closed: bool


@lru_cache(maxsize=2)  # flags and statements both ask
def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The outermost quotations of `text`, in order. A paragraph (a line) ends what is open in it."""
    found: list[Quotation] = []
    for line in re.finditer(r"[^\n]+", text):
        opened: tuple[int, str] | None = None
        for mark in _MARK.finditer(text, line.start(), line.end()):
            before = text[mark.start() - 1] if mark.start() > line.start() else " "
            after = text[mark.end()] if mark.end() < line.end() else " "
            if opened is None:
                if mark[0] in _OPENERS and not _within_word(before) and (not after.isspace() or mark[0] in "“«„"):
                    opened = (mark.start(), mark[0])
            elif mark[0] in _PAIRS[opened[1]] or (opened[1] in '"“' and mark[0] in '"”“'):
                single = opened[1] in "‘'"
                if (single and after.isalnum()) or (mark[0] == "“" and not after.isspace() and before.isspace()):
                    continue  # an apostrophe; a second opening mark
                found.append(Quotation(Span(opened[0], mark.end()), closed=True))
                opened = None
        if opened is not None and opened[1] not in "‘'":  # a lone single mark is far more often an apostrophe
            found.append(Quotation(Span(opened[0], line.start() + len(line[0].rstrip())), closed=False))
    return tuple(found)


def _within_word(before: str) -> bool:
    return before.isalnum() or before in ".,!?"
