"""Which reports are copies: reprints, partial reprints, rewritten wire copy.

Reprints share as little as a third of their word triples, and two reporters at one press conference share its quotations; so the
reporter's own words and the quotations are compared apart, beside credit lines, dates and headlines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from sayso.linking import crowds
from sayso.linking.engine import Engine
from sayso.linking.records import ReportRecord, StatementRecord
from sayso.linking.weighing import Comparison, Level
from sayso.linking.words import outside_quotations, quotations, runs, stems, words

RUN = 5  # words
KEY_RUN = 6  # words outside quotations that two reports must have in common to be compared, or …
LEAST_SHARED = 10  # per cent; of 141 labelled copies 2 have less, of 136 other pairs 57
QUOTE_RUN = 6  # … words inside them
SKETCH = 8  # of a report's own keys, those least by hash, are keys whoever has them: of two like texts most are the same

_OWN = "size(array_intersect(own_l, own_r))"
_QUOTED = "size(array_intersect(quoted_l, quoted_r))"
_TRIPLES = "size(array_intersect(triples_l, triples_r))"
_LEAST_TRIPLES = "least(size(triples_l), size(triples_r))"
_LEAST_OWN = "least(size(own_l), size(own_r))"
_LEAST_QUOTED = "least(size(quoted_l), size(quoted_r))"
COMPARISONS = (
    Comparison(
        "own words",
        (
            *(Level(f"{share} % of the shorter one's runs of five words are in both", f"{_OWN} * 100 >= {share} * {_LEAST_OWN}") for share in (60, 40, 25, 15, 8, 3)),
            Level("less than 3 % of the shorter one's runs of five words are in both", "ELSE"),
        ),
        f"{_LEAST_OWN} < 20",
        ordered=True,
    ),
    Comparison(
        "longest stretch",
        (
            *(Level(f"{count} runs of five words in common, outside quotations", f"{_OWN} >= {count}") for count in (80, 40, 20, 6)),
            Level("fewer than 6 runs of five words in common", "ELSE"),
        ),
        "own_l IS NULL",
        ordered=True,
    ),
    Comparison(
        "all words",
        (
            *(Level(f"{share} % of the shorter one's runs of three words are in both", f"{_TRIPLES} * 100 >= {share} * {_LEAST_TRIPLES}") for share in (60, 35, 20, 13, 8)),
            Level("less than 8 % of the shorter one's runs of three words are in both", "ELSE"),
        ),
        f"{_LEAST_TRIPLES} < 20",
        ordered=True,
    ),
    Comparison(
        "quotations",
        (
            Level("70 % of the quoted words of the one that quotes less are in both", f"{_QUOTED} * 100 >= 70 * {_LEAST_QUOTED}"),
            Level("25 % of the quoted words of the one that quotes less are in both", f"{_QUOTED} * 100 >= 25 * {_LEAST_QUOTED}"),
            Level("hardly a quotation in common", "ELSE"),
        ),
        f"{_LEAST_QUOTED} < 20",  # one short quotation is what two reporters in one room have in common
        ordered=True,
    ),
    Comparison(
        "headline",
        (
            Level("most words of the headline in common", "size(array_intersect(title_l, title_r)) * 3 >= 2 * least(size(title_l), size(title_r))"),
            Level("other headlines", "ELSE"),
        ),
        "size(title_l) < 3 OR size(title_r) < 3",
        ordered=True,
    ),
    Comparison(
        "credit",
        (
            Level("one credits the other's outlet", "array_contains(credits_l, outlet_r) OR array_contains(credits_r, outlet_l)"),
            Level("both credit one agency", "arrays_overlap(credits_l, credits_r)"),
            Level("no credit that ties them", "ELSE"),
        ),
        "own_l IS NULL",
    ),
    Comparison(
        "date",
        (
            Level("at most four days apart", "abs(day_l - day_r) <= 4"),
            Level("weeks apart", "ELSE"),
        ),
        "day_l IS NULL OR day_r IS NULL",
        ordered=True,
    ),
    Comparison("outlet", (Level("one outlet", "outlet_l = outlet_r"), Level("two outlets", "ELSE")), "outlet_l IS NULL OR outlet_r IS NULL"),
)  # fmt: skip

SCHEMA = {
    "unique_id": "VARCHAR", "triples": "BIGINT[]", "own": "BIGINT[]", "quoted": "BIGINT[]", "title": "VARCHAR[]", "credits": "VARCHAR[]", "day": "INTEGER",
    "outlet": "VARCHAR", "keys": "BIGINT[]", "sketch": "BIGINT[]",
}  # fmt: skip


def rows(reports: Iterable[ReportRecord], statements: Iterable[StatementRecord]) -> Iterable[dict[str, object]]:
    """The record of each report that is compared, with the keys by which candidates are found."""
    owed = credited(statements)
    reports = list(reports)
    own = {r.id: own_runs(r) for r in reports}
    common = {length: stock([(own[r.id][length], day_number(r.published)) for r in reports]) for length in (RUN, KEY_RUN)}
    for report in reports:
        yield row(report, own[report.id], common, owed.get(report.id, ()))


Runs = Mapping[int, npt.NDArray[np.int64]]  # by their length in words


def own_runs(report: ReportRecord) -> Runs:
    """The runs of the reporter's own words, of the two lengths that are compared."""
    own = words(outside_quotations(report.text))
    return {length: runs(own, length) for length in (RUN, KEY_RUN)}


