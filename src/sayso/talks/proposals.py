"""What is on the table: proposals as reports speak of them, told apart by who put them forward, where, what kind they are and what they hold.

Within a report a mention that names nobody ("the proposal") is of the one spoken of last that it fits; across reports two are one only
where the reports give the same who or where, or no who or where and much the same in it. Better two entries for one proposal than one for two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from sayso.model import Act, Answer, Place, Proposal, Span, Stance, Term
from sayso.talks.encoder import CONTENT, CUE
from sayso.talks.masked import NAME, NAMES, Masked, Who
from sayso.talks.positions import Held
from sayso.talks.records import Spoken, Told
from sayso.talks.sides import Sides
from sayso.talks.stances import OUTRIGHT, denies
from sayso.talks.terms import terms_in

# What may lie on a table, by what it is; of one kind two mentions may be one thing.
_KINDS = {
    "proposal": "proposals?|counter-?proposals?|offers?|initiatives?|formulas?|frameworks?|blueprints?|road-?maps?|outlines?|plans?|bids?|package",
    "draft": "draft resolution|resolution|draft",
    "deal": "deal|agreement|accord|treaty|pact|contract|settlement",
}  # fmt: skip
NEAR = 300  # code points on either side of a phrase in which it may be said who put it forward
_HEAD = "|".join(_KINDS.values())
_PUT = r"(?:put forward|submitted|presented|drafted|tabled|made|offered|proposed|unveiled|circulated|floated|hand(?:s|ed)?(?: over)?|sent|tables|submits|presents|drafts|offers|proposes|unveils)"
_MENTION = re.compile(
    rf"(?<!\w)(?P<np>(?:\b(?P<det>[Tt]he|[Aa]n?|[Tt]his|[Tt]hat|[Tt]heir|[Ii]ts|[Hh]is|[Hh]er|[Oo]ur|[Aa]ny|[Nn]o|[Ss]uch)\s{{1,3}})?(?P<own>{NAME})?(?P<poss>[’']s?)?(?P<link>[-–](?P<how>brokered|mediated|sponsored|proposed|drafted|backed|led)(?: |$)| ?)"
    rf"(?P<words>(?:[a-z][a-z-]{{1,30}},?\s{{1,3}}){{0,4}}?)(?P<head>{_HEAD})\b)(?![-–])",
)
_NO_MODIFIER = re.compile(
    r"\b(?:of|to|for|or|that|which|who|in|on|at|by|with|from|as|is|was|has|had|have|are|were|be|been|will|would|could|should|may|not|it|they|he|she|"
    r"reject\w*|accept\w*|hand(?:s|ed)?|tabl(?:es|ed)|seen?|agree[ds]?|sign\w*|reach\w*|discuss\w*|draft(?:s|ed|ing)?|submit\w*|mak(?:e|es|ing)|made|about|over|under|between|any|no|the|an?|told|said|says|saying)\b"
)
_PEACE = r"peace|truce|cease-?fire|exchange|swap|settlement|rescue|pension|pay|merger|partition|disarmament|monitoring|transition|compromise|recovery|withdrawal|action|road|proposed|\w+-point|\w+-phase|\w+-stage|\w+-step"
_LAID = re.compile(rf",? (?:(?:that|which) )?(?:was |were |had been |has been )?{_PUT}\b")
_VERB_BEHIND = re.compile(r"\s+(?:an?|the|its|their|his|her|to|\{\d+\})\b")
_BY_BEHIND = re.compile(
    rf"^(?:,)?\s+(?:(?:that |which )?(?:was |is |were |had been |has been ))?(?:that |which )?(?:(?:first|jointly|recently|formally) )?{_PUT}?\s*(?:by|from|of) (?:the )?(?P<by>{NAMES})"
)
_CLAUSE_BEHIND = re.compile(rf"^,?\s+(?:(?:that|which) )?(?:the )?(?P<by>{NAME}) (?:has |had |have |recently |first |itself )*{_PUT}\b")
_BEFORE = re.compile(
    rf"(?P<by>{NAMES}) (?:has |had |have |was |also |recently |jointly |formally |taken the initiative to |said (?:it|he|she|they) (?:had |would )?)*{_PUT} (?:[\w{{}}’'-]+ ){{0,4}}?$"
)
_DRAFTS = re.compile(rf"(?P<by>{NAMES}) (?:has |had |have )?(?:taken the initiative to )?draft(?:s|ed)? (?:[\w{{}}’'-]+ ){{0,3}}?$")
_WHERE = re.compile(rf"{_PUT}[^.;:]{{0,40}}? (?:in|at) (?P<where>{NAME})")
_ON_TABLE = re.compile(r"\b(?:propos(?:ed|al)|draft|new|latest|put forward|on the table|brokered|offered)\b")


@dataclass(slots=True)
class Found:
    """A proposal as one report speaks of it."""

    kind: str
    by: set[str]  # parties
    where: str | None
    words: set[str]  # that tell it from others: "prisoner", "exchange"
    issues: set[str]
    name: str
    mentions: list[Place] = field(default_factory=list)
    day: str | None = None
    terms: list[Term] = field(default_factory=list)

    @property
    def report(self) -> str:
        return self.mentions[0].report

    @property
    def keys(self) -> list[tuple[str, str]]:
        """What two of one proposal must have in common, one of it at least: a party, the place, or a word that tells."""
        return [
            *(("by", one) for one in self.by),
            *((("where", self.where),) if self.where else ()),
            *(("word", one) for one in self.words),
        ]


def found_in(report: Told, sentences: Sequence[Masked], acts: Mapping[str, Act], sides: Sides) -> list[Found]:
    """The proposals that one report speaks of, with their mentions and terms, in order of the text."""
    found: list[Found] = []
    for sentence in sentences:
        for match in _MENTION.finditer(sentence.words):
            if one := _mention(report, sentence, match, found, acts, sides):
                one.terms += terms_in(report, sentence, match.end("np"), acts)
    return [one for one in found if one.mentions]


def _mention(
    report: Told, sentence: Masked, match: re.Match[str], found: list[Found], acts: Mapping[str, Act], sides: Sides
) -> Found | None:
    """The proposal that a noun phrase speaks of: one of those found, or a new one, which is added; None where it is none."""
    words, head = match["words"].strip(), match["head"]
    begin, det, own = match.start("np"), (match["det"] or "").casefold() or None, match["own"]
    if stops := list(_NO_MODIFIER.finditer(match["words"])):  # the phrase begins behind the last word that cannot be of it
        last, own = stops[-1], None
        words = match["words"][last.end() :].strip(" ,")
        det = last[0] if last[0] in ("the", "a", "an", "any", "no") else None
        begin = match.start("words") + (
            last.start() if det else last.end() + len(match["words"][last.end() :]) - len(match["words"][last.end() :].lstrip(" ,"))
        )
    begin += len(sentence.words[begin:]) - len(sentence.words[begin:].lstrip())
    behind, before = sentence.words[match.end("np") :][:NEAR], sentence.words[max(0, begin - NEAR) : begin]
    if det in ("any", "no", "such") or not _is_one(head, words, det or own or "", before, behind):
        return None
    kind = next(kind for kind, heads in _KINDS.items() if re.fullmatch(heads, head))
    there = None
    if own and not match["poss"]:  # "the Lisarre draft" is named after where it was made
        (who,) = sentence.named(match, "own")
        there = who.words if who.kind == "place" or re.search(rf"\b(?:in|at|near) {re.escape(who.words)}\b", report.text) else None
    by = _putter(sentence, match, before, behind, None if there else own, sides)
    where = next((_place(sentence, m) for m in [_WHERE.search(behind)] if m and m.start() < 60), None) or there
    telling = {w.strip("-") for w in re.split(r"[\s]+", words) if len(w) > 3 and w not in _PLAIN}
    span = sentence.place(begin, match.end("np"))
    statement = _statement(report, span)
    place = Place(report.id, span, statement.id if statement else None)
    issues = {touch.issue for touch in acts[statement.id].issues} - {"talks"} if statement and statement.id in acts else set()
    one = _spoken_of(found, kind, by, where, telling, definite=det not in ("a", "an"), head=head)
    if one is None:
        if kind == "deal" and not _ON_TABLE.search(f"{words} {match['how'] or ''}"):
            return None  # an agreement that is looked for, or made long ago, is not on the table
        one = Found(kind, by, where, telling, issues, report.text[span.start : span.end])
        found.append(one)
    one.by |= by
    one.where = one.where or where
    one.words |= telling
    one.issues |= issues
    one.mentions.append(place)
    day = statement.day if statement else report.published
    one.day = one.day or day
    if len(report.text[span.start : span.end]) > len(one.name) and by:
        one.name = report.text[span.start : span.end]
    return one


def _is_one(head: str, words: str, det: str, before: str, behind: str) -> bool:
    """Whether the noun is one, and lies on a table: no verb ("to draft a …"), no plan of one's own ("a plan to invade")."""
    if re.search(r"\b(?:tak\w+|took) (?:the )?$", f"{before}{det} " if head.startswith("initiative") else ""):
        return False
    if (
        head in ("draft", "drafts", "offer", "offers", "bid", "bids", "outline", "outlines", "plan", "plans", "package")
        and not det
        and (re.search(r"\bto $", before) or _VERB_BEHIND.match(behind) or not words)
    ):
        return False
    if head in ("offers", "drafts", "bids", "plans", "outlines") and _VERB_BEHIND.match(behind):  # "the board offers the men tea"
        return False
    if head.startswith("plan"):
        return bool(re.search(rf"\b(?:{_PEACE})\b", words) or _LAID.match(behind))
    return True


