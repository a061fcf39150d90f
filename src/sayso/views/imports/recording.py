"""What people annotated elsewhere as judgements: first what is to be recorded, by what the ledger has, then all of it or nothing.

Equal to a statement of the ledger: it is confirmed. Another version of one: that is rejected, and the person's is added. New: it is added.
What a file lacks that covers its report wholly is rejected, but for what somebody else confirmed or gave: silence does not outweigh a
person's word. Two statements are equal where source, cue and content are, blanks and line breaks at the ends of spans and between
them aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sayso.ids import statement_id
from sayso.ledger import Ledger
from sayso.ledger.given import given_for, to_read_again
from sayso.ledger.links import Verdict, judge_all, resolved
from sayso.model import Given, Span
from sayso.pipeline import regroup
from sayso.views.imports import Annotated, Orphan, Taken

LEAST_SHARED = 0.5  # of the contents' letters, for a statement with another cue to be another version, as when PolNeAR is scored


@dataclass(slots=True)
class Import:
    """What an import records, or would: ids of statements, and what could not be taken.

    `corrected` are pairs, the ledger's own and what the person gave in its place; `left` are those that a file lacks and that somebody else
    vouches for; `not_whole` are reports of which nothing was rejected for want of it in a file, since annotations of it are orphans.
    """

    confirmed: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    corrected: list[tuple[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    unchanged: int = 0
    left: list[str] = field(default_factory=list)
    not_whole: list[str] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


def record(ledger: Ledger, planned: Import) -> None:
    """Record what was planned, read again the reports to which statements are added, and link once. Nothing where there is nothing."""
    if planned.verdicts:
        judge_all(ledger, planned.verdicts)
    if planned.verdicts or to_read_again(ledger.connection):
        regroup(ledger)


def plan(ledger: Ledger, taken: Sequence[tuple[Taken, bool]], *, by: str) -> Import:
    """What is to be recorded of files, each with whether it covers its reports wholly. `by` annotated where the file does not say who."""
    out = Import()
    said = _Said.of(ledger)
    for file, whole in taken:
        out.orphans += file.orphans
        for report in file.reports:
            orphaned = any(orphan.report in (None, report) for orphan in file.orphans)
            if whole and orphaned:
                out.not_whole.append(report)
            desk = _Desk.of(ledger, report, said, out)
            desk.take([one for one in file.annotated if one.report == report], by)
            if whole and not orphaned:
                desk.reject_the_rest(by, f"not in {file.path}, which covers the report")
    return out


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
    statements: dict[str, Given]  # by id; with what was given and is not yet read
    superseded: set[str]
    said: _Said
    out: Import
    met: set[str] = field(default_factory=set)  # that an annotation is of

    @classmethod
    def of(cls, ledger: Ledger, report: str, said: _Said, out: Import) -> _Desk:
        db = ledger.connection
        (text,) = db.execute("SELECT text FROM reports WHERE id = ?", (report,)).fetchone()
        spans: dict[str, dict[str, list[Span]]] = {}
        for row in db.execute(
            "SELECT statement, role, start_at, end_at FROM statements JOIN spans ON spans.statement = statements.id WHERE report = ?"
            " ORDER BY statements.position, id, spans.position",
            (report,),
        ):
            roles = spans.setdefault(row["statement"], {"source": [], "cue": [], "content": []})
            roles[row["role"]].append(Span(row["start_at"], row["end_at"]))
        statements = {key: Given(*(joined(text, some) for some in roles.values())) for key, roles in spans.items()}
        given = [*given_for(db, report), *(one.given for one in out.verdicts if one.given is not None and one.thing == report)]
        statements |= {key: one for one in given if (key := statement_id(report, one)) not in statements}
        superseded = {
            key for (key,) in db.execute("SELECT statement FROM superseded JOIN statements ON id = statement WHERE report = ?", (report,))
        }
        return cls(report, text, statements, superseded, said, out)

    def take(self, annotated: Sequence[Annotated], by: str) -> None:
        """First what is plain, so that nothing that is annotated itself is taken for a version of another; then those, nearest first."""
        rest: list[tuple[Annotated, Given]] = []
        for one in annotated:
            marks = Given(*(joined(self.text, spans) for spans in (one.source, one.cue, one.content)))
            equal = next((key for key, held in self.statements.items() if held == marks), None)
            outright = one.decision == "reject" or not marks.content  # else it says itself what stands there
            thing = equal or (one.statement if one.statement in self.statements and outright else None)
            if thing is not None and (equal or one.decision):
                who, other = one.by or by, one.statement
                self._say(thing, one.decision or "confirm", who, _note(one))
                if equal and other in self.statements and other != equal and one.decision != "reject":
                    self.met.add(other)
                    if self.said.of_each.get((other, who)) != "reject":
                        self._say(other, "reject", who, f"in its place: {equal}")
            elif marks.content and marks.cue and one.decision != "reject":
                rest.append((one, marks))
            elif thing is not None:
                self.met.add(thing)
                self.out.unchanged += 1  # words about a statement, and no decision
            else:
                self.out.orphans.append(self._unfit(one, marks))
        named = [(one, marks, one.statement) for one, marks in rest if one.statement in self.statements]
        self.met |= {key for _, _, key in named if key}
        nearest = self._versions([pair for pair in rest if pair[0].statement not in self.statements], by)
        for one, marks, other in [*named, *nearest]:
            self._add(one, marks, other, one.by or by)

    def reject_the_rest(self, by: str, why: str) -> None:
        """Reject what stands and no annotation is of. What a later text of the report has word for word is judged there."""
        for key in self.statements:
            decision, who = self.said.last.get(key, (None, None))
            if key in self.met or key in self.superseded or decision == "reject":
                continue
            if decision == "confirm" and who != by:
                self.out.left.append(key)
            else:
                self._say(key, "reject", by, why)

    def _say(self, thing: str, decision: Literal["confirm", "reject"], by: str, note: str | None, *, corrected: bool = False) -> None:
        self.met.add(thing)
        if self.said.of_each.get((thing, by)) == decision:
            self.out.unchanged += 1
            return
        self.said.hear(thing, decision, by)
        self.out.verdicts.append(Verdict(thing, decision, by, note))
        if not corrected:
            (self.out.confirmed if decision == "confirm" else self.out.rejected).append(thing)

    def _add(self, one: Annotated, marks: Given, other: str | None, by: str) -> None:
        key = statement_id(self.report, marks)
        if key in self.statements:  # two annotations of one file mark the same
            self._say(key, "confirm", by, _note(one))
            return
        self.statements[key] = marks
        self.met.add(key)
        self.said.hear(key, "confirm", by)
        self.out.verdicts.append(Verdict(self.report, "add", by, _note(one), marks))
        if other is None:
            self.out.added.append(key)
        else:
            self._say(other, "reject", by, f"in its place: {key}", corrected=True)
            self.out.corrected.append((other, key))

    def _versions(self, rest: Sequence[tuple[Annotated, Given]], by: str) -> list[tuple[Annotated, Given, str | None]]:
        """Each annotation with the statement that it is another version of, if any: by the same cue, or most of the same content.

        No statement is that twice, and none that is annotated itself, was rejected, or has somebody else's word for it.
        """
        free = {
            key: held
            for key, held in self.statements.items()
            if key not in self.met and self.said.last.get(key, ("confirm", by)) == ("confirm", by)
        }
        pairs = sorted(
            (-closeness, number, key)
            for number, (_, marks) in enumerate(rest)
            for key, held in free.items()
            if (closeness := _closeness(marks, held)) > 0
        )
        found: dict[int, str] = {}
        for _, number, key in pairs:
            if number not in found and key not in found.values():
                found[number] = key
        self.met |= set(found.values())
        return [(one, marks, found.get(number)) for number, (one, marks) in enumerate(rest)]

    def _unfit(self, one: Annotated, marks: Given) -> Orphan:
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


def joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in order, without blanks at their ends; those with nothing but blanks between them are one."""
    out: list[Span] = []
    for span in sorted(spans):
        words = span.of(text)
        start, end = span.end - len(words.lstrip()), span.start + len(words.rstrip())
        if start >= end:
            continue
        if out and (start <= out[-1].end or not text[out[-1].end : start].strip()):
            out[-1] = Span(out[-1].start, max(end, out[-1].end))
        else:
            out.append(Span(start, end))
    return tuple(out)


def _closeness(one: Given, other: Given) -> float:
    """0 for two statements that are no versions of one; above 1 for two with a cue in common."""
    both = _shared(one.content, other.content)
    longest = sum(span.end - span.start for span in one.content) + sum(span.end - span.start for span in other.content) - both
    alike = both / longest
    if _shared(one.cue, other.cue):
        return 1 + alike
    return alike if alike >= LEAST_SHARED else 0.0


def _shared(one: Sequence[Span], other: Sequence[Span]) -> int:
    """Code points in common."""
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
