"""The reader's network: one encoder, small heads. Shapes: B windows, N pieces, C cues, D = 160.

The encoder is BERT's (Devlin et al. 2019), written out so that its graph exports plainly and its three
attention projections are one matrix product. It starts from MiniLM-L6-H384 (Wang et al. 2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from sayso.reading.labels import DISTANCES, NAMES, RELATIVE, ROLES
from sayso.reading.pieces import SHAPES


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes of the network; the defaults are those of the pretrained encoder."""

    vocabulary: int = 30522
    positions: int = 512
    hidden: int = 384
    heads: int = 12
    layers: int = 6
    inner: int = 1536
    relative: int = 160
    barriers: int = 6
    reference: int = 64
    dropout: float = 0.1


class Layer(nn.Module):
    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.qkv = nn.Linear(size.hidden, 3 * size.hidden)
        self.joined = nn.Linear(size.hidden, size.hidden)
        self.after_attention = nn.LayerNorm(size.hidden, eps=1e-12)
        self.widen = nn.Linear(size.hidden, size.inner)
        self.narrow = nn.Linear(size.inner, size.hidden)
        self.after_inner = nn.LayerNorm(size.hidden, eps=1e-12)
        self.dropout = nn.Dropout(size.dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, h = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.size.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        if torch.onnx.is_in_onnx_export():  # spelt out: runtimes fuse this form
            weights = torch.softmax(q @ k.transpose(-1, -2) * (h // self.size.heads) ** -0.5 + bias, -1)
            attended = weights @ v
        else:
            attended = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = self.after_attention(x + self.dropout(self.joined(attended.transpose(1, 2).reshape(b, n, h))))
        out: Tensor = self.after_inner(x + self.dropout(self.narrow(F.gelu(self.widen(x)))))
        return out


class Network(nn.Module):
    """`forward` gives the state of every piece and what the heads read off it without knowing the cues."""

    def __init__(self, size: Size | None = None) -> None:
        super().__init__()
        self.size = size = size or Size()
        self.words = nn.Embedding(size.vocabulary, size.hidden)
        self.shapes = nn.Embedding(SHAPES, size.hidden)
        self.places = nn.Embedding(size.positions, size.hidden)
        self.embedded = nn.LayerNorm(size.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))
        self.dropout = nn.Dropout(size.dropout)
        self.roles = nn.Linear(size.hidden, len(ROLES))
        self.names = nn.Linear(size.hidden, len(NAMES))
        self.as_anaphor = nn.Linear(size.hidden, size.reference)
        self.as_antecedent = nn.Linear(size.hidden, size.reference)
        self.reach = nn.Parameter(torch.zeros(DISTANCES))  # how far back an antecedent is looked for
        self.as_token = nn.Linear(size.hidden, size.relative)
        self.as_cue = nn.Linear(size.hidden, size.relative)
        self.bilinear = nn.Parameter(torch.empty(len(RELATIVE), size.relative + 1, size.relative + 1))
        self.distance = nn.Parameter(torch.zeros(DISTANCES, len(RELATIVE)))
        self.as_barrier = nn.Linear(size.hidden, size.barriers)
        self.barrier = nn.Parameter(torch.full((size.barriers, len(RELATIVE)), -0.05))
        self.steps = nn.Parameter(torch.zeros(len(RELATIVE), len(RELATIVE)))  # CRF: score of going from label to label
        nn.init.normal_(self.shapes.weight, std=0.02)
        nn.init.normal_(self.bilinear, std=size.relative**-0.75)
        nn.init.constant_(self.as_barrier.bias, -3.0)
        with torch.no_grad():  # most pieces belong to no given cue: start there
            self.distance[:, 0] = 4.0
            self.barrier[:, 0] = 0.0

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """int64 [B, N] each -> roles [B, N, 7], names [B, N, 7], token and cue projections [B, N, D], barriers [B, N, K],
        anaphor and antecedent projections [B, N, R]."""
        places = self.places.weight[: ids.shape[1]]
        x = self.dropout(self.embedded(self.words(ids) + self.shapes(shapes) + places))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        x = self.dropout(x)
        barriers = torch.sigmoid(self.as_barrier(x).float())
        tokens, cues = F.gelu(self.as_token(x)), F.gelu(self.as_cue(x))
        return self.roles(x), self.names(x), tokens, cues, barriers, self.as_anaphor(x), self.as_antecedent(x)

    def relative(self, tokens: Tensor, cues: Tensor, buckets: Tensor, between: Tensor) -> Tensor:
        """Score of each label of each token relative to its row's cue: [C, N, D], [C, D], int64 [C, N], [C, N, K] -> [C, N, 5].

        `between` is the sum of each barrier from the cue to the token: barriers are learned marks such as a
        sentence's end or another cue, which a source or content seldom lies beyond.
        """
        toward = torch.einsum("cd,ldk->clk", F.pad(cues, (0, 1), value=1.0), self.bilinear)
        scores = torch.einsum("cnk,clk->cnl", F.pad(tokens, (0, 1), value=1.0), toward)
        return scores + self.distance[buckets] + torch.log1p(between) @ self.barrier


def reference_loss(anaphors: Tensor, antecedents: Tensor, reach: Tensor, buckets: Tensor, earlier: Tensor, same: Tensor) -> Tensor:
    """Negative log-likelihood that each anaphor's antecedent is any earlier mention of the same thing (Lee et al. 2017), a scalar.

    [M, R] states of the anaphors and [M, K, R] of the mentions of their windows, [D], int64 [M, K], bool [M, K] twice.
    """
    scores = torch.einsum("mr,mkr->mk", anaphors, antecedents) * anaphors.shape[-1] ** -0.5 + reach[buckets]
    scores = scores.masked_fill(~earlier, -1e4)
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~same, -1e4), 1)).mean()


