"""Augmentation moves labels with their words."""

from __future__ import annotations

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from training.augment import augment
from training.corpora import Article, Attribution

TEXT = (
    "Harbour talks resume after storm.\n\nMayor Ana Belt said “the ferry will sail” on Friday, and Belt said it twice.\n\n"
    "“We waited,” Belt told reporters, “and nobody came.”\n\nBelt has doubts.\n\nThe union fears Belt would leave."
)


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


ARTICLE = Article(
    "a",
    TEXT,
    (
        Attribution((span("Mayor Ana Belt"),), (span("said"),), (span("“the ferry will sail”"),)),
        Attribution((span("Belt told reporters"),), (span("told"),), (span("“We waited,”"), span("“and nobody came.”"))),
        Attribution((span("The union"),), (span("fears"),), (span("Belt would leave"),)),
    ),
)


def plain(text: str) -> str:
    """Words without marks; every surname the same."""
    return " ".join(
        "NAME" if i and word[:1].isupper() else word
        for i, word in enumerate(re.findall(r"[\w’-]+", text.replace("'", "").replace("’", "")))
    )


@given(seed=st.integers(0, 10_000))
def test_spans_still_hold_their_words(seed: int) -> None:
    changed = augment(ARTICLE, random.Random(seed))
    assert changed.attributions is not None
    assert ARTICLE.attributions is not None
    for before, after in zip(ARTICLE.attributions, changed.attributions, strict=True):
        for role in ("cue", "content"):
            words = [plain(TEXT[a:b]).split()[-1] for a, b in getattr(before, role)]
            assert [plain(changed.text[a:b]).split()[-1] for a, b in getattr(after, role)] == words


def test_the_dice_decide_and_nothing_else() -> None:
    assert augment(ARTICLE, random.Random(5)) == augment(ARTICLE, random.Random(5))
    assert any(augment(ARTICLE, random.Random(seed)) != ARTICLE for seed in range(5))
