"""Which reports are copies: reprints, partial reprints, rewritten wire copy.

Reprints share as little as a third of their word triples, and two reporters at one press conference share its quotations; so the
reporter's own words and the quotations are compared apart, beside credit lines, dates and headlines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from sayso.linking.engine import Comparison, Engine, Level
from sayso.linking.records import ReportRecord, StatementRecord
from sayso.linking.words import outside_quotations, quotations, runs, stems, words

RUN = 5  # words
KEY_RUN = 7  # words outside quotations that two reports must have in common to be compared, or …
QUOTE_RUN = 6  # … words inside them

_OWN = "len(list_intersect(own_l, own_r))"
_QUOTED = "len(list_intersect(quoted_l, quoted_r))"
_LEAST_OWN = "least(len(own_l), len(own_r))"
_LEAST_QUOTED = "least(len(quoted_l), len(quoted_r))"
COMPARISONS = (
    Comparison(
        "own words",
        (
            *(Level(f"{share} % of the shorter one's runs of five words are in both", f"{_OWN} * 100 >= {share} * {_LEAST_OWN}") for share in (60, 25, 8, 3)),
            Level("less than 3 % of the shorter one's runs of five words are in both", "ELSE"),
        ),
        f"{_LEAST_OWN} < 20",
        ordered=True,
    ),
    Comparison(
        "longest stretch",
        (
            *(Level(f"{count} runs of five words in common, outside quotations", f"{_OWN} >= {count}") for count in (60, 20, 6)),
            Level("fewer than 6 runs of five words in common", "ELSE"),
        ),
        "own_l IS NULL",
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
            Level("most words of the headline in common", "len(list_intersect(title_l, title_r)) * 3 >= 2 * least(len(title_l), len(title_r))"),
            Level("other headlines", "ELSE"),
        ),
        "len(title_l) < 3 OR len(title_r) < 3",
        ordered=True,
    ),
    Comparison(
        "credit",
        (
            Level("one credits the other's outlet", "list_contains(credits_l, outlet_r) OR list_contains(credits_r, outlet_l)"),
            Level("both credit one agency", "list_has_any(credits_l, credits_r)"),
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
    "unique_id": "VARCHAR", "own": "BIGINT[]", "quoted": "BIGINT[]", "title": "VARCHAR[]", "credits": "VARCHAR[]", "day": "INTEGER",
    "outlet": "VARCHAR", "keys": "BIGINT[]",
}  # fmt: skip


def rows(reports: Iterable[ReportRecord], statements: Iterable[StatementRecord]) -> Iterable[dict[str, object]]:
    """The record of each report that is compared, with the keys by which candidates are found."""
    owed = credited(statements)
    for report in reports:
        own, quoted = words(outside_quotations(report.text)), [words(q) for q in quotations(report.text)]
        long = runs(own, KEY_RUN)
        keys = [
            *long[long % 3 == 0].tolist(),
            *{int(k) for q in quoted for k in runs(q, QUOTE_RUN)},
        ]  # a third of the runs is enough to meet
        yield {
            "unique_id": report.id,
            "own": runs(own, RUN).tolist(),
            "quoted": np.unique(np.concatenate([runs(q, 4) for q in quoted])).tolist() if quoted else [],
            "title": stems(report.title or ""),
            "credits": sorted(owed.get(report.id, ())),
            "day": day_number(report.published),
            "outlet": (report.outlet or "").casefold() or None,
            "keys": keys,
        }


def credited(statements: Iterable[StatementRecord]) -> Mapping[str, set[str]]:
    """For a report's id, the agencies that a dateline or credit line names, and those whose carrying or quoting its statements owe, lower-cased."""
    owed: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        owed[statement.report] |= {name.casefold() for name, how in statement.relay if how in ("credit", "carried", "quoted")}
    return owed


def day_number(published: str | None) -> int | None:
    """Days since the first of year 1."""
    from datetime import date

    return date.fromisoformat(published[:10]).toordinal() if published else None


def candidates(engine: Engine) -> None:
    """The steps from the tables `reports` and `changed` to the table `copy_pairs`."""
    engine.step(
        "copy_keys",
        "a third of the runs of seven words outside quotations, and runs of six inside them",
        "SELECT unique_id, unnest(keys) AS key FROM reports",
    )
    engine.step(
        "copy_pairs",
        "pairs that share two keys, of which one at least is new or changed",
        "SELECT l.unique_id AS id_l, r.unique_id AS id_r FROM copy_keys l JOIN copy_keys r ON l.key = r.key AND l.unique_id < r.unique_id"
        " WHERE l.unique_id IN (SELECT id FROM changed) OR r.unique_id IN (SELECT id FROM changed)"
        " GROUP BY ALL HAVING count(DISTINCT l.key) >= 2",
    )  # fmt: skip
