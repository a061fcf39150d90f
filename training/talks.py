"""Train the encoder of `sayso.talks`: ``python -m training.talks [--corpora DIR] [--out FOLDER]``.

One encoder (MiniLM-L6) reads a statement's words, each with the part it belongs to. Heads on the mean of the states: act, modality, stance.
What a statement is about is scored against the examples of an issue, piece by piece: the closest piece counts, so one statement may touch
several issues and shows by which words, and an issue that the training has not seen needs no more than examples.

Settings were chosen by five-fold cross-validation over what is trained on (``--folds``); the parts held for test are never read here.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import math
import random
import tempfile
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from sayso.talks.encoder import CLS, FOLDER, OTHER, SEP, worded
from sayso.talks.issues import shipped
from sayso.talks.labels import ACTS, LABELS, MODALITIES, NONE, STANCES
from training.corpora import digest
from training.network import Network, load_pretrained
from training.statements import Labelled, invented, labelled, plover
from training.train import load_tokenizer, pretrained_folder

TRAINED_ON = ("fakes-train", "east-train", "mixed-train", "more-train")  # of benchmarks/talks/sets
TOPIC = 128


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that can be set about training."""

    epochs: int = 9
    batch: int = 32
    rate: float = 1e-4
    heads_rate: float = 1e-3
    decay: float = 0.01
    warm_up: float = 0.1
    smoothing: float = 0.05
    gold: int = 2  # times that PLOVER's records are shown in an epoch
    issues_weight: float = 8.0
    seed: int = 2