_PLAIN = frozenset("new latest recent proposed possible final first second this that current same original whole said which called".split())


def _putter(sentence: Masked, match: re.Match[str], before: str, behind: str, own: str | None, sides: Sides) -> set[str]:
    """The parties that put it forward, as the words beside the phrase say."""

    def party(who: list[Who]) -> set[str]:
        return {name for one in who if (name := sides.named(one.name, one.kind))}

    of_forum = match["head"] == "resolution" and not match["poss"]  # "a UN resolution" is adopted there, by whomever put forward
    if own and not of_forum and match["how"] in (None, "proposed", "drafted"):
        return party(sentence.named(match, "own"))
    for pattern, words in ((_BY_BEHIND, behind), (_CLAUSE_BEHIND, behind), (_BEFORE, before), (_DRAFTS, before)):
        if (said := pattern.search(words)) and (names := party(sentence.named(said, "by"))):
            return names
    return set()


def _place(sentence: Masked, match: re.Match[str]) -> str | None:
    return next((who.words for who in sentence.named(match, "where") if who.kind in ("place", "state")), None)


def _statement(report: Told, span: Span) -> Spoken | None:
    """The innermost statement that the words stand in."""
    inside = [one for one in report.statements if one.start <= span.start and span.end <= one.end]
    return min(inside, key=lambda one: (one.end - one.start, one.id), default=None)


