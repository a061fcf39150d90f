"""The main text of web pages and what they say of themselves: ``python -m benchmarks.intake.pages [--corpora FOLDER]``.

The pages of the article extraction benchmark, as files: nothing but the page says where it is from. sayso and, in the same run,
trafilatura by itself with three settings, for the text; for dates, those that stand in a page's address, which intake is not told.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.intake.shingles import gap, scores
from benchmarks.machine import described, write
from sayso.errors import ReportError
from sayso.intake import take_in
from sayso.model import Report

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_]?)([01]?\d)\2([0-3]?\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]([01]\d)(?![\d-])")


def dated(url: str) -> str | None:
    """The day, else the month, that an address has in its path: 2019-11-23, 2019-11."""
    path = urlsplit(url).path
    for match in _DAY.finditer(path):
        year, mark, month, day = match.groups()
        if mark or len(month + day) == 4:  # without a mark between them each has two digits
            try:
                return date(int(year), int(month), int(day)).isoformat()
            except ValueError:
                continue
    month_of = _MONTH.search(path)
    return f"{month_of[1]}-{month_of[2]}" if month_of and 1 <= int(month_of[2]) <= 12 else None


def agrees(found: str | None, dated_as: str) -> str:
    """How a date that was found stands to that of the address: only as far as both say."""
    if found is None:
        return "none"
    most = min(len(dated_as), len(found[:10]))
    if found[:most] == dated_as[:most]:
        return "equal"
    near = len(dated_as) == 10 and len(found) >= 10 and abs((date.fromisoformat(found[:10]) - date.fromisoformat(dated_as)).days) == 1
    return "a day apart" if near else "differs"


def taken(folder: Path, names: list[str]) -> tuple[dict[str, Report], dict[str, ReportError], list[float]]:
    """What intake makes of the pages, and the seconds of each; the first, which starts the process apart, is made twice."""
    reports: dict[str, Report] = {}
    refused: dict[str, ReportError] = {}
    seconds = []
    paths = [str(folder / f"{name}.html") for name in names]
    made = take_in([paths[0], *paths])
    begun = time.perf_counter()
    for number, one in enumerate(made):
        if number:
            seconds.append(time.perf_counter() - begun)
        name = Path(one.path).stem if isinstance(one, Report | ReportError) else ""
        if isinstance(one, Report):
            reports[name] = one
        elif isinstance(one, ReportError):
            refused[name] = one
        begun = time.perf_counter()
    assert len(seconds) == len(names)
    return reports, refused, seconds


def facts(reports: dict[str, Report], urls: dict[str, str]) -> dict[str, Any]:
    """On how many pages something is known, and how the dates compare to those of addresses."""
    wanted = {name: day for name, url in urls.items() if (day := dated(url))}
    compared = Counter(agrees(reports[name].published if name in reports else None, day) for name, day in wanted.items())
    hosts = {name: (urlsplit(url).hostname or "").removeprefix("www.") for name, url in urls.items()}
    return {
        "pages": len(urls),
        **{f"with {name}": sum(getattr(one, name) is not None for one in reports.values()) for name in ("outlet", "title", "author", "published", "url", "language")},
        "address of the right host": sum((urlsplit(one.url).hostname or "").removeprefix("www.") == hosts[name] for name, one in reports.items() if one.url),
        "dates of pages whose address has one": {"pages": len(wanted), **{how: compared[how] for how in ("equal", "a day apart", "differs", "none")}},
        "dates by who says so": dict(Counter(next(fact.source for fact in one.facts if fact.name == "published") for one in reports.values() if one.published)),
        "outlets by who says so": dict(Counter(next(fact.source for fact in one.facts if fact.name == "outlet") for one in reports.values() if one.outlet)),
    }  # fmt: skip


def alone(markup: dict[str, str], **settings: Any) -> tuple[list[str], list[float]]:
    """trafilatura by itself."""
    from trafilatura import extract

    texts, seconds = [], []
    for page in markup.values():
        begun = time.perf_counter()
        texts.append(extract(page, **settings) or "")
        seconds.append(time.perf_counter() - begun)
    return texts, seconds


def timed(seconds: list[float]) -> dict[str, float]:
    ranked = sorted(seconds)
    return {"mean": round(sum(ranked) / len(ranked), 4), "median": round(ranked[len(ranked) // 2], 4), "slowest": round(ranked[-1], 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/intake-pages.json"))
    parser.add_argument("--worst", type=int, default=0, help="list so many pages where sayso is furthest behind or ahead")
    options = parser.parse_args()
    source = options.corpora / "html"
    truth = json.loads((source / "ground-truth.json").read_text(encoding="utf8"))
    names = sorted(truth)
    true = [truth[name]["articleBody"] for name in names]
    held = sha256((source / "ground-truth.json").read_bytes())
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pages = {}
        for name in names:
            pages[name] = gzip.decompress((source / "html" / f"{name}.html.gz").read_bytes())
            held.update(pages[name])
            (folder / f"{name}.html").write_bytes(pages[name])
        reports, refused, seconds = taken(folder, names)
    ours = [reports[name].text if name in reports else "" for name in names]
    results["sayso"] = {**scores(true, ours), "seconds": timed(seconds)}
    markup = {name: page.decode("utf8", "replace") for name, page in pages.items()}
    settings: dict[str, dict[str, Any]] = {
        "trafilatura, by default": {}, "trafilatura, include_comments=False": {"include_comments": False},
        "trafilatura, favor_precision": {"include_comments": False, "favor_precision": True}, "trafilatura, favor_recall": {"include_comments": False, "favor_recall": True},
    }  # fmt: skip
    texts: dict[str, list[str]] = {}
    for how, options_of in settings.items():
        texts[how], took = alone(markup, **options_of)
        results[how] = {**scores(true, texts[how]), "seconds": timed(took)}
        results["sayso"].setdefault("ahead of", {})[how] = gap(true, ours, texts[how])
    about = {
        "what": "main text of news pages by runs of four words, means over pages with 95 % intervals; what the pages say of themselves; one run",
        "corpus_digest": held.hexdigest()[:16],
        "trafilatura": version("trafilatura"),
        "machine": described(),
        "load": os.getloadavg()[0],
    }
    known = facts(reports, {name: truth[name]["url"] for name in names})
    write(options.out, {
        **about, "results": results, "facts": known,
        "refused": dict(Counter(f"{one.kind}: {one.message}" for one in refused.values())),
        "notes": dict(Counter(note.kind for one in reports.values() for note in one.notes)),
    })  # fmt: skip
    print({how: (one["f1"], one["f1 ±"]) for how, one in results["sayso"]["ahead of"].items()})
    for how, values in results.items():
        print(
            f"{how:38} "
            + "  ".join(f"{name} {values[name]:.3f} ± {values[f'{name} ±']:.3f}" for name in ("precision", "recall", "f1", "accuracy")),
            values["seconds"],
        )
    print(json.dumps(known, indent=1))
    print({name: str(error) for name, error in refused.items()})
    _print_worst(names, true, ours, texts["trafilatura, include_comments=False"], options.worst)


def _print_worst(names: list[str], true: list[str], ours: list[str], theirs: list[str], most: int) -> None:
    from benchmarks.intake.shingles import means, overlap

    score: Callable[[str, str], float] = lambda one, other: means([overlap(one, other)])["f1"]  # noqa: E731
    ranked = sorted((score(t, o) - score(t, r), name, score(t, o)) for name, t, o, r in zip(names, true, ours, theirs, strict=True))
    for ahead, name, own in [*ranked[:most], *ranked[-most:]] if most else ():
        print(f"{ahead:+.3f} {own:.3f} {name}")


if __name__ == "__main__":
    main()
