"""A small ledger of an invented story, and what a person marks in it."""

from __future__ import annotations

from sayso.ledger import Ledger
from sayso.ledger.parts import parts_of
from sayso.model import Parts
from sayso.views.imports import Annotated, Taken
from tests.factory import span_of

QUAY = """Quay to stay shut

The harbour master, Ilka Brand, said that the quay would stay shut until April.

“We cannot load a single boat,” said Tomas Reth, who owns two trawlers.

The ministry has rejected the fishers' plan, according to a letter seen by the Lantern.
"""
MILL = """Mill wheel turns again

Ana Belt, the miller, told the Lantern that the wheel had turned twice on Monday.
"""


def id_of(ledger: Ledger, content: str) -> str:
    """The statement whose content begins so."""
    rows = ledger.connection.execute("SELECT id FROM statements WHERE substr(content, 1, ?) = ?", (len(content), content)).fetchall()
    (key,) = [row["id"] for row in rows]
    return str(key)


def report_of(ledger: Ledger, path: str) -> tuple[str, str]:
    row = ledger.connection.execute("SELECT id, text FROM reports WHERE path LIKE '%' || ?", (path,)).fetchone()
    return row["id"], row["text"]


def as_marked(ledger: Ledger, statement: str) -> Parts:
    """The spans that the ledger has of a statement."""
    return parts_of(ledger.connection, statements=[statement])[statement]


def marked(text: str, source: str, cue: str, *content: str) -> Parts:
    return Parts((span_of(text, source),) if source else (), (span_of(text, cue),), tuple(span_of(text, part) for part in content))


def a_file(report: str, *marks: Parts | Annotated, path: str = "coded.ann") -> Taken:
    """A file of annotations of one report."""
    annotated = tuple(
        one if isinstance(one, Annotated) else Annotated(report, f"{path}: E{number}", one.source, one.cue, one.content)
        for number, one in enumerate(marks, 1)
    )
    return Taken(path, (report,), annotated, ())
