"""The encoder and its heads as shipped: an int8 ONNX graph run by onnxruntime, one window at a time.

One window a run and one thread: dynamic quantisation scales by what is in the batch, so only a window alone is
read the same whatever is read beside it. It is also the fastest on one core, since a window's states stay in cache.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sayso.errors import ReaderError
from sayso.reading.decode import Floats, RelativeWeights, Scores, Window
from sayso.reading.labels import NAMES, RELATIVE, ROLES
from sayso.reading.pieces import Pieces, cut

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent / "weights"
FILES = ("reader.onnx", "relative.npz", "tokenizer.json")  # in the order of the digest; card.json stands beside them
WINDOW, OVERLAP = 224, 64  # pieces; benchmarks/reading/windows.py has F1 and speed of others
CLS, SEP = 101, 102
SLOWER = ["SkipLayerNormFusion"]  # of the runtime's rewritings: its joined kernel takes longer than the two it joins (docs/speed.md)


@dataclass(frozen=True, slots=True)
class Encoder:
    """Loaded weights. `digest` identifies them; `card` is the model card's machine-readable part."""

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer
    relative: RelativeWeights
    reach: Floats
    look: Floats | None  # what `promise` weighs a piece's states by; weights just trained have none
    card: dict[str, Any]
    digest: str

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Encoder:
        """Load and check the weights in `folder`. Raises ReaderError where a file is absent or differs from the card."""
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            card = json.loads((folder / "card.json").read_text(encoding="utf8"))
            digest = model_digest(folder, card)
        except (OSError, ValueError, KeyError) as error:
            raise ReaderError(f"the reader's weights in {folder} cannot be loaded ({error}); reinstall sayso") from error
        if digest != card["digest"]:
            raise ReaderError(f"the reader's weights in {folder} are not those of their card; reinstall sayso")
        if card["labels"] != {"roles": list(ROLES), "names": list(NAMES), "relative": list(RELATIVE)}:
            raise ReaderError(f"the reader's weights in {folder} were trained for other labels; reinstall sayso")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        if int8_saturates():
            options.add_session_config_entry("session.x64quantprecision", "1")
        session = onnxruntime.InferenceSession(
            str(folder / FILES[0]), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
        )
        with np.load(folder / FILES[1]) as arrays:
            relative = RelativeWeights(arrays["bilinear"], arrays["distance"], arrays["barrier"], arrays["steps"])
            reach = arrays["reach"]
            look = arrays.get("look")
        return cls(session, Tokenizer.from_file(str(folder / FILES[2])), relative, reach, look, card, digest)

    def cut(self, text: str) -> Pieces:
        return cut(self.tokenizer, text)

    def scores_apart(self, parts: Sequence[Pieces]) -> tuple[Pieces, Scores]:
        """Several stretches of one text, each read by itself: their pieces one after another, and the scores over these.

        Between two stretches stands a piece that is surely nothing, so that no run of labels goes from one into the next.
        """
        roles, names, windows, base = [], [], [], 0
        outside = np.array([[20.0] + [0.0] * (len(ROLES) - 1)], np.float32)
        for part in parts:
            scores = self.scores(part)
            roles += [scores.roles, outside]
            names += [scores.names, outside]
            windows += [
                replace(w, first=w.first + base, keep_first=w.keep_first + base, keep_last=w.keep_last + base) for w in scores.windows
            ]
            base += len(part) + 1
        return _joined(parts), Scores(np.concatenate(roles), np.concatenate(names), tuple(windows))

    def promise(self, scores: Scores) -> Floats | None:
        """Of each piece the log odds that it is a cue where the content that it stands in is read by itself; None without a look.

        A first look, from states already there, at which contents are worth reading again (benchmarks/reading/look.py fits it).
        """
        if self.look is None or not scores.windows:
            return None
        promise: Floats = np.concatenate([states(scores, window) for window in scores.windows]) @ self.look[:-1] + self.look[-1]
        return promise

    def scores(self, pieces: Pieces, *, window: int = WINDOW, overlap: int = OVERLAP) -> Scores:
        """Read in overlapping windows; each piece is decided in the window where it lies furthest from an edge."""
        roles, names, windows = [np.zeros((0, len(ROLES)), np.float32)], [np.zeros((0, len(NAMES)), np.float32)], []
        for (first, last), (keep_first, keep_last) in spread(len(pieces), window - 2, overlap):
            ids = np.concatenate([[CLS], pieces.ids[first:last], [SEP]])[None]
            shapes = np.concatenate([[0], pieces.shapes[first:last], [0]])[None]
            outputs = self.session.run(None, {"ids": ids, "shapes": shapes})
            role, name, *states = (output[0, 1:-1] for output in outputs)
            kept = slice(keep_first - first, keep_last - first)
            roles.append(role[kept])
            names.append(name[kept])
            windows.append(Window(first, keep_first, keep_last, *states))
        return Scores(np.concatenate(roles), np.concatenate(names), tuple(windows))


def states(scores: Scores, window: Window) -> Floats:
    """What the heads say of the pieces that a window decides, side by side [n, 2D + 7 + K]: cue, token, roles, barriers."""
    kept = slice(window.keep_first - window.first, window.keep_last - window.first)
    roles = scores.roles[window.keep_first : window.keep_last]
    return np.concatenate([window.cues[kept], window.tokens[kept], roles, window.barriers[kept]], 1)


def _joined(parts: Sequence[Pieces]) -> Pieces:
    """Pieces of one text one after another, each followed by one piece that stands for nothing."""
    nothing = np.zeros(1, np.int64)

    def column(name: str) -> npt.NDArray[np.int64]:
        return np.concatenate([array for part in parts for array in (getattr(part, name), nothing)])

    return Pieces(parts[0].text, column("ids"), column("shapes"), column("starts"), column("ends"))


def spread(n: int, room: int, overlap: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Windows over n pieces as ``((first, last), (keep_first, keep_last))``, half-open; the kept parts tile 0..n."""
    if n == 0:
        return []
    count = max(1, -(-(n - overlap) // (room - overlap)))
    size = min(room, n, -(-(n + (count - 1) * overlap) // count))  # no window longer than it must be
    starts = [round(i * (n - size) / max(count - 1, 1)) for i in range(count)]
    cuts = [0, *((before + size + after) // 2 for before, after in pairwise(starts)), n]
    return [((start, start + size), (cuts[i], cuts[i + 1])) for i, start in enumerate(starts)]


def int8_saturates() -> bool:
    """Whether this processor adds pairs of int8 products in 16 bits, as x86-64 does before VNNI: sums overflow and readings change.

    The runtime then has an exact path, which is slower. A processor that does not say what it has is taken not to have VNNI.
    """
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    info = Path("/proc/cpuinfo")
    return not info.exists() or "vnni" not in info.read_text(encoding="utf8", errors="replace")


def model_digest(folder: Path, card: dict[str, Any]) -> str:
    """SHA-256 over the weight files of `folder` and the card's numbers that decide a reading, hexadecimal."""
    total = hashlib.sha256()
    for name in FILES:
        total.update((folder / name).read_bytes())
    total.update(json.dumps([card["lean"], card["confidence"]]).encode())
    return total.hexdigest()
