"""A strike that never happened, in three reports, with what is to be read in them: who says what, who is named where."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sayso.ledger import Ledger
from sayso.model import Mention, Reading, Report, Statement, Voice
from sayso.pipeline import relink
from sayso.settings import Settings
from tests.factory import names_in, span_of

NAMES = {
    "Tamberland": "state", "Quay Workers": "organisation", "Harbour Board": "organisation", "Lisarre": "place", "Tilo Marn": "person",
    "Oran Brise": "person", "Ana Belt": "person",
}  # fmt: skip
MARN = Voice("Tilo Marn", "person", "manager", "Harbour Board")
BRISE = Voice("Oran Brise", "person", "envoy", "Tamberland")
BELT = Voice("Ana Belt", "person", "spokeswoman", "Quay Workers")
WORKERS, BOARD, STATE = (Voice(name, "organisation") for name in ("Quay Workers", "Harbour Board", "Tamberland"))

Said = tuple[str, str, str, Voice]
STORY: tuple[tuple[str, str, str, Sequence[Said]], ...] = (
    (
        "Harbour Gazette", "2024-03-04",
        "Tamberland put forward a compromise proposal in Lisarre. It calls for shorter shifts.\nThe Quay Workers rejected the compromise proposal."
        "\nThe Harbour Board has agreed to a shorter working week.",
        (
            ("The Quay Workers", "rejected", "the compromise proposal", WORKERS),
            ("The Harbour Board", "has agreed to", "a shorter working week", BOARD),
        ),
    ),
    (
        "Estuary Post", "2024-03-04",
        "Tamberland’s compromise proposal calls for shorter shifts and a pay rise.\nOran Brise said that the Quay Workers had accepted the compromise proposal."
        "\nAna Belt, a spokeswoman for the Quay Workers, has agreed to Tamberland’s proposal.",
        (
            ("Oran Brise", "said", "that the Quay Workers had accepted the compromise proposal", BRISE),
            ("Ana Belt, a spokeswoman for the Quay Workers,", "has agreed to", "Tamberland’s proposal", BELT),
        ),
    ),
    (
        "Estuary Post", "2024-03-06",
        "The dispute between the Quay Workers and the Harbour Board goes on.\nThe Harbour Board rejected a shorter working week."
        "\nThe Quay Workers demanded a pay rise of eight per cent.\nThe two sides meet in rooms rented by Tamberland, and the round is mediated by Tamberland.",
        (
            ("The Harbour Board", "rejected", "a shorter working week", BOARD),
            ("The Quay Workers", "demanded", "a pay rise of eight per cent", WORKERS),
        ),
    ),
)  # fmt: skip


def a_reading(text: str, said: Sequence[Said], *, names: dict[str, str] = NAMES, model: str = "m1") -> Reading:
    """The reading of a text in which these statements are made; all mentions of the names are marked."""
    statements = tuple(
        Statement((span_of(text, source),), (span_of(text, f" {cue} ")._replace(start=text.index(f" {cue} ") + 1, end=text.index(f" {cue} ") + 1 + len(cue)),),
                  (span_of(text, content),), "speech", "indirect", 0.9, (voice,))
        for source, cue, content, voice in said
    )  # fmt: skip
    mentions = tuple(Mention(name.span, name.words, name.kind) for name in names_in(text, names))  # type: ignore[arg-type]
    return Reading(model, statements, mentions=mentions)


def a_story(*, model: str = "m1") -> list[tuple[Report, Reading]]:
    """The reports of the strike with their readings."""
    out = []
    for number, (outlet, day, text, said) in enumerate(STORY):
        report = Report(f"{number}.txt", text, hashlib.sha256(text.encode()).hexdigest(), outlet=outlet, published=day)
        out.append((report, a_reading(text, said, model=model)))
    return out


def hold(ledger: Ledger, *batches: Sequence[tuple[Report, Reading]]) -> None:
    """Record the reports and make links and talks after each batch."""
    for batch in batches:
        for report, reading in batch:
            ledger.record(report, reading, version="0", settings=Settings())
        relink(ledger, settings=Settings(), model="m1")


TABLES = (
    "acts", "issues", "issue_members", "parties", "party_members", "party_signs", "positions", "proposals", "proposal_parties", "proposal_members", "proposal_terms",
    "proposal_answers", "disputes", "dispute_members", "bearers", "bearer_members",
)  # fmt: skip


def tables(ledger: Ledger, names: Sequence[str] = TABLES) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables of talks."""
    return {name: sorted((tuple(row) for row in ledger.connection.execute(f"SELECT * FROM {name}")), key=repr) for name in names}
