"""Write the README's generated parts: what the demo prints, and the scores. ``python docs/update_readme.py``, from the root."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

from sayso.ledger import Ledger
from sayso.pipeline import build
from sayso.sample import reports_folder
from sayso.views.cli.show import brief_lines
from sayso.views.pages import brief

SHOWN = {"Ruvan Hale": 8, "Oruna Front": 7}  # voices of the sample, with how many lines of each
ROWS = (
    ("source spans", "span.source", ".779"),
    ("cue spans", "span.cue", ".706"),
    ("content spans", "span.content", ".683"),
    ("attribution, soft", "attr.soft", ".744"),
    ("attribution, strict", "attr.strict", ".658"),
    ("who said what", "who_what", ".789"),
)  # the last column: two annotators, ../shared/corpora/README.md


def demo_excerpt() -> str:
    """The head of the demo's brief and the beginning of some voices."""
    with tempfile.TemporaryDirectory() as scratch, reports_folder() as folder:
        build([str(folder)], Path(scratch) / "demo.db")
        with Ledger(Path(scratch) / "demo.db") as ledger:
            lines = brief_lines(brief(ledger), width=120)
    out = [*lines[:8], "…"]
    for name, most in SHOWN.items():
        first = next(i for i, line in enumerate(lines) if line.startswith(f"{name}  "))
        body = lines[first : lines.index("", first)]
        out += ["", *body[: most + 1], *(["  …"] if len(body) > most + 1 else [])]
    return "\n".join([*out, "", "…"])


def scores_table() -> str:
    """The scores of benchmarks/results/attribution.json beside two annotators."""
    scores = json.loads(Path("benchmarks/results/attribution.json").read_text(encoding="utf8"))["scores"]
    rows = [f"| {name} | {scores[key]['F1']:.3f} | {people} |".replace("| 0.", "| .") for name, key, people in ROWS]
    return "\n".join(["| | sayso | two annotators |", "|---|---|---|", *rows])


def main() -> None:
    readme = Path("README.md")
    text = readme.read_text(encoding="utf8")
    text = re.sub(r"(?<=```text\n).*?(?=\n```)", lambda _: demo_excerpt(), text, count=1, flags=re.DOTALL)
    text = re.sub(r"\| \| sayso \|.*?(?=\n\n)", lambda _: scores_table(), text, count=1, flags=re.DOTALL)
    readme.write_text(text, encoding="utf8")


if __name__ == "__main__":
    main()
