"""How each noun gets its content id: ``scheme:hex``, a hash of the identifying fields and nothing else.

report      r1   its outlet and address, where known, and its text's SHA-256 (never its path: that changes with the machine)
statement   s1   its report's id and its spans
figure      f1   its report's id and its span
voice       v1   its report's id, name and kind (the links of `linking` group voices across reports)
designation n1   a name with the kind, role and side that reports give with it
link        l1   its kind and its two ends
group       w1 voice across reports, k1 copy family, u1 utterance, c1 claim: its least member, so that it seldom changes as the group grows
dispute     d1   its kind and the least statement or figure of each side
bearer      b1   the least of the voices and named that it stands for
party       y1   its name
proposal    p1   the first place that speaks of it
count       q1   what its figures count, whom, where
judgement   j1   what is judged, by whom and when
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sayso.model import Dispute, Figure, Judgement, Mention, Parts, Proposal, Report, Statement, Voice

LENGTH = 16  # hexadecimal digits: 64 bits, so a million entries collide with a chance of 3 in 100 million


def _id(scheme: str, *parts: Any) -> str:
    packed = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return f"{scheme}:{hashlib.sha256(packed.encode()).hexdigest()[:LENGTH]}"


def report_id(report: Report) -> str:
    return _id("r1", report.outlet, report.url, report.sha256)


def statement_id(report: str, statement: Statement | Parts) -> str:
    return _id("s1", report, statement.source, statement.cue, statement.content)


def figure_id(report: str, figure: Figure) -> str:
    return _id("f1", report, figure.span)


def voice_id(report: str, voice: Voice) -> str:
    return _id("v1", report, voice.name, voice.kind)


def bearer_id(report: str, mention: Mention) -> str:
    """Of whom a report names: the id that its voice has there, should it speak."""
    return _id("v1", report, mention.name, mention.kind)


def designation_id(name: str, kind: str, role: str | None, side: str | None) -> str:
    return _id("n1", name, kind, role, side)


def link_id(kind: str, left: str, right: str) -> str:
    return _id("l1", kind, left, right)


def group_id(scheme: str, members: Iterable[str], kind: str | None = None) -> str:
    """Of a group across reports: `scheme` is w1, k1, u1 or c1; `kind` of a copy family."""
    return _id(scheme, min(members), kind)


def dispute_id(dispute: Dispute) -> str:
    return _id("d1", dispute.kind, sorted(min((*side.statements, *side.figures)) for side in dispute.sides))


def count_id(of: str, who: str | None, where: str | None) -> str:
    return _id("q1", of, who, where)


def party_id(name: str) -> str:
    return _id("y1", name)


def proposal_id(proposal: Proposal) -> str:
    first = min(proposal.mentions)
    return _id("p1", first.report, first.span)


def judgement_id(judgement: Judgement) -> str:
    return _id("j1", judgement.left, judgement.right, judgement.by, judgement.at)
