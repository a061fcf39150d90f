"""How each noun gets its content id: ``scheme:hex``, a hash of the identifying fields and nothing else.

report      r1   its outlet and address, where known, and its text's SHA-256 (never its path: that changes with the machine)
statement   s1   its report's id and its spans
figure      f1   its report's id and its span
voice       v1   its report's id, name and kind (the links of `linking` group voices across reports)
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sayso.model import Figure, Report, Statement, Voice

LENGTH = 16  # hexadecimal digits: 64 bits, so a million entries collide with a chance of 3 in 100 million


def _id(scheme: str, *parts: Any) -> str:
    packed = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return f"{scheme}:{hashlib.sha256(packed.encode()).hexdigest()[:LENGTH]}"


def report_id(report: Report) -> str:
    return _id("r1", report.outlet, report.url, report.sha256)


def statement_id(report: str, statement: Statement) -> str:
    return _id("s1", report, statement.source, statement.cue, statement.content)


def figure_id(report: str, figure: Figure) -> str:
    return _id("f1", report, figure.span)


def voice_id(report: str, voice: Voice) -> str:
    return _id("v1", report, voice.name, voice.kind)
