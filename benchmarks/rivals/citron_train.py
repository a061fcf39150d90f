"""Train Citron's method: ``python -m benchmarks.rivals.citron_train TRAIN PIPELINE OUT``; citron.py tells what it is made of.

Settings are Citron's: logistic regressions as scikit-learn has them (the cues' by liblinear), CRFs with c1 = 1, c2 = 0.001, 100 rounds.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
import spacy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc, DocBin

from benchmarks.rivals.citron import LINEAR, Extent, content_pair, cue_features, frame, source_pair, span_features
from training.corpora import Article, Span, digest, polnear

CRF = {"c1": 1.0, "c2": 1e-3, "max_iterations": 100, "feature.possible_transitions": True}
PROCESSES = 3


def touched(doc: Doc, spans: Iterable[Span]) -> list[Extent]:
    """Tokens of each span."""
    found = [doc.char_span(start, end, alignment_mode="expand") for start, end in spans]
    return [(span.start, span.end) for span in found if span is not None and len(span)]


def bio(doc: Doc, places: Iterable[Extent]) -> list[str]:
    labels = ["O"] * len(doc)
    for start, end in places:
        labels[start:end] = ["B", *["I"] * (end - start - 1)]
    return labels


Row = dict[str, Any]
Answers = Iterator[tuple[Row, bool]]


def cue_rows(doc: Doc, article: Article) -> Answers:
    one, cues = frame(doc), bio(doc, (place for a in article.attributions or () for place in touched(doc, a.cue)))
    for token in doc:
        if not one.quoted[token.i] and not token.is_space:
            yield cue_features(one, token), cues[token.i] != "O"


def pair_rows(doc: Doc, article: Article, role: str) -> Answers:
    """Each content with every cue of the report, or each source with the cues of its sentence."""
    one = frame(doc)
    gold = [(touched(doc, getattr(a, role)), touched(doc, a.cue)[:1]) for a in article.attributions or ()]
    cues = [(number, cue) for number, (_, found) in enumerate(gold) for cue in found]
    for number, (places, _) in enumerate(gold):
        for place in places:
            for other, cue in cues:
                if role == "content":
                    yield content_pair(one, place, cue), other == number
                elif one.sentence[place[0]] == one.sentence[cue[0]]:
                    yield source_pair(one, place, cue), other == number


def chosen(train: Path, most: int | None) -> list[Article]:
    """All articles, or `most` of them, evenly taken."""
    articles = polnear(train)
    return articles if most is None else [articles[i * len(articles) // most] for i in range(most)]


def parsed(out: Path, articles: list[Article]) -> Iterator[tuple[Doc, Article]]:
    """The parsed reports with what is marked in them."""
    docs = DocBin().from_disk(out / "parsed.spacy").get_docs(spacy.blank("en").vocab)
    return zip(docs, articles, strict=True)


def fit_linear(out: Path, articles: list[Article], name: str) -> int:
    """Rows that the logistic regression `name` was fitted to."""
    of = cue_rows if name == "cue" else partial(pair_rows, role=name)
    rows, answers = zip(*(row for doc, article in parsed(out, articles) for row in of(doc, article)), strict=True)
    vectorizer = DictVectorizer()
    model = LogisticRegression(solver="liblinear") if name == "cue" else LogisticRegression(random_state=0, max_iter=1000)
    matrix = vectorizer.fit_transform(rows)
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)  # all that liblinear takes
    fitted = (vectorizer, model.fit(matrix, answers))
    (out / f"{name}.pickle").write_bytes(pickle.dumps(fitted))
    return len(rows)


def fit_chain(out: Path, articles: list[Article], role: str) -> int:
    """Sequences that the CRF of `role` was fitted to: reports for contents, sentences for sources. It is shown the marked cues."""
    trainer, count = pycrfsuite.Trainer(verbose=False), 0
    for doc, article in parsed(out, articles):
        labels = {
            name: bio(doc, (place for a in article.attributions or () for place in touched(doc, getattr(a, name))))
            for name in ("source", "cue", "content")
        }
        cues = [label != "O" for label in labels["cue"]]
        rows = span_features(frame(doc), cues, None if role == "content" else labels["content"])
        for part in [doc[:]] if role == "content" else list(doc.sents):
            trainer.append(rows[part.start : part.end], labels[role][part.start : part.end])
            count += 1
    trainer.set_params(CRF)
    trainer.train(str(out / f"{role}.crfsuite"))
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("pipeline", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--articles", type=int, help="train on so many, evenly taken")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    begun, articles = time.time(), chosen(options.train, options.articles)
    if not (options.out / "parsed.spacy").exists():
        docs = spacy.load(options.pipeline).pipe((a.text for a in articles), n_process=PROCESSES, batch_size=20)
        DocBin(docs=docs).to_disk(options.out / "parsed.spacy")
        print("parsed", round(time.time() - begun), "s", flush=True)
    with ProcessPoolExecutor(PROCESSES) as pool:
        running = {f"{role} tagger": pool.submit(fit_chain, options.out, articles, role) for role in ("source", "content")}
        running |= {name: pool.submit(fit_linear, options.out, articles, name) for name in LINEAR}
        rows = {name: future.result() for name, future in running.items()}
    settings = {
        "trained on": digest(options.train), "articles": len(articles), "CRF": CRF, "rows": rows, "minutes": round((time.time() - begun) / 60, 1),
        "trained with": {name: version(name) for name in ("spacy", "scikit-learn", "python-crfsuite")},
    }  # fmt: skip
    (options.out / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
