"""A spaCy pipeline for English, trained on GUM: ``python -m benchmarks.rivals.pipeline GUM OUT``, in an environment with spaCy.

spaCy's own pipelines are not on PyPI, and nothing else could be reached. This one has their parts and the smaller of their sizes
(tok2vec, tagger, parser, NER trained by `spacy init config --optimize efficiency`; parts of speech and lemmas by rule), and has seen less: GUM without its news genre, which it is scored on. Universal Dependencies' relations are renamed to those of spaCy's English
pipelines where there is one of the same meaning, and a name's last word is made its head, since rivals ask for them so.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Literal, cast

import spacy
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.util import filter_spans
from spacy.vocab import Vocab

from training.coreference import gum
from training.corpora import digest

RENAMED = {
    "root": "ROOT", "nsubj:pass": "nsubjpass", "nsubj:outer": "nsubj", "csubj:pass": "csubjpass", "csubj:outer": "csubj",
    "aux:pass": "auxpass", "nmod:desc": "compound", "obj": "dobj", "iobj": "dative", "obl:agent": "agent", "nmod:poss": "poss", "compound:prt": "prt", "acl:relcl": "relcl",
}  # fmt: skip
NAMES = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE"}
PARTS = ("tagger", "parser", "ner")
EPOCHS, SEED = 7, 1
LONG = 200  # tokens in a training document, at the least
WORDS_OF_LINE = 10  # columns of CONLL-U


def documents(path: Path, names: list[tuple[int, int, str]], text: str, vocab: Vocab) -> Iterator[Doc]:
    """Runs of whole paragraphs of one GUM document. `names` are of `text`, which differs from it in white space alone."""
    solid = list(accumulate((not c.isspace() for c in text), initial=0))
    wanted = [(solid[start], solid[end], NAMES[kind]) for start, end, kind in names]
    seen = 0
    rows: list[list[str]] = []
    heads: list[int] = []
    spaces: list[bool] = []
    sentence = glued_to = 0

    def finished() -> Doc:
        nonlocal seen
        columns = list(zip(*rows, strict=True))
        relations = [RENAMED.get(relation, relation.split(":")[0]) for relation in columns[7]]
        _names_by_their_last(heads, relations)
        doc = Doc(vocab, list(columns[1]), spaces, tags=list(columns[4]), pos=list(columns[3]), morphs=["" if m == "_" else m for m in columns[5]],
                  lemmas=list(columns[2]), heads=heads, deps=relations)  # fmt: skip
        places = list(accumulate((sum(not c.isspace() for c in word) for word in columns[1]), initial=seen))
        begins, ends = dict(zip(places[:-1], range(len(rows)), strict=True)), dict(reversed([(p, i) for i, p in enumerate(places[1:])]))
        spans = [(begins.get(a), ends.get(b), kind) for a, b, kind in wanted]
        doc.set_ents(filter_spans([Span(doc, a, b + 1, kind) for a, b, kind in spans if a is not None and b is not None and a <= b]))
        seen = places[-1]
        return doc

    for line in path.read_text(encoding="utf8").split("\n"):
        if line.startswith("# newpar") and not line.startswith("# newpar_") and rows:
            if len(rows) >= LONG:
                yield finished()
                rows, heads, spaces = [], [], []
            else:
                rows.append(["", "\n\n", "\n\n", "SPACE", "_SP", "_", "", "dep", "", ""])
                heads.append(len(rows) - 2)
                spaces[-1] = False
                spaces.append(False)
        if line.startswith("# sent_id"):
            sentence = len(rows)
        columns = line.split("\t")
        if len(columns) != WORDS_OF_LINE or not re.fullmatch(r"\d+(?:-\d+)?", columns[0]):
            continue
        if "-" in columns[0]:
            glued_to = int(columns[0].split("-")[1])
            continue
        number = int(columns[0])
        rows.append(columns)
        heads.append(sentence + (int(columns[6]) or number) - 1)
        spaces.append("SpaceAfter=No" not in columns[9] and number >= glued_to)
        glued_to *= number < glued_to
    if rows:
        yield finished()


def _names_by_their_last(heads: list[int], relations: list[str]) -> None:
    """Of words joined as `flat`, which hang on the first, makes the last the head and the others its compounds, in place."""
    last = {heads[i]: i for i, relation in enumerate(relations) if relation == "flat"}
    for first, head in last.items():
        heads[head] = heads[first] if heads[first] != first else head
        relations[head] = relations[first]
        heads[first], relations[first] = head, "compound"
        for i, relation in enumerate(relations):
            if heads[i] == first and i != head:
                heads[i], relations[i] = head, "compound" if relation == "flat" else relation


def train(folder: Path, out: Path) -> dict[str, float]:
    """The best pipeline by the news genre's scores is completed and left in ``OUT/pipeline``; gives its scores."""
    nlp = spacy.blank("en")
    tags: dict[str, Counter[str]] = {}
    parts: tuple[Literal["news", "other"], ...] = ("news", "other")
    for part in parts:
        docs = [
            doc
            for article in gum(folder, part)
            for doc in documents(folder / f"{article.name}.conllu", list(article.names or ()), article.text, nlp.vocab)
        ]
        DocBin(docs=docs, store_user_data=False).to_disk(out / f"{part}.spacy")
        print(part, len(docs), "documents", sum(map(len, docs)), "tokens", sum(len(d.ents) for d in docs), "names", flush=True)
        if part == "other":
            for token in (token for doc in docs for token in doc):
                tags.setdefault(token.tag_, Counter())[token.pos_] += 1
    config = out / "config.cfg"
    command = [sys.executable, "-m", "spacy"]
    subprocess.run(
        [*command, "init", "config", str(config), "--pipeline", ",".join(PARTS), "--optimize", "efficiency", "--force"], check=True
    )
    settings = {
        "paths.train": out / "other.spacy", "paths.dev": out / "news.spacy", "training.max_epochs": EPOCHS, "training.eval_frequency": 150,
        "training.patience": 0, "training.seed": SEED, "training.batcher.size.start": 500,
    }  # fmt: skip
    given = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
    subprocess.run([*command, "train", str(config), "--output", str(out / "trained"), *given], check=True)
    complete(out / "trained" / "model-best", tags, out / "pipeline")
    return scored(out / "pipeline", out / "news.spacy")


