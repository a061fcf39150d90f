"""What a content means, as a vector: two contents of one meaning have vectors of a cosine near 1.

MiniLM-L6-H384, all-MiniLM-L6-v2 weights (Apache-2.0), int8. One content a run: dynamic quantisation scales by what is in the batch,
so only a content alone has the same vector whatever is read beside it.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sayso.errors import ReaderError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent / "weights"
TOKENIZER = Path(__file__).parent.parent / "reading" / "weights" / "tokenizer.json"  # the reader was trained from the same model
SIZE = 384
LONGEST = 256  # pieces; what a longer content has beyond is not compared
CLS, SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Meaning:
    """The loaded encoder. `digest` identifies its weights."""

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    digest: str

    @classmethod
    def load(cls) -> Meaning:
        """Load and check the weights. Raises ReaderError where they are absent or damaged."""
        return _loaded()

    def vector(self, content: str) -> bytes:
        """A content's vector, a byte a number; `unpacked` gives the numbers."""
        ids = self.tokenizer.encode(content, add_special_tokens=False).ids[: LONGEST - 2]
        (found,) = self.session.run(None, {"ids": np.array([[CLS, *ids, SEP]], np.int64)})
        kept: bytes = np.round(found[0] / np.abs(found[0]).max() * 127).astype(np.int8).tobytes()
        return kept


def unpacked(kept: bytes) -> npt.NDArray[np.float32]:
    """float32 [SIZE] of length one."""
    found = np.frombuffer(kept, np.int8).astype(np.float32)
    return found / np.linalg.norm(found)


def length(kept: bytes) -> float:
    """The Euclidean length of a vector as kept."""
    found = np.frombuffer(kept, np.int8).astype(np.int64)
    return math.sqrt(int(found @ found))


@cache
def _loaded() -> Meaning:
    import onnxruntime
    from tokenizers import Tokenizer

    weights = FOLDER / "meaning.onnx"
    try:
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        card = json.loads((FOLDER / "card.json").read_text(encoding="utf8"))
        tokenizer = Tokenizer.from_file(str(TOKENIZER))
    except Exception as error:
        raise ReaderError(f"the weights in {FOLDER} cannot be loaded ({error}); reinstall sayso") from error
    if digest != card["digest"]:
        raise ReaderError(f"{weights} is not the one of its card; reinstall sayso")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return Meaning(onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"]), tokenizer, digest)
