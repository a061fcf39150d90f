"""One address, several texts: the versions of a report, what each added and took out, and which statements stand in a later one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rapidfuzz.distance import Indel, Opcode

from sayso.ledger.ledger import Ledger
from sayso.model import Span

WORDS_COMPARED = 20_000  # of each text: beyond, its paragraphs are compared whole, since the time grows with the product
SHORT_REST = 2  # words
ALIKE = 0.5  # share of words in common, in order, that a file's text has with what stood there before: an edit, not another report


def record_versions(ledger: Ledger) -> int:
    """Number the texts of each address by when they were seen, and record what changed; how many changed texts are new to the ledger.

    An address is one of the web or, of a file that names none, its path. Texts seen at no known time come in the order they reached the
    ledger, summaries before full texts. A text that an address returns to is a version again.
    """
    db = ledger.connection
    wanted: dict[tuple[str, int], tuple[str, str | None, str | None]] = {}
    summaries: set[str] = set()
    text = _texts(db)
    for address, events in groupby(_events(db), lambda event: str(event["address"])):
        sequence = _sequence(list(events), text, by_path=not address.startswith(("http://", "https://")))
        summaries |= {event["report"] for event in sequence if event["summary"]}
        before = None
        for number, event in enumerate(sequence, 1):
            wanted[address, number] = (event["report"], before, event["seen"])
            before = event["report"]
    held = {(row["address"], row["number"]): (row["report"], row["previous"], row["seen"]) for row in db.execute("SELECT * FROM versions")}
    if held == wanted:
        return 0
    with ledger.writing():
        for key in (key for key in held if wanted.get(key) != held[key]):
            db.execute("DELETE FROM changes WHERE address = ? AND number = ?", key)
            db.execute("DELETE FROM versions WHERE address = ? AND number = ?", key)
        for key, (report, previous, seen) in wanted.items():
            if held.get(key) == (report, previous, seen):
                continue
            db.execute("DELETE FROM changes WHERE address = ? AND number = ?", key)
            db.execute("INSERT INTO versions VALUES (?,?,?,?,?)", (*key, report, previous, seen))
            if previous is not None and not {report, previous} & summaries:
                found = [(kind, previous if kind == "removed" else report, *span) for kind, span in changes(text[previous], text[report])]
                db.executemany("INSERT INTO changes VALUES (?,?,?,?,?,?,?)", [(*key, i, *change) for i, change in enumerate(found)])
    known = {report for report, _, _ in held.values()}
    return len({
        report for report, previous, _ in wanted.values() if previous and report not in known and not {report, previous} & summaries
    })  # fmt: skip


_SEVERAL = """
WITH addressed AS (
  SELECT url AS address, id, sha256 FROM reports WHERE url IS NOT NULL
  UNION ALL SELECT path, id, sha256 FROM reports WHERE url IS NULL AND path NOT GLOB '*:[0-9]*'
), several AS (SELECT address FROM addressed GROUP BY address HAVING count(DISTINCT sha256) > 1)
"""


def _events(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Which text was seen when, at each address that had several; in order of address and time."""
    return db.execute(
        f"{_SEVERAL} SELECT address, reports.id AS report, reports.sha256, sightings.seen, notes LIKE '%\"summary\"%' AS summary"
        " FROM addressed JOIN reports USING (id) LEFT JOIN sightings ON sightings.report = reports.id"
        " LEFT JOIN places ON places.report = reports.id AND places.path = reports.path LEFT JOIN runs ON runs.id = places.run"
        " WHERE address IN several GROUP BY address, reports.id, sightings.seen"
        " ORDER BY address, summary DESC, coalesce(sightings.seen, started), reports.rowid"
    ).fetchall()


def _texts(db: sqlite3.Connection) -> dict[str, str]:
    return dict(
        db.execute(f"{_SEVERAL} SELECT id, text FROM reports WHERE id IN (SELECT id FROM addressed WHERE address IN several)").fetchall()
    )


def _sequence(events: list[sqlite3.Row], text: dict[str, str], *, by_path: bool) -> list[sqlite3.Row]:
    """The texts one after another, each where it came; of a path only those that go on from one another: its name may be used again."""
    out: list[sqlite3.Row] = []
    for event in events:
        if out and out[-1]["sha256"] == event["sha256"]:
            continue
        if by_path and out and not _goes_on(text[out[-1]["report"]], text[event["report"]]):
            out = []
        out.append(event)
    return out if len(out) > 1 else []


def _goes_on(before: str, after: str) -> bool:
    old, new = (text.split()[:WORDS_COMPARED] for text in (before, after))
    return Indel.normalized_similarity(old, new) >= ALIKE


def record_superseded(ledger: Ledger) -> None:
    """Which statements a later version of their report has word for word: they are one statement, and counted there."""
    db = ledger.connection
    found = db.execute(
        "SELECT earlier.id, later.id FROM (SELECT address, report, max(number) AS number FROM versions GROUP BY address, report) AS v"
        " JOIN versions AS w ON w.address = v.address AND w.number > v.number"
        " JOIN statements AS earlier ON earlier.report = v.report JOIN statements AS later ON later.report = w.report"
        " AND later.content = earlier.content AND later.cue = earlier.cue AND later.source IS earlier.source"
        " WHERE earlier.report IN (SELECT report FROM earlier_texts) ORDER BY w.number, later.id"
    ).fetchall()  # of several, the newest is kept
    if dict(found) != dict(db.execute("SELECT statement, by FROM superseded").fetchall()):
        with ledger.writing():
            db.execute("DELETE FROM superseded")
            db.executemany("INSERT INTO superseded VALUES (?,?)", dict(found).items())


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
    return {report for (report,) in ledger.connection.execute("SELECT report FROM earlier_texts")}