def complete(trained: Path, tags: dict[str, Counter[str]], out: Path) -> None:
    """With parts of speech by tag, and lemmas by spaCy's rules, as its English pipelines have them."""
    nlp = spacy.load(trained)
    ruler = cast(AttributeRuler, nlp.add_pipe("attribute_ruler", after="parser"))
    for tag, found in tags.items():
        ruler.add([[{"TAG": tag}]], {"POS": found.most_common(1)[0][0]})
    ruler.add([[{"TAG": {"REGEX": "^(VB|MD)"}, "DEP": {"IN": ["aux", "auxpass", "cop"]}}]], {"POS": "AUX"})
    lemmatizer = cast(Lemmatizer, nlp.add_pipe("lemmatizer", after="attribute_ruler", config={"mode": "rule"}))
    lemmatizer.initialize()  # by spacy-lookups-data
    nlp.to_disk(out)


def scored(pipeline: Path, part: Path) -> dict[str, float]:
    nlp = spacy.load(pipeline)
    docs = DocBin().from_disk(part).get_docs(nlp.vocab)
    found = nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in docs])
    return {key: round(found[key], 4) for key in ("tag_acc", "pos_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f", "ents_f")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gum", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    begun = time.time()
    scores = train(options.gum, options.out)
    settings = {
        "trained on": digest(options.gum), "epochs": EPOCHS, "seed": SEED, "parts": PARTS, "scores on GUM news": scores,
        "minutes": round((time.time() - begun) / 60, 1), "trained with": {name: version(name) for name in ("spacy", "spacy-lookups-data")},
    }  # fmt: skip
    (options.out / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
