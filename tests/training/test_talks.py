"""The training of the encoder of statements: its data, its network, and that the shipped weights are those of their card."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sayso.talks.encoder import ACTOR, CLS, CONTENT, OTHER, RECIPIENT, SEP, SOURCE, TalksEncoder
from sayso.talks.issues import shipped
from sayso.talks.labels import ACTS, LABELS, MODALITIES, STANCES
from training import talks
from training.network import Network, Size
from training.statements import FILES, NOW_CALLED, SETS, Labelled, invented, labelled, plover
from training.talks import TOPIC, TRAINED_ON, Item, TalksNetwork, batches, export, items, macro, padded, prototypes, touching

HELD = ("statements-dev", "statements-test")
TINY = Size(vocabulary=30522, positions=64, hidden=24, heads=2, layers=2, inner=48, relative=8, barriers=3)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> TalksNetwork:
    monkeypatch.setattr(talks, "Network", lambda: Network(TINY))
    torch.manual_seed(3)
    return TalksNetwork().eval()


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf8").splitlines()]


def test_the_shipped_weights_answer_as_their_card_says() -> None:
    encoder = TalksEncoder.load()
    assert {name: list(names) for name, names in encoder.card["labels"].items()} == LABELS
    assert encoder.digest == encoder.card["digest"]
    scores = encoder.read(encoder.worded("The porters went home.", [(0, 22, CONTENT)]))
    assert (scores.acts.shape, scores.modalities.shape, scores.stances.shape) == ((len(ACTS),), (len(MODALITIES),), (len(STANCES),))
    assert (scores.topics.shape[1], scores.ends.shape[1]) == (TOPIC, 3)
    assert encoder.card["scale"] > 0 > encoder.card["bias"]


def test_the_card_says_what_the_weights_were_trained_on() -> None:
    said = TalksEncoder.load().card["trained_on"]
    assert said["invented"] == len(list(invented()))
    assert said["labelled in corpora"] == sum(len(rows(name)) for name in TRAINED_ON)


def test_no_report_that_is_judged_by_is_trained_on() -> None:
    held = {(one["corpus"], one["record"]) for name in HELD for one in rows(name)}
    assert len(held) > 100
    trained = sorted(path.stem for path in SETS.glob("*-train.jsonl"))
    assert sorted(TRAINED_ON) == trained
    for name in trained:
        assert not held & {(one["corpus"], one["record"]) for one in rows(name)}, name
    assert not set(map(str, TRAINED_ON)) & set(HELD)


def test_dev_and_test_have_no_report_in_common() -> None:
    dev, test = ({(one["corpus"], one["record"]) for one in rows(name)} for name in HELD)
    assert not dev & test


def test_labels_are_those_of_the_codebook() -> None:
    known = {issue.id for issue in shipped()}
    for path in sorted(SETS.glob("*.jsonl")):
        ids = [str(one["id"]) for one in rows(path.stem)]
        assert len(set(ids)) == len(ids)
        for one in rows(path.stem):
            for given_ in (one, one["second"]) if path.stem in HELD else (one,):
                assert isinstance(given_, dict)
                assert given_["act"] in LABELS["acts"]
                assert given_["modality"] in LABELS["modalities"]
                assert given_["stance"] in LABELS["stances"]
                assert set(given_["issues"]) <= known
            assert one["content"]
            assert one["corpus"] in FILES


@pytest.mark.parametrize("name", [*HELD, *TRAINED_ON])
def test_labelled_statements_are_words_of_their_reports(corpora: Path, name: str) -> None:
    missing = [path for path in FILES.values() if not (corpora / path).is_file()]
    if missing:
        pytest.skip(f"the corpora lack {', '.join(missing)}")
    found = list(labelled(name, corpora))
    assert len(found) == len(rows(name))
    for one in found:
        for start, end, _ in (*one.spans, *(one.ends or ())):
            assert 0 <= start < end <= len(one.text)
            assert one.text[start:end].strip()
        for start, end, role in one.ends or ():
            assert role in (ACTOR, RECIPIENT)
            assert any(a <= start and end <= b for a, b, _ in one.spans), one.id


def test_the_test_third_of_plover_is_apart_and_a_third_of_each_type(corpora: Path) -> None:
    if not (corpora / "plover").is_dir():
        pytest.skip("PLOVER's gold records are not among the corpora")
    train, test = (list(plover(corpora, test=held)) for held in (False, True))
    twice = {key for key, number in Counter(one.id for one in (*train, *test)).items() if number > 1}  # the corpus has an id twice
    assert {one.id for one in train} & {one.id for one in test} <= twice
    assert len(twice) <= 1
    of = {name: Counter(one.act for one in some) for name, some in (("train", train), ("test", test))}
    assert set(of["train"]) | set(of["test"]) <= set(ACTS)
    assert not set(NOW_CALLED) & set(of["train"])
    for act in of["train"]:
        assert of["test"][act] == (of["train"][act] + of["test"][act]) // 3
    assert TalksEncoder.load().card["trained_on"]["plover"] == len(train)


def test_no_sentence_of_the_test_third_of_plover_is_trained_on(corpora: Path) -> None:
    train, test = ({one.text for one in plover(corpora, test=held)} for held in (False, True))
    assert not train & test


def test_invented_statements_are_made_of_their_parts() -> None:
    known = {issue.id for issue in shipped()}
    ids = set()
    for one in invented():
        assert one.given is not None
        ids.add(one.id)
        parts = {one.text[start:end] for start, end, _ in one.spans}
        assert parts == {one.given[part] for part in ("source", "cue", "content") if one.given[part]}
        assert one.act in ACTS
        assert one.modality in LABELS["modalities"]
        assert one.stance is None or one.stance in LABELS["stances"]
        assert one.issues is not None
        assert one.issues <= known
        if not one.given["cue"]:
            assert {part for _, _, part in one.spans} == {OTHER}
            assert one.stance is None
        for start, end, role in one.ends or ():
            assert one.text[start:end] == one.given[{ACTOR: "actor", RECIPIENT: "recipient"}[role]]
    assert len(ids) > 1000


def test_an_item_has_its_labels_and_the_roles_of_its_pieces() -> None:
    text = "Dorvane rejected the truce"
    tokenizer = TalksEncoder.load().tokenizer
    whole = Labelled(
        "a", text, ((0, 7, SOURCE), (17, 26, CONTENT)), "REJECT", "denied", "rejection", frozenset({"ceasefire"}), ((0, 7, ACTOR),)
    )
    bare = Labelled("b", text, ((0, 26, OTHER),), "REJECT", None, None, None)
    first, second = items([whole, bare], tokenizer, ["money", "ceasefire"])
    assert (first.act, first.modality, first.stance, first.issues) == (
        ACTS.index("REJECT"),
        MODALITIES.index("denied"),
        STANCES.index("rejection"),
        [0.0, 1.0],
    )
    assert (first.ids[0], first.ids[-1], first.parts[0], first.parts[-1]) == (CLS, SEP, OTHER, OTHER)
    assert first.ends is not None
    assert len(first.ends) == len(first.ids) == len(first.parts)
    assert (first.ends[0], first.ends[-1]) == (-1, -1)
    assert {role for role, part in zip(first.ends, first.parts, strict=True) if part == SOURCE} == {ACTOR}
    assert (second.modality, second.stance, second.issues, second.ends) == (-1, -1, None, None)


def an_item(length: int) -> Item:
    return Item([CLS, *[2000 + length] * length, SEP], [OTHER] * (length + 2), 0, -1, -1, None, None)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40), st.integers(1, 9), st.integers())
def test_batches_hold_each_item_once(lengths: list[int], size: int, seed: int) -> None:
    train = [an_item(length) for length in lengths]
    made = batches(train, size, random.Random(seed))
    assert all(0 < len(batch) <= size for batch in made)
    assert sorted(len(one.ids) for batch in made for one in batch) == sorted(len(one.ids) for one in train)
    assert made == batches(train, size, random.Random(seed))


@given(st.lists(st.lists(st.integers(1, 9), max_size=5), min_size=1, max_size=5), st.integers(-1, 0))
def test_padding_keeps_the_rows(some: list[list[int]], filler: int) -> None:
    made = padded(some, filler).tolist() if any(some) else []
    for row, full in zip(some, made, strict=bool(made)):
        assert full == [*row, *[filler] * (len(full) - len(row))]


def test_a_batch_is_read_as_each_statement_alone(tiny: TalksNetwork) -> None:
    one, other = [CLS, 2003, 2004, 2005, SEP], [CLS, 2010, SEP]
    ids, mask = padded([one, other]), padded([[1] * 5, [1] * 3])
    with torch.no_grad():
        together = tiny.heads(tiny.states(ids, torch.zeros_like(ids), mask), mask)
        alone = torch.tensor([other])
        by_itself = tiny.heads(tiny.states(alone, torch.zeros_like(alone), torch.ones_like(alone)), torch.ones_like(alone))
    for left, right in zip(together[:3], by_itself[:3], strict=True):
        assert torch.allclose(left[1], right[0], atol=1e-4)
    for left, right in zip(together[3:], by_itself[3:], strict=True):
        assert torch.allclose(left[1, :3], right[0], atol=1e-4)


def test_of_the_pieces_the_one_nearest_to_an_issue_counts(tiny: TalksNetwork) -> None:
    topics = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]]])
    goals = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    with torch.no_grad():
        every = touching(tiny, topics, torch.tensor([[1, 1, 1]]), goals)
        some = touching(tiny, topics, torch.tensor([[1, 0, 0]]), goals)
    scale, bias = tiny.scale.item(), tiny.bias.item()
    assert every[0].tolist() == pytest.approx([scale + bias] * 2, abs=1e-4)
    assert some[0].tolist() == pytest.approx([bias, scale + bias], abs=1e-4)


def test_an_issue_is_a_unit_vector_whatever_the_others_are(tiny: TalksNetwork) -> None:
    phrases = [[[2003, 2004], [2005]], [[2010]], [[2011, 2012, 2013], [2014]]]
    with torch.no_grad():
        whole, less = prototypes(tiny, phrases), prototypes(tiny, phrases[:1])
    assert torch.allclose(whole.norm(dim=-1), torch.ones(3), atol=1e-5)
    assert torch.allclose(whole[:1], less, atol=1e-4)


def test_int8_stays_near_the_float_network(tiny: TalksNetwork, tmp_path: Path) -> None:
    export(tiny, tmp_path, {"base": "tiny"})
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf8"))
    assert (card["labels"], card["base"], card["scale"]) == (LABELS, "tiny", 10.0)
    session = onnxruntime.InferenceSession(str(tmp_path / "talks.onnx"), providers=["CPUExecutionProvider"])
    ids = torch.randint(1000, 20000, (1, 24), generator=torch.Generator().manual_seed(5))
    parts = torch.arange(24)[None] % 4
    with torch.no_grad():
        expected = tiny(ids, parts)
    got = session.run(None, {"ids": ids.numpy(), "parts": parts.numpy()})
    for one, other in zip(got, expected, strict=True):
        assert one.shape == tuple(other.shape)
        assert np.allclose(one, other.numpy(), atol=0.05)


def test_macro_is_the_mean_of_the_labels_that_occur() -> None:
    assert macro([0, 0, 1], [0, 0, 1]) == 1
    assert macro([0, 0, 1], [0, 1, 1]) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert macro([0, 1], [0, 0], least=1) == 0
    assert macro([], []) == 0
