"""Page parts left in a report's text: marked, never removed, and not read as reporting.

A line is judged by its shape: short, standing alone, opening with the words of a page part. What a page part
announces (the titles under "Read Next") and all below a comment form belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.model import Furniture, Span

# A whole line, in the words page templates use; longer prose that merely begins so is not furniture.
_LINES = {
    "related": r"""(?:read\ (?:more|also|next|previous|this)|also\ read|see\ also|related(?:\ (?:stories|articles|news))?|
        more\ on\ this(?:\ story)?|recommended|you\ may\ also\ like|don'?t\ miss|watch(?:\ live)?|in\ pictures|must\ read)
        \s*(?:[:|»>-].*)?""",
    "navigation": r"""(?:(?:previous|next)\ (?:article|post|story)|back\ to\ top|home|menu|skip\ to\ (?:main\ )?content|
        most\ (?:popular|read|viewed)|latest\ news|trending(?:\ now)?|live\ updates|top\ stories|editor'?s\ picks?|
        tags?\s*:.*|categor(?:y|ies)\s*:.*|filed\ under\s*:?.*)""",
    "share": r"""(?:share(?:\ (?:this|it|on|via)\b.{0,40})?\s*:?|follow\ us\b.{0,60}|click\ here\b.{0,80}|join\ our\b.{0,80}|
        (?:tweet|email|print|facebook|twitter|whatsapp|telegram|linkedin|copy\ link)(?:\ this(?:\ (?:page|article))?)?)""",
    "advert": r"(?:advertisement|advert|sponsored(?:\ content)?|(?:story|article)\ continues\ below.*|continue\ reading.*)",
    "newsletter": r"(?:subscribe\b.{0,80}|sign\ up\b.{0,80}|get\ the\ latest\b.{0,80}|newsletter.{0,60})",
    "comments": r"""(?:leave\ a\ (?:reply|comment)|post\ a\ comment|comments\ are\ closed.?|add\ a\ comment|\d+\ comments?|
        your\ email\ address\ will\ not\ be\ published.*)""",
    "rights": r"(?:(?:©|copyright|\(c\))\s.{0,120}|all\ rights\ reserved.{0,60})",
}
_SHAPES = tuple((kind, re.compile(shape, re.IGNORECASE | re.VERBOSE)) for kind, shape in _LINES.items())
_ANNOUNCES = re.compile(r"(?:read (?:next|previous)|(?:previous|next) (?:article|post|story))", re.IGNORECASE)
_ENDS = re.compile(r"leave a (?:reply|comment)|post a comment|your email address will not", re.IGNORECASE)
LONGEST_TITLE = 200  # code points: a line under "Read Next" longer than this is a paragraph of the report


def find_furniture(text: str, repeated: Sequence[Span] = ()) -> tuple[Furniture, ...]:
    """The page parts of `text`, in order, not overlapping.

    `repeated` are lines that other reports of the outlet have as well. Such a line is a page part where it is shaped like one (short,
    no full stop), or where it belongs to the block of page parts that opens or closes the page; a paragraph of background that an
    outlet prints again and again is reporting.
    """
    again = {span.start for span in repeated}
    found: list[Furniture] = []
    lines: list[tuple[Span, str | None]] = []
    announced = ended = False
    for match in re.finditer(r"[^\n]+", text):
        line = match[0].strip()
        if not line:
            continue
        kind = next((kind for kind, shape in _SHAPES if shape.fullmatch(line)), None)
        if kind is None and ended:
            kind = "comments"
        if kind is None and announced and len(line) <= LONGEST_TITLE:
            kind = "related"
        announced = kind is not None and _ANNOUNCES.fullmatch(line) is not None
        ended = ended or (kind == "comments" and _ENDS.match(line) is not None)
        start = match.start() + match[0].index(line)
        lines.append((Span(start, start + len(line)), kind))
    opening, closing = _edge(lines, again), len(lines) - _edge(lines[::-1], again)
    for number, (span, kind) in enumerate(lines):
        alike = span.start in again and (number < opening or number >= closing or _is_label(span.of(text)))
        if kind is not None or alike:
            found.append(Furniture(span, kind or "repeated"))
    return tuple(found)


def _edge(lines: Sequence[tuple[Span, str | None]], again: set[int]) -> int:
    """How many lines from the edge on are page parts or repeated, without a break."""
    return next((i for i, (span, kind) in enumerate(lines) if kind is None and span.start not in again), 0)


def _is_label(line: str) -> bool:
    return len(line) <= 60 and not line.endswith((".", "!", "?", "”", '"'))
