"""Words laid beside other words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.views.room.parts import compared, cut


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_parts_together_are_the_text(first: str, other: str) -> None:
    assert "".join(part.words for part in compared(first, other)) == other


@given(st.text(max_size=80))
def test_a_text_shares_all_its_words_with_itself(text: str) -> None:
    assert all(part.shared for part in compared(text, text))


def test_what_the_first_has_not_is_told_apart() -> None:
    parts = compared("the ferry will sail", "the old ferry will sail at dawn")
    assert [part.words.strip() for part in parts if not part.shared] == ["old", "at dawn"]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_a_text_cut_at_changes_is_the_text(text: str, changes: list[tuple[int, int]]) -> None:
    inside = [(min(pair), min(max(pair), len(text))) for pair in changes if min(pair) <= len(text)]
    assert "".join(part.words for part in cut(text, inside)) == text


def test_changed_stretches_are_not_shared() -> None:
    assert [(part.words, part.shared) for part in cut("we agree now", [(3, 8)])] == [("we ", True), ("agree", False), (" now", True)]
