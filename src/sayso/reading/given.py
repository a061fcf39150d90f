"""Statements that people gave, among those that the reader found: their spans are taken as they are, the rest is read of them as of any.

They come in once the reader has found all it finds, so that what people say changes nothing of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.model import Parts, Statement
from sayso.reading.quotes import Quotation, find_quotations
from sayso.reading.statements import Found, described


def with_given(text: str, found: list[Found], given: Sequence[Parts], quotations: Sequence[Quotation]) -> list[Found]:
    """All statements in the order of their cues. What a person gave is certain, whether or not the reader found it too."""
    if not given:
        return found
    known = {_as_given(one) for one in found}
    new = [Found(one.source, one.cue, one.content, "speech", "indirect", 1.0) for one in dict.fromkeys(given) if one not in known]
    held = [replace(one, confidence=1.0) if _as_given(one) in given else one for one in found]
    return sorted([*held, *described(text, new, quotations)], key=lambda one: (one.cue[0], one.content))


def corrected_in(found: Sequence[Found], given: Sequence[Parts]) -> frozenset[int]:
    """Which statements (indices) have another version by a person, with the same words of cue: nothing is told in these, no figure is."""
    cues = [span for one in given for span in one.cue]
    return frozenset(
        number
        for number, one in enumerate(found)
        if cues and _as_given(one) not in given and any(a.start < b.end and b.start < a.end for a in one.cue for b in cues)
    )


def given_alone(text: str, given: Sequence[Parts]) -> tuple[Statement, ...]:
    """What people gave for a report that is not read otherwise: whose words they are is not known."""
    found = with_given(text, [], given, find_quotations(text) if given else ())
    return tuple(Statement(one.source, one.cue, one.content, one.kind, one.mode, one.confidence) for one in found)


def _as_given(one: Found) -> Parts:
    return Parts(one.source, one.cue, one.content)
