"""Page parts are told from reporting by the shape of their lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.furniture import find_furniture


def test_page_parts_are_found_and_reporting_is_left() -> None:
    text = (
        "Talks go on\nShare It :\nThe mayor said so.\nRead more: Boats return\n\nRead Next\n\nA herring is back\n\nLeave a Reply\n\nName\n"
    )
    assert [(part.kind, part.span.of(text)) for part in find_furniture(text)] == [
        ("share", "Share It :"),
        ("related", "Read more: Boats return"),
        ("related", "Read Next"),
        ("related", "A herring is back"),
        ("comments", "Leave a Reply"),
        ("comments", "Name"),
    ]


@pytest.mark.parametrize(
    "line",
    ["Share prices fell, the minister said.", "Read more than one paper, she advised.", "Homeless people said no.", "Menus were signed."],
)
def test_prose_that_begins_like_a_page_part_is_reporting(line: str) -> None:
    assert find_furniture(line) == ()


@given(text=st.text(max_size=200))
def test_furniture_is_in_order_and_apart(text: str) -> None:
    spans = [part.span for part in find_furniture(text)]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
