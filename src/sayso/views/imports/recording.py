"""What people annotated elsewhere as judgements: first what is to be recorded, by what the ledger has, then all of it or nothing.

Equal to a statement of the ledger: it is confirmed. Another version of one: that is rejected, and the person's is added. New: it is added.
What the files lack that cover a report wholly is rejected, but for what somebody else confirmed or gave, in the ledger or in another file
of the same import: silence does not outweigh a person's word. Two statements are equal where source, cue and content are, blanks and line
breaks at the ends of spans and between them aside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sayso.ids import statement_id
from sayso.ledger import Ledger
from sayso.ledger.given import given_for, to_read_again
from sayso.ledger.links import Verdict, judge_all, resolved
from sayso.ledger.parts import parts_of
from sayso.model import Parts
from sayso.pipeline import linked, regroup
from sayso.views.imports import Annotated, Orphan, Taken
from sayso.views.imports.marks import closeness, joined


@dataclass(slots=True)
class Import:
    """What an import records, or would: ids of statements, and what could not be taken.

    `corrected` are pairs, the ledger's own and what the person gave in its place; `left` are those that a file lacks, or has otherwise, and
    that somebody else vouches for; `not_whole` are reports of which nothing was rejected for want of it in a file, with why. `judgements`
    are the ids of the verdicts, in their order, once they are recorded.
    """

    confirmed: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    corrected: list[tuple[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    unchanged: int = 0
    left: list[str] = field(default_factory=list)
    not_whole: list[tuple[str, str]] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    judgements: list[str] = field(default_factory=list)

    def recorded(self) -> list[tuple[str, Verdict, str]]:
        """Each judgement that was recorded, its verdict, and the statement it is on."""
        things = (one.thing if one.given is None else statement_id(one.thing, one.given) for one in self.verdicts)
        return list(zip(self.judgements, self.verdicts, things, strict=False))


def record(ledger: Ledger, planned: Import) -> None:
    """Record what was planned, read again the reports to which statements are added, and link once; what an import that broke off left
    undone, too."""
    if planned.verdicts:
        planned.judgements = judge_all(ledger, planned.verdicts)
    if planned.verdicts or to_read_again(ledger.connection) or not linked(ledger):
        regroup(ledger)


def plan(ledger: Ledger, taken: Sequence[tuple[Taken, bool]], *, by: str, outright: bool = False) -> Import:
    """What is to be recorded of files, each with whether it covers its reports wholly. `by` annotated where the file does not say who.

    `outright` where the user says so of the files himself: then it holds also of those whose text is in doubt.
    """
    out = Import()
    said = _Said.of(ledger)
    about: dict[str, list[_File]] = defaultdict(list)
    for number, (file, whole) in enumerate(taken):
        out.orphans += file.orphans
        annotated: dict[str, list[Annotated]] = defaultdict(list)
        for one in file.annotated:
            annotated[one.report].append(one)
        for report in file.reports:
            orphaned = any(orphan.report in (None, report) for orphan in file.orphans)
            about[report].append(_File(number, file.path, annotated[report], whole, orphaned, None if outright else file.doubt))
    for report, files in about.items():
        desk = _Desk.of(ledger, report, said, out)
        desk.take(files, by)
        wanted = [one for one in files if one.whole]
        sure = [one for one in wanted if one.doubt is None]
        if wanted and any(one.orphaned for one in files):  # it may be just what an orphan is of
            out.not_whole.append((report, "annotations of it are orphans"))
        elif sure:
            desk.reject_the_rest(sure, by)
        elif wanted and wanted[0].doubt:
            out.not_whole.append((report, wanted[0].doubt))
    return out


@dataclass(slots=True)
class _File:
    """What one file has of one report, and which statements that is of."""

    number: int  # among the files of the import
    path: str
    annotated: Sequence[Annotated]
    whole: bool
    orphaned: bool
    doubt: str | None
    met: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Said:
    """What people say of statements as they are called now: the last word on each, whose it is, and the last of each person."""

    last: dict[str, tuple[str, str]]
    of_each: dict[tuple[str, str], str]

    @classmethod
    def of(cls, ledger: Ledger) -> _Said:
        said = cls({}, {})
        for row, thing, other in resolved(ledger):
            if other is None and row["withdrawn_at"] is None:
                said.hear(thing, "reject" if row["decision"] == "reject" else "confirm", row["by"])
        return said

    def hear(self, thing: str, decision: str, by: str) -> None:
        self.last[thing] = decision, by
        self.of_each[thing, by] = decision


@dataclass(slots=True)
class _Desk:
    """One report's statements, as they stand while the annotations of it are taken."""

    report: str
    text: str
    statements: dict[str, Parts]  # by id; with what was given and is not yet read
    superseded: set[str]
    said: _Said
    out: Import
    met: set[str] = field(default_factory=set)  # that an annotation of any file is of
    vouched: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # the files that have it just so, or confirm it

    @classmethod
    def of(cls, ledger: Ledger, report: str, said: _Said, out: Import) -> _Desk:
        db = ledger.connection
        (text,) = db.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()
        statements = {key: Parts(*(joined(text, some) for some in parts)) for key, parts in parts_of(db, report=report).items()}
        given = [*given_for(db, report), *(one.given for one in out.verdicts if one.given is not None and one.thing == report)]
        statements |= {key: one for one in given if (key := statement_id(report, one)) not in statements}
        superseded = {
            key for (key,) in db.execute("SELECT statement FROM superseded JOIN statements ON id = statement WHERE report = ?", (report,))
        }
        return cls(report, text, statements, superseded, said, out)

    def take(self, files: Sequence[_File], by: str) -> None:
        """First what is plain, of all files, so that nothing that is annotated itself is taken for a version of another; then those,
        nearest first."""
        marked = [[(one, self._marks(one)) for one in file.annotated] for file in files]
        for file, pairs in zip(files, marked, strict=True):
            for one, marks in pairs:
                if one.decision != "reject" and (thing := self._equal(marks) or (one.statement if one.decision else None)):
                    self.vouched[thing].add(file.number)
        left = [self._take_plain(file, pairs, by) for file, pairs in zip(files, marked, strict=True)]
        for file, rest in zip(files, left, strict=True):
            named = [(one, marks, one.statement) for one, marks in rest if one.statement in self.statements]
            for _, _, key in named:
                self._meet(key or "", file)
            nearest = self._versions([pair for pair in rest if pair[0].statement not in self.statements], by, file)
            for one, marks, other in [*named, *nearest]:
                self._add(one, marks, other, one.by or by, file)

    def _take_plain(self, file: _File, pairs: Sequence[tuple[Annotated, Parts]], by: str) -> list[tuple[Annotated, Parts]]:
        """Take what is about a statement as it stands; the others are left."""
        rest: list[tuple[Annotated, Parts]] = []
        for one, marks in pairs:
            equal = self._equal(marks)
            outright = one.decision == "reject" or not marks.content  # else it says itself what stands there
            thing = equal or (one.statement if one.statement in self.statements and outright else None)
            if thing is not None and (equal or one.decision):
                who = one.by or by
                self._say(thing, one.decision or "confirm", who, _note(one), file)
                if equal and one.statement in self.statements and one.decision != "reject":
                    self._replace(one.statement or "", equal, who, file)
            elif marks.content and marks.cue and one.decision != "reject":
                rest.append((one, marks))
            elif thing is not None:
                self._meet(thing, file)
                self.out.unchanged += 1  # words about a statement, and no decision
            else:
                self.out.orphans.append(self._unfit(one, marks))
        return rest

    def reject_the_rest(self, files: Sequence[_File], by: str) -> None:
        """Reject what stands and no annotation of files that cover the report is of. What a later text of it has word for word is judged
        there."""
        covers = "which covers the report" if len(files) == 1 else "which cover the report"
        why = f"not in {', '.join(file.path for file in files)}, {covers}"
        for key in self.statements:
            decision, who = self.said.last.get(key, (None, None))
            lacking = [file for file in files if key not in file.met]
            if not lacking or key in self.superseded or decision == "reject":
                continue
            if self.vouched.get(key) or (len(lacking) == len(files) and decision == "confirm" and who != by):
                self._leave(key)
            elif len(lacking) == len(files):
                self._say(key, "reject", by, why)

    def _marks(self, one: Annotated) -> Parts:
        return Parts(*(joined(self.text, spans) for spans in (one.source, one.cue, one.content)))

    def _equal(self, marks: Parts) -> str | None:
        return next((key for key, held in self.statements.items() if held == marks), None)

    def _meet(self, thing: str, file: _File | None) -> None:
        self.met.add(thing)
        if file is not None:
            file.met.add(thing)

    def _leave(self, thing: str) -> None:
        if thing not in self.out.left:
            self.out.left.append(thing)

    def _say(
        self,
        thing: str,
        decision: Literal["confirm", "reject"],
        by: str,
        note: str | None,
        file: _File | None = None,
        *,
        corrected: bool = False,
    ) -> None:
        self._meet(thing, file)
        if self.said.of_each.get((thing, by)) == decision:
            self.out.unchanged += 1
            return
        self.said.hear(thing, decision, by)
        self.out.verdicts.append(Verdict(thing, decision, by, note))
        if not corrected:
            (self.out.confirmed if decision == "confirm" else self.out.rejected).append(thing)

    def _replace(self, other: str, key: str, by: str, file: _File, *, corrected: bool = False) -> bool:
        """Reject a statement in whose place a person has another; not where another file of the import has it as it stands."""
        if other == key:
            return False
        self._meet(other, file)
        if self.vouched.get(other, set()) - {file.number}:
            self._leave(other)
            return False
        if corrected or self.said.of_each.get((other, by)) != "reject":
            self._say(other, "reject", by, f"in its place: {key}", file, corrected=corrected)
        return True

    def _add(self, one: Annotated, marks: Parts, other: str | None, by: str, file: _File) -> None:
        key = statement_id(self.report, marks)
        self.vouched[key].add(file.number)
        if key in self.statements:  # two annotations mark the same
            self._say(key, "confirm", by, _note(one), file)
            if other is not None:
                self._replace(other, key, by, file)
            return
        self.statements[key] = marks
        self._meet(key, file)
        self.said.hear(key, "confirm", by)
        self.out.verdicts.append(Verdict(self.report, "add", by, _note(one), marks))
        if other is not None and self._replace(other, key, by, file, corrected=True):
            self.out.corrected.append((other, key))
        else:
            self.out.added.append(key)

    def _versions(self, rest: Sequence[tuple[Annotated, Parts]], by: str, file: _File) -> list[tuple[Annotated, Parts, str | None]]:
        """Each annotation with the statement that it is another version of, if any: by the same cue, or most of the same content.

        No statement is that twice, and none that is annotated itself, was rejected, or has somebody else's word for it.
        """
        free = {
            key: held
            for key, held in self.statements.items()
            if key not in self.met and self.said.last.get(key, ("confirm", by)) == ("confirm", by)
        }
        pairs = sorted(
            (-alike, number, key)
            for number, (_, marks) in enumerate(rest)
            for key, held in free.items()
            if (alike := closeness(marks, held)) > 0
        )
        found: dict[int, str] = {}
        for _, number, key in pairs:
            if number not in found and key not in found.values():
                found[number] = key
        for key in found.values():
            self._meet(key, file)
        return [(one, marks, found.get(number)) for number, (one, marks) in enumerate(rest)]

    def _unfit(self, one: Annotated, marks: Parts) -> Orphan:
        quote = " … ".join(span.of(self.text) for spans in (marks.source, marks.cue, marks.content) for span in spans)
        if one.statement is not None and one.statement not in self.statements:
            why = f"it is about the statement {one.statement}, which its report does not have, as it is read now"
        elif one.decision == "reject":
            why = "it rejects words that no statement of the ledger has"
        else:
            why = f"it marks no {'cue' if marks.content else 'content'}: a statement has a cue and a content"
        return Orphan(one.where, why, quote, self.report)


def _note(one: Annotated) -> str | None:
    tags = " ".join(f"[{tag}]" for tag in one.tags)
    return " ".join(part for part in (one.comment, tags) if part) or None
