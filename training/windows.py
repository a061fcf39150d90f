"""Articles cut to labelled windows of pieces, and windows to batches of about one size."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from sayso.reading.labels import NAMES, RELATIVE, ROLES, distance_buckets
from sayso.reading.pieces import Pieces, cut
from training.corpora import Article, Span

IGNORED = -100
CLS, SEP, PAD = 101, 102, 0


@dataclass(frozen=True, slots=True)
class Window:
    """`ids`, `shapes`, `roles`, `names`: int64[n], special pieces at both ends; `cues`: (first piece, relative labels).

    `mentions`: (last piece of the head, cluster, whether it is a name), in order.
    """

    ids: np.ndarray
    shapes: np.ndarray
    roles: np.ndarray
    names: np.ndarray
    cues: tuple[tuple[int, np.ndarray], ...]
    mentions: tuple[tuple[int, str, bool], ...] = ()


def windows(article: Article, tokenizer: Tokenizer, *, length: int, stride: int, shift: int = 0) -> Iterable[Window]:
    """Windows of at most `length` pieces, special ones included, the first cut short by `shift`."""
    pieces = cut(tokenizer, article.text)
    n, room = len(pieces), length - 2
    roles, names = np.full(n, IGNORED), np.full(n, IGNORED)
    cues: list[tuple[int, np.ndarray]] = []
    if article.attributions is not None:
        roles[:] = 0
        for a in article.attributions:
            relative = np.zeros(n, dtype=np.int64)
            for role, spans in (("source", a.source), ("cue", a.cue), ("content", a.content)):
                for first, last in _extents(pieces, spans):
                    _write(roles, first, last, ROLES.index(f"B-{role}"))
                    if role != "cue":
                        _write(relative, first, last, RELATIVE.index(f"B-{role}"))
            cue = _extents(pieces, a.cue)
            if cue and (a.source or a.content):
                cues.append((cue[0][0], relative))
    if article.names is not None:
        names[:] = 0
        for start, end, kind in article.names:
            for first, last in _extents(pieces, ((start, end),)):
                _write(names, first, last, NAMES.index(f"B-{kind}"))
    heads = [(_extents(pieces, ((m.head_start, m.head_end),)), m) for m in article.mentions or ()]
    mentions = sorted((places[-1][1], m.cluster, m.kind == "name") for places, m in heads if places)
    for begin in range(-shift, max(n - (room - stride), 1), stride):
        lo, hi = max(begin, 0), min(begin + room, n)
        if hi <= lo:
            continue
        yield Window(
            _framed(pieces.ids[lo:hi], CLS, SEP),
            _framed(pieces.shapes[lo:hi], 0, 0),
            _framed(roles[lo:hi], IGNORED, IGNORED),
            _framed(names[lo:hi], IGNORED, IGNORED),
            tuple((cue - lo + 1, _framed(relative[lo:hi], 0, 0)) for cue, relative in cues if lo <= cue < hi),
            tuple((place - lo + 1, cluster, name) for place, cluster, name in mentions if lo <= place < hi),
        )


def _extents(pieces: Pieces, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """First and last piece that each span touches."""
    out = []
    for start, end in spans:
        first = int(np.searchsorted(pieces.ends, start, side="right"))
        last = int(np.searchsorted(pieces.starts, end, side="left")) - 1
        if last >= first:
            out.append((first, last))
    return out


def _write(labels: np.ndarray, first: int, last: int, begin: int) -> None:
    labels[first] = begin
    labels[first + 1 : last + 1] = begin + 1


def _framed(values: np.ndarray, before: int, after: int) -> np.ndarray:
    return np.concatenate([[before], values, [after]]).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows [B, N] and their cues: `rows` and `heads` [C], `relative` and `buckets` [C, N].

    Anaphors: `anaphor_rows` and `anaphors` [M], `candidates`, `reaches`, `earlier` and `same` [M, K] over the mentions before each.
    """

    ids: Tensor
    shapes: Tensor
    mask: Tensor
    roles: Tensor
    names: Tensor
    rows: Tensor
    heads: Tensor
    relative: Tensor
    buckets: Tensor
    anaphor_rows: Tensor
    anaphors: Tensor
    candidates: Tensor
    reaches: Tensor
    earlier: Tensor
    same: Tensor


def batches(all_windows: list[Window], *, pieces: int, dice: random.Random) -> list[Batch]:
    """Shuffle, bucket by length, fill batches of about `pieces` pieces, shuffle again."""
    order = sorted(all_windows, key=lambda w: (len(w.ids) // 16, dice.random()))
    groups: list[list[Window]] = [[]]
    for window in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(window.ids) > pieces:
            groups.append([])
        groups[-1].append(window)
    dice.shuffle(groups)
    return [_batch(group) for group in groups if group]


def _batch(group: list[Window]) -> Batch:
    n = max(len(w.ids) for w in group)

    def stack(rows: list[np.ndarray], fill: int) -> Tensor:
        out = np.full((len(rows), n), fill, dtype=np.int64)
        for i, row in enumerate(rows):
            out[i, : len(row)] = row
        return torch.from_numpy(out)

    cues = [(i, cue, relative) for i, w in enumerate(group) for cue, relative in w.cues]
    heads = np.array([cue for _, cue, _ in cues], dtype=np.int64)
    anaphors = [found for i, w in enumerate(group) for found in _anaphors(i, w)]
    width = max((len(before) for _, _, before, _ in anaphors), default=1)
    candidates, same = (np.zeros((len(anaphors), width), dtype=np.int64) for _ in range(2))
    for number, (_, _, before, alike) in enumerate(anaphors):
        candidates[number, : len(before)] = before
        same[number, : len(before)] = alike
    places = np.array([place for _, place, _, _ in anaphors], dtype=np.int64)
    ids = stack([w.ids for w in group], PAD)
    return Batch(
        ids,
        stack([w.shapes for w in group], 0),
        (ids != PAD).long(),
        stack([w.roles for w in group], IGNORED),
        stack([w.names for w in group], IGNORED),
        torch.tensor([i for i, _, _ in cues], dtype=torch.long),
        torch.from_numpy(heads),
        stack([relative for _, _, relative in cues], 0),
        torch.from_numpy(distance_buckets(np.arange(n)[None, :] - heads[:, None])),
        torch.tensor([row for row, *_ in anaphors], dtype=torch.long),
        torch.from_numpy(places),
        torch.from_numpy(candidates),
        torch.from_numpy(distance_buckets(candidates - places[:, None])),
        torch.from_numpy(candidates > 0),
        torch.from_numpy(same > 0),
    )


def _anaphors(row: int, window: Window) -> Iterable[tuple[int, int, list[int], list[bool]]]:
    """Mentions that are no names, with the places of those before them and which of these are the same thing; at least one is."""
    for number, (place, cluster, name) in enumerate(window.mentions):
        before = [m for m in window.mentions[:number] if m[0] < place]
        if not name and any(m[1] == cluster for m in before):
            yield row, place, [m[0] for m in before], [m[1] == cluster for m in before]
