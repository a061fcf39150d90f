"""Attribution: every rival reads PolNeAR's dev part in one run, and all are scored by benchmarks/reading/metrics.py.

All processes are held open, and report by report each rival reads the same text in turn, so that what else the machine does at that
time falls on all of them alike. One thread each. Words are what str.split gives.
"""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.machine import described
from benchmarks.reading.metrics import score
from benchmarks.rivals.prepare import ENVIRONMENTS, environment, python
from benchmarks.rivals.protocol import Found, Rival
from sayso.reading.encoder import Encoder
from training.corpora import Article, Attribution, digest, polnear

OURS = "sayso, attribution alone"  # what the others are compared with: it does what they do
LAYERS = {"sayso": "full", "sayso, outermost statements": "outermost", OURS: "alone"}


def commands(work: Path) -> dict[str, tuple[str, list[str]]]:
    """For each rival its environment and the module and arguments that are run there."""
    pipeline = str(work / "pipeline" / "pipeline")
    return {
        **{name: ("sayso", ["benchmarks.rivals.ours", way]) for name, way in LAYERS.items()},
        "plain tagger": ("tagger", ["benchmarks.rivals.tagger", str(work / "tagger")]),
        "Citron's method": ("citron", ["benchmarks.rivals.citron", str(work / "citron"), pipeline]),
        "textacy": ("textacy", ["benchmarks.rivals.quotes_textacy", pipeline]),
        "rules": ("sayso", ["benchmarks.rivals.rules"]),
    }


def settings_of(work: Path, name: str) -> dict[str, Any]:
    """What was trained for a rival, and how."""
    parts = {"plain tagger": ("tagger",), "Citron's method": ("citron", "pipeline"), "textacy": ("pipeline",)}.get(name, ())
    return {part: json.loads((work / part / "settings.json").read_text(encoding="utf8")) for part in parts}


def attributions(found: list[Found]) -> list[Attribution]:
    return [Attribution(tuple(sorted(one["source"])), tuple(sorted(one["cue"])), tuple(sorted(one["content"]))) for one in found]


def scored(articles: list[Article], found: Mapping[str, list[Found]]) -> Mapping[str, Mapping[str, float]]:
    """Scores of what was found in each article, by its name."""
    return score((a.text, a.attributions or (), attributions(found[a.name])) for a in articles)


def direct_alone(articles: list[Article], found: Mapping[str, list[Found]]) -> dict[str, Any]:
    """The same where the content holds a quotation mark, in the corpus and in what was found: what textacy is made for."""

    def quoted(text: str, spans: tuple[tuple[int, int], ...]) -> bool:
        return any(set(text[start:end]) & set('"“”') for start, end in spans)

    return dict(
        score(
            (
                a.text,
                [one for one in a.attributions or () if quoted(a.text, one.content)],
                [one for one in attributions(found[a.name]) if quoted(a.text, one.content)],
            )
            for a in articles
        )
    )


def measure(work: Path, corpora: Path, *, rounds: int, most: int | None = None) -> dict[str, Any]:
    """Scores, speed and memory of every rival, on all articles or on `most`, evenly taken."""
    folder = corpora / "polnear" / "dev"
    articles = polnear(folder)
    if most is not None:
        articles = [articles[i * len(articles) // most] for i in range(most)]
    words = sum(len(a.text.split()) for a in articles)
    logs = work / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    load = [os.getloadavg()[0]]
    rivals = {
        name: Rival([python(work, where), "-m", *arguments], environment(), log=logs / f"{name}.log")
        for name, (where, arguments) in commands(work).items()
    }
    for rival in rivals.values():
        rival.read(articles[0].text)  # what is loaded at first use is no reading
    found: dict[str, dict[str, list[Found]]] = {name: {} for name in rivals}
    walls: dict[str, list[float]] = {name: [] for name in rivals}
    processor: dict[str, list[float]] = {name: [] for name in rivals}
    order = list(rivals.items())
    for _ in range(rounds):
        for rival in rivals.values():
            rival.seconds = rival.processor = 0.0
        for number, article in enumerate(articles):
            turn = number % len(order)
            for name, rival in order[turn:] + order[:turn]:
                found[name][article.name] = rival.read(article.text)
        for name, rival in rivals.items():
            walls[name].append(rival.seconds)
            processor[name].append(rival.processor)
        load.append(os.getloadavg()[0])
    results = {}
    for name, rival in rivals.items():
        ended = rival.end()
        where = commands(work)[name][0]
        results[name] = {
            "scores": scored(articles, found[name]),
            "scores where quotation marks are": direct_alone(articles, found[name]),
            "words a second": round(words / statistics.median(walls[name])),
            "words a second of the processor": round(words / statistics.median(processor[name])),
            "speed against sayso, attribution alone": round(
                statistics.median(ours / own for ours, own in zip(processor[OURS], processor[name], strict=True)), 3
            ),
            "peak megabytes": ended["megabytes"],
            "versions": ended["versions"],
            "asked for": list(ENVIRONMENTS.get(where, ())),
            "settings": settings_of(work, name),
        }
    return {
        "what": "attribution on PolNeAR dev, first annotator of each article; one thread, every rival in a process of its own",
        "articles": len(articles),
        "words": words,
        "rounds": rounds,
        "corpus_digest": digest(folder),
        "model_digest": Encoder.load().digest,
        "machine": described(),
        "load": [round(one, 2) for one in load],
        "results": results,
    }