class TalksNetwork(nn.Module):
    """ids, parts int64 [B, N] -> acts [B, 17], modalities [B, 6], stances [B, 7], topics [B, N, D], ends [B, N, 3]; all but topics as
    probabilities when exported."""

    def __init__(self) -> None:
        super().__init__()
        self.base = Network()
        hidden = self.base.size.hidden
        self.parts = nn.Embedding(4, hidden)
        nn.init.normal_(self.parts.weight, std=0.02)
        self.acts, self.modalities, self.stances = (nn.Linear(2 * hidden, len(names)) for names in (ACTS, MODALITIES, STANCES))
        self.topics = nn.Linear(hidden, TOPIC)
        self.ends = nn.Linear(hidden, 3)
        self.scale = nn.Parameter(torch.tensor(10.0))
        self.bias = nn.Parameter(torch.tensor(-6.0))

    def states(self, ids: Tensor, parts: Tensor, mask: Tensor) -> Tensor:
        base = self.base
        x = base.dropout(base.embedded(base.words(ids) + self.parts(parts) + base.places.weight[: ids.shape[1]]))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in base.layers:
            x = layer(x, bias)
        out: Tensor = base.dropout(x)
        return out

    def heads(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        kept = mask[:, :, None].to(x.dtype)
        mean = (x * kept).sum(1) / kept.sum(1)
        most = (x - (1 - kept) * 1e4).amax(1)
        pooled = torch.cat([mean, most], -1)
        return self.acts(pooled), self.modalities(pooled), self.stances(pooled), F.normalize(self.topics(x), dim=-1), self.ends(x)

    def forward(self, ids: Tensor, parts: Tensor) -> tuple[Tensor, ...]:
        mask = torch.ones_like(ids)
        acts, modalities, stances, topics, ends = self.heads(self.states(ids, parts, mask), mask)
        return acts.softmax(-1), modalities.softmax(-1), stances.softmax(-1), topics, ends.softmax(-1)


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled statement as tensors; -1 and None where it has no label."""

    ids: list[int]
    parts: list[int]
    act: int
    modality: int
    stance: int
    issues: list[float] | None
    ends: list[int] | None


def items(found: Sequence[Labelled], tokenizer: Any, issues: Sequence[str]) -> list[Item]:
    out = []
    for one in found:
        words = worded(tokenizer, one.text, one.spans)
        touched = None if one.issues is None else [float(issue in one.issues) for issue in issues]
        act, modality, stance = (
            -1 if label is None else [name or NONE for name in names].index(label)
            for label, names in ((one.act, ACTS), (one.modality, MODALITIES), (one.stance, STANCES))
        )
        ends = None
        if one.ends is not None:
            roles = np.zeros(len(words.ids), dtype=np.int64)
            for start, end, role in one.ends:
                roles[(words.starts < end) & (words.ends > start)] = role
            ends = [-1, *roles.tolist(), -1]
        out.append(Item([CLS, *words.ids.tolist(), SEP], [OTHER, *words.parts.tolist(), OTHER], act, modality, stance, touched, ends))
    return out


def padded(rows: Sequence[Sequence[int]], filler: int = 0) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])


def batches(train: Sequence[Item], size: int, dice: random.Random) -> list[list[Item]]:
    """All items in batches of about one length, both shuffled."""
    order = sorted(train, key=lambda item: (len(item.ids) * dice.uniform(0.8, 1.2), item.ids))
    out = [order[at : at + size] for at in range(0, len(order), size)]
    dice.shuffle(out)
    return out


def prototypes(network: TalksNetwork, phrases: Sequence[Sequence[list[int]]]) -> Tensor:
    """[I, D]: for each issue the mean of what its examples are about."""
    flat = [[CLS, *ids, SEP] for one in phrases for ids in one]
    ids = padded(flat)
    mask = padded([[1] * len(row) for row in flat])
    inner = padded([[0, *[1] * (len(row) - 2), 0] for row in flat])[:, :, None]
    topics = network.heads(network.states(ids, torch.zeros_like(ids), mask), mask)[3]
    each = F.normalize((topics * inner).sum(1), dim=-1)
    owner = torch.tensor([i for i, one in enumerate(phrases) for _ in one])
    return torch.stack([F.normalize(each[owner == i].mean(0), dim=-1) for i in range(len(phrases))])


def touching(network: TalksNetwork, topics: Tensor, mask: Tensor, goals: Tensor) -> Tensor:
    """[B, N, D], [B, N], [I, D] -> logits [B, I]: the closest piece counts."""
    near = torch.einsum("bnd,id->bni", topics, goals).masked_fill(mask[:, :, None] == 0, -1.0)
    return network.scale * near.amax(1) + network.bias


def fit(train: list[Item], phrases: list[list[list[int]]], recipe: Recipe, *, known: Sequence[bool] | None = None) -> TalksNetwork:
    """The network after the last epoch, its weights averaged over the last third of the steps. `known` leaves issues out of training."""
    torch.manual_seed(recipe.seed)
    dice = random.Random(recipe.seed)
    network = TalksNetwork()
    load_pretrained(network.base, pretrained_folder())
    for unused in ("roles", "names", "as_anaphor", "as_antecedent", "as_token", "as_cue", "as_barrier", "shapes"):
        setattr(network.base, unused, None)
    network.base.words.requires_grad_(False)  # a few thousand sentences show too few of the words
    base = [p for name, p in network.named_parameters() if name.startswith("base.") and p.requires_grad]
    heads = [p for name, p in network.named_parameters() if not name.startswith("base.")]
    optimiser = torch.optim.AdamW(
        [{"params": base, "lr": recipe.rate}, {"params": heads, "lr": recipe.heads_rate}], weight_decay=recipe.decay
    )
    steps = recipe.epochs * math.ceil(len(train) / recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (recipe.warm_up * steps), max(0.0, (steps - s) / ((1 - recipe.warm_up) * steps)))
    )
    counts = Counter(item.act for item in train if item.act >= 0)
    rare = torch.tensor([(sum(counts.values()) / len(ACTS) / max(counts[i], 1)) ** 0.3 for i in range(len(ACTS))]).clamp(0.5, 2.0)
    wanted = torch.tensor(known if known is not None else [True] * len(phrases))
    averaged: dict[str, Tensor] | None = None
    taken = step = 0
    network.train()
    for _ in range(recipe.epochs):
        for batch in batches(train, recipe.batch, dice):
            ids, parts = padded([b.ids for b in batch]), padded([b.parts for b in batch])
            mask = padded([[1] * len(b.ids) for b in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                acts, modalities, stances, topics, ends = network.heads(network.states(ids, parts, mask), mask)
                goals = prototypes(network, [dice.sample(one, 2) for one in phrases])
            loss = torch.zeros(())
            for logits, labels, weight in (
                (acts, [b.act for b in batch], rare), (modalities, [b.modality for b in batch], None),
                (stances, [b.stance for b in batch], None),
            ):  # fmt: skip
                gold = torch.tensor(labels)
                if (gold >= 0).any():
                    loss = loss + F.cross_entropy(logits.float(), gold, weight, ignore_index=-1, label_smoothing=recipe.smoothing)
            roles = padded([b.ends if b.ends is not None else [-1] * len(b.ids) for b in batch], -1)
            if (roles >= 0).any():
                loss = loss + F.cross_entropy(ends.float().flatten(0, 1), roles.flatten(), ignore_index=-1)
            having = [i for i, b in enumerate(batch) if b.issues is not None]
            if having:
                marks = torch.tensor([batch[i].issues for i in having])
                logits = touching(network, topics.float()[having], mask[having], goals.float())
                loss = loss + recipe.issues_weight * F.binary_cross_entropy_with_logits(logits[:, wanted], marks[:, wanted])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step > 2 * steps // 3:
                taken += 1
                state = network.state_dict()
                if averaged is None:
                    averaged = {name: value.detach().clone().float() for name, value in state.items()}
                else:
                    for name, value in state.items():
                        averaged[name] += (value.float() - averaged[name]) / taken
    assert averaged is not None
    network.load_state_dict(averaged)
    return network.eval()


class Guess(NamedTuple):
    """The likeliest act, modality and stance, the probability of each issue, and the likeliest role of each piece."""

    act: int
    modality: int
    stance: int
    issues: list[float]
    ends: list[int]


@torch.no_grad()
def predicted(network: TalksNetwork, found: Sequence[Item], phrases: list[list[list[int]]]) -> list[Guess]:
    """What the network says of each item."""
    goals = prototypes(network, phrases)
    out = []
    for item in found:
        ids, parts = torch.tensor([item.ids]), torch.tensor([item.parts])
        mask = torch.ones_like(ids)
        acts, modalities, stances, topics, ends = network.heads(network.states(ids, parts, mask), mask)
        inner = mask.clone()
        inner[0, 0] = inner[0, -1] = 0
        touched = torch.sigmoid(touching(network, topics, inner, goals))[0].tolist()
        out.append(Guess(int(acts.argmax()), int(modalities.argmax()), int(stances.argmax()), touched, ends[0].argmax(-1).tolist()))
    return out


def macro(gold: Sequence[int], guess: Sequence[int], *, least: int = 0) -> float:
    """The mean F1 of the labels from `least` on that occur among the gold ones."""
    out = []
    for label in sorted({g for g in gold if g >= least}):
        right = sum(g == label == p for g, p in zip(gold, guess, strict=True))
        out.append(2 * right / max(1, gold.count(label) + list(guess).count(label)))
    return float(np.mean(out)) if out else 0.0


def judged(found: Sequence[Item], guessed: Sequence[Guess], least: float = 0.5) -> dict[str, float]:
    """Macro F1 of acts, modalities and stances, micro F1 of issues, over the items labelled for each."""
    out = {}
    for name in ("act", "modality", "stance"):
        pairs = [(getattr(i, name), getattr(g, name)) for i, g in zip(found, guessed, strict=True) if getattr(i, name) >= 0]
        if pairs:
            gold, guess = [a for a, _ in pairs], [b for _, b in pairs]
            out[name] = macro(gold, guess)
            out[f"{name} right"] = sum(a == b for a, b in pairs) / len(pairs)
    marks = [(i.issues, g[3]) for i, g in zip(found, guessed, strict=True) if i.issues is not None]
    right = sum(bool(a) and b >= least for gold, p in marks for a, b in zip(gold, p, strict=True))
    said = sum(b >= least for _, p in marks for b in p)
    there = sum(bool(a) for gold, _ in marks for a in gold)
    if there:
        out |= {"issues P": right / max(said, 1), "issues R": right / there, "issues F1": 2 * right / max(said + there, 1)}
    for role, name in ((1, "actor"), (2, "recipient")):
        pairs = [
            (g, p) for i, x in zip(found, guessed, strict=True) if i.ends is not None for g, p in zip(i.ends, x.ends, strict=True) if g >= 0
        ]
        both = sum(g == p == role for g, p in pairs)
        if pairs:
            out[f"{name} pieces F1"] = 2 * both / max(1, sum(g == role for g, _ in pairs) + sum(p == role for _, p in pairs))
    return {name: round(value, 3) for name, value in out.items()}


def export(network: TalksNetwork, folder: Path, about: dict[str, Any]) -> None:
    """Write `talks.onnx` (int8) and its card."""
    folder.mkdir(parents=True, exist_ok=True)
    example = torch.ones(1, 16, dtype=torch.long)
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of itself; the parity test holds its result
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            copy.deepcopy(network).eval(), (example, torch.zeros_like(example)), str(plain), input_names=["ids", "parts"],
            output_names=["acts", "modalities", "stances", "topics", "ends"],
            dynamic_axes={"ids": {1: "n"}, "parts": {1: "n"}, "topics": {1: "n"}, "ends": {1: "n"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(plain, folder / "talks.onnx", per_channel=True, weight_type=QuantType.QInt8)
    card = {
        "digest": hashlib.sha256((folder / "talks.onnx").read_bytes()).hexdigest(),
        "labels": LABELS,
        "scale": round(network.scale.item(), 6),
        "bias": round(network.bias.item(), 6),
        **about,
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--folds", type=int, default=0, help="cross-validate instead, this many folds of five")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the recipe")
    options = parser.parse_args()
    given = {name: type(getattr(Recipe(), name))(value) for name, value in (one.split("=") for one in options.set)}
    recipe = Recipe(**given)
    tokenizer = load_tokenizer()
    taxonomy = shipped()
    names = [issue.id for issue in taxonomy]
    phrases = [[tokenizer.encode(words, add_special_tokens=False).ids for words in (i.name, *i.examples)] for i in taxonomy]
    gold = items(list(plover(options.corpora, test=False)), tokenizer, names)
    rest = items([*invented(), *(one for name in TRAINED_ON for one in labelled(name, options.corpora))], tokenizer, names)
    own = [item for name in TRAINED_ON for item in items(list(labelled(name, options.corpora)), tokenizer, names)]
    print(f"{len(gold)} gold records, {len(rest)} of our own, {len(own)} of these from corpora")
    if options.folds:
        for fold in range(options.folds):
            held = [gold[fold::5], rest[len(rest) - len(own) + fold :: 5]]
            train = [i for k, i in enumerate(gold) if k % 5 != fold] * recipe.gold
            train += [i for k, i in enumerate(rest) if k < len(rest) - len(own) or (k - len(rest) + len(own)) % 5 != fold]
            network = fit(train, phrases, recipe)
            for name, some in zip(("plover", "corpora"), held, strict=True):
                print(fold, name, len(some), judged(some, predicted(network, some, phrases)), flush=True)
        return
    network = fit([*gold * recipe.gold, *rest], phrases, recipe)
    dev = items(list(labelled("statements-dev", options.corpora)), tokenizer, names)
    print("dev", len(dev), judged(dev, predicted(network, dev, phrases)))
    about = {
        "base": "MiniLM-L6-H384-uncased, all-MiniLM-L6-v2 weights (Apache-2.0)", "recipe": asdict(recipe),
        "trained_on": {"plover": len(gold), "invented": len(rest) - len(own), "labelled in corpora": len(own)},
        "corpora_digest": digest(options.corpora / "plover"),
    }  # fmt: skip
    export(network, options.out, about)


if __name__ == "__main__":
    main()
