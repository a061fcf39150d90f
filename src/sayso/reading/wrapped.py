"""Texts whose lines were broken at a width, as letters and old systems do: their line ends are blanks, not paragraphs.

A blank for a line end keeps every offset, so the spans stand in the text as stored.
"""

from __future__ import annotations

import re
from itertools import pairwise

WIDEST = 100  # code points: a longer line is a paragraph
NARROWEST = 45
FEWEST = 4  # line ends that must be broken at the width, and
SHARE = 0.8  # of all line ends between lines that stand together, for a text to be taken for broken so


def unwrapped(text: str) -> str:
    """The text with a blank for each line end at which the next word would not have fitted; as it is where it is not broken at a width."""
    lines = list(re.finditer(r"^.*$", text, re.MULTILINE))
    lengths = [len(line[0].rstrip()) for line in lines]
    width = max(lengths, default=0)
    if not NARROWEST <= width <= WIDEST:
        return text
    together = [(line, following) for line, following in pairwise(lines) if line[0].strip() and following[0].strip()]
    broken = [line.end() for line, following in together if len(line[0].rstrip()) + 1 + len(following[0].split()[0]) > width]
    if len(broken) < FEWEST or len(broken) < SHARE * len(together):
        return text
    out = list(text)
    for place in broken:
        out[place] = " "
    return "".join(out)
