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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true", help="leave the weights in 32 bits")
    options = parser.parse_args()
    export(load_checkpoint(options.checkpoint), options.out, quantised=not options.float)


if __name__ == "__main__":
    main()
