"""Quotation marks of every style, lost marks, and quotations over paragraphs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.quotes import find_quotations


def quoted(text: str) -> list[str]:
    return [q.span.of(text) for q in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "we wait" and left.', ['"we wait"']),
        ("He said “we wait”, she “will not”.", ["“we wait”", "“will not”"]),
        ("He said ‘we wait’ and left.", ["‘we wait’"]),
        ("The mayor's boat isn't 'lost' yet.", ["'lost'"]),
        ("Die «Fähre» fährt.", ["«Fähre»"]),
        ("No marks, only the mayor's.", []),
        ('"It is," he said, "a start."', ['"It is,"', '"a start."']),
        ("“He told me ‘go’ and I went,” she said.", ["“He told me ‘go’ and I went,”"]),
    ],
)
def test_quotations_are_found(text: str, found: list[str]) -> None:
    assert quoted(text) == found


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    text = "“We will wait.\n\n“Then we will sail,” she said."
    first, second = find_quotations(text)
    assert (first.closed, second.closed) == (False, True)
    assert first.span.of(text) == "“We will wait."


@given(text=st.text(alphabet="“”\"'‘’«» ab.\n", max_size=80))
def test_quotations_are_in_order_and_apart(text: str) -> None:
    spans = [q.span for q in find_quotations(text)]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
