"""Windows carry every piece and its label once per stride, and their cues."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.labels import RELATIVE, ROLES
from tests.training.test_augment import ARTICLE
from training.train import load_tokenizer
from training.windows import CLS, IGNORED, SEP, batches, windows

TOKENIZER = load_tokenizer()


@given(length=st.integers(24, 80), shift=st.integers(0, 15))
def test_windows_cover_the_text(length: int, shift: int) -> None:
    found = list(windows(ARTICLE, TOKENIZER, length=length, stride=length - 8, shift=shift))
    whole = TOKENIZER.encode(ARTICLE.text, add_special_tokens=False).ids
    assert {i for window in found for i in window.ids.tolist()} == {CLS, SEP, *whole}
    assert all(len(window.ids) <= length for window in found)
    assert all(len(relative) == len(window.ids) for window in found for _, relative in window.cues)


def test_labels_stand_at_their_words() -> None:
    (window,) = windows(ARTICLE, TOKENIZER, length=400, stride=300)
    assert [TOKENIZER.id_to_token(int(window.ids[head])) for head, _ in window.cues] == ["said", "told", "fears"]
    assert all(window.roles[head] == ROLES.index("B-cue") for head, _ in window.cues)
    _, relative = window.cues[1]
    assert (relative == RELATIVE.index("B-content")).sum() == 2
    assert (window.names == IGNORED).all()


def test_batches_hold_every_window_once() -> None:
    found = list(windows(ARTICLE, TOKENIZER, length=40, stride=30))
    made = batches(found, pieces=100, dice=random.Random(1))
    assert sum(len(batch.ids) for batch in made) == len(found)
    assert sum(len(batch.rows) for batch in made) == sum(len(window.cues) for window in found)
    assert all(np.isin(batch.roles.numpy(), [IGNORED, *range(len(ROLES))]).all() for batch in made)
