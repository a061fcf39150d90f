"""Checkpoint to shipped weights: ``python -m training.export CHECKPOINT --out FOLDER``.

Writes ``reader.onnx`` (int8), ``relative.npz``, ``tokenizer.json`` and a provisional ``card.json``;
``training.calibrate`` completes the card with what is measured on dev.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from sayso.reading.encoder import FILES, model_digest
from sayso.reading.labels import NAMES, RELATIVE, ROLES
from training.network import Network
from training.train import load_tokenizer


def load_checkpoint(path: Path) -> Network:
    """The averaged weights of a checkpoint, ready to read."""
    network = Network()
    network.load_state_dict(torch.load(path, weights_only=True)["averaged"], strict=False)
    return network.eval()


def export(network: Network, folder: Path, *, quantised: bool = True) -> None:
    """Write `network` to `folder` in the form that `sayso.reading.encoder` loads."""
    folder.mkdir(parents=True, exist_ok=True)
    example = torch.ones(1, 16, dtype=torch.long)
    names = {"ids": {0: "b", 1: "n"}, "shapes": {0: "b", 1: "n"}, "mask": {0: "b", 1: "n"}}
    outputs = ("roles", "names", "tokens", "cues", "barriers", "anaphors", "antecedents")
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of itself; the parity test holds its result
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            network,
            (example, example, example),
            str(plain),
            input_names=list(names),
            output_names=list(outputs),
            dynamic_axes={**names, **{name: {0: "b", 1: "n"} for name in outputs}},
            opset_version=17,
            dynamo=False,
        )
        if quantised:
            quantize_dynamic(plain, folder / FILES[0], per_channel=True, weight_type=QuantType.QInt8)
        else:
            shutil.copy(plain, folder / FILES[0])
    onnx.save(simplified(onnx.load(folder / FILES[0]), network.size.heads), folder / FILES[0])
    onnx.checker.check_model(str(folder / FILES[0]))
    np.savez_compressed(
        folder / FILES[1],
        **{name: getattr(network, name).detach().numpy() for name in ("bilinear", "distance", "barrier", "steps", "reach")},
    )
    load_tokenizer().save(str(folder / FILES[2]), pretty=False)
    labels = {"roles": ROLES, "names": NAMES, "relative": RELATIVE}
    card = {"labels": labels, "lean": 0.0, "confidence": [0.0, 1.0, 0.0, 0.0, 0.0]}
    card["digest"] = model_digest(folder, card)
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf8")


def simplified(model: onnx.ModelProto, heads: int) -> onnx.ModelProto:
    """The same network with less to do (docs/speed.md), equal but for the last bits of its sums.

    It reads one window a run, so no piece is ever masked: the mask and its sum over every attention score go. The attention's scale
    goes into what queries are projected by, and queries, keys and values are cut apart before they are laid out by heads.
    """
    graph = model.graph
    producer = {name: node for node in graph.node for name in node.output}
    arrays = {one.name: one for one in graph.initializer}
    made: dict[str, list[onnx.NodeProto]] = {}
    layers = sum(name.endswith("/qkv/Add_output_0") for name in producer)
    hidden = len(numpy_helper.to_array(arrays["embedded.bias"]))
    graph.initializer.extend(
        numpy_helper.from_array(np.array(value, np.int64), name)
        for name, value in (("thirds", [hidden] * 3), ("by_head", [0, 0, heads, hidden // heads]), ("joined", [0, 0, hidden]))
    )
    for number in range(layers):
        at = f"/layers.{number}/"
        for name in _scaled_by_output(f"{at}qkv/Add_output_0", producer, arrays, 3 * hidden):
            values = numpy_helper.to_array(arrays[name]).copy()
            values[..., :hidden] *= np.float32((hidden // heads) ** -0.5)
            arrays[name].CopyFrom(numpy_helper.from_array(values, name))
        made[f"{at}Reshape_1_output_0"] = _attention(at)
    nodes = [new for node in graph.node for new in (made.get(node.output[0]) or [node])]
    needed = {output.name for output in graph.output}
    kept: list[onnx.NodeProto] = []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.insert(0, node)
    inputs = [one for one in graph.input if one.name in needed]
    constants = [one for one in graph.initializer if one.name in needed]
    return onnx.helper.make_model(
        onnx.helper.make_graph(kept, graph.name, inputs, graph.output, constants),
        opset_imports=model.opset_import,
        ir_version=model.ir_version,
        producer_name=model.producer_name,
    )


def _scaled_by_output(name: str, producer: dict[str, onnx.NodeProto], arrays: dict[str, onnx.TensorProto], width: int) -> list[str]:
    """The constants in 32 bits, `width` wide, that a projection's output is proportional to: its bias, and its weights or their scales."""
    if name in arrays:
        one = arrays[name]
        return [name] if one.data_type == onnx.TensorProto.FLOAT and one.dims and one.dims[-1] == width else []
    node = producer.get(name)
    if node is None or node.op_type in ("LayerNormalization", "DynamicQuantizeLinear"):  # what is projected
        return []
    return [found for source in node.input for found in _scaled_by_output(source, producer, arrays, width)]


def _attention(at: str) -> list[onnx.NodeProto]:
    """From a layer's projection to what its heads attend to, joined again, in operations of the standard."""
    node = onnx.helper.make_node
    parts = [f"{at}{part}" for part in ("queries", "keys", "values")]
    nodes = [node("Split", [f"{at}qkv/Add_output_0", "thirds"], parts, axis=2)]
    for part, order in zip(parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True):
        nodes += [
            node("Reshape", [part, "by_head"], [f"{part}/cut"]),
            node("Transpose", [f"{part}/cut"], [f"{part}/turned"], perm=order),
        ]
    queries, keys, values = (f"{part}/turned" for part in parts)
    return [
        *nodes,
        node("MatMul", [queries, keys], [f"{at}scores"]),
        node("Softmax", [f"{at}scores"], [f"{at}weights"], axis=-1),
        node("MatMul", [f"{at}weights", values], [f"{at}attended"]),
        node("Transpose", [f"{at}attended"], [f"{at}attended/turned"], perm=[0, 2, 1, 3]),
        node("Reshape", [f"{at}attended/turned", "joined"], [f"{at}Reshape_1_output_0"]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true", help="leave the weights in 32 bits")
    options = parser.parse_args()
    export(load_checkpoint(options.checkpoint), options.out, quantised=not options.float)


if __name__ == "__main__":
    main()
