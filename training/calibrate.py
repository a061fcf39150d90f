"""Complete the card of exported weights on PolNeAR dev: ``python -m training.calibrate WEIGHTS --corpora DIR``.

Fits the lean towards cues and the confidence (logistic, five weights), and writes the scores of these weights and of
the float ones beside them. The expected calibration error is cross-validated over articles, so that no article judges
a fit it was part of.
"""

from __future__ import annotations

import argparse
import json
import platform
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.reading.metrics import Tokenised, by_cue, score, soft
from sayso.model import Report
from sayso.reading import Reader
from sayso.reading.decode import Grouped, find_cues, group
from sayso.reading.encoder import FILES, Encoder, model_digest
from sayso.reading.statements import evidence
from sayso.settings import Settings
from training.card import card_text
from training.corpora import Article, Attribution, digest, polnear

LEANS = (-0.9, -0.6, -0.3, 0.0, 0.3)
NEAR = 0.003  # of soft F1: half a dozen of dev's 2,192 attributions


def read_articles(encoder: Encoder, articles: list[Article]) -> list[tuple[str, tuple[Attribution, ...], list[Attribution]]]:
    """Text, gold and found attributions of each article, with the settings as shipped."""
    reader = Reader(encoder, Settings(nested=False))  # PolNeAR marks one layer
    out = []
    for article in articles:
        reading = reader.read(Report(article.name, article.text, ""))
        found = [Attribution(one.source, one.cue, one.content) for one in reading.statements]
        out.append((article.text, article.attributions or (), found))
    return out


def tuned(encoder: Encoder, articles: list[Article]) -> Encoder:
    """The encoder with lean and confidence in its card.

    Of the leans whose soft attribution F1 lies within `NEAR` of the best, the one that finds most: a statement missed
    costs a reader more than one too many, which has its confidence beside it.
    """
    found = []
    for lean in LEANS:
        leaning = replace(encoder, card={**encoder.card, "lean": lean})
        rows, right, _ = judged(leaning, articles)
        leaning.card["confidence"] = [round(float(weight), 4) for weight in fit(rows, right)]
        soft_scores = score(read_articles(leaning, articles))["attr.soft"]
        print(f"lean {lean:+.1f}: attribution soft {soft_scores}", flush=True)
        found.append((soft_scores["F1"], leaning))
    best = max(f1 for f1, _ in found)
    return max((leaning for f1, leaning in found if f1 >= best - NEAR), key=lambda leaning: leaning.card["lean"])


def judged(encoder: Encoder, articles: list[Article]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Evidence [S, 5], rightness [S] and article number [S] of every statement found."""
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    owner: list[int] = []
    for number, article in enumerate(articles):
        pieces = encoder.cut(article.text)
        scores = encoder.scores(pieces)
        grouped = [
            one for one in group(find_cues(scores.roles, lean=encoder.card["lean"]), scores.windows, encoder.relative) if one.content
        ]
        tokenised = Tokenised(article.text)

        def spans(
            one: Grouped, role: str, starts: np.ndarray = pieces.starts, ends: np.ndarray = pieces.ends
        ) -> tuple[tuple[int, int], ...]:
            runs = (one.cue,) if role == "cue" else getattr(one, role)
            return tuple((int(starts[a]), int(ends[b])) for a, b in runs)

        found = [tokenised.attribution(Attribution(*(spans(one, role) for role in ("source", "cue", "content")))) for one in grouped]
        gold = [t for a in article.attributions or () if (t := tokenised.attribution(a)).content]
        hits = {j for i, j in by_cue(gold, found) if soft(gold[i], found[j])}
        rows += [evidence(one) for one in grouped]
        right += [j in hits for j in range(len(found))]
        owner += [number] * len(found)
    return np.array(rows), np.array(right, dtype=float), np.array(owner)


def fit(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method with a small ridge."""
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (right - chance) - 1e-2 * weights
        hessian = (rows * (chance * (1 - chance))[:, None]).T @ rows + 1e-2 * np.eye(rows.shape[1])
        weights = weights + np.linalg.solve(hessian, gradient)
    return weights


def calibration_error(chance: np.ndarray, right: np.ndarray, *, bins: int = 10) -> float:
    """Expected calibration error: mean gap of chance and rightness over ten bins of equal width (Naeini et al. 2015)."""
    number = np.minimum((chance * bins).astype(int), bins - 1)
    return float(
        sum(abs(chance[number == b].mean() - right[number == b].mean()) * (number == b).mean() for b in range(bins) if (number == b).any())
    )


def cross_validated(rows: np.ndarray, right: np.ndarray, owner: np.ndarray, *, folds: int = 5) -> np.ndarray:
    """The chance of each statement by a fit on the articles of the other folds."""
    chance = np.zeros(len(right))
    for fold in range(folds):
        held = owner % folds == fold
        chance[held] = 1 / (1 + np.exp(-rows[held] @ fit(rows[~held], right[~held])))
    return chance


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--float", type=Path, help="the same weights, exported with --float")
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--recipe", type=Path, help="recipe.json of the run")
    options = parser.parse_args()
    articles = polnear(options.corpora / "polnear" / "dev")
    encoder = tuned(Encoder.load(options.weights), articles)
    rows, right, owner = judged(encoder, articles)
    chance = cross_validated(rows, right, owner)
    card = encoder.card
    card["dev"] = {
        "corpus": "PolNeAR dev, first annotator",
        "digest": digest(options.corpora / "polnear" / "dev"),
        "machine": f"{platform.machine()} {platform.system()}, Python {platform.python_version()}",
        "int8": score(read_articles(encoder, articles)),
        "calibration_error": round(calibration_error(chance, right), 4),
        "brier": round(float(((chance - right) ** 2).mean()), 4),
        "share_right": round(float(right.mean()), 4),
    }
    if options.float:
        plain = Encoder.load(options.float)
        plain.card.update({key: card[key] for key in ("lean", "confidence")})
        card["dev"]["float32"] = score(read_articles(plain, articles))
    if options.recipe:
        card["recipe"] = json.loads(options.recipe.read_text(encoding="utf8"))
    card["digest"] = model_digest(options.weights, card)
    (options.weights / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf8")
    recipe = json.dumps(card.get("recipe", {}), indent=1)
    (options.weights / "MODEL_CARD.md").write_text(card_text(card, recipe, FILES), encoding="utf8")
    print(json.dumps(card["dev"], indent=1))


if __name__ == "__main__":
    main()
