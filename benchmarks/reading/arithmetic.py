"""How near reading is to what the processor can do: ``python -m benchmarks.reading.arithmetic``.

Operations a word (a multiplication and an addition are two) over this processor's measured rates for the encoder's own shapes give
the limit; the gap to what is measured is told by part. One thread, CPU time. Rates and the network are the least of many runs, since
neighbours on the machine only add; what lies outside the network is as measured, neighbours and all.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from benchmarks.machine import described, write
from sayso.model import Report
from sayso.reading import Reader
from sayso.reading.encoder import FILES, FOLDER, SLOWER, WINDOW
from sayso.settings import Settings
from training.corpora import digest

HEADS, ARTICLES, RUNS = 12, 12, 40
TARGET = 7000  # words a second: a million articles a day


def least(run: Callable[[], object]) -> float:
    """CPU seconds of the quickest of many runs."""
    run()
    times = []
    for _ in range(RUNS):
        begun = time.thread_time()
        run()
        times.append(time.thread_time() - begun)
    return min(times)


def session(model: onnx.ModelProto | str, *, profile: str | None = None) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    if profile:
        options.enable_profiling, options.profile_file_prefix = True, profile
    source = model if isinstance(model, str) else model.SerializeToString()
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER)


def product(op: str, a: np.ndarray, b: np.ndarray, *, constant: bool) -> float:
    """Operations a second of one matrix product; a constant `b` is laid out beforehand, as weights are."""
    kinds = [helper.np_dtype_to_tensor_dtype(array.dtype) for array in (a, b)]
    inputs = [helper.make_tensor_value_info(name, kind, array.shape) for name, kind, array in zip("ab", kinds, (a, b), strict=True)]
    kind = TensorProto.INT32 if op == "MatMulInteger" else TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node(op, ["a", "b"], ["c"])], "product", inputs[: 2 - constant], [helper.make_tensor_value_info("c", kind, None)],
        [numpy_helper.from_array(b, "b")] if constant else [],
    )  # fmt: skip
    one = session(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8))
    feed = {"a": a} if constant else {"a": a, "b": b}
    return float(2 * a.size * b.shape[-1]) / least(lambda: one.run(None, feed))


def rates(shapes: list[tuple[int, int]]) -> dict[str, float]:
    """Operations a second: int8 over the encoder's projections, each in its share, and in 32 bits over its attention."""
    dice = np.random.default_rng(0)

    def together(parts: list[tuple[float, float]]) -> float:
        return sum(work for work, _ in parts) / sum(work / rate for work, rate in parts)

    int8 = [
        (float(k * n), product("MatMulInteger", dice.integers(0, 255, (WINDOW, k), np.uint8), dice.integers(-127, 127, (k, n), np.int8), constant=True))
        for k, n in shapes
    ]  # fmt: skip
    wide = 384 // HEADS
    q, k, v = (dice.standard_normal((HEADS, *shape), np.float32) for shape in ((WINDOW, wide), (wide, WINDOW), (WINDOW, wide)))
    weights = dice.standard_normal((HEADS, WINDOW, WINDOW), np.float32)
    attention = [(1.0, product("MatMul", a, b, constant=False)) for a, b in ((q, k), (weights, v))]
    return {"int8": together(int8), "float32": together(attention)}


@dataclass(frozen=True, slots=True)
class Counting:
    """The encoder's session, with the pieces and the CPU seconds of every run."""

    inner: onnxruntime.InferenceSession
    pieces: list[int]
    seconds: list[float]

    def run(self, names: None, feed: dict[str, np.ndarray]) -> Any:
        begun = time.thread_time()
        out = self.inner.run(names, feed)
        self.seconds.append(time.thread_time() - begun)
        self.pieces.append(feed["ids"].shape[1])
        return out


def counted(texts: list[str], *, nested: bool) -> dict[str, float]:
    """For a word: pieces that go through the network, their pairs in attention, CPU microseconds in it and outside it."""
    reader = Reader.load()
    counting = Counting(reader.encoder.session, [], [])
    reader = Reader(replace(reader.encoder, session=counting), Settings(nested=nested))
    words = sum(len(text.split()) for text in texts)
    reader.read(Report("", texts[0], ""))
    counting.pieces.clear()
    counting.seconds.clear()
    _, before = quickest(counting.inner)
    begun = time.thread_time()
    for text in texts:
        reader.read(Report("", text, ""))
    whole = time.thread_time() - begun
    lengths, network = np.array(counting.pieces), sum(counting.seconds)
    at, after = quickest(counting.inner)
    undisturbed = np.interp(lengths, at, np.minimum(before, after)).sum()
    return {
        "runs": len(lengths) / words,
        "pieces": lengths.sum() / words,
        "pairs": float((lengths**2).sum()) / words,
        "network_microseconds": 1e6 * undisturbed / words,
        "network_microseconds_as_measured": 1e6 * network / words,
        "other_microseconds": 1e6 * (whole - network) / words,
    }


