"""One address, several texts: the versions of a report, what each added and took out, and which statements stand in a later one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rapidfuzz.distance import Indel, Opcode

from sayso.ledger.ledger import Ledger
from sayso.model import Span

WORDS_COMPARED = 20_000  # of each text: beyond, its paragraphs are compared whole, since the time grows with the product
SHORT_REST = 2  # words


def record_versions(ledger: Ledger) -> int:
    """Number the texts of each address by when they were seen, and record what changed; how many changed texts are new to the ledger.

    Texts seen at no known time come in the order they reached the ledger.
    """
    db = ledger.connection
    rows = db.execute(
        "SELECT reports.id, url, sha256, min(places.seen) AS seen FROM reports JOIN runs ON runs.id = reports.run"
        " LEFT JOIN places ON report = reports.id WHERE url IN (SELECT url FROM reports WHERE url IS NOT NULL GROUP BY url HAVING"
        " count(DISTINCT sha256) > 1) GROUP BY reports.id ORDER BY url, coalesce(min(places.seen), runs.started), reports.rowid"
    ).fetchall()
    wanted: dict[str, tuple[str, int, str | None, str | None]] = {}
    for url, of_url in groupby(rows, lambda row: str(row["url"])):
        texts: list[str] = []
        last = None
        for row in of_url:
            if row["sha256"] not in texts:
                texts.append(row["sha256"])
                wanted[row["id"]] = (url, len(texts), last, row["seen"])
                last = row["id"]
    held = {row["report"]: tuple(row)[1:] for row in db.execute("SELECT report, url, number, previous, seen FROM versions")}
    if held == wanted:
        return 0
    text = dict(
        db.execute("SELECT id, text FROM reports WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(wanted)),)).fetchall()
    )
    with ledger.writing():
        for report in [report for report in held if wanted.get(report) != held[report]]:
            db.execute("DELETE FROM changes WHERE report = ?", (report,))
            db.execute("DELETE FROM versions WHERE report = ?", (report,))
        for report, (url, number, previous, seen) in wanted.items():
            if held.get(report) != (url, number, previous, seen):
                db.execute("INSERT INTO versions VALUES (?,?,?,?,?)", (report, url, number, previous, seen))
                if previous is not None:
                    found = enumerate(changes(text[previous], text[report]))
                    db.executemany(
                        "INSERT INTO changes VALUES (?,?,?,?,?,?)", [(report, previous, i, kind, *span) for i, (kind, span) in found]
                    )
    return sum(number > 1 and report not in held for report, (_, number, _, _) in wanted.items())


def record_superseded(ledger: Ledger) -> None:
    """Which statements a later version of their report has word for word: they are one statement, and counted there."""
    db = ledger.connection
    found = db.execute(
        "SELECT earlier.id, max(later.id) FROM versions AS v JOIN versions AS w ON w.url = v.url AND w.number > v.number"
        " JOIN statements AS earlier ON earlier.report = v.report JOIN statements AS later ON later.report = w.report"
        " AND later.content = earlier.content AND later.cue = earlier.cue AND later.source IS earlier.source GROUP BY earlier.id"
    ).fetchall()
    if dict(found) != dict(db.execute("SELECT statement, by FROM superseded").fetchall()):
        with ledger.writing():
            db.execute("DELETE FROM superseded")
            db.executemany("INSERT INTO superseded VALUES (?,?)", [tuple(row) for row in found])


def changes(before: str, after: str) -> Iterator[tuple[str, Span]]:
    """What went out of `before` (removed, spans of it) and came into `after` (added, spans of it), by words, in order."""
    pattern = r"\S+" if max(len(before), len(after)) < 8 * WORDS_COMPARED else r"[^\n]+"
    old, new = ([Span(*match.span()) for match in re.finditer(pattern, text)] for text in (before, after))
    for (a, b), (c, d) in _blocks(Indel.opcodes([span.of(before) for span in old], [span.of(after) for span in new])):
        if a < b:
            yield "removed", _joined(old[a:b])
        if c < d:
            yield "added", _joined(new[c:d])


def _blocks(steps: Iterable[Opcode]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The changed stretches of both texts; what stands unchanged for a word or two between two changes is no rest for the eye."""
    block: tuple[tuple[int, int], tuple[int, int]] | None = None
    for step in steps:
        if step.tag == "equal":
            if block is not None and step.src_end - step.src_start > SHORT_REST:
                yield block
                block = None
        elif block is None:
            block = (step.src_start, step.src_end), (step.dest_start, step.dest_end)
        else:
            block = (block[0][0], step.src_end), (block[1][0], step.dest_end)
    if block is not None:
        yield block


def _joined(spans: Sequence[Span]) -> Span:
    return Span(spans[0].start, spans[-1].end)


def older(ledger: Ledger) -> set[str]:
    """The reports that are not the newest text of their address."""
    rows = ledger.connection.execute("SELECT previous FROM versions WHERE previous IS NOT NULL")
    return {previous for (previous,) in rows}
