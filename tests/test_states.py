"""States by name, capital and adjective; what is contested or ambiguous names none."""

from __future__ import annotations

import pytest

from sayso.states import state_named


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("the US", "United States"), ("American", "United States"), ("Washington", "United States"), ("Egyptian", "Egypt"), ("Cairo", "Egypt"),
        ("Israeli", "Israel"), ("Palestinian", "Palestine"), ("France’s", "France"), ("“Norway”", "Norway"), ("UK", "United Kingdom"),
        ("us", None), ("Jerusalem", None), ("Korean", None), ("Congolese", None), ("the movement", None), ("", None),
    ],
)  # fmt: skip
def test_a_state_is_known_by_its_words(words: str, state: str | None) -> None:
    assert state_named(words) == state
