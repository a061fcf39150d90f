"""W3C Web Annotations, held against the ledger: `documents` parses them, `anchoring` finds their places, `recording` makes judgements.

An annotation that we wrote and nobody touched says nothing new: it is given without spans and without a decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sayso.ids import statement_id
from sayso.ledger import Ledger
from sayso.model import ROLES, Parts, Span
from sayso.views.imports import Annotated, Orphan, Taken
from sayso.views.imports.anchoring import Lost, anchored
from sayso.views.imports.documents import Document, documents
from sayso.views.imports.shelved import Shelved

_ELSE = "; it was made on another text of the report"


def take_annotations(path: Path, ledger: Ledger) -> Taken:
    """What a file of annotations gives. Raises AnnotationsError where it is no such file."""
    shelved = Shelved(ledger)
    annotated: list[Annotated] = []
    orphans: list[Orphan] = []
    for number, one in enumerate(documents(path), 1):
        where = f"{path}: annotation {number}{f' ({one.key})' if one and one.key else ''}"
        if one is None:
            orphans.append(Orphan(where, "it is no JSON object", ""))
            continue
        for made in _taken(one, where, shelved):
            if isinstance(made, Annotated):
                annotated.append(made)
            else:
                orphans.append(made)
    reports = {one.report for one in annotated} | {one.report for one in orphans if one.report is not None}
    return Taken(str(path), tuple(sorted(reports)), tuple(annotated), tuple(orphans))


def _taken(one: Document, where: str, shelved: Shelved) -> Iterator[Annotated | Orphan]:
    """The annotation, or an orphan for each of its targets that does not hold. Of several texts of an address the newest that it fits."""
    quote = " … ".join(target.quote for target in one.targets)
    if one.reply:
        yield Orphan(where, "it answers another annotation, and is about no words itself", one.comment or "")
        return
    reports = shelved.reports(one.targets, one.statement)
    if not reports:
        why = "no report of the ledger is at its address or has its text" if one.targets else "it has no target"
        yield Orphan(where, why, quote)
        return
    held = [(report, _places(one, report, shelved)) for report in reports]
    report, places = next(((key, some) for key, some in held if not any(isinstance(place, Lost) for place in some)), held[0])
    sha256 = shelved.sha256(report)
    other = _ELSE if any(target.sha256 not in (None, sha256) for target in one.targets) else ""
    lost = [(target, place) for target, place in zip(one.targets, places, strict=True) if isinstance(place, Lost)]
    for target, place in lost:
        yield Orphan(where, place.why + other, target.quote or quote, report, place.suggestion)
    if not lost:
        spans = [place for place in places if isinstance(place, Span)]
        yield _about(one, where + other, report, spans, shelved)


def _places(one: Document, report: str, shelved: Shelved) -> list[Span | Lost]:
    text, sha256 = shelved.text(report), shelved.sha256(report)
    return [
        target.anchor if isinstance(target.anchor, Lost) else anchored(text, target.anchor, same_text=target.sha256 == sha256)
        for target in one.targets
    ]


def _about(one: Document, where: str, report: str, spans: list[Span], shelved: Shelved) -> Annotated | Orphan:
    """What an annotation says whose words stand where it says."""
    held = shelved.statements(report)
    own = held.get(one.statement or "")
    roles: dict[str, list[Span]] = {role: [] for role in ROLES}
    for target, span in zip(one.targets, spans, strict=True):
        of_own = next((role for role in ROLES if own and span in getattr(own, role)), "content")  # where a tool lost the role
        roles[target.role or of_own].append(span)
    marks = Parts(*(tuple(sorted(set(roles[role]))) for role in ROLES))
    if len(one.decisions) > 1:
        return Orphan(where, "it says both confirm and reject", one.targets[0].quote, report)
    decision = next(iter(one.decisions), None)
    said = Annotated(report, where, decision=decision, comment=one.comment, tags=one.tags, by=one.by)
    if own is not None and own == marks:
        return replace(said, statement=one.statement)
    if own is None and one.statement and statement_id(one.targets[0].report or report, marks) == one.statement and decision != "confirm":
        same = next((key for key, given in held.items() if given == marks), None)
        if same is None:
            return Orphan(where, f"its report has no statement {one.statement} as it is read now", one.targets[0].quote, report)
        return replace(said, statement=same)
    if decision and not one.statement and not any(target.role for target in one.targets):
        among = _among(held, marks.content)
        if len(among) != 1:
            return Orphan(where, f"it says {decision} of words that hold {len(among)} statements, not one", one.targets[0].quote, report)
        return replace(said, statement=among[0])
    return replace(said, source=marks.source, cue=marks.cue, content=marks.content, statement=one.statement if own else None)


def _among(held: Mapping[str, Parts], marked: tuple[Span, ...]) -> list[str]:
    """The statements that somebody means who marks words without roles: those of just this content, else those wholly within."""
    just = [key for key, given in held.items() if given.content == marked]
    return just or [
        key
        for key, given in held.items()
        if all(any(m.start <= s.start and s.end <= m.end for m in marked) for s in (*given.source, *given.cue, *given.content))
    ]
