"""The annotated corpora, as texts with labelled spans. Formats and licences: ../shared/corpora/README.md."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from sayso.views.imports.brat import parse

Span = tuple[int, int]
MentionKind = Literal["pronoun", "nominal", "name"]


class Mention(NamedTuple):
    """Words that refer to something, the head among them, and the cluster of all that refers to the same."""

    start: int
    end: int
    head_start: int
    head_end: int
    cluster: str
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Attribution:
    """One gold attribution: code-point spans of each role."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A text with attributions, names ``(start, end, kind)`` or mentions; ``None`` where the corpus does not say."""

    name: str
    text: str
    attributions: tuple[Attribution, ...] | None = None
    names: tuple[tuple[int, int, str], ...] | None = None
    mentions: tuple[Mention, ...] | None = None


def polnear(folder: Path) -> list[Article]:
    """PolNeAR articles, the first annotator of each (file names sorted)."""
    articles = []
    for path in sorted((folder / "text").glob("*.txt")):
        annotations = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        if annotations:
            text = _raw(path)
            articles.append(Article(path.stem, text, tuple(_attributions(_raw(annotations[0])))))
    return articles


def _raw(path: Path) -> str:
    # newline="": PolNeAR counts a carriage return as a code point of its own
    with path.open(encoding="utf8", newline="") as file:
        return file.read()


def _attributions(ann: str) -> Iterator[Attribution]:
    """As the team's scorer reads them: without the spans (of 91 attributions of 24,821) that are marked in a line behind their event's."""
    standoff = parse(ann)
    for event in standoff.events:
        before = {key for key, one in standoff.marked.items() if one.line < event.line}
        yield Attribution(*(standoff.spans([k for k in keys if k in before]) for keys in (event.source, event.cue, event.content)))


def uner(path: Path, *, sentences: int = 12) -> list[Article]:
    """Universal NER (iob2), `sentences` joined to one text, since single sentences are shorter than a window."""
    articles: list[Article] = []
    text = ""
    names: list[tuple[int, int, str]] = []
    blocks = [block for block in path.read_text(encoding="utf8").split("\n\n") if block.strip()]
    for number, block in enumerate(blocks, 1):
        lines = block.split("\n")
        sentence = next(line for line in lines if line.startswith("# text = ")).removeprefix("# text = ")
        place = 0
        open_kind = "O"
        for word, tag in (line.split("\t")[1:3] for line in lines if line and not line.startswith("#")):
            prefix, _, kind = tag.partition("-")
            if kind not in ("PER", "ORG", "LOC"):  # OTH, and B-O in the train part
                prefix, kind = "O", "O"
            found = sentence.find(word, place)
            if found < 0:  # a handful of words are respelt in the first column
                open_kind = "O"
                continue
            place = found + len(word)
            if prefix == "I" and open_kind == kind:
                names[-1] = (names[-1][0], len(text) + place, kind)
            elif prefix != "O":
                names.append((len(text) + found, len(text) + place, kind))
            open_kind = kind
        text += sentence
        if number % sentences == 0 or number == len(blocks):
            articles.append(Article(f"{path.stem}-{number}", text, None, tuple(names)))
            text, names = "", []
        else:
            text += " "
    return articles


def digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of every file below `folder`, in order of name."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
