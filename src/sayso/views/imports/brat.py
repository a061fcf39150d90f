"""BRAT standoff (brat.nlplab.org/standoff.html), as brat, PolNeAR and ``sayso export --format brat`` write it, parsed and taken.

Text-bound annotations (T) of the types Source, Cue and Content; an event (E) joins those of one statement, its roles numbered where it
has several of one; a note (#) on the event may name the statement it is about (``s1:…``), what else it says is a comment. Offsets are
code points of the .txt beside the .ann, line ends as they are in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from sayso.errors import AnnotationsError
from sayso.ledger import Ledger
from sayso.ledger.taken import now_named
from sayso.model import ROLES, Span
from sayso.views.imports import Annotated, Orphan, Taken, found_now

_RECORD = re.compile(r"^(?=(?:[TEARNM]\d+|#\d+|\*)\t)", re.MULTILINE)  # a T record of PolNeAR may hold line breaks
_STATEMENT = re.compile(r"\bs1:[0-9a-f]{16}\b")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text-bound annotation: a type, fragments in the order of the file, and the words as the file has them."""

    key: str
    line: int
    type: str
    spans: tuple[Span, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Event:
    """An attribution: its trigger, and what fills each role (keys of text-bound annotations)."""

    key: str
    line: int
    type: str
    trigger: str
    source: tuple[str, ...]
    cue: tuple[str, ...]
    content: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standoff:
    """What an .ann file holds of attributions; `faults` are the lines that cannot be understood, with why."""

    marked: Mapping[str, Marked]
    events: tuple[Event, ...]
    notes: Mapping[str, tuple[str, ...]]  # by what they are on
    faults: tuple[tuple[int, str, str], ...]

    def spans(self, keys: Sequence[str]) -> tuple[Span, ...]:
        """The fragments of some annotations, in order of place."""
        return tuple(sorted({span for key in keys if key in self.marked for span in self.marked[key].spans}))


def parse(ann: str) -> Standoff:
    """The text of an .ann file as a value. Other kinds of annotation (relations, attributes, normalisations) are passed over."""
    marked: dict[str, Marked] = {}
    events: list[Event] = []
    notes: dict[str, list[str]] = defaultdict(list)
    faults: list[tuple[int, str, str]] = []
    line = 1
    for record in _RECORD.split(ann):
        try:
            key, _, rest = record.partition("\t")
            if record[:1] == "T":
                marked[key] = _marked(key, line, rest)
            elif record[:1] == "E":
                events.append(_event(key, line, rest.strip()))
            elif record[:1] == "#":
                about, _, note = rest.partition("\t")
                notes[about.split()[-1]].append(note.strip())
            elif record.strip() and not re.match(r"[ARNM*]", record):
                raise ValueError("it is no line of standoff")
        except (ValueError, IndexError) as error:
            faults.append((line, record.strip(), str(error)))
        line += record.count("\n")
    return Standoff(marked, tuple(events), {key: tuple(some) for key, some in notes.items()}, tuple(faults))


def _marked(key: str, line: int, rest: str) -> Marked:
    where, _, words = rest.rstrip("\r\n").partition("\t")
    kind, _, offsets = where.partition(" ")
    spans = []
    for pair in offsets.split(";"):
        numbers = pair.split()
        if len(numbers) != 2 or not all(number.isdecimal() for number in numbers) or int(numbers[0]) >= int(numbers[1]):
            raise ValueError(f"{pair!r} is no pair of offsets")
        spans.append(Span(int(numbers[0]), int(numbers[1])))
    return Marked(key, line, kind, tuple(spans), words)


def _event(key: str, line: int, rest: str) -> Event:
    if not all(":" in part for part in rest.split()):
        raise ValueError("an event is TYPE:TRIGGER ROLE:ANNOTATION …")
    (kind, trigger), *arguments = [tuple(part.split(":", 1)) for part in rest.split()]
    roles: dict[str, list[str]] = {role: [] for role in ROLES}
    for role, filler in arguments:
        roles.get(re.sub(r"\d+$", "", role).lower(), []).append(filler)
    return Event(key, line, kind, trigger, *(tuple(roles[role]) for role in ROLES))


def take_brat(path: Path, ledger: Ledger) -> Taken:
    """The attributions of an .ann file, on the report that it annotates. Raises AnnotationsError where the ledger has none such."""
    standoff = parse(_read(path).removeprefix("\ufeff"))
    if standoff.faults and not standoff.marked:
        line, _, why = standoff.faults[0]
        raise AnnotationsError(str(path), f"line {line}: {why}; give a file of BRAT standoff (.ann)")
    beside = path.with_suffix(".txt")
    annotated_text = _read(beside) if beside.is_file() else None
    report, text = _report(ledger, path, standoff, annotated_text)
    here = _Moved(annotated_text, text) if annotated_text is not None and annotated_text != text else None
    annotated: list[Annotated] = []
    orphans = [
        Orphan(f"{path}: line {line}", f"it cannot be understood: {why}; correct the line", quote, report)
        for line, quote, why in standoff.faults
    ]
    for event in standoff.events:
        where = f"{path}: {event.key} (line {event.line})"
        keys = {"source": event.source, "cue": event.cue or (event.trigger,), "content": event.content}
        if not (event.type.startswith("Attribution") or event.source or event.cue or event.content):
            continue  # another kind of event
        found = {role: [standoff.marked[key] for key in some if key in standoff.marked] for role, some in keys.items()}
        if not found["content"] or not found["cue"]:
            lacking = "content" if not found["content"] else "cue"
            quote = " … ".join(one.words for role in ROLES for one in found[role])
            orphans.append(Orphan(where, f"it marks no {lacking}: a statement has a cue and a content", quote, report))
            continue
        wrong = next((one for role in ROLES for one in found[role] if not _stands(one, text, here)), None)
        if wrong is not None:
            orphans.append(_orphan(f"{path}: {event.key}, {wrong.key} (line {wrong.line})", wrong, report, text, here))
            continue
        source, cue, content = (tuple(sorted({_there(span, here) for one in found[role] for span in one.spans})) for role in ROLES)
        about = (event.key, *dict.fromkeys((event.trigger, *event.source, *event.cue, *event.content)))
        notes = " ".join(note for key in about for note in standoff.notes.get(key, ()))
        named = _STATEMENT.search(notes)
        comment = " ".join(_STATEMENT.sub(" ", notes, count=1).split())
        annotated.append(Annotated(report, where, source, cue, content, named[0] if named else None, comment=comment or None))
    orphans += _alone(path, standoff, report)
    return Taken(str(path), (report,), tuple(annotated), tuple(orphans), _doubt(path, annotated_text, here))


def _doubt(path: Path, annotated_text: str | None, here: _Moved | None) -> str | None:
    """Why the annotator may not have seen all that is stored; None where the text beside the file is the stored one, line ends aside."""
    if annotated_text is None:
        return f"no {path.with_suffix('.txt').name} stands beside {path} to say which text was annotated"
    return None if here is None or here.same else f"the text beside {path} is not the one that is stored"


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf8", newline="") as file:  # a carriage return is a code point of its own, as brat counts
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationsError(
            str(path), f"cannot be read as UTF-8 text ({error}); give a file of BRAT standoff, saved as UTF-8"
        ) from error


def _alone(path: Path, standoff: Standoff, report: str) -> Iterator[Orphan]:
    """What is marked as a part of a statement and belongs to none."""
    used = {key for event in standoff.events for key in (event.trigger, *event.source, *event.cue, *event.content)}
    for one in standoff.marked.values():
        if one.key not in used and one.type.lower() in ROLES:
            yield Orphan(
                f"{path}: {one.key} (line {one.line})", f"this {one.type.lower()} stands in no attribution: no event joins it to others",
                one.words, report,
            )  # fmt: skip


def _report(ledger: Ledger, path: Path, standoff: Standoff, annotated_text: str | None) -> tuple[str, str]:
    """The report that a file annotates, and its text: told by the text beside it, else by its name; of several by the words marked."""
    db = ledger.connection
    rows = []
    if annotated_text is not None:
        hashes = [sha256(text.encode()).hexdigest() for text in _forms(annotated_text)]
        marks = ",".join("?" * len(hashes))
        rows = db.execute(f"SELECT id, path, text FROM reports WHERE sha256 IN ({marks}) ORDER BY id", hashes).fetchall()
    named = re.search(r"-([0-9a-f]{16})$", path.stem)
    key = now_named(db, f"r1:{named[1]}") if named else None
    if key is not None and (not rows or any(row["id"] == key for row in rows)):
        rows = db.execute("SELECT id, path, text FROM reports WHERE id = ?", (key,)).fetchall() or rows
    if not rows:
        stems = {row["id"]: PurePath(row["path"]).stem for row in db.execute("SELECT id, path FROM reports ORDER BY id")}
        fits = {one: stem for one, stem in stems.items() if path.stem == stem or re.match(rf"{re.escape(stem)}[_.-]", path.stem)}
        longest = max(map(len, fits.values()), default=0)
        for one in (one for one, stem in fits.items() if len(stem) == longest):
            rows += db.execute("SELECT id, path, text FROM reports WHERE id = ?", (one,)).fetchall()
    if not rows:
        raise AnnotationsError(
            str(path),
            f"the ledger {ledger.path} has no report with the text of {path.with_suffix('.txt').name}, and none called {path.stem};"
            " build the ledger of the texts that were annotated",
        )
    standing = Counter({row["id"]: sum(_stands(one, row["text"], None) for one in standoff.marked.values()) for row in rows})
    (best, most), *others = standing.most_common(2)
    if others and others[0][1] == most:
        both = " and ".join(f"{row['id']} ({row['path']})" for row in rows if standing[row["id"]] == most)
        raise AnnotationsError(str(path), f"it may annotate {both}; call it NAME-ID.ann, with the ID of the one meant less its “r1:”")
    return next((row["id"], row["text"]) for row in rows if row["id"] == best)


def _forms(text: str) -> Iterator[str]:
    """The text with its own line ends, with those of Unix and of Windows."""
    unix = text.replace("\r\n", "\n")
    yield from dict.fromkeys((text, unix, unix.replace("\n", "\r\n")))


class _Moved:
    """Offsets of a text in the same text with other line ends."""

    def __init__(self, annotated: str, stored: str) -> None:
        self.same = annotated.replace("\r\n", "\n") == stored.replace("\r\n", "\n")
        self._annotated, self._stored = ([found.start() for found in re.finditer("\r(?=\n)", text)] for text in (annotated, stored))

    def __call__(self, offset: int) -> int:
        """Of an offset of the annotated text that in the stored one; as it is where the texts differ in more than line ends."""
        if not self.same:
            return offset
        plain = offset - bisect_left(self._annotated, offset)
        there = plain
        for at in self._stored:
            if at >= there:
                break
            there += 1
        return there


def _there(span: Span, here: _Moved | None) -> Span:
    return span if here is None else Span(here(span.start), here(span.end))


def _stands(one: Marked, text: str, here: _Moved | None) -> bool:
    """Whether the words of the file stand at its offsets, spaces and line breaks aside."""
    spans = [_there(span, here) for span in one.spans]
    found = " ".join(span.of(text) for span in spans)
    return all(span.end <= len(text) for span in spans) and found.split() == one.words.split() != []


def _orphan(where: str, one: Marked, report: str, text: str, here: _Moved | None) -> Orphan:
    spans = [_there(span, here) for span in one.spans]
    found = " ".join(" ".join(span.of(text) for span in spans).split())
    why = f"at {one.spans[0].start} the report has other words: “{found}”" if found else "its place lies behind the end of the report"
    return Orphan(where, why, one.words, report, found_now(text, one.words, spans[0].start))
