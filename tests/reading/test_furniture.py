"""Page parts are told from reporting by the shape of their lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.furniture import find_furniture
from tests.factory import span_of


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


PROSE = "The mayor of Pellin said that the north quay would be shut for two weeks."
MORE = "Nobody was hurt when the crane fell, the harbour master said on the quay."


@pytest.mark.parametrize(
    ("lines", "repeated", "found"),
    [
        ([PROSE, "From our weekend desk", MORE], ["From our weekend desk"], ["From our weekend desk"]),
        ([PROSE, "From our weekend desk", MORE], [], []),
        (["Halm Gazette. Since 1901.", PROSE, MORE], ["Halm Gazette. Since 1901."], ["Halm Gazette. Since 1901."]),
        ([PROSE, MORE, "We are free to read."], ["We are free to read."], ["We are free to read."]),
        ([PROSE, MORE, "We are free to read.", "Menu", "Write to us."], ["We are free to read.", "Write to us."], ["We are free to read.", "Menu", "Write to us."]),
        ([PROSE, "The quay was built in 1901.", MORE], ["The quay was built in 1901."], []),
        ([PROSE, "“We will wait for them”", MORE], ["“We will wait for them”"], []),
        ([PROSE, "The quay, which nobody has mended for years, is the oldest of the bay", MORE], ["The quay, which nobody has mended for years, is the oldest of the bay"], []),
    ],
)  # fmt: skip
def test_a_line_that_other_reports_have_is_a_page_part_where_it_looks_like_one_or_stands_at_the_edge(
    lines: list[str], repeated: list[str], found: list[str]
) -> None:
    text = "\n".join(lines)
    assert [part.span.of(text) for part in find_furniture(text, [span_of(text, line) for line in repeated])] == found


def test_a_repeated_line_that_has_the_words_of_a_page_part_keeps_its_kind() -> None:
    text = f"{PROSE}\nShare this article\nFrom our weekend desk\n{MORE}"
    again = [span_of(text, "Share this article"), span_of(text, "From our weekend desk")]
    assert [part.kind for part in find_furniture(text, again)] == ["share", "repeated"]
