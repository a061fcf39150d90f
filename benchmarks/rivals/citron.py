"""Citron's method as a rival: ``python -m benchmarks.rivals.citron FOLDER PIPELINE``; spaCy, scikit-learn and python-crfsuite.

Citron (BBC R&D, github.com/bbc/citron, Apache-2.0) after Pareti et al. 2013 ("Automatically Detecting and Attributing Indirect
Quotations"), written anew from its description, its trained models being for non-commercial use, made with a pipeline that was not to
be had, and pickled. Five models in a row:

1 cues      logistic regression over each token outside quotation marks
2 contents  linear-chain CRF over the tokens of the report, which knows the cues
3 sources   linear-chain CRF over the tokens of a sentence, which knows the cues and contents
4 content to cue, 5 cue to source   logistic regression over pairs

What differs is told in docs/rivals.md. Features of a token are strings for both kinds of model; `depth` and the like are numbers in 1.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.rivals.protocol import Found, Span, serve

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LINEAR = ("cue", "content", "source")  # the logistic regressions: over tokens, and over pairs with a cue
REACH = 5  # neighbours on each side whose words a token's features have
CONTENT_LEAST, SOURCE_LEAST = 0.3, 0.01  # probabilities under which a content or a source is joined to no cue
Extent = tuple[int, int]  # tokens, half-open


class Frame(NamedTuple):
    """What is computed once of a parsed report, a value a token."""

    doc: Doc
    quoted: list[bool]
    depth: list[int]
    section: list[int]  # tokens with one number stand between the same commas or brackets of a sentence
    sentence: list[int]


def frame(doc: Doc) -> Frame:
    quoted, depth, section, sentence = [], [], [], []
    inside, label = False, 0
    for token in doc:
        opens, closes = token.text in ("“", "``", '"') and not inside, token.text in ("”", "''", '"') and inside
        if token.is_space and "\n" in token.text:
            inside = False  # a quotation that goes on is opened anew in the next paragraph
        inside = inside or opens
        quoted.append(inside)
        inside = inside and not closes
        depth.append(sum(1 for _ in token.ancestors))
    for number, sent in enumerate(doc.sents):
        label += 2
        outer, within = label, False
        for token in sent:
            if token.text in (",", "(", ")"):
                within = not within
                label += within
            section.append(label if within or token.text in (",", "(", ")") else outer)
            sentence.append(number)
    return Frame(doc, quoted, depth, section, sentence)


def _around(doc: Doc, at: int) -> dict[str, str]:
    words = {f"-{n}": doc[at - n].text for n in range(1, REACH + 1) if at >= n}
    return words | {f"+{n}": doc[at + n].text for n in range(1, REACH + 1) if at + n < len(doc)}


def cue_features(one: Frame, token: Token) -> dict[str, Any]:
    return {
        "text": token.text, "lemma": token.lemma_, "tag": token.tag_, "name": token.ent_iob_, "relation": token.dep_, "head": token.head.tag_,
        "depth": one.depth[token.i], "children": token.n_lefts + token.n_rights, **_around(one.doc, token.i),
    }  # fmt: skip


def span_features(one: Frame, cues: Sequence[bool], contents: Sequence[str] | None) -> list[list[str]]:
    """Features of every token for the CRFs; with `contents` (BIO) those for sources, else those for contents."""
    doc = one.doc
    with_cue = {one.sentence[i] for i, cue in enumerate(cues) if cue}
    lengths = {number: len(sent) for number, sent in enumerate(doc.sents)}
    rows = []
    for i, token in enumerate(doc):
        ruling = next((a.i for a in (token, *token.ancestors) if cues[a.i] and a.head.i != a.i), None)
        if ruling is None and (cues[i] or any(cues[a.i] for a in token.ancestors)):
            ruling = next(a.i for a in (token, *token.ancestors) if cues[a.i])
        around = [f"{place}={word}" for place, word in _around(doc, i).items()]
        row = [f"text={token.text}", f"lemma={token.lemma_}", f"pos={token.pos_}", f"tag={token.tag_}", f"name={token.ent_iob_}",
               f"depth={one.depth[i]}", f"relation={token.dep_}", f"head relation={token.head.dep_}", f"under a cue={ruling is not None}",
               f"cue in sentence={one.sentence[i] in with_cue}", f"length={lengths[one.sentence[i]]}", *around]  # fmt: skip
        if one.quoted[i]:
            row.append("quoted")
        if ruling is not None and token.left_edge.i == i:
            row.append("leftmost")
        if contents is None:
            row += [f"after a cue={i > 0 and cues[i - 1]}", f"before a comma={i + 1 < len(doc) and doc[i + 1].text == ','}"]
        else:
            row += [f"name type={token.ent_type_}", f"content={contents[i]}"]
            if ruling is not None:
                row.append(f"from cue={i - ruling}")
                if token.right_edge.i == i:
                    row.append("rightmost")
        rows.append(row)
    return rows


def apart(one: Extent, other: Extent) -> int:
    """Tokens between the nearest ends."""
    return min(abs(a - b) for a in one for b in other)


def content_pair(one: Frame, content: Extent, cue: Extent) -> dict[str, Any]:
    ruled = any(one.doc[c].is_ancestor(one.doc[t]) for c in range(*cue) for t in range(*content))
    return {"apart": apart(content, cue), "same sentence": one.sentence[content[0]] == one.sentence[cue[0]], "cue rules": ruled}


def source_pair(one: Frame, source: Extent, cue: Extent) -> dict[str, Any]:
    return {"apart": apart(source, cue), "same section": one.section[source[0]] == one.section[cue[0]]}


def extents(labels: Iterable[str]) -> list[Extent]:
    """Runs of BIO labels; an I after an O begins one."""
    found: list[list[int]] = []
    before = "O"
    for i, label in enumerate(labels):
        if label == "B" or (label == "I" and before == "O"):
            found.append([i, i + 1])
        elif label == "I":
            found[-1][1] = i + 1
        before = label
    return [(a, b) for a, b in found]


class Reader:
    """The five models of FOLDER over a spaCy pipeline."""

    def __init__(self, folder: Path, pipeline: Path) -> None:
        import pycrfsuite
        import spacy

        self.nlp = spacy.load(pipeline)
        self.linear = {name: pickle.loads((folder / f"{name}.pickle").read_bytes()) for name in LINEAR}  # noqa: S301 (made by citron_train.py)
        self.taggers = {}
        for role in ("content", "source"):
            self.taggers[role] = pycrfsuite.Tagger()
            self.taggers[role].open(str(folder / f"{role}.crfsuite"))

    def _likely(self, name: str, rows: list[dict[str, Any]]) -> list[float]:
        vectorizer, model = self.linear[name]
        return [float(p) for p in model.predict_proba(vectorizer.transform(rows))[:, 1]]

    def read(self, text: str) -> list[Found]:
        one = frame(self.nlp(text))
        doc = one.doc
        asked = [token for token in doc if not one.quoted[token.i] and not token.is_space]
        cues = [False] * len(doc)
        for token, likely in zip(asked, self._likely("cue", [cue_features(one, t) for t in asked]) if asked else [], strict=True):
            cues[token.i] = likely > 0.5
        cue_extents = extents("I" if cue else "O" for cue in cues)
        if not cue_extents:
            return []
        content_labels = self.taggers["content"].tag(span_features(one, cues, None))
        rows = span_features(one, cues, content_labels)
        source_labels = [label for sent in doc.sents for label in self.taggers["source"].tag(rows[sent.start : sent.end])]
        contents, sources = extents(content_labels), extents(source_labels)
        of_cue: dict[Extent, list[Extent]] = {cue: [] for cue in cue_extents}
        for content in contents:
            likely_of = self._likely("content", [content_pair(one, content, cue) for cue in cue_extents])
            best = max(range(len(cue_extents)), key=likely_of.__getitem__)
            if likely_of[best] >= CONTENT_LEAST:
                of_cue[cue_extents[best]].append(content)
        found: list[Found] = []
        for cue in cue_extents:
            near = [s for s in sources if one.sentence[s[0]] == one.sentence[cue[0]]]
            likely_of = self._likely("source", [source_pair(one, s, cue) for s in near]) if near else []
            best = max(range(len(near)), key=likely_of.__getitem__, default=-1)
            if of_cue[cue] and best >= 0 and likely_of[best] >= SOURCE_LEAST:
                found.append(
                    {"source": [_place(doc, near[best])], "cue": [_place(doc, cue)], "content": [_place(doc, c) for c in of_cue[cue]]}
                )
        return found


def _place(doc: Doc, extent: Extent) -> Span:
    span = doc[extent[0] : extent[1]]
    return span.start_char, span.end_char


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pipeline", type=Path)
    options = parser.parse_args()
    serve(Reader(options.folder, options.pipeline).read, ("spacy", "scikit-learn", "python-crfsuite", "numpy"))


if __name__ == "__main__":
    main()
