"""Reports grouped into stories, against two labellers: ``python -m benchmarks.stories.grouping [--corpora DIR] [--ledger FILE]``.

The shipped reader reads the labelled reports (some 5 to 10 minutes; `--ledger` keeps the readings). Each window is grouped by itself, as
it was labelled, and all windows once more at once, as one stream: windows of two corpora may tell the same days. B-cubed is of each
window by itself, once with each labeller for truth, and the mean of both.
The rival is single-pass clustering (Allan et al. 1998): a report joins the story whose centroid of TF-IDF is nearest, where it is near
enough; its threshold is the best one on dev, and it is given how rare words are in all reports, which a stream does not know.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from benchmarks.linking.metrics import b_cubed, rates, weights_digest
from benchmarks.machine import described, write
from benchmarks.stories.windows import Labelled, Part, digest, labelled, records, rows_of, windows
from sayso.linking import stories
from sayso.linking.engine import DuckDB
from sayso.linking.records import Records
from sayso.linking.weighing import calibrated
from sayso.linking.words import STOP, stem, words

Found = Mapping[str, Hashable]  # the group of each report
Scores = dict[str, float]
THRESHOLDS = tuple(round(0.02 * step, 2) for step in range(1, 31))  # of the rival's cosine


@dataclass(frozen=True, slots=True)
class Grouped:
    """What sayso makes of the reports: the first report of each one's story, and the pairs that it compared."""

    story: Mapping[str, str]
    compared: frozenset[tuple[str, str]]
    days: Mapping[str, int]


def grouped(rows: Sequence[Mapping[str, object]]) -> Grouped:
    """The way of a ledger: records, candidates, weights, groups."""
    days = {str(row["unique_id"]): int(str(row["day"])) for row in rows}
    engine = DuckDB.start()
    engine.add("tellings", rows, stories.SCHEMA)
    stories.candidates(engine)
    scored = engine.score("tellings", "story_pairs", calibrated("story", stories.COMPARISONS))
    story = stories.joined(days, ((one.left, one.right, one.weight) for one in scored))
    return Grouped(story, frozenset(engine.rows("SELECT id_l, id_r FROM story_pairs")), days)


def by_window(rows: Sequence[Mapping[str, object]]) -> Grouped:
    """Each window by itself."""
    of = {str(row["unique_id"]): row for row in rows}
    parts = [grouped([of[one.report] for one in some]) for some in windows().values()]
    return Grouped(
        {report: first for part in parts for report, first in part.story.items()},
        frozenset(pair for part in parts for pair in part.compared),
        {report: day for part in parts for report, day in part.days.items()},
    )


def tf_idf(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """float32 [texts, stems], rows of length 1: (1 + log tf) · log(texts / texts that have the stem)."""
    counts = [Counter(stem(word) for word in words(text) if word not in STOP) for text in texts]
    column = {one: at for at, one in enumerate(sorted({one for count in counts for one in count}))}
    out = np.zeros((len(texts), len(column)), np.float32)
    for row, count in enumerate(counts):
        for one, times in count.items():
            out[row, column[one]] = 1 + np.log(times)
    out *= np.log(len(texts) / np.maximum((out > 0).sum(axis=0), 1))
    return (out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)).astype(np.float32)  # type: ignore[no-any-return]


def nearest_centroid(vectors: npt.NDArray[np.float32], threshold: float) -> list[int]:
    """For each row, taken in order, the number of its group: that of the nearest centroid by cosine, or a new one under `threshold`."""
    sums: list[npt.NDArray[np.float32]] = []
    out = []
    for vector in vectors:
        near = [float(vector @ one / max(np.linalg.norm(one), 1e-9)) for one in sums]
        best = int(np.argmax(near)) if near else 0
        if near and near[best] >= threshold:
            sums[best] = sums[best] + vector
        else:
            best = len(sums)
            sums.append(vector.copy())
        out.append(best)
    return out


def rival(known: Records, days: Mapping[str, int]) -> Callable[[float], dict[str, Hashable]]:
    """By threshold, what single-pass clustering makes of each window."""
    reports = {report.path: report for report in known.reports}
    keys = sorted(reports, key=lambda key: (days[key], key))
    vectors = dict(zip(keys, tf_idf([f"{reports[key].title or ''}\n{reports[key].text}" for key in keys]), strict=True))
    inside = {window: [key for key in keys if key in {one.report for one in some}] for window, some in windows().items()}

    def made(threshold: float) -> dict[str, Hashable]:
        return {
            key: (window, group)
            for window, some in inside.items()
            for key, group in zip(some, nearest_centroid(np.stack([vectors[key] for key in some]), threshold), strict=True)
        }

    return made


