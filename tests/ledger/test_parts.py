"""Where the parts of the statements of a ledger stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.ids import report_id, statement_id
from sayso.ledger import Ledger
from sayso.ledger.parts import parts_of
from sayso.model import Reading, Report
from sayso.settings import Settings


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, sample_read: list[tuple[Report, Reading]]) -> Path:
    path = tmp_path_factory.mktemp("parts") / "l.db"
    with Ledger(path, create=True) as made:
        for report, reading in sample_read[:3]:
            made.record(report, reading, version="0", settings=Settings())
    return path


def test_they_are_those_that_were_read_of_all_or_of_some(ledger: Path, sample_read: list[tuple[Report, Reading]]) -> None:
    read = {
        (key := report_id(report)): {statement_id(key, one): one.parts for one in reading.statements} for report, reading in sample_read[:3]
    }
    with Ledger(ledger) as opened:
        db = opened.connection
        whole = parts_of(db)
        assert whole == {key: parts for some in read.values() for key, parts in some.items()}
        assert list(whole) == [key for report in sorted(read) for key in read[report]], "in order of report and place"
        for report, some in read.items():
            assert parts_of(db, report=report) == some
        two = list(whole)[::2][:2]
        assert parts_of(db, statements=[*two, "s1:none"]) == {key: whole[key] for key in two}
        assert parts_of(db, statements=[]) == {}
