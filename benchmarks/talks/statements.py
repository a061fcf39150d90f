"""Acts, modalities, stances and issues of statements: ``python -m benchmarks.talks.statements [--part dev|test] [--corpora DIR]``.

300 statements of `fakes` and `bulk/middle_east`, none from a report that was trained on, labelled twice by reading
(sets/CODEBOOK.md), the second time without a look at the first; the labellers were instances of one language model, so their
agreement may be above that of two people. Half is dev; the other, test, is never tuned on. The scores are means of those against either
labeller; the agreement is one labeller scored against the other. The rivals: keywords for acts, the commonest label for the rest, and
issues by likeness of frozen sentence vectors to the same examples, at the threshold that is best for it on dev.
Positions are the pairs of stance and issue of a statement that has a stance.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import described, write
from benchmarks.talks.keywords import act_by_keywords
from sayso.linking.meaning import Meaning, unpacked
from sayso.talks.encoder import CONTENT, CUE, TalksEncoder
from sayso.talks.issues import Scale, shipped
from sayso.talks.labels import ACTS, MODALITIES, NONE, STANCES
from sayso.talks.positions import LEAST_STANCE
from sayso.talks.stances import conditional, stance_of_content, stance_of_cue
from training.corpora import digest
from training.statements import FILES, Labelled, labelled

Labels = dict[str, Any]  # act, modality, stance: str; issues: list of str


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of sets of labels, one set a statement."""

    right: int
    said: int
    there: int

    @classmethod
    def of(cls, gold: Iterable[set[Any]], guess: Iterable[set[Any]]) -> Score:
        pairs = list(zip(gold, guess, strict=True))
        return cls(sum(len(g & p) for g, p in pairs), sum(len(p) for _, p in pairs), sum(len(g) for g, _ in pairs))

    @property
    def values(self) -> dict[str, float]:
        p, r = self.right / max(self.said, 1), self.right / max(self.there, 1)
        return {"P": round(p, 3), "R": round(r, 3), "F1": round(2 * p * r / max(p + r, 1e-9), 3)}


def kinds(labels: Labels) -> dict[str, set[Any]]:
    """What is scored of a statement, as sets: "none" is the empty set."""
    one = {name: {labels[name]} - {NONE} for name in ("act", "modality", "stance")}
    issues = set(labels["issues"])
    return {**one, "issues": issues, "positions": {(stance, issue) for stance in one["stance"] for issue in issues}}


def compared(gold: Sequence[Labels], guess: Sequence[Labels]) -> dict[str, Any]:
    """Micro scores of each kind, and the mean F1 of the labels that occur."""
    out: dict[str, Any] = {}
    sets = [(kinds(g), kinds(p)) for g, p in zip(gold, guess, strict=True)]
    for kind in ("act", "modality", "stance", "issues", "positions"):
        values: dict[str, Any] = Score.of([g[kind] for g, _ in sets], [p[kind] for _, p in sets]).values
        labels = sorted({label for g, _ in sets for label in g[kind]}, key=str)
        each = [Score.of([g[kind] & {label} for g, _ in sets], [p[kind] & {label} for _, p in sets]).values["F1"] for label in labels]
        out[kind] = {**values, "macro F1": round(float(np.mean(each)), 3) if each else None, "labels": len(labels)}
        if kind not in ("positions", "issues"):
            out[kind]["right"] = round(sum(g[kind] == p[kind] for g, p in sets) / max(len(sets), 1), 3)
    return out


def mean(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The mean of two comparisons, number by number."""
    return {
        key: mean(value, other[key])
        if isinstance(value, dict)
        else None
        if value is None or other[key] is None
        else round((value + other[key]) / 2, 3)
        for key, value in one.items()
    }


def read(encoder: TalksEncoder, found: Sequence[Labelled], least: float = 0.0) -> list[Labels]:
    """What sayso says of each; stances below `least` are none."""
    scale = Scale.of(encoder, shipped())
    out = []
    for one in found:
        worded = encoder.worded(one.text, one.spans)
        scores = encoder.read(worded)
        cue, content = (" ".join(one.text[start:end] for start, end, part in one.spans if part == of) for of in (CUE, CONTENT))
        outright = conditional(stance_of_cue(cue) or stance_of_content(content), content)
        sure = outright is not None or scores.stances.max() >= least
        out.append({
            "act": ACTS[int(scores.acts.argmax())], "modality": MODALITIES[int(scores.modalities.argmax())] or NONE,
            "stance": (outright or STANCES[int(scores.stances.argmax())] or NONE) if sure else NONE,
            "issues": [touch.issue for touch in scale.touches(one.text, worded, scores.topics)],
        })  # fmt: skip
    return out


def words(one: Labelled) -> str:
    return " ".join(one.text[start:end] for start, end, _ in sorted(one.spans))


def likeness(meaning: Meaning) -> Callable[[str], np.ndarray[Any, Any]]:
    """For a text the greatest cosine with an example of each issue, by frozen sentence vectors."""
    examples = [np.array([unpacked(meaning.vector(words)) for words in (issue.name, *issue.examples)]) for issue in shipped()]
    return lambda text: np.array([(some @ unpacked(meaning.vector(text))).max() for some in examples])


def rival(found: Sequence[Labelled], dev: Sequence[Labelled]) -> list[Labels]:
    """Keywords, the commonest labels, and issues by frozen vectors."""
    near = likeness(Meaning.load())
    names = [issue.id for issue in shipped()]
    on_dev = [near(words(one)) for one in dev]
    gold = [set(one.issues or ()) for one in dev]

    def issues(scores: np.ndarray[Any, Any], least: float) -> list[str]:
        return [name for name, score in zip(names, scores, strict=True) if score >= least]

    least = max(np.arange(0.2, 0.8, 0.02), key=lambda at: Score.of(gold, [set(issues(s, at)) for s in on_dev]).values["F1"])
    common = {name: Counter(getattr(one, name) for one in dev).most_common(1)[0][0] for name in ("modality", "stance")}
    return [{**common, "act": act_by_keywords(words(one)), "issues": issues(near(words(one)), least)} for one in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--part", choices=["dev", "test"], default="test")
    parser.add_argument("--wrong", action="store_true", help="list what differs from the first labeller (ids and labels, no words)")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/talks-statements.json"))
    options = parser.parse_args()
    dev = list(labelled("statements-dev", options.corpora))
    found = dev if options.part == "dev" else list(labelled("statements-test", options.corpora))
    encoder = TalksEncoder.load()
    first = [dict(one.given or {}) for one in found]
    second = [one["second"] for one in first]
    guesses = {
        "sayso": read(encoder, found),
        "sayso, stances as positions take them": read(encoder, found, LEAST_STANCE),
        "keywords and frozen vectors": rival(found, dev),
    }
    results = {name: mean(compared(first, guess), compared(second, guess)) for name, guess in guesses.items()}
    results["the second labeller against the first"] = compared(first, second)
    about = {
        "what": f"{options.part}: {len(found)} statements of fakes and bulk/middle_east", "model_digest": encoder.digest,
        "corpus_digest": {name: digest((options.corpora / path).parent) for name, path in FILES.items() if name != "mixed"},
    }  # fmt: skip
    write(options.out, {**about, "machine": described(), "results": results})
    for name, values in results.items():
        print(name, *(f"\n    {kind}: {value}" for kind, value in values.items()))
    for gold, guess in zip(first, guesses["sayso"], strict=True) if options.wrong else ():
        differs = {name: (gold[name], guess[name]) for name in guess if kinds(gold)[name] != kinds(guess)[name]}
        if differs:
            print(gold["id"], differs)


if __name__ == "__main__":
    main()
