"""The command that takes people's annotations back in: import."""

from __future__ import annotations

import getpass
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.errors import AnnotationsError
from sayso.views.cli.command import Command
from sayso.views.cli.shared import BY, LEDGER, error_object, guarded, harmless, json_option, print_json
from sayso.views.imports import FORMATS, Orphan, Taken

if TYPE_CHECKING:
    from sayso.ledger import Ledger
    from sayso.views.imports.recording import Import

_SUFFIXES = {".ann": "brat", ".json": "webannotation", ".jsonld": "webannotation"}


@click.command(
    "import",
    cls=Command,
    examples=[
        ("sayso import story.db coded/ --dry-run", "What the annotations in a folder would change; nothing is recorded."),
        ("sayso import story.db coded/ --by Mira", "Record it, as Mira's word."),
        ("sayso import story.db notes.jsonld", "Web annotations: what they mark, and nothing else, is judged."),
        ("sayso import story.db coded/ --json | jq '.orphans'", "What could not be taken, for another program."),
    ],
    exits={
        0: "All was taken.",
        1: "Some annotations are orphans, or a file cannot be read; each is named. The others were taken.",
        2: "The command line cannot be understood. Nothing was done.",
    },
)
@LEDGER
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="The format; told by each file where not given.")
@BY
@click.option(
    "--whole/--partial", default=None,
    help="Whether a file has all statements of its reports, so that those it lacks are rejected. BRAT files that mark anything do, if the"
    " .txt beside them is the text that is stored; web annotations do not, where not given.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be recorded, and record nothing.")
@json_option("an object with the ids of statements confirmed, rejected, corrected and added, and the orphans")
@guarded
def import_annotations(
    ledger: str, paths: tuple[str, ...], form: str | None, by: str | None, whole: bool | None, dry_run: bool, as_json: bool
) -> None:
    """Take people's annotations of reports back as judgements.

    PATHS are BRAT standoff (.ann, with the .txt beside it) or W3C Web Annotations (.jsonld, .json), or folders of them. A statement that
    is marked as the ledger has it is confirmed; one that is marked otherwise is rejected, and what was marked is added in its place; one
    that the ledger lacks is added. An annotation whose words do not stand where it says is an orphan: it is named, with the place where
    they stand now, and nothing is recorded of it. All of it can be taken back with: sayso judge --withdraw.
    """
    from sayso.ledger import Ledger
    from sayso.views.imports.recording import plan, record

    failures: list[AnnotationsError] = []
    skipped: list[Path] = []
    with Ledger(ledger) as opened:
        taken: list[tuple[Taken, bool]] = []
        for path, named in _files(paths, form, failures):
            try:
                wanted = FORMATS[form or _format_of(path)]
                file = wanted.take(path, opened)
            except AnnotationsError as error:
                if error.foreign and not named:
                    skipped.append(path)
                else:
                    failures.append(error)
                continue
            taken.append((file, whole if whole is not None else wanted.whole and bool(file.annotated)))
        planned = plan(opened, taken, by=by or getpass.getuser(), outright=whole is True)
        lines = list(_lines(opened, planned, skipped, dry_run=dry_run))
        orphans = [_orphan(opened, one) for one in planned.orphans]
        if not dry_run:
            record(opened, planned)
    told = {
        **_object(planned), "orphans": orphans, "skipped": [str(path) for path in skipped],
        "failures": [error_object(one, one.path)["error"] for one in failures],
    }  # fmt: skip
    if as_json:
        print_json(told)
    else:
        for line in lines:
            click.echo(harmless(line))
        if planned.judgements:
            click.echo(f"to take one back: {_withdrawal(ledger, planned)}")
    for one in failures if not as_json else ():
        click.echo(f"sayso: {harmless(str(one))}", err=True)
    if planned.orphans and not as_json:
        many = len(planned.orphans)
        said = f"{many} annotation{'s are' if many > 1 else ' is'} not taken; put right what is said of each, and import the file again"
        click.echo(f"sayso: {said}", err=True)
    sys.exit(1 if failures or planned.orphans else 0)