def scores(found: Found, reports: Sequence[Labelled], truths: str = "ab") -> dict[str, Any]:
    """B-cubed, the mean over `truths`: over windows, each of which counts alike, and over reports; windows of fakes and bulk apart."""
    by = {corpus: [one for one in reports if (one.corpus == "fakes") == (corpus == "fakes")] for corpus in ("fakes", "bulk")}
    return {
        "windows": of_windows(found, reports, truths),
        "reports": of_reports(found, reports, truths),
        **{f"windows of {corpus}": of_windows(found, some, truths) for corpus, some in by.items() if some},
    }


def of_windows(found: Found, reports: Sequence[Labelled], truths: str = "ab") -> Scores:
    by = [[one for one in reports if one.window == window] for window in dict.fromkeys(one.window for one in reports)]
    return _mean([of_reports(found, some, truths) for some in by])


def of_reports(found: Found, reports: Sequence[Labelled], truths: str = "ab") -> Scores:
    """A group, found or true, is known within its window only."""
    groups = {one.report: (one.window, found[one.report]) for one in reports}
    return _mean([b_cubed(groups, {one.report: (one.window, getattr(one, by)) for one in reports}) for by in truths])


def _mean(some: Sequence[Scores]) -> Scores:
    return {name: round(float(np.mean([one[name] for one in some])), 4) for name in some[0]}


def compared(made: Grouped, reports: Sequence[Labelled]) -> dict[str, float | int]:
    """Of the pairs of one story (labeller a) that are near enough in time, how many were compared; `found` counts all of one window."""
    near = [
        (left, right)
        for left, right in combinations(sorted(reports, key=lambda one: one.report), 2)
        if left.window == right.window and abs(made.days[left.report] - made.days[right.report]) <= stories.LAPSE
    ]
    met = [(left, right) for left, right in near if (left.report, right.report) in made.compared]
    return rates(sum(left.a == right.a for left, right in met), len(met), sum(left.a == right.a for left, right in near))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--ledger", type=Path, help="keeps the readings; what it has of the shipped reader is not read again")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/stories.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        known, model = records(options.corpora, options.ledger or Path(scratch) / "stories.db")
    rows = rows_of(known)
    made, stream = by_window(rows), grouped(rows)
    parts = {part: [one for one in labelled() if one.part == part] for part in get_args(Part)}
    clustered = rival(known, made.days)
    threshold = max(THRESHOLDS, key=lambda t: (of_windows(clustered(t), parts["dev"])["f1"], -t))
    systems: dict[str, Found] = {
        "sayso": made.story,
        "sayso, all windows as one stream": stream.story,
        f"TF-IDF centroids, cosine {threshold}": clustered(threshold),
        "all in one": {one.report: 0 for one in labelled()},
        "each alone": {one.report: one.report for one in labelled()},
    }
    results: dict[str, Any] = {}
    for part, reports in parts.items():
        results[part] = {name: scores(found, reports) for name, found in systems.items()}
        results[part]["labeller b against a"] = scores({one.report: one.b for one in reports}, reports, truths="a")
        results[part]["stories"] = {"labeller a": len({(one.window, one.a) for one in reports}), "sayso": len({made.story[one.report] for one in reports})}  # fmt: skip
        results[part]["pairs compared"] = compared(made, reports)
    about = {
        "what": "B-cubed of reports grouped into stories within a window of days, mean of two labellers; weights, K and T were chosen on dev",
        "windows": {part: len(windows(part)) for part in parts},
        "reports": {part: len(reports) for part, reports in parts.items()},
        "set_digest": digest(),
        "corpus_digest": {
            file: sha256((options.corpora / f"{file}.jsonl").read_bytes()).hexdigest()[:16]
            for file in sorted({one.file for one in labelled()})
        },
        "weights_digest": weights_digest(),
        "model_digest": model,
    }
    write(options.out, {**about, "machine": described(), "results": results})
    for part, by in results.items():
        for name, values in by.items():
            print(part, name, json.dumps(values))


if __name__ == "__main__":
    main()
