"""What a proposal is said to hold: the words behind "calls for", "includes", "for", cut at commas, with phases, durations and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sayso.model import Act, Place, Span, Term
from sayso.talks.masked import Masked
from sayso.talks.records import Spoken, Told

LONGEST = 700  # code points behind a proposal's name that are looked through
_HOLDS = re.compile(
    r"^(?: \w+ by (?:the )?\{\d+\}(?: and (?:the )?\{\d+\})?)?(?:, [^,]{1,160},)?[^.;:]{0,12}?\s*(?:\bfor (?=(?:an? |the |its? )?[a-z])(?!\w+ing\b|the \{)|(?:that |which |and |also |reportedly |would |will |as |it ){0,4}"
    r"(?:call(?:s|ed|ing)? for|includ(?:es?|ed|ing)|provid(?:es?|ed|ing) for|stipulat\w+|envisag\w+|envision\w*|foresee\w*|foresaw|see|sees|saw|requir(?:es?|ed|ing)|involv\w+|consist\w* of"
    r"|compris\w+|propos(?:es|ed|ing)|recommend(?:s|ed|ing)|contain(?:s|ed|ing)|set(?:s|ting)? out|demand(?:s|ed|ing)?|guarantee[sd]?|promis(?:es|ed|ing)|says? that|state[sd]? that|puts?|lead(?:s|ing)? to|offer(?:s|ed|ing)|encompass\w*|expressing)\s+)"
)
_CUT = re.compile(
    r",\s+(?:and\s+)?|;\s+|\s+and\s+(?=(?:an?|the|its|to|for|that|promises?|calls? for|encompassing|establish\w*)\b)|\s+as well as\s+"
)
_PHASE = re.compile(
    r"\b(?:\w+|\d+)[- ](?:stage|phase|step)s?\b|\b(?:first|second|third|fourth|final|initial) (?:stage|phase|step)\b|\b(?:two|three|four|five|six|several|multiple|\d+) (?:stages|phases|steps)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(  # of what is held: an attribution, a clause of its own, the end of a quotation
    r",[”\"]\s|[”\"],\s|\s[–—]\s|, (?:but|while|although|which|who|when|as|after|thus|according|noting|adding|citing)\b|, (?:[^,]{1,70} )?(?:said|says|told|added|announced|reported)\b"
    r"|\s(?:had|has|have) (?!to\b)\w+"
)
_NOT = re.compile(
    r"^(?:(?:the )?\{\d+\}$|now|example|instance|the (?:first|second|last) time|its part|his part|their part|days|weeks|months|which|this|it)\b",
    re.IGNORECASE,
)


def terms_in(report: Told, sentence: Masked, behind: int, acts: Mapping[str, Act]) -> Iterator[Term]:
    """The terms in a sentence behind the phrase that names the proposal (`behind` counts in the masked words), and the phases, durations
    and numbers among them."""
    rest = sentence.words[behind : behind + LONGEST]
    held = _HOLDS.match(rest)
    if held is None:
        return
    start = behind + held.end()
    tail = _ENDS.split(rest[held.end() :])[0]
    end = start + len(tail.rstrip(" .,;:”\"’'"))
    at = start
    for cut in [*(m.span() for m in _CUT.finditer(sentence.words, start, end)), (end, end)]:
        words = sentence.words[at : cut[0]].strip()
        if len(words) > 3 and not _NOT.match(words):
            lead = len(sentence.words[at : cut[0]]) - len(sentence.words[at : cut[0]].lstrip())
            span = sentence.place(at + lead, at + lead + len(words))
            statement = _innermost(report, span)
            yield Term("term", _place(report, span, statement), _issue(span, report, acts))
        at = cut[1]
    if start < end:
        whole = sentence.place(start, end)
        yield from _measures(report, Span(sentence.place(behind, start).start, whole.end))


def _measures(report: Told, span: Span) -> Iterator[Term]:
    for match in _PHASE.finditer(report.text, span.start, span.end):
        found = Span(*match.span())
        yield Term("phase", _place(report, found, _innermost(report, found)), None)
    for one in report.quantities:
        if span.start <= one.span.start and one.span.end <= span.end and not _PHASE.search(report.text, one.span.start, one.span.end + 8):
            yield Term(one.kind, _place(report, one.span, _innermost(report, one.span)), None)


def _place(report: Told, span: Span, statement: Spoken | None) -> Place:
    return Place(report.id, span, statement.id if statement else None)


def _innermost(report: Told, span: Span) -> Spoken | None:
    inside = [one for one in report.statements if one.start <= span.start and span.end <= one.end]
    return min(inside, key=lambda one: (one.end - one.start, one.id), default=None)


def _issue(span: Span, report: Told, acts: Mapping[str, Act]) -> str | None:
    """The issue whose nearest words lie in the term."""
    touching = [
        (touch.score, touch.issue)
        for one in report.statements
        if one.start < span.end and span.start < one.end and one.id in acts
        for touch in acts[one.id].issues
        if touch.span.start < span.end and span.start < touch.span.end
    ]
    return max(touching)[1] if touching else None
