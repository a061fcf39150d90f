"""Pieces re-slice; shapes tell casing and line breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.reading import Reader
from sayso.reading.pieces import CASINGS, cut, without


@given(text=st.text(max_size=200))
def test_pieces_lie_in_the_text_in_order(reader: Reader, text: str) -> None:
    pieces = cut(reader.encoder.tokenizer, text)
    assert all(0 <= s <= e <= len(text) for s, e in zip(pieces.starts, pieces.ends, strict=True))
    assert sorted(pieces.starts.tolist()) == pieces.starts.tolist()


def test_shapes_tell_casing_and_the_break_before(reader: Reader) -> None:
    pieces = cut(reader.encoder.tokenizer, "talks End\nUN 12 !")
    named = [
        (pieces.text[s:e], CASINGS[k % len(CASINGS)], bool(k // len(CASINGS)))
        for s, e, k in zip(pieces.starts, pieces.ends, pieces.shapes, strict=True)
    ]
    assert named == [
        ("talks", "lower", True),
        ("End", "title", False),
        ("UN", "upper", True),
        ("12", "digit", False),
        ("!", "none", False),
    ]


def test_leaving_a_span_out_marks_a_break_after_it(reader: Reader) -> None:
    text = "One two. Share this. Three."
    pieces = without(cut(reader.encoder.tokenizer, text), [(9, 20)])
    assert [text[s:e] for s, e in zip(pieces.starts, pieces.ends, strict=True)] == ["One", "two", ".", "Three", "."]
    assert pieces.shapes[3] >= len(CASINGS)
