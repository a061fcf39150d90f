"""Export the encoder that says what a content means: ``python -m training.meaning``.

It is MiniLM-L6 as published, untrained by us: the reader's own states, trained to find attributions, tell less of what is said
(benchmarks/linking/meaning.py). Mean of the last layer's states, of length one; int8 as the reader.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from sayso.linking.meaning import FOLDER
from training.network import Network, load_pretrained
from training.train import pretrained_folder


class Meaning(nn.Module):
    """ids int64 [1, N], with [CLS] and [SEP] -> float [1, 384]."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor) -> Tensor:
        network = self.network
        x = network.embedded(network.words(ids) + network.places.weight[: ids.shape[1]])
        for layer in network.layers:
            x = layer(x, torch.zeros(1, 1, 1, 1))
        return F.normalize(x.mean(1), dim=-1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    network = Network()
    load_pretrained(network, pretrained_folder())
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of itself; the parity test holds its result
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            Meaning(network.eval()), (torch.ones(1, 16, dtype=torch.long),), str(plain), input_names=["ids"], output_names=["vector"],
            dynamic_axes={"ids": {1: "n"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(plain, options.out / "meaning.onnx", per_channel=True, weight_type=QuantType.QInt8)
    digest = hashlib.sha256((options.out / "meaning.onnx").read_bytes()).hexdigest()
    (options.out / "card.json").write_text(json.dumps({"digest": digest}) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
