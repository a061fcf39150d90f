"""Lines broken at a width are read as paragraphs, and every offset stays."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.model import Report
from sayso.reading import Reader
from sayso.reading.wrapped import unwrapped

PARAGRAPHS = (
    "The harbour board of Ostrel said on Friday that the ferry would sail again at the weekend, after two weeks in which no boat had left the quay.",
    "Crews had asked for a second engineer on every night crossing, and the board denied that it had ever promised them one in writing.",
    "The mayor told Radio Estuary that the town could not wait any longer, and that the porters should be paid for the days they had lost.",
)


@pytest.mark.parametrize("width", [60, 72, 78])
def test_a_text_broken_at_a_width_is_joined_again(width: int) -> None:
    paragraphs = 2 * PARAGRAPHS
    broken = "\n\n".join(textwrap.fill(one, width, break_on_hyphens=False) for one in paragraphs)
    assert unwrapped(broken) == "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(PARAGRAPHS),
        "\n".join(PARAGRAPHS),
        "Ferry sails\nTalks go on\nMayor speaks\nBoard meets\nCrews wait\nPorters paid",
        "12 boats\n14 boats\n9 boats\n22 boats\n17 boats\n31 boats",
        "",
        "\n\n",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert unwrapped(text) == text


@given(st.lists(st.text("ab \n\r\u2028é", max_size=70), max_size=12).map("\n".join))
def test_only_line_ends_become_blanks(text: str) -> None:
    joined = unwrapped(text)
    assert len(joined) == len(text)
    assert all(new == old or (old, new) == ("\n", " ") for old, new in zip(text, joined, strict=True))


def test_what_is_read_in_a_broken_text_is_what_is_read_in_the_whole(reader: Reader) -> None:
    whole = "\n\n".join(PARAGRAPHS)
    broken = "\n\n".join(textwrap.fill(one, 70, break_on_hyphens=False) for one in PARAGRAPHS)
    read = [[(one.source, one.cue, one.content) for one in reader.read(Report("a.txt", text, "")).statements] for text in (whole, broken)]
    assert read[0] == read[1]
    assert read[0]
