"""Which reports tell one matter: a report joins the open story that it is closest to, or opens one.

What tells stories apart is whom and what reports name most, which names and words of the headline they share, how many words they
share, and the days between them; likeness of sentence vectors and rarity of names added nothing (dev windows of
benchmarks/stories/sets). Reports are taken in order of day, so what a later report does never changes what an earlier one joined.

    named, reports → rows → tellings → candidates → story_pairs → score → joined
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from heapq import nlargest
from itertools import combinations

from sayso.linking.copies import day_number
from sayso.linking.engine import Engine
from sayso.linking.names import plain
from sayso.linking.records import NamedRecord, ReportRecord
from sayso.linking.weighing import Comparison, Level
from sayso.linking.words import runs, stems

LAPSE = 10  # days after its last report in which a story is open; the windows that it was measured on are 7 to 14 days long
NEAR = 10  # reports after it, among those of one key, that a report is compared with: what bounds the work on a name that all reports have
KEYED = 6  # names most mentioned whose pairs are keys, and …
HEADED = 12  # … first words of the headline; without these .05 of B-cubed F1 is lost on dev
# Chosen on the dev windows, each grouped by weights fitted to the seven others: with 2 links B-cubed F1 is .81 to .82 from 0.25 to 1 bit,
# a plateau of which 0.75 is the best; one link chains (.81 at 1.5 bits alone), three and more part what is told seldom (.81, .80 at most).
BEST = 2  # links with a story that count …
LEAST = 0.75  # … and the bits that they must have in the mean

_TITLE = "size(array_intersect(title_l, title_r))"
_LEAST_TITLE = "least(size(title_l), size(title_r))"
_WORDS = "size(array_intersect(words_l, words_r))"
_LEAST_WORDS = "least(size(words_l), size(words_r))"


def _in_common(name: str, column: str, what: str, counts: tuple[int, ...]) -> Comparison:
    shared = f"size(array_intersect({column}_l, {column}_r))"
    return Comparison(
        name,
        (*(Level(f"{count} of {what} in common", f"{shared} >= {count}") for count in counts), Level(f"none of {what} in common", "ELSE")),
        f"size({column}_l) = 0 OR size({column}_r) = 0",
        ordered=True,
    )


COMPARISONS = (
    _in_common("three names", "core3", "the three names told of most", (3, 2, 1)),
    _in_common("five names", "core5", "the five names told of most", (5, 4, 3, 2, 1)),
    _in_common("twelve names", "core12", "the twelve names told of most", (8, 6, 5, 4, 3, 2, 1)),
    _in_common("all names", "names", "the names", (12, 8, 6, 4, 3, 2, 1)),
    _in_common("headline", "title", "the headline's words", (4, 3, 2, 1)),
    Comparison(
        "share of the headline",
        (
            *(
                Level(f"{share} % of the shorter headline's words in common", f"{_TITLE} * 100 >= {share} * {_LEAST_TITLE}")
                for share in (75, 50, 25)
            ),
            Level("less than 25 % of the shorter headline's words in common", "ELSE"),
        ),
        f"{_LEAST_TITLE} = 0",
        ordered=True,
    ),
    Comparison(
        "words",
        (
            *(
                Level(f"{share} % of the shorter one's words are in both", f"{_WORDS} * 100 >= {share} * {_LEAST_WORDS}")
                for share in (40, 30, 25, 20, 15)
            ),
            Level("less than 15 % of the shorter one's words are in both", "ELSE"),
        ),
        f"{_LEAST_WORDS} = 0",
        ordered=True,
    ),
    Comparison(
        "days apart",
        (
            Level("of one day", "day_l = day_r"),
            *(Level(f"at most {days} day{'s' * (days > 1)} apart", f"abs(day_l - day_r) <= {days}") for days in (1, 2, 3, 5)),
            Level("more than 5 days apart", "ELSE"),
        ),
        "day_l IS NULL OR day_r IS NULL",
        ordered=True,
    ),
)  # fmt: skip

SCHEMA = {
    "unique_id": "VARCHAR", "day": "INTEGER", "core3": "VARCHAR[]", "core5": "VARCHAR[]", "core12": "VARCHAR[]", "names": "VARCHAR[]",
    "title": "VARCHAR[]", "words": "BIGINT[]", "keys": "VARCHAR[]",
}  # fmt: skip


def rows(reports: Iterable[ReportRecord], named: Iterable[NamedRecord]) -> Iterator[dict[str, object]]:
    """The record of each report that is compared; `named` are of all reports, in any order."""
    of: dict[str, list[NamedRecord]] = defaultdict(list)
    for one in named:
        of[one.voice.report].append(one)
    for report in reports:
        yield row(report, of[report.id])


def row(report: ReportRecord, named: Iterable[NamedRecord]) -> dict[str, object]:
    """The record of one report; `named` are those that it names. Its columns are those of `SCHEMA`."""
    count: Counter[str] = Counter()
    for one in named:
        count[plain(one.voice.name)] += one.mentions
    names = sorted(count, key=lambda name: (-count[name], name))
    title = stems(report.title or "")
    pairs = [*combinations(sorted(names[:KEYED]), 2), *combinations(sorted(title[:HEADED]), 2)]
    return {
        "unique_id": report.id, "day": day_number(report.published), "core3": names[:3], "core5": names[:5], "core12": names[:12],
        "names": names, "title": title, "words": runs(stems(report.text), 1).tolist(),
        "keys": ["|".join(pair) for pair in dict.fromkeys(pairs)],
    }  # fmt: skip


def candidates(engine: Engine) -> None:
    """The steps from the table `tellings` to the table `story_pairs`.

    A sorted neighbourhood (Hernández and Stolfo 1995): of the reports of one key only those near in order of day are compared, so that
    the work grows with the reports, not with their square.
    """
    engine.step(
        "story_keys",
        f"pairs of the {KEYED} names that each report mentions most, and of the first {HEADED} words of its headline",
        "SELECT unique_id, day, explode(keys) AS key FROM tellings",
    )
    engine.step(
        "story_order",
        "the reports of each key in order of day, the undated last",
        "SELECT unique_id, day, key, row_number() OVER (PARTITION BY key ORDER BY coalesce(day, 9999999), unique_id) AS place"
        " FROM story_keys",
    )
    places = ", ".join(f"({number})" for number in range(1, NEAR + 1))
    engine.step(
        "story_pairs",
        f"each report with the {NEAR} after it of each of its keys, where they are at most {LAPSE} days apart or a day is unknown",
        "SELECT DISTINCT least(l.unique_id, r.unique_id) AS id_l, greatest(l.unique_id, r.unique_id) AS id_r"
        f" FROM (SELECT unique_id, day, key, place + n AS beside FROM story_order CROSS JOIN (VALUES {places}) AS near(n)) l"
        " JOIN story_order r ON r.key = l.key AND r.place = l.beside"
        f" WHERE l.unique_id <> r.unique_id AND (l.day IS NULL OR r.day IS NULL OR abs(l.day - r.day) <= {LAPSE})",
    )


def joined(days: Mapping[str, int | None], links: Iterable[tuple[str, str, float]]) -> dict[str, str]:
    """For each report the first report of its story. A pure function: the order of `days` and `links` does not matter.

    Reports are taken in order of (day, id), the undated last. Each joins the story that supports it most: the sum of its best `BEST`
    links (bits) with that story's reports so far, over `BEST` or, of a smaller story, the number of its reports; a pair without a link
    counts 0. Where no story supports it by `LEAST`, it opens one. Of equal stories the one that was opened first is joined.
    """
    order = {report: place for place, report in enumerate(sorted(days, key=lambda r: (days[r] is None, days[r] or 0, r)))}
    before: dict[str, dict[str, float]] = defaultdict(dict)  # report -> earlier report -> bits
    for left, right, weight in links:
        if left in order and right in order and left != right and weight > 0:
            first, last = sorted((left, right), key=order.__getitem__)
            before[last][first] = max(weight, before[last].get(first, 0.0))
    story: dict[str, str] = {}
    size: Counter[str] = Counter()
    for report in order:
        met: dict[str, list[float]] = defaultdict(list)
        for other, weight in before[report].items():
            met[story[other]].append(weight)
        support = {own: sum(nlargest(BEST, weights)) / min(BEST, size[own]) for own, weights in met.items()}
        best = max(support, key=lambda own: (support[own], -order[own]), default=report)
        story[report] = best if support.get(best, 0.0) >= LEAST else report
        size[story[report]] += 1
    return story