def load_pretrained(network: Network, folder: Path) -> None:
    """Fill the encoder with BERT weights as sentence-transformers stores them (``model.safetensors``)."""
    weights = load_file(folder / "model.safetensors")

    def fill(module: nn.Module, *names: str) -> None:
        for part in ("weight", "bias"):
            if getattr(module, part, None) is not None:
                joined = torch.cat([weights[f"{name}.{part}"] for name in names])
                getattr(module, part).data.copy_(joined)

    fill(network.words, "embeddings.word_embeddings")
    fill(network.places, "embeddings.position_embeddings")
    network.places.weight.data += weights["embeddings.token_type_embeddings.weight"][0]
    fill(network.embedded, "embeddings.LayerNorm")
    for number, layer in enumerate(network.layers):
        assert isinstance(layer, Layer)
        at = f"encoder.layer.{number}."
        fill(layer.qkv, *(f"{at}attention.self.{part}" for part in ("query", "key", "value")))
        fill(layer.joined, at + "attention.output.dense")
        fill(layer.after_attention, at + "attention.output.LayerNorm")
        fill(layer.widen, at + "intermediate.dense")
        fill(layer.narrow, at + "output.dense")
        fill(layer.after_inner, at + "output.LayerNorm")


def chain_loss(scores: Tensor, steps: Tensor, gold: Tensor, mask: Tensor) -> Tensor:
    """Negative log-likelihood of `gold` under a linear-chain CRF: [C, N, L], [L, L], int64 [C, N], bool [C, N] -> [C].

    The partition function is a product of N step matrices in the log semiring, taken pairwise as a tree:
    log2(N) wide operations in place of N narrow ones (Sarkka & Garcia-Fernandez 2021, for the forward algorithm).
    """
    c, _, labels = scores.shape
    path = scores.gather(2, gold[..., None])[..., 0] * mask
    links = steps[gold[:, :-1], gold[:, 1:]] * mask[:, 1:]
    wanted = path.sum(1) + links.sum(1)
    # matrix t: from the label at t-1 to the label at t; masked steps are the identity
    matrices = steps + scores[:, 1:, None, :]
    identity = torch.full((labels, labels), -1e4, dtype=scores.dtype).fill_diagonal_(0.0)
    matrices = torch.where(mask[:, 1:, None, None], matrices, identity)
    while matrices.shape[1] > 1:
        if matrices.shape[1] % 2:
            matrices = torch.cat([matrices, identity.expand(c, 1, labels, labels)], 1)
        left, right = matrices[:, 0::2], matrices[:, 1::2]
        matrices = torch.logsumexp(left[..., :, :, None] + right[..., None, :, :], dim=-2)
    total = torch.logsumexp(scores[:, 0, :, None] + matrices[:, 0], dim=(1, 2))
    return total - wanted
