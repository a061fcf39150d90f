"""The plain tagger as a rival: ``python -m benchmarks.rivals.tagger FOLDER``; needs onnxruntime, tokenizers and numpy alone.

Reads in windows of 256 pieces, 64 of them in two; a piece is decided where it lies furthest from an edge, a word by its first piece,
by its best label. A run of one role is a span. Spans are joined to the nearest cue of their line, by the code points between, the
earlier one of two; where their line has none, to the nearest of the report. A cue that gets neither source nor content is left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.rivals.protocol import Found, Span, serve

LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LENGTH, OVERLAP = 256, 64  # pieces
CLS, SEP = 101, 102


def framed(ids: Sequence[int]) -> list[int]:
    return [CLS, *ids, SEP]


def spread(n: int, room: int, overlap: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Windows over n pieces as ``((first, last), (keep_first, keep_last))``; each full but the last, the kept parts tile 0..n."""
    starts = [0]
    while starts[-1] + room < n:
        starts.append(starts[-1] + room - overlap)
    middles = [(before + room + after) // 2 for before, after in pairwise(starts)]
    cuts = [0, *middles, n]
    return [((start, min(start + room, n)), (cuts[i], cuts[i + 1])) for i, start in enumerate(starts)]


def runs(text: str, offsets: Sequence[tuple[int, int]], labels: Sequence[int]) -> dict[str, list[Span]]:
    """Spans of each role. `offsets` and `labels` are of pieces; pieces that touch are one word if both are of letters and digits."""
    spans: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    role, begun, end = "", 0, 0
    for place, ((start, stop), number) in enumerate(zip(offsets, labels, strict=True)):
        inside = place and offsets[place - 1][1] == start and text[start].isalnum() and text[start - 1].isalnum()
        prefix, _, now = LABELS[number].partition("-")
        if inside:
            prefix, now = "I", role
        if now != role or prefix == "B":
            if role:
                spans[role].append((begun, end))
            role, begun = now, start
        end = stop
    if role:
        spans[role].append((begun, end))
    return spans


def joined(text: str, spans: dict[str, list[Span]]) -> list[Found]:
    """Each source and content with the nearest cue, as the module says."""
    cues = spans["cue"]
    found: list[Found] = [{"source": [], "cue": [cue], "content": []} for cue in cues]

    def far(one: Span, cue: Span) -> tuple[bool, int, int]:
        low, high = min(one[1], cue[1]), max(one[0], cue[0])
        return "\n" in text[low:high], max(high - low, 0), cue[0]

    for role in ("source", "content"):
        for span in spans[role]:
            if cues:
                nearest = min(range(len(cues)), key=lambda i: far(span, cues[i]))
                found[nearest][role].append(span)
    return [one for one in found if one["source"] or one["content"]]


class Reader:
    """The exported graph and its tokenizer."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def read(self, text: str) -> list[Found]:
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        if not encoding.ids:
            return []
        labels: list[int] = []
        for (first, last), (keep_first, keep_last) in spread(len(encoding.ids), LENGTH - 2, OVERLAP):
            ids = np.array([framed(encoding.ids[first:last])], np.int64)
            scores = self.session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0, 1:-1]
            labels += scores[keep_first - first : keep_last - first].argmax(-1).tolist()
        return joined(text, runs(text, encoding.offsets, labels))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    serve(Reader(parser.parse_args().folder).read, ("onnxruntime", "tokenizers", "numpy"))


if __name__ == "__main__":
    main()
