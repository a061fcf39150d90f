"""A report's text as HTML with its marks in place: the words of the page's text are those of the report, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise

from markupsafe import Markup

from sayso.views.room.reports import Mark

_ROLES = ("source", "cue", "content")
_UNSEEN = str.maketrans({"\r": "&#13;", "\0": "\ufffd"})  # a browser takes a CR for a LF and drops a NUL
_DEEPEST = 3  # contents within contents that look different


def dashed(key: str) -> str:
    """An id as it stands in addresses and anchors: on some systems the name of a file has no colon."""
    return key.replace(":", "-", 1)


def marked(text: str, marks: Sequence[Mark], entry: Callable[[str], str]) -> Markup:
    """A paragraph for each line of the text; `entry` gives the address of a statement's entry.

    A stretch under the same marks is one element. Its classes are their layers; `data-of` says whose source, cue or content it is,
    the outermost first. Before a content stands an empty element with the statement's id, where links lead.
    """
    breaks = [found.end() for found in re.finditer("\n", text)]
    cuts = sorted({0, len(text), *breaks, *(at for mark in marks for at in (mark.start, mark.end))})
    opening: dict[int, list[Mark]] = {}
    for mark in marks:
        opening.setdefault(mark.start, []).append(mark)
    lines, line, active, told = set(breaks), 1, list[Mark](), set[str | None]()
    out = ['<p dir="auto" id="L1">']
    for start, end in pairwise(cuts):
        if start in lines and start:
            line += 1
            out.append(f'</p><p dir="auto" id="L{line}">')
        active = [mark for mark in active if mark.end > start] + opening.get(start, [])
        for mark in opening.get(start, ()):
            if mark.layer == "content" and mark.of not in told:
                told.add(mark.of)
                out.append(f'<span class="here" id="{dashed(mark.of or "")}"></span>')
        words = escape(text[start:end]).translate(_UNSEEN)
        out.append(_stretch(words, active, entry) if active else words)
    return Markup("".join((*out, "</p>")))  # noqa: S704 (the words went through escape, the rest is ours)


def _stretch(words: str, active: Sequence[Mark], entry: Callable[[str], str]) -> str:
    said = [mark for mark in active if mark.layer in _ROLES]
    depth = min(_DEEPEST, sum(mark.layer == "content" for mark in said))
    layers = dict.fromkeys(mark.layer for mark in active)
    classes = " ".join((*layers, f"deep{depth}") if depth > 1 else layers)
    of = "".join(f" {dashed(mark.of or '')}/{mark.layer}" for mark in said).strip()
    notes = "; ".join(dict.fromkeys(mark.note for mark in active if mark.note))
    given = f' class="{classes}"' + (f' data-of="{of}"' if of else "") + (f' title="{escape(notes)}"' if notes else "")
    cues = [mark for mark in said if mark.layer == "cue" and mark.of]
    if cues:
        return f'<a href="{escape(entry(cues[-1].of or ""))}"{given}>{words}</a>'
    return f"<span{given}>{words}</span>"