def quickest(one: onnxruntime.InferenceSession) -> tuple[tuple[int, ...], list[float]]:
    """Lengths of windows, and the CPU seconds of the quickest of many runs over each."""
    lengths = (8, 16, 32, 64, 128, 192, WINDOW)
    dice = np.random.default_rng(0)
    feeds = [{"ids": dice.integers(1000, 30000, (1, n)), "shapes": np.ones((1, n), np.int64)} for n in lengths]
    return lengths, [least(partial(one.run, None, feed)) for feed in feeds]


def by_operation() -> dict[str, float]:
    """The share of each kind of operation in one run over a full window, as the runtime's profile tells it."""
    with tempfile.TemporaryDirectory() as scratch:
        profiled = session(str(FOLDER / FILES[0]), profile=f"{scratch}/profile")
        ids = np.random.default_rng(0).integers(1000, 30000, (1, WINDOW))
        for _ in range(RUNS):
            profiled.run(None, {"ids": ids, "shapes": np.ones_like(ids)})
        events = json.loads(Path(profiled.end_profiling()).read_text(encoding="utf8"))
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for event in events:
        if event.get("cat") == "Node" and event["name"].endswith("kernel_time"):
            times[event["args"]["op_name"], event["name"]].append(event["dur"])
    total: dict[str, float] = defaultdict(float)
    for (operation, _), durations in times.items():
        total[operation] += float(np.percentile(durations, 20))  # wall time: the quickest fifth is what no neighbour disturbed
    return {operation: round(took / sum(total.values()), 3) for operation, took in sorted(total.items(), key=lambda pair: -pair[1]) if took}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, default=Path("../shared/corpora/polnear/dev/text"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/arithmetic.json"))
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    graph = onnx.load(FOLDER / FILES[0]).graph
    shape_of = {one.name: tuple(one.dims) for one in graph.initializer}
    shapes = [shape_of[node.input[1]] for node in graph.node if node.op_type == "MatMulInteger"]
    layers = sum(node.op_type == "Softmax" for node in graph.node)
    texts = [path.read_text(encoding="utf8") for path in sorted(options.reports.glob("*.txt"))[:ARTICLES]]
    wide = sorted({shape for shape in shapes if min(shape) >= 384})
    tried = [rates(wide)]  # and twice more: a busy neighbour may take a whole measurement
    outer = counted(texts, nested=False)
    tried.append(rates(wide))
    whole = counted(texts, nested=True)
    tried.append(rates(wide))
    rate = {name: max(one[name] for one in tried) for name in tried[0]}
    int8_a_piece, float_a_pair = 2 * sum(k * n for k, n in shapes), 2 * 2 * 384 * layers
    limit = {
        name: 1e6 * (part["pieces"] * int8_a_piece / rate["int8"] + part["pairs"] * float_a_pair / rate["float32"])
        for name, part in (("outer", outer), ("whole", whole))
    }
    spent = whole["network_microseconds"] + whole["other_microseconds"]
    shorter = whole["network_microseconds"] * 4 / layers
    results = {
        "what": "operations a word against measured rates, one thread, microseconds of CPU time a word",
        "corpus_digest": digest(options.reports),
        "articles": len(texts),
        "model_digest": Reader.load().encoder.digest,
        "machine": described(),
        "rates_giga_a_second": {name: round(value / 1e9) for name, value in rate.items()},
        "int8_operations_a_piece": int8_a_piece,
        "float_operations_a_pair_of_pieces": float_a_pair,
        "a_word": {name: {key: round(value, 4) for key, value in part.items()} for name, part in (("outer", outer), ("whole", whole))},
        "limit_microseconds_a_word": {name: round(value, 1) for name, value in limit.items()},
        "words_per_second": {
            "limit_of_the_network": round(1e6 / limit["whole"]),
            "limit_of_the_network_outer_layer": round(1e6 / limit["outer"]),
            "network": round(1e6 / whole["network_microseconds"]),
            "all": round(1e6 / spent),
            "target": TARGET,
            "estimated_with_four_layers": round(1e6 / (spent - whole["network_microseconds"] + shorter)),
        },
        "gap_microseconds_a_word": {
            "budget_of_the_target": round(1e6 / TARGET, 1),
            "network_at_its_limit": round(limit["whole"], 1),
            "network_above_its_limit": round(whole["network_microseconds"] - limit["whole"], 1),
            "outside_the_network": round(whole["other_microseconds"], 1),
        },
        "share_of_operations_in_a_full_window": by_operation(),
    }
    write(options.out, results)
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
