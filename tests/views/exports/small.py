"""Small ledgers for the forms of export: reports with the statements that are to be read in them, recorded and not linked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from sayso.ledger import Ledger
from sayso.model import Reading, Report, Span, Statement
from sayso.settings import Settings


def a_report(text: str, **known: str) -> Report:
    return replace(Report("report.txt", text, hashlib.sha256(text.encode()).hexdigest()), **known)  # type: ignore[arg-type]


def a_ledger(path: Path, *read: tuple[Report, Sequence[Statement]]) -> Path:
    """A ledger of these reports and what is said in them."""
    with Ledger(path, create=True) as ledger:
        for report, statements in read:
            ledger.record(report, Reading("m1", tuple(statements)), version="0", settings=Settings())
    return path


@st.composite
def texts_with_statements(draw: st.DrawFn) -> tuple[str, Statement]:
    """Any text, astral characters, marks and line ends among it, with a statement anywhere in it."""
    text = draw(st.text(min_size=4, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=4, max_size=4)))
    source, cue, content = (Span(*cuts[i : i + 2]) for i in range(3))
    return text, Statement((source,), (cue,), (content,), "speech", "indirect", 0.5)
