"""A reader for the crash test: every sentence a statement, found without the network."""

from __future__ import annotations

import re

from sayso.model import Reading, Report, Span, Statement, Voice


def read(report: Report) -> Reading:
    statements = []
    for match in re.finditer(r"(The mayor of \w+ \d+) (said) (it was \d+)", report.text):
        source, cue, content = (Span(*match.span(i)) for i in (1, 2, 3))
        voice = Voice(source.of(report.text), "person", mention=source)
        statements.append(Statement((source,), (cue,), (content,), "speech", "indirect", 0.5, (voice,)))
    return Reading("m", tuple(statements))
