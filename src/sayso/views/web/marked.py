"""A report's text as HTML with its marks in place: the words of the page's text are those of the report, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import pairwise

from markupsafe import Markup

from sayso.model import ROLES
from sayso.views.room.reports import Mark

_UNSEEN = str.maketrans({"\r": "&#13;", "\0": "\ufffd"})  # a browser takes a CR for a LF and drops a NUL
_LONGEST = 20_000  # code points of a paragraph: a browser takes a minute to lay out a megabyte that runs both ways (16 s here in Chromium)
_DEEPEST = 3  # contents within contents that look different


def dashed(key: str) -> str:
    """An id as it stands in addresses and anchors: on some systems the name of a file has no colon."""
    return key.replace(":", "-", 1)


def marked(text: str, marks: Sequence[Mark], entry: Callable[[str], str]) -> Markup:
    """A paragraph for each line of the text, several for a very long one; `entry` gives the address of a statement's entry.

    A stretch under the same marks is one element. Its classes are their layers; `data-of` says whose source, cue or content it is,
    the outermost first. Before a content stands an empty element with the statement's id, where links lead.
    """
    breaks = dict.fromkeys((found.end() for found in re.finditer("\n", text)), True)  # whether a line begins there, or goes on
    breaks |= dict.fromkeys(_long(text, [0, *breaks, len(text)]), False)
    cuts = sorted({0, len(text), *breaks, *(at for mark in marks for at in (mark.start, mark.end))})
    opening: dict[int, list[Mark]] = {}
    for mark in marks:
        opening.setdefault(mark.start, []).append(mark)
    line, active, told = 1, list[Mark](), set[str | None]()
    out = ['<p dir="auto" id="L1">']
    for start, end in pairwise(cuts):
        if start in breaks:
            line += breaks[start]
            out.append(f'</p><p dir="auto" id="L{line}">' if breaks[start] else '</p><p dir="auto">')
        active = [mark for mark in active if mark.end > start] + opening.get(start, [])
        for mark in opening.get(start, ()):
            if mark.layer == "content" and mark.of not in told:
                told.add(mark.of)
                out.append(f'<span class="here" id="{escape(dashed(mark.of or ""))}"></span>')
        words = escape(text[start:end]).translate(_UNSEEN)
        out.append(_stretch(words, active, entry) if active else words)
    return Markup("".join((*out, "</p>")))  # noqa: S704 (the words went through escape, the rest is ours)


def _long(text: str, ends: Sequence[int]) -> Iterator[int]:
    """Where lines that are too long for a browser are cut in two, at blanks where there are any."""
    for start, end in pairwise(ends):
        at = start
        while end - at > _LONGEST:
            blank = text.rfind(" ", at + 1, at + _LONGEST)
            at = blank + 1 if blank > at else at + _LONGEST
            yield at


def _stretch(words: str, active: Sequence[Mark], entry: Callable[[str], str]) -> str:
    said = [mark for mark in active if mark.layer in ROLES]
    depth = min(_DEEPEST, sum(mark.layer == "content" for mark in said))
    layers = dict.fromkeys(mark.layer for mark in active)
    classes = " ".join((*layers, f"deep{depth}") if depth > 1 else layers)
    of = escape(" ".join(f"{dashed(mark.of or '')}/{mark.layer}" for mark in said))
    notes = "; ".join(dict.fromkeys(mark.note for mark in active if mark.note))
    given = f' class="{classes}"' + (f' data-of="{of}"' if of else "") + (f' title="{escape(notes)}"' if notes else "")
    cues = [mark for mark in said if mark.layer == "cue" and mark.of]
    if cues:
        return f'<a href="{escape(entry(cues[-1].of or ""))}"{given}>{words}</a>'
    return f"<span{given}>{words}</span>"
