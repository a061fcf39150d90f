"""A folder that brat opens: each report's text, its statements as BRAT standoff (brat.nlplab.org/standoff.html), and how to show them.

A statement is an event of type Attribution (Attribution-no-source where no source is marked) with a text-bound annotation for its source,
its cue and its content, as the PolNeAR corpus has it; a note on it bears the statement's id, by which `sayso import` knows it again.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath

from sayso.errors import SaysoError
from sayso.ledger import Ledger
from sayso.ledger.links import rejected
from sayso.ledger.parts import parts_of
from sayso.model import Parts, Span

_ANNOTATION = """\
# What `sayso import` takes back: an event of attribution with its source, cue and content. The event's trigger is the cue.

[entities]
Source
Cue
Content

[relations]

[events]
Attribution	Source*:Source, Cue+:Cue, Content+:Content
Attribution-no-source	Cue+:Cue, Content+:Content

[attributes]
"""
_VISUAL = """\
[labels]
Source | Source | Src
Cue | Cue
Content | Content | Cont
Attribution | Attribution | Attr | A
Attribution-no-source | Attribution (no source) | Attr-ns | A-ns

[drawing]
SPAN_DEFAULT	fgColor:black, bgColor:#eeeeee, borderColor:darken
ARC_DEFAULT	color:black, dashArray:-, arrowHead:triangle-5
Source	bgColor:#cfe3f7, borderColor:darken
Cue	bgColor:#fbe3a6, borderColor:darken
Content	bgColor:#d9eed0, borderColor:darken
Attribution	bgColor:#e8dcf2, borderColor:darken
Attribution-no-source	bgColor:#e8dcf2, borderColor:darken
"""
# brat reads .ann files by lines as Unicode has them, so none may be broken inside its words; other readers stop at tabs
_UNBROKEN = re.compile("[^\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def brat_files(ledger: Ledger, folder: Path) -> Iterator[Path]:
    """Write NAME.txt and NAME.ann for each report, annotation.conf and visual.conf; their paths, as they are written.

    NAME ends with the report's id. Statements that a person rejected, and those counted in a later text of their report, are left out, and
    so is an earlier text that says nothing else. Raises SaysoError, before anything is written, where a file of the folder holds anything
    else than would be written: it may be somebody's work.
    """
    for name, content in _files(ledger) if folder.is_dir() and any(folder.iterdir()) else ():
        held = folder / name
        if held.is_file() and held.read_bytes() != content.encode():
            if held.suffix == ".ann":
                raise SaysoError(
                    f"{held}: holds other annotations than would be written; take them in with sayso import, or give another folder"
                )
            raise SaysoError(f"{held}: holds something else than would be written; give another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _files(ledger):
        path = folder / name
        path.write_bytes(content.encode())
        yield path


def _files(ledger: Ledger) -> Iterator[tuple[str, str]]:
    yield "annotation.conf", _ANNOTATION
    yield "visual.conf", _VISUAL
    db = ledger.connection
    out = json.dumps(sorted(rejected(ledger)))
    parts = parts_of(db)
    statements: dict[str, dict[str, Parts]] = defaultdict(dict)
    for row in db.execute(
        "SELECT report, id FROM statements WHERE id NOT IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT statement FROM superseded)"
        " ORDER BY report, position, id",
        (out,),
    ):
        statements[row["report"]][row["id"]] = parts[row["id"]]
    for row in db.execute("SELECT id, path, text, id IN (SELECT report FROM earlier_texts) AS earlier FROM reports ORDER BY id"):
        if row["earlier"] and row["id"] not in statements:
            continue
        name = file_name(row["path"], row["id"])
        marked = statements[row["id"]]
        yield f"{name}.txt", row["text"]
        yield f"{name}.ann", "".join(standoff(row["text"], marked.values(), marked))


def file_name(path: str, report: str) -> str:
    """What the files of a report are called: what its path ends with, in letters that every system takes, and its id less the scheme.

    In 77 letters of ASCII at most; with the id it is no name that Windows reserves, as "con" is.
    """
    name = re.sub(r"\.[A-Za-z]\w{,4}(?=:|$)", "", PurePath(path).name)  # "march.jsonl:12" is "march-12"
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:60].rstrip("-")
    return f"{stem or 'report'}-{report.partition(':')[2]}"


def standoff(text: str, statements: Iterable[Parts], notes: Iterable[str] | None = None) -> Iterator[str]:
    """The lines of an .ann file: for each statement its parts, the event that joins them, and the note on it, where notes are given."""
    texts = iter(notes or ())
    number = 0
    for event, one in enumerate(statements, 1):
        kind = "Attribution" if one.source else "Attribution-no-source"
        joined: dict[str, str] = {}
        for type_, spans in (("Source", one.source), ("Cue", one.cue), ("Content", one.content), (kind, one.cue)):
            pieces = fragments(text, spans)
            if pieces:
                number += 1
                joined[type_] = f"T{number}"
                places = ";".join(f"{piece.start} {piece.end}" for piece in pieces)
                yield f"T{number}\t{type_} {places}\t{' '.join(piece.of(text) for piece in pieces)}\n"
        parts = " ".join(f"{type_}:{joined[type_]}" for type_ in ("Source", "Cue", "Content") if type_ in joined)
        yield f"E{event}\t{kind}:{joined[kind]} {parts}\n"
        if (note := next(texts, None)) is not None:
            yield f"#{event}\tAnnotatorNotes E{event}\t{note}\n"


def fragments(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans in pieces that stand in one line each, without the blanks at their ends; no two overlap."""
    out: list[Span] = []
    for span in sorted(spans):
        for found in _UNBROKEN.finditer(text, max(span.start, out[-1].end if out else 0), span.end):
            words = found[0]
            start = found.start() + len(words) - len(words.lstrip())
            if words.strip():
                out.append(Span(start, start + len(words.strip())))
    return out
