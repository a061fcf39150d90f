"""Write the tables of docs/rivals.md from the results: ``python -m benchmarks.rivals.table``.

A table stands between ``<!-- NAME -->`` and ``<!-- end of NAME -->``. Without results it says how to make them.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from benchmarks.rivals.prepare import EPOCHS

RESULTS = Path("benchmarks/results")
PAGE = Path("docs/rivals.md")
PIPELINE_EPOCHS, TRAIN, DEV = 7, 840, 84  # benchmarks/rivals/pipeline.py, PolNeAR's articles
SCORES = {
    "span.source": "source", "span.cue": "cue", "span.content": "content",
    "token.source": "source", "token.cue": "cue", "token.content": "content",
    "attr.soft": "soft", "attr.strict": "strict", "who_what": "who said what",
}  # fmt: skip


def short(number: float) -> str:
    """Three places, without the nought before the point."""
    return f"{number:.3f}".removeprefix("0")


def rows(head: list[str], body: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *body])


def quality(results: dict[str, Any]) -> str:
    """F1 of each rival, and what in this run was less than it should be."""
    head = [
        "",
        *(
            f"span: {said}" if key.startswith("span") else f"token: {said}" if key.startswith("token") else said
            for key, said in SCORES.items()
        ),
    ]
    body = [[name, *(short(one["scores"][key]["F1"]) for key in SCORES)] for name, one in results["results"].items()]
    return short_of(results) + rows(head, body)


def quoted(results: dict[str, Any]) -> str:
    """Precision, recall and F1 where the content has quotation marks."""
    body = []
    for name, one in results["results"].items():
        scores = one["scores where quotation marks are"]
        body.append(
            [
                name,
                *(short(scores["attr.soft"][key]) for key in ("P", "R", "F1")),
                *(short(scores["who_what"][key]) for key in ("P", "R", "F1")),
            ]
        )
    return rows(["", "soft: precision", "recall", "F1", "who said what: precision", "recall", "F1"], body)


def short_of(results: dict[str, Any]) -> str:
    """What in this run was less than benchmarks/rivals/prepare.py makes and `python -m benchmarks.rivals` measures."""
    parts = {name: one for each in results["results"].values() for name, one in each["settings"].items()}
    said = [
        f"{what} of {full} {unit}"
        for what, full, unit in (
            (f"the plain tagger was trained for {parts['tagger'].get('epochs')}", EPOCHS, "epochs"),
            (f"the spaCy pipeline for {parts['pipeline'].get('epochs')}", PIPELINE_EPOCHS, "epochs"),
            (f"Citron's method on {parts['citron'].get('articles')}", TRAIN, "articles"),
            (f"all read {results['articles']}", DEV, "articles"),
        )
        if not what.endswith(f" {full}")
    ]
    return f"**Read with care, these rivals could do better.** In this run {'; '.join(said)}.\n\n" if said else ""


def speed(results: dict[str, Any]) -> str:
    body = [
        [name, f"{one['words a second of the processor']:,}", f"{one['speed against sayso, attribution alone']:.2f}", f"{one['words a second']:,}", f"{one['peak megabytes']:,}"]
        for name, one in results["results"].items()
    ]  # fmt: skip
    return rows(
        ["", "words a second of one processor", "against sayso, attribution alone", "words a second by the clock", "peak memory, MB"], body
    )


def made_of(results: dict[str, Any]) -> str:
    """Versions, training and their scores, a line for each rival."""
    lines = []
    for name, one in results["results"].items():
        versions = ", ".join(f"{package} {number}" for package, number in one["versions"].items())
        lines.append(f"- {name}: {versions}")
        for part, settings in one["settings"].items():
            said = "; ".join(f"{key} {_said(value)}" for key, value in settings.items() if key != "trained on")
            lines.append(f"  - {part}: {said}")
    return "\n".join(lines)


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(one)}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def measured(results: dict[str, Any]) -> str:
    """Corpus, weights, machine and load of a run."""
    machine, load = results["machine"], results["load"]
    return (
        f"{results['articles']} articles, {results['words']:,} words; rounds: {results['rounds']}; corpus `{results['corpus_digest'][:12]}`, weights "
        f"`{results['model_digest'][:12]}`; {machine['processor']}, {machine['cores']} cores, shared: load {min(load)} to {max(load)} during the run."
    )


def near_duplicates(results: dict[str, Any]) -> str:
    unseen = results["results"]["unseen"]
    body = []
    for name in ("sayso", "datasketch", "plain MinHash"):
        one = unseen[name]
        false = one["false corroboration"]
        body.append([name, *(short(one[key]) for key in ("precision", "recall", "f1")), *(one["recall by label"][k] for k in ("whole", "part", "rewritten")),
                     f"{false['counted twice']} of {false['copies of two outlets']}"])  # fmt: skip
    cost, everything = unseen["cost"], results["datasketch on all reports of the three files"]
    own, other = cost["sayso"], cost["datasketch"]
    table = rows(["", "precision", "recall", "F1", "whole copies found", "parts", "rewritten", "copies of two outlets counted twice"], body)
    return (
        f"{table}\n\nOf the unseen half's {cost['reports']} reports a second of one processor: datasketch {other['reports a second']:,}; sayso {own['reports a second, linking']:,} for finding and weighing "
        f"pairs, {own['reports a second, reading and linking']:,} with the reading that comes first. Peak memory {other['peak megabytes']} MB against {own['peak megabytes']} MB. Over all "
        f"{everything['reports']:,} reports datasketch takes {everything['reports a second']:,} a second and needs {everything['peak megabytes']} MB. Thresholds: "
        f"{', '.join(f'{name} {_said(settings)}' for name, settings in results['settings'].items())}. Load {results['load']}."
    )


def links(results: dict[str, Any]) -> str:
    body = []
    for kind, names in {"voices": ("sayso", "same name", "same last word"), "utterances": ("sayso", "same voice and words")}.items():
        for name in names:
            found = results["results"]["unseen"][kind]
            body.append([f"{kind}, {found['pairs']} pairs", name, *(short(found[name][key]) for key in ("precision", "recall", "f1"))])
    every = results["results"]["MEANTIME names"]["all"]
    body += [
        [f"MEANTIME names, {every['names']:,}, B-cubed", name, *(short(every[name][key]) for key in ("precision", "recall", "f1"))]
        for name in ("sayso", "written alike", "sayso, of those found", "written alike, of those found")
    ]
    return (
        rows(["what", "by", "precision", "recall", "F1"], body)
        + f"\n\nsayso finds {short(every['found'])} of the names by itself; the rule is handed them all. Load {results['load']}."
    )


TABLES = {
    "quality": ("attribution", quality),
    "quotations": ("attribution", quoted),
    "speed": ("attribution", speed),
    "measured": ("attribution", measured),
    "made of": ("attribution", made_of),
    "copies": ("copies", near_duplicates),
    "links": ("linking", links),
}


def page(text: str, results: Path = RESULTS) -> str:
    """`text` with its tables as the results have them."""
    for name, (file, made) in TABLES.items():
        path = results / f"rivals-{file}.json"
        body = (
            made(json.loads(path.read_text(encoding="utf8")))
            if path.exists()
            else f"No results are kept; run `python -m benchmarks.rivals --only {file}`."
        )
        text = re.sub(rf"(?<=<!-- {name} -->\n).*?(?=\n<!-- end of {name} -->)", lambda _, body=body: body, text, flags=re.DOTALL)  # type: ignore[misc]
    return text


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    PAGE.write_text(page(PAGE.read_text(encoding="utf8")), encoding="utf8")


if __name__ == "__main__":
    main()