def _spoken_of(
    found: Sequence[Found], kind: str, by: set[str], where: str | None, telling: set[str], *, definite: bool, head: str
) -> Found | None:
    """Of the proposals spoken of before the one that the phrase fits, the last first."""
    fits = []
    for one in reversed(found):
        drafts = {one.kind, kind}
        if "draft" in drafts and drafts != {"draft"}:
            continue
        if (by and one.by and not by & one.by) or (where and one.where and where != one.where):
            continue
        same_words = len(telling & one.words)
        if by & one.by and (same_words or not telling or not one.words or one.kind == kind == "draft"):
            return one
        if not definite and not (same_words and telling <= one.words):
            continue
        if by and not one.by and not same_words:
            continue
        fits.append((same_words, one))
    if not fits:
        return None
    if telling and any(same for same, _ in fits):
        return max(fits, key=lambda pair: pair[0])[1]
    return fits[0][1] if definite and (not telling or head in ("deal", "agreement", "accord")) else None


def joined(reports: Sequence[Sequence[Found]]) -> list[list[Found]]:
    """The proposals of all reports brought together, in order of the reports' days."""
    groups: list[_Group] = []
    known: dict[tuple[str, str], set[int]] = defaultdict(set)  # a party, a place or a word that tells -> groups
    past: dict[tuple[str, str], set[int]] = defaultdict(set)  # of these, groups that are too old for whatever has a day
    for found in sorted((one for some in reports for one in some), key=lambda one: (one.day or "9999", one.mentions[0])):
        fitting: set[int] = set()
        for key in found.keys:
            if found.day:
                old = {i for i in known[key] if (day := groups[i].first) and _apart(day, found.day) > MONTH}
                past[key] |= old
                known[key] -= old
            fitting |= known[key] if found.day else known[key] | past[key]
        best = max(((score, i) for i in fitting if (score := groups[i].alike(found)) > 0), default=None)
        at = len(groups) if best is None else best[1]
        if best is None:
            groups.append(_Group())
        groups[at].add(found)
        for key in found.keys:
            known[key].add(at)
    return [group.found for group in groups]


