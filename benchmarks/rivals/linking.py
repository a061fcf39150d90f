"""Linking: sayso's voices and utterances against merging what is written alike.

The labelled pairs are those of benchmarks/linking/sets, made hard on purpose, the unseen half apart; pairs from FA-KES are left out,
since those were told the same by their names. MEANTIME's names are real, and no pair of them was chosen.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, get_args

from benchmarks.linking.labelled import Half, Pair, Table, digest, utterance_pairs, voice_pairs
from benchmarks.linking.metrics import b_cubed, of_pairs, weights_digest
from benchmarks.linking.pairs import weighed
from benchmarks.machine import described
from benchmarks.talks.names import Marked, bearers, marked
from sayso.ledger import Ledger
from sayso.pipeline import build
from sayso.reading.encoder import Encoder
from training.corpora import digest as corpus_digest

NOWHERE = Path("/nonexistent")  # where no natural pairs are


def folded(text: str) -> str:
    """Lower-cased words, without punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def same_name(pair: Pair) -> bool:
    return folded(pair.known["left"]["name"]) == folded(pair.known["right"]["name"])


def same_last_word(pair: Pair) -> bool:
    """What many scripts do: one surname, one person."""
    return folded(pair.known["left"]["name"]).split()[-1:] == folded(pair.known["right"]["name"]).split()[-1:]


def same_words(pair: Pair) -> bool:
    """The same voice by name, the same content."""
    return all(folded(pair.known["left"][key]) == folded(pair.known["right"][key]) for key in ("voice", "content"))


def of_set(table: Table, baselines: dict[str, Callable[[Pair], bool]]) -> dict[str, Any]:
    """Rates of sayso and of each baseline over the labelled pairs that are no invented newsroom's."""
    decided = [(pair, over >= 0) for pair, over, _ in weighed(table) if "left" in pair.known]
    return {
        "pairs": len(decided),
        "same": sum(pair.same for pair, _ in decided),
        "sayso": of_pairs((linked, pair.same) for pair, linked in decided),
        **{name: of_pairs((linked(pair), pair.same) for pair, _ in decided) for name, linked in baselines.items()},
    }


def meantime_names(folder: Path) -> dict[str, Any]:
    """B-cubed of the names that sayso found, and over all with those not found apart."""
    with tempfile.TemporaryDirectory() as scratch:
        texts = Path(scratch) / "texts"
        texts.mkdir()
        names = marked(folder, texts)
        build([str(texts)], Path(scratch) / "meantime.db")
        with Ledger(Path(scratch) / "meantime.db") as ledger:
            found = bearers(ledger, names)
    return {kind: _names(found, [one for one in names if kind in ("all", one.kind)]) for kind in ("all", "person", "organisation", "place")}


def _names(found: dict[str, str], some: Iterable[Marked]) -> dict[str, Any]:
    gold = {one.id: one.instance for one in some}
    words = {one.id: folded(one.words) for one in some}
    known = {key: instance for key, instance in gold.items() if key in found}
    return {
        "names": len(gold),
        "found": round(len(known) / max(len(gold), 1), 4),
        "sayso": b_cubed({key: found.get(key, key) for key in gold}, gold),
        "written alike": b_cubed(words, gold),
        "sayso, of those found": b_cubed(found, known),
        "written alike, of those found": b_cubed(words, known),
    }


def measure(corpora: Path) -> dict[str, Any]:
    """Rates by half, and the names."""
    load = os.getloadavg()[0]
    results: dict[str, Any] = {
        half: {
            "voices": of_set(voice_pairs(half, NOWHERE), {"same name": same_name, "same last word": same_last_word}),
            "utterances": of_set(utterance_pairs(half, NOWHERE), {"same voice and words": same_words}),
        }
        for half in get_args(Half)
    }
    folder = corpora / "meantime"
    results["MEANTIME names"] = meantime_names(folder)
    return {
        "what": "voices, utterances and names across reports, against merging what is written alike",
        "set_digest": {name: digest(name) for name in ("voices", "utterances")},
        "corpus_digest": corpus_digest(folder),
        "weights_digest": weights_digest(),
        "model_digest": Encoder.load().digest,
        "machine": described(),
        "load": round(load, 2),
        "results": results,
    }
