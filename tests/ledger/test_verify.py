"""Verify notices whatever was changed behind the ledger's back."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.ledger import Ledger
from sayso.ledger.verify import verify
from tests.factory import a_report
from tests.ledger.test_ledger import TEXT, a_reading, record


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE reports SET text = replace(text, '12', '13')", "not the one that was hashed"),
        ("UPDATE reports SET length = 3", "code points"),
        ("UPDATE reports SET outlet = 'Another'", "id does not follow from its outlet"),
        ("UPDATE spans SET start_at = start_at + 1 WHERE role = 'content'", "not the words at its place"),
        ("UPDATE spans SET end_at = 100000 WHERE role = 'cue'", "outside the text"),
        ("UPDATE statements SET content = 'that 13 boats had sailed'", "not the words at its place"),
        ("UPDATE statements SET id = 's1:0', voice = NULL", "points to a row"),
        ("UPDATE voices SET name = 'premier'", "id does not follow from its name"),
        ("UPDATE figures SET end_at = end_at - 1", "id does not follow from its place"),
        ("UPDATE furniture SET end_at = 100000", "lie outside the text"),
        ("DELETE FROM runs", "points to a row of runs"),
        ("DELETE FROM statements_text_data", "damaged|search index|cannot be read"),
    ],
)
def test_a_change_is_found(tmp_path: Path, change: str, said: str) -> None:
    with Ledger(tmp_path / "l.db", create=True) as ledger:
        record(ledger, a_report(TEXT), a_reading())
        ledger.connection.execute("PRAGMA foreign_keys = OFF")
        ledger.connection.execute(change)
        findings = list(verify(ledger))
    assert any(__import__("re").search(said, finding) for finding in findings), findings
