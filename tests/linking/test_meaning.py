"""What a content means, as a vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sayso.errors import ReaderError
from sayso.linking import meaning
from sayso.linking.meaning import SIZE, Meaning, unpacked


def alike(one: str, other: str) -> float:
    left, right = (unpacked(Meaning.load().vector(content)) for content in (one, other))
    return float(left @ right)


def test_a_vector_is_a_byte_a_number_and_unpacks_to_length_one() -> None:
    kept = Meaning.load().vector("the mill is shut")
    assert len(kept) == SIZE
    assert np.linalg.norm(unpacked(kept)) == pytest.approx(1, abs=1e-6)


def test_a_content_has_the_same_vector_whatever_was_read_before() -> None:
    first = Meaning.load().vector("the mill is shut")
    Meaning.load().vector("boats of every size came home last night to see the fair " * 10)
    assert Meaning.load().vector("the mill is shut") == first


def test_the_same_in_other_words_is_nearer_than_something_else() -> None:
    said = "the mill will be closed for the whole winter"
    assert alike(said, "the mill is going to stay shut until spring") > alike(said, "forty fishermen were given medals by the mayor")


def test_likeness_does_not_depend_on_which_is_left() -> None:
    assert alike("the mill is shut", "the ferry is late") == alike("the ferry is late", "the mill is shut")


def test_a_content_of_any_length_has_a_vector() -> None:
    assert len(Meaning.load().vector("mill " * 3000)) == SIZE
    assert len(Meaning.load().vector("—")) == SIZE


def test_weights_that_are_not_those_of_the_card_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meaning.onnx").write_bytes(b"other weights")
    (tmp_path / "card.json").write_text('{"digest": "0"}', encoding="utf8")
    monkeypatch.setattr(meaning, "FOLDER", tmp_path)
    with pytest.raises(ReaderError, match="not the one of its card"):
        meaning._loaded.__wrapped__()


def test_weights_that_are_not_there_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "FOLDER", tmp_path / "none")
    with pytest.raises(ReaderError, match="reinstall sayso"):
        meaning._loaded.__wrapped__()
