"""Small ledgers of what nobody said, for the exports that tell of statements one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sayso.ids import report_id, statement_id
from sayso.ledger import Ledger
from sayso.ledger.versions import record_superseded, record_versions
from sayso.model import Addressee, Moment, Reading, Relay, Report, Statement, Voice
from sayso.settings import Settings
from tests.factory import a_report, a_statement, span_of

TEXT = "The harbour master 𝄞 told Gull Radio that the quay would close, and pilots denied it. A chart shows a wreck, a dredger's crew says."
MASTER = Voice("harbour master", "person", "harbour master", "Port of Oste")
PILOTS = Voice("pilots", "group")


def a_teller(
    text: str = TEXT, *, outlet: str | None = "Oste Mail", url: str | None = "https://ostemail.example/a b?x=1#y", published: str | None = "2019-03-05",
    seen: str | None = None, path: str = "oste.txt", title: str | None = "The quay",
) -> Report:  # fmt: skip
    return replace(a_report(text, path=path, outlet=outlet), url=url, published=published, seen=seen, title=title, language="en")


def tells(text: str = TEXT) -> tuple[Statement, ...]:
    """A relayed one with an addressee and a day, one without a voice, one of a document, one that is told inside it."""
    told = replace(
        a_statement(text, "The harbour master 𝄞", "told", "that the quay would close", voice=MASTER),
        addressee=Addressee("Gull Radio", span_of(text, "Gull Radio")),
        relay=(Relay("Gull Radio", "told", span_of(text, "Gull Radio")), Relay('North "Wire"', "credit", span_of(text, "Radio"))),
        said=Moment(span_of(text, "would"), "would", "2019-03-04", "2019-03-04", "day"),
    )
    denied = replace(a_statement(text, "pilots", "denied", "it"), mode="direct")
    crew = a_statement(text, "a dredger's crew", "says", "A chart shows a wreck", voice=PILOTS)
    chart = replace(a_statement(text, "A chart", "shows", "a wreck", voice=Voice("chart", "document")), within=2, kind="document")
    return (told, denied, crew, chart)


@contextmanager
def a_ledger(path: Path, *reports: tuple[Report, Sequence[Statement]]) -> Iterator[Ledger]:
    with Ledger(path, create=True) as ledger:
        for report, statements in reports:
            ledger.take(report, version="1.0", model="m" * 64, settings=Settings())
            record_versions(ledger)
            ledger.record(report, Reading("m" * 64, tuple(statements)), version="1.0", settings=Settings())
            record_superseded(ledger)
        yield ledger


def ids(report: Report, statements: Sequence[Statement]) -> list[str]:
    return [statement_id(report_id(report), one) for one in statements]
