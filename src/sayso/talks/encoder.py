"""The encoder that reads a statement by itself: what kind of act it reports, how that stands, what is held, and what it is about.

MiniLM-L6-H384 fine-tuned by training/talks.py, int8. One statement a run: dynamic quantisation scales by what is in the batch, so only
a statement alone is read the same whatever is read beside it. Its card says what it was trained on and how well it reads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sayso.errors import ReaderError
from sayso.talks.labels import LABELS

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent / "weights"
TOKENIZER = Path(__file__).parent.parent / "reading" / "weights" / "tokenizer.json"  # all three encoders come from one
LONGEST = 192  # pieces, with [CLS] and [SEP]; what a longer statement has beyond is not read
CLS, SEP = 101, 102
OTHER, SOURCE, CUE, CONTENT = range(4)
ACTOR, RECIPIENT = 1, 2  # 0 is neither
GAP = 120  # code points between two spans that are read as well; over longer gaps the spans are read one behind the other

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Worded:
    """A statement's words as the encoder takes them: pieces with the part each belongs to and its place in the report's text."""

    ids: npt.NDArray[np.int64]
    parts: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities in the order of the labels; for each piece a unit vector [N, D] of what it is about, and the probabilities [N, 3] that
    it names neither, who does it, to whom it is done."""

    acts: Floats
    modalities: Floats
    stances: Floats
    topics: Floats
    ends: Floats


@dataclass(frozen=True, slots=True)
class TalksEncoder:
    """The loaded weights. `digest` identifies them; `card` is the machine-readable part of the model card."""

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    card: dict[str, Any]
    digest: str

    @classmethod
    def load(cls) -> TalksEncoder:
        """Load and check the weights. Raises ReaderError where they are absent or damaged."""
        return _loaded()

    def read(self, worded: Worded) -> Scores:
        """The scores of one statement, or of any words (parts OTHER)."""
        ids = np.concatenate([[CLS], worded.ids, [SEP]])[None]
        parts = np.concatenate([[OTHER], worded.parts, [OTHER]])[None]
        acts, modalities, stances, topics, ends = (out[0] for out in self.session.run(None, {"ids": ids, "parts": parts}))
        return Scores(acts, modalities, stances, topics[1:-1], ends[1:-1])

    def worded(self, text: str, spans: Sequence[tuple[int, int, int]]) -> Worded:
        return worded(self.tokenizer, text, spans)


def worded(tokenizer: Tokenizer, text: str, spans: Sequence[tuple[int, int, int]]) -> Worded:
    """Cut the words of `spans` (start, end, part) and of the short gaps between them, in the order of the text.

    Where spans of two parts overlap, the piece belongs to the one named later in the order source, content, cue.
    """
    first = {CUE: 2, CONTENT: 1, SOURCE: 0}
    ordered = sorted(spans, key=lambda span: first.get(span[2], -1))
    stretches: list[list[int]] = []
    for start, end, _ in sorted(spans):
        if stretches and start - stretches[-1][1] <= GAP:
            stretches[-1][1] = max(stretches[-1][1], end)
        else:
            stretches.append([start, end])
    ids: list[int] = []
    places: list[tuple[int, int]] = []
    for start, end in stretches:
        encoding = tokenizer.encode(text[start:end], add_special_tokens=False)
        ids += encoding.ids
        places += [(start + a, start + b) for a, b in encoding.offsets]
    ids, places = ids[: LONGEST - 2], places[: LONGEST - 2]
    offsets = np.array(places, dtype=np.int64).reshape(-1, 2)
    parts = np.zeros(len(ids), dtype=np.int64)
    for start, end, part in ordered:
        parts[(offsets[:, 0] < end) & (offsets[:, 1] > start)] = part
    return Worded(np.array(ids, dtype=np.int64), parts, offsets[:, 0], offsets[:, 1])


@cache
def _loaded() -> TalksEncoder:
    import onnxruntime
    from tokenizers import Tokenizer

    weights = FOLDER / "talks.onnx"
    try:
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        card = json.loads((FOLDER / "card.json").read_text(encoding="utf8"))
        tokenizer = Tokenizer.from_file(str(TOKENIZER))
    except Exception as error:
        raise ReaderError(f"the weights in {FOLDER} cannot be loaded ({error}); reinstall sayso") from error
    if digest != card["digest"]:
        raise ReaderError(f"{weights} is not the one of its card; reinstall sayso")
    if card["labels"] != LABELS:
        raise ReaderError(f"{weights} was trained for other labels; reinstall sayso")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return TalksEncoder(onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"]), tokenizer, card, digest)