def _files(paths: tuple[str, ...], form: str | None, failures: list[AnnotationsError]) -> Iterator[tuple[Path, bool]]:
    """The files given, and in folders those whose names end as the format's do; each with whether it was named itself."""
    for path in map(Path, paths):
        if not path.is_dir():
            yield path, True
            continue
        found = sorted(one for one in path.rglob("*") if one.suffix.lower() in _SUFFIXES and not os.path.isdir(one))  # never raises
        some = [one for one in found if form in (None, _SUFFIXES[one.suffix.lower()])]
        if not some:
            failures.append(
                AnnotationsError(str(path), f"has no file of annotations ({', '.join(_SUFFIXES)}); give the folder that was annotated")
            )
        yield from ((one, False) for one in some)


def _format_of(path: Path) -> str:
    """Told by what the file begins with."""
    try:
        with path.open("rb") as file:
            begins = file.read(1000).decode("utf8", "replace").lstrip("\ufeff \t\r\n")
    except OSError as error:
        raise AnnotationsError(str(path), f"cannot be read ({error.strerror}); see to the file, and import it again") from error
    if begins[:1] in ("{", "["):
        return "webannotation"
    if re.match(r"(?:[TEARNM#]\d+|\*)\t", begins) or (not begins and path.suffix.lower() == ".ann"):
        return "brat"
    raise AnnotationsError(str(path), "is neither BRAT standoff nor JSON; say what it is with --format, or give another file")


def _object(planned: Import) -> dict[str, Any]:
    recorded = planned.recorded()
    of: dict[str, list[str]] = {}
    for key, _, thing in recorded:
        of.setdefault(thing, []).append(key)
    return {
        "confirmed": planned.confirmed, "rejected": planned.rejected,
        "corrected": [{"statement": old, "by": new, "judgements": of.get(old, []) + of.get(new, [])} for old, new in planned.corrected],
        "added": planned.added, "unchanged": planned.unchanged, "left": planned.left,
        "not_whole": [{"report": report, "why": why} for report, why in planned.not_whole],
        "judgements": [
            {"id": key, "statement": thing, "decision": verdict.decision, "by": verdict.by} for key, verdict, thing in recorded
        ],
    }  # fmt: skip


def _withdrawal(ledger: str, planned: Import) -> str:
    """How to take a judgement back that was just recorded."""
    said = f"sayso judge {ledger} --withdraw j1:…, with its id as sayso judge {ledger} lists it"
    return f"{said}; for a correction both, the rejection and what was added" if planned.corrected else said


def _orphan(ledger: Ledger, one: Orphan) -> dict[str, Any]:
    span = one.suggestion
    there = None if span is None else {"start": span.start, "end": span.end, "line": _line(ledger, one)}
    return {"where": one.where, "why": one.why, "quote": one.quote, "report": one.report, "suggestion": there}


def _line(ledger: Ledger, one: Orphan) -> int:
    """The line of the report at which the words of an orphan stand now, counted from 1."""
    (text,) = ledger.connection.execute("SELECT text FROM reports WHERE id = ?", (one.report,)).fetchone()
    return str(text).count("\n", 0, one.suggestion.start if one.suggestion else 0) + 1


def _lines(ledger: Ledger, planned: Import, skipped: Sequence[Path], *, dry_run: bool) -> Iterator[str]:
    counts = {
        "confirmed": len(planned.confirmed), "rejected": len(planned.rejected), "corrected": len(planned.corrected),
        "added": len(planned.added), "unchanged": planned.unchanged,
    }  # fmt: skip
    yield f"{'would be ' if dry_run else ''}{', '.join(f'{many} {what}' for what, many in counts.items())}"
    if skipped:
        yield f"{len(skipped)} JSON file{'s' if len(skipped) > 1 else ''} without any annotation skipped"
    if planned.left:
        keys = " ".join(planned.left)
        yield f"{len(planned.left)} that a file lacks or has otherwise are left, since others confirmed or gave them: {keys}"
    for report, why in planned.not_whole:
        yield f"report {report}: nothing is rejected for not being marked, since {why}"
    if planned.orphans:
        yield f"{len(planned.orphans)} orphan{'s' if len(planned.orphans) > 1 else ''}:"
    for one in planned.orphans:
        yield f"  {one.where}: {one.why}"
        yield f"    “{' '.join(one.quote.split())}”"
        if one.suggestion:
            start, end = one.suggestion
            yield f"    these words stand at {start} to {end} (line {_line(ledger, one)}) now; mark them there to have them taken"
