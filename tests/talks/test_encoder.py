"""The encoder of statements: which words it is given, that it reads each statement alone, and that it refuses damaged weights."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ReaderError
from sayso.talks import encoder as module
from sayso.talks.encoder import CONTENT, CUE, GAP, LONGEST, OTHER, SOURCE, TalksEncoder
from sayso.talks.labels import ACTS, LABELS, MODALITIES, STANCES

WORDS = [
    "The",
    "harbour",
    "master",
    "said",
    "talks",
    "about",
    "unforeseeably",
    "“no”",
    ",",
    ".",
    "é",
    "北京",
    "\N{GRINNING FACE}",
    "\n",
    "\x00",
    "x" * 40,
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=80).map(" ".join)


@pytest.fixture(scope="module")
def encoder() -> TalksEncoder:
    return TalksEncoder.load()


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, int]]]:
    """A text and spans in it, which may overlap."""
    text = draw(texts)
    ends = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(ends, ends, st.sampled_from([SOURCE, CUE, CONTENT])), min_size=1, max_size=4))
    return text, [(min(a, b), max(a, b), part) for a, b, part in pairs if a != b]


@settings(max_examples=60)
@given(statements())
def test_every_piece_is_of_the_spans_or_of_a_short_gap_and_has_its_part(given_: tuple[str, list[tuple[int, int, int]]]) -> None:
    text, spans = given_
    words = TalksEncoder.load().worded(text, spans)
    assert len(words.ids) == len(words.parts) == len(words.starts) == len(words.ends) <= LONGEST - 2
    assert list(words.starts) == sorted(words.starts)
    for start, end, part in zip(words.starts.tolist(), words.ends.tolist(), words.parts.tolist(), strict=True):
        assert 0 <= start < end <= len(text)
        touching = {p for a, b, p in spans if a < end and start < b}
        best = next((p for p in (CUE, CONTENT, SOURCE) if p in touching), OTHER)
        assert part == best
        if best == OTHER:
            before, behind = [b for _, b, _ in spans if b <= start], [a for a, _, _ in spans if a >= end]
            assert before
            assert behind
            assert min(behind) - max(before) <= GAP


@given(st.text(alphabet="ab c,", min_size=GAP + 1, max_size=300).map(lambda between: between.replace("a", "b")))
def test_what_stands_between_two_distant_spans_is_not_read(between: str) -> None:
    text = f"aaa{between}aaa"
    words = TalksEncoder.load().worded(text, [(0, 3, SOURCE), (len(text) - 3, len(text), CONTENT)])
    assert {text[a:b][0] for a, b in zip(words.starts, words.ends, strict=True)} == {"a"}


def test_of_a_long_statement_only_the_beginning_is_read(encoder: TalksEncoder) -> None:
    text = "the ferry sails " * 500
    words = encoder.worded(text, [(0, len(text), CONTENT)])
    assert len(words.ids) == LONGEST - 2
    assert text[: words.ends[-1]].startswith("the ferry sails the ferry")
    assert encoder.read(words).topics.shape[0] == LONGEST - 2


def test_scores_are_probabilities_and_topics_unit_vectors(encoder: TalksEncoder) -> None:
    text = "The porters demanded the release of all crews."
    scores = encoder.read(encoder.worded(text, [(0, 11, SOURCE), (12, 20, CUE), (21, len(text), CONTENT)]))
    for found, labels in ((scores.acts, ACTS), (scores.modalities, MODALITIES), (scores.stances, STANCES)):
        assert found.shape == (len(labels),)
        assert float(found.sum()) == pytest.approx(1, abs=1e-3)
        assert (found >= 0).all()
    assert np.allclose(scores.ends.sum(1), 1, atol=1e-3)
    assert np.allclose(np.linalg.norm(scores.topics, axis=1), 1, atol=1e-3)


def test_a_statement_is_read_the_same_whatever_is_read_beside_it(encoder: TalksEncoder) -> None:
    one = encoder.worded("The porters went home.", [(0, 22, CONTENT)])
    first = encoder.read(one)
    encoder.read(encoder.worded("ferry " * 300, [(0, 1800, CONTENT)]))
    again = encoder.read(one)
    for name in ("acts", "modalities", "stances", "topics", "ends"):
        assert np.array_equal(getattr(first, name), getattr(again, name))


def card(data: bytes, **changed: object) -> str:
    known = {"digest": hashlib.sha256(data).hexdigest(), "labels": LABELS}
    return json.dumps({**known, **changed})


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "cannot be loaded"),
        ({"talks.onnx": b"x"}, "cannot be loaded"),
        ({"talks.onnx": b"x", "card.json": b"{"}, "cannot be loaded"),
        ({"talks.onnx": b"y", "card.json": card(b"x").encode()}, "not the one of its card"),
        ({"talks.onnx": b"x", "card.json": card(b"x", labels={"acts": ["none"]}).encode()}, "other labels"),
    ],
)
def test_weights_that_are_absent_damaged_or_not_ours_are_refused(
    files: dict[str, bytes], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    with pytest.raises(ReaderError, match=f"{said}.*reinstall sayso"):
        module._loaded.__wrapped__()