def row(report: ReportRecord, own: Runs, common: Runs, owed: Collection[str]) -> dict[str, object]:
    """The record of one report. `common` are runs that too many reports have (`stock`); of these, only the report's own count."""
    quoted = [words(q) for q in quotations(report.text)]
    fresh = {length: np.setdiff1d(own[length], common[length], assume_unique=True) for length in own}
    long = fresh[KEY_RUN]
    half = long[long % 2 == 0].tolist()  # enough to meet
    return {
        "unique_id": report.id,
        "triples": runs(words(report.text), 3).tolist(),
        "own": fresh[RUN].tolist(),
        "quoted": np.unique(np.concatenate([runs(q, 4) for q in quoted])).tolist() if quoted else [],
        "title": stems(report.title or ""),
        "credits": sorted(owed),
        "day": day_number(report.published),
        "outlet": (report.outlet or "").casefold() or None,
        "keys": sorted({*half, *(int(k) for q in quoted for k in runs(q, QUOTE_RUN))}),
        "sketch": half[:SKETCH],
    }


FORTNIGHT = 14  # days
STOCK = 3  # fortnights


def stock(found: Iterable[tuple[npt.NDArray[np.int64], int | None]]) -> npt.NDArray[np.int64]:
    """The runs that reports have in at least three different fortnights: background that is told every time, captions, page parts.

    On fakes and bulk they were most of what independent reports had in common.
    """
    pairs = [np.stack([some, np.full(len(some), day // FORTNIGHT)], axis=1) for some, day in found if day is not None and len(some)]
    if not pairs:
        return np.empty(0, np.int64)
    every = np.concatenate(pairs)
    every = every[np.lexsort((every[:, 1], every[:, 0]))]
    fresh = np.ones(len(every), bool)
    fresh[1:] = (every[1:] != every[:-1]).any(axis=1)  # a run counts once a fortnight
    values, counts = np.unique(every[fresh, 0], return_counts=True)
    return values[counts >= STOCK]


def credited(statements: Iterable[StatementRecord]) -> Mapping[str, set[str]]:
    """For a report's id, the agencies that a dateline or credit line names, and those whose carrying or quoting its statements owe, lower-cased."""
    owed: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        owed[statement.report] |= {name.casefold() for name, how in statement.relay if how in ("credit", "carried", "quoted")}
    return owed


def day_number(published: str | None) -> int | None:
    """Days since the first of year 1; None where the date names no day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


def keys(engine: Engine) -> tuple[str, ...]:
    """The steps from the table `reports` to its keys, of which `crowds.prints` tells how far they reach; the names of their tables."""
    engine.step(
        "copy_keys",
        "half of the runs of six words outside quotations, and runs of six inside them",
        "SELECT unique_id, day, explode(keys) AS key FROM reports",
    )
    crowds.reach(engine, "copy_keys")
    return ("copy_keys",)


def candidates(engine: Engine) -> None:
    """The steps from the tables `reports`, `changed` and those of `keys` to the table `copy_pairs`."""
    engine.step(
        "copy_sketches",
        f"{SKETCH} keys of each report, whoever else has them: those that most of a text's reprints have among their own",
        "SELECT unique_id, explode(sketch) AS key FROM reports",
    )
    engine.step(
        "copy_met",
        "pairs that share two keys, of which one at least is new or changed",
        f"SELECT id_l, id_r FROM (SELECT l.unique_id AS id_l, r.unique_id AS id_r, l.key FROM {crowds.met('copy_keys')} UNION"
        " SELECT l.unique_id, r.unique_id, l.key FROM copy_sketches l JOIN copy_sketches r ON l.key = r.key AND l.unique_id < r.unique_id)"
        " WHERE id_l IN (SELECT id FROM changed) OR id_r IN (SELECT id FROM changed) GROUP BY id_l, id_r HAVING count(key) >= 2",
    )
    engine.step(
        "copy_pairs",
        f"of these, those of which the shorter has {LEAST_SHARED} % of its runs of three words in the other, or that quote the same at length:"
        " dates and outlets make no copy",
        "SELECT id_l, id_r FROM copy_met JOIN reports l ON l.unique_id = id_l JOIN reports r ON r.unique_id = id_r"
        f" WHERE size(array_intersect(l.triples, r.triples)) * 100 >= {LEAST_SHARED} * least(size(l.triples), size(r.triples))"
        " OR size(array_intersect(l.quoted, r.quoted)) >= 40",
    )