@dataclass(slots=True)
class _Group:
    """What reports speak of as one proposal, and all that they say of it."""

    found: list[Found] = field(default_factory=list)
    by: set[str] = field(default_factory=set)
    wheres: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    issues: set[str] = field(default_factory=set)
    first: str | None = None
    last: str | None = None

    def add(self, one: Found) -> None:
        self.found.append(one)
        self.by |= one.by
        self.wheres |= {one.where} if one.where else set()
        self.kinds.add(one.kind)
        self.reports.add(one.report)
        self.words |= one.words
        self.issues |= one.issues
        if one.day:
            self.first = min(self.first or one.day, one.day)
            self.last = max(self.last or one.day, one.day)

    def alike(self, one: Found) -> float:
        """How well a proposal of one report fits those of others; 0 where it does not, as where they have no party, place or word in common."""
        kinds = {*self.kinds, one.kind}
        if one.report in self.reports or ("draft" in kinds and kinds != {"draft"}):
            return 0.0
        if (one.by and self.by and not one.by & self.by) or (one.where and self.wheres and one.where not in self.wheres):
            return 0.0
        days = [day for day in (self.first, self.last, one.day) if day]
        if days and _apart(min(days), max(days)) > MONTH:
            return 0.0
        shared = len(self.words & one.words) / max(1, min(len(self.words), len(one.words))) + len(self.issues & one.issues) / max(
            1, min(len(self.issues), len(one.issues))
        )
        if one.by & self.by:
            return 2 + shared if shared >= 0.5 else 0.0
        if one.where and one.where in self.wheres:
            return 1 + shared
        return shared if not self.by and not one.by and shared >= 1.5 else 0.0


MONTH = 31


def _apart(first: str, last: str) -> int:
    from datetime import date

    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def proposal_of(group: Sequence[Found], answers: Sequence[Answer]) -> Proposal:
    """The proposal that several reports speak of."""
    bys = Counter(name for one in group for name in one.by)
    days = sorted(day for one in group for day in ([one.day] if one.day else []))
    names = [one.name for one in group]
    kinds = Counter(one.kind for one in group)
    by = tuple(sorted(bys, key=lambda name: (-bys[name], name)))
    where = next((one.where for one in group if one.where), None)
    why = [f"put forward by {' and '.join(sorted(bys))}" if by else "", f"in {where}" if where else ""]
    if len(group) > 1:
        why.append(f"{len(group)} reports with " + ("the same party" if by else "the same place" if where else "the same in it"))
    return Proposal(
        max(names, key=lambda name: (len(name), name)), min(kinds, key=lambda kind: (-kinds[kind], kind)), by, where,
        days[0] if days else None, days[-1] if days else None, tuple(sorted({m for one in group for m in one.mentions})),
        tuple(sorted({term for one in group for term in one.terms})), tuple(answers), "; ".join(w for w in why if w),
    )  # fmt: skip


def answers_in(report: Told, found: Sequence[Found], acts: Mapping[str, Act], sides: Sides) -> Iterator[tuple[int, Answer]]:
    """What parties are reported to have answered to the proposals of a report, with the index of the proposal.

    The proposal is named in what is said; the answer is the voice's own, or that of somebody of whom the voice tells it as done.
    """
    held = Held.of(report.statements, acts, sides)
    for number, one in enumerate(found):
        given: dict[tuple[str, str], Answer] = {}
        for mention, statement in product(one.mentions, report.statements):
            act = acts.get(statement.id)
            if act is None or not statement.covers(mention.span.start, mention.span.start + 1, CONTENT):
                continue
            if any(denies(span.of(report.text)) for span in statement.of(CUE)):
                continue
            stance, own = held.stance(statement), held.parties(statement)
            if stance and stance in _ANSWERS and (act.stance_score == OUTRIGHT or act.type in _ANSWERING):
                given |= {(party, statement.id): Answer(party, statement.id, stance, statement.day) for party in own - one.by}
            actor = sides.of_voice.get(act.actor.voice) if act.actor and act.actor.voice else None
            told = _TOLD.get((act.type, act.modality))
            if actor and told and actor not in own | one.by:
                given[actor, statement.id] = Answer(actor, statement.id, told, statement.day)
        for (party, key), answer in sorted(given.items()):
            outer = given.get((party, held.known[key].within or ""))
            if outer is None or outer.stance != answer.stance:  # of one answer told in another the outer, which says by whom it is told
                yield number, answer


_ANSWERING = ("AGREE", "REJECT", "SUPPORT", "CONCEDE")  # an accusation or an assessment is no answer
_ANSWERS = ("acceptance", "rejection", "condition")
_TOLD: Mapping[tuple[str | None, str | None], Stance] = {
    ("AGREE", "done"): "acceptance", ("AGREE", "promised"): "acceptance", ("REJECT", "done"): "rejection", ("REJECT", "denied"): "rejection",
}  # fmt: skip
