"""Every step of linking gives the same rows on Spark as on DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sayso.ledger import Ledger
from sayso.linking import link, records_of, stories
from sayso.linking.engine import DuckDB, Engine
from sayso.linking.records import Records
from sayso.linking.spark import Spark
from sayso.linking.weighing import calibrated
from sayso.model import Reading, Report
from sayso.pipeline import build

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.filterwarnings("ignore")  # of pyspark's own making


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Records:
    path = tmp_path_factory.mktemp("same") / "sample.db"
    build([str(sample)], path)
    with Ledger(path) as ledger:
        return records_of(ledger.connection)


def rows(engine: Engine, table: str) -> list[str]:
    """A table's rows in an order of their own; lists in theirs, since engines keep sets in any."""

    def plain(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return sorted(map(plain, value), key=repr)
        return round(value, 6) if isinstance(value, float) else value

    columns = engine.columns(table)
    return sorted(repr(plain((*zip(columns, row, strict=True),))) for row in engine.rows(f"SELECT * FROM {table}"))


def told(engine: Engine, records: Records) -> list[Any]:
    """The stories of the records."""
    engine.add("tellings", stories.rows(records.reports, records.named), stories.SCHEMA)
    stories.candidates(engine)
    return list(engine.score("tellings", "story_pairs", calibrated("story", stories.COMPARISONS)))


def test_both_engines_give_the_same_rows_in_every_step(spark: SparkSession, records: Records) -> None:
    here, there = DuckDB.start(), Spark(spark)
    assert link(records, engine=here) == link(records, engine=there)
    assert told(here, records) == told(there, records)
    assert [(step.name, step.rows) for step in here.steps] == [(step.name, step.rows) for step in there.steps]
    named = [step.name for step in here.steps if not step.name.endswith("_scored")]
    assert len(named) > 20
    for name in dict.fromkeys([*named, *(f"{kind}_pairs_levels" for kind in ("voice", "copy", "utterance", "claim", "story"))]):
        assert rows(here, name) == rows(there, name), name


def test_what_is_made_of_one_report_is_what_its_ledger_has(tmp_path: Path, sample_read: list[tuple[Report, Reading]]) -> None:
    from sayso import __version__
    from sayso.linking.records import record_of
    from sayso.settings import Settings

    for report, reading in sample_read[:4]:
        with Ledger(tmp_path / f"{report.sha256}.db", create=True) as ledger:
            ledger.record(report, reading, version=__version__, settings=Settings())
            kept, made = records_of(ledger.connection), record_of(report, reading)
        assert (made.reports, made.voices, made.statements, made.named) == (kept.reports, kept.voices, kept.statements, kept.named)
