"""The text layer of a PDF, its lines joined to paragraphs again, by pypdf."""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO
from typing import Any

from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import clean
from sayso.intake.facts import fact_of

MOST = 2_000  # pages
_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)


def extract(data: bytes) -> Draft:
    """The text of a PDF. Raises Refused where it has no text layer or is locked, and whatever pypdf raises where it is damaged."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every slip of the file
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("locked", "the PDF is locked with a password; unlock it and take it in again")
    except DependencyError as error:
        raise Refused("locked", "the PDF is locked in a way that is not read here; print it to a new PDF and take that in") from error
    if len(reader.pages) > MOST:
        raise Refused("too_large", f"{len(reader.pages)} pages, and a report has at most {MOST}; split it into its reports")
    pages = [page.extract_text() for page in reader.pages]
    about: Any = reader.metadata or {}
    title, author = (str(getattr(about, name, None) or "") for name in ("title", "author"))
    text = paragraphs(pages)
    if not text:
        raise Refused("no_text", "the PDF has no text layer (a scan?); run it through text recognition and take it in again")
    facts = (fact_of("title", title, "the PDF"), fact_of("author", author, "the PDF"))
    return Draft(text, tuple(fact for fact in facts if fact))


def paragraphs(pages: list[str]) -> str:
    """Pages of lines as paragraphs: words cut at a line's end are joined, running heads and page numbers left out."""
    lines = [[line.strip() for line in clean(page).replace("\u00ad\n", "").splitlines()] for page in pages]
    edges = Counter(_bare(line) for page in lines for line in {*page[:2], *page[-2:]} if line)
    running = {line for line, count in edges.items() if count >= 3 and 2 * count > len(lines)}
    out: list[str] = []
    open_ended = False  # whether the last paragraph goes on
    for page in lines:
        kept = [line for place, line in enumerate(page) if not _is_edge(line, place, len(page), running)]
        longest = max((len(line) for line in kept), default=0)
        for line in kept:
            if not line:
                open_ended = False
            elif open_ended and out[-1].endswith("-") and line[:1].islower():
                out[-1] = out[-1][:-1] + line
            elif open_ended:
                out[-1] += " " + line
            else:
                out.append(line)
            # a line that stops well before the margin, behind a full stop, ends its paragraph; so does a short one without: a headline
            if line:
                short = len(line) < 0.75 * longest
                open_ended = not (short and (re.search(r"[.!?:]['\"”’)]*$", line) or len(line) < 0.6 * longest))
    return "\n\n".join(out).strip()


def _bare(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _is_edge(line: str, place: int, length: int, running: set[str]) -> bool:
    return (place < 2 or place >= length - 2) and (_bare(line) in running or _NUMBER.fullmatch(line) is not None)
