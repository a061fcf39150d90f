"""Metadata for Datasette, against a real Datasette over HTTP on the sample newsroom's ledger."""

from __future__ import annotations

import html
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.ledger.migrations import migrate
from sayso.views.exports.datasette import metadata, metadata_texts

DOCS = (Path(__file__).parents[3] / "docs" / "ledger.md").read_text(encoding="utf8")
DESCRIBED = tomllib.loads(files("sayso.views.exports").joinpath("described.toml").read_text(encoding="utf8"))
GIVEN = tomllib.loads(files("sayso.views.exports").joinpath("datasette.toml").read_text(encoding="utf8"))
ASKED = {  # fields of queries, with what the sample newsroom has
    "statements_about": {"words": 'draft "cease-fire"'}, "accounts_part": {"kind": "status"}, "count_over_time": {"of": "killed"},
    "through_somebody_else": {"through": "ternwire"}, "new_since": {"date": "2019-01-01"}, "who_calls_whom_what": {"name": "oruna"},
    "positions_on": {"issue": "withdrawal", "party": "dorvane"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A ledger in a Datasette of its own."""

    web: httpx.Client
    metadata: dict[str, Any]
    ledger: Path
    rejected: str

    @property
    def tables(self) -> dict[str, Any]:
        found: dict[str, Any] = self.metadata["databases"]["my story"]["tables"]
        return found

    def json(self, path: str, **asked: str) -> dict[str, Any]:
        answer = self.web.get(f"/my~20story/{path}.json", params=asked)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def rows(self, path: str, **asked: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json(path, **asked, _shape="objects")["rows"]
        return found

    def sql(self, sql: str) -> list[Any]:
        with Ledger(self.ledger, read_only=True) as ledger:
            found: list[Any] = ledger.connection.execute(sql).fetchall()
            return found


@contextmanager
def datasette(ledger: Path, told: Path, *options: str) -> Iterator[httpx.Client]:
    """`datasette serve`, and somebody to ask it."""
    command = [sys.executable, "-m", "datasette", "serve", *options, str(ledger), "-m", str(told), "-p", "0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        said = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", said)):
            line = process.stderr.readline()
            assert line, said
            said += line
        with httpx.Client(base_url=found[0], timeout=60) as web:
            yield web
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture(scope="module")
def shown(newsroom: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    path = tmp_path_factory.mktemp("datasette") / "my story.db"
    shutil.copy(newsroom, path)
    with Ledger(path) as ledger:
        [rejected] = ledger.connection.execute("SELECT id FROM statements WHERE content LIKE '%30 days%' ORDER BY id LIMIT 1").fetchone()
        judge(ledger, rejected, None, "reject", by="Ismay Corran")
        told = path.with_suffix(".json")
        told.write_text("".join(metadata_texts(ledger)), encoding="utf8")
    with datasette(path, told) as web:
        yield Shown(web, json.loads(told.read_text(encoding="utf8")), path, rejected)


def test_every_table_and_column_is_described_and_nothing_else() -> None:
    db = sqlite3.connect(":memory:")
    migrate(db)
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')") if "_text" not in name[4:]}
    tables.add("earlier_texts")
    assert set(DESCRIBED["tables"]) == tables
    for table in tables:
        columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
        own = DESCRIBED["tables"][table]
        assert columns <= {
            *own.get("columns", {}),
            *DESCRIBED["columns"],
            *DESCRIBED["tables"].get(own.get("same_as"), {}).get("columns", {}),
        }, table
        assert set(own.get("columns", {})) - {"row"} <= columns, table
    db.close()


def test_docs_say_of_each_table_what_its_description_does() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*) \|$", DOCS, re.MULTILINE)
    assert len(rows) > 40
    for table, one_row_is, columns in rows:
        own = DESCRIBED["tables"][table]
        assert own["one_row_is"] == one_row_is, table
        for column, values in re.findall(r"`(\w+)` (\((?:\w+, )+\w+\))", columns):
            assert values in own["columns"][column], (table, column)


def test_what_is_shown_is_described() -> None:
    assert set(GIVEN["tables"]) <= set(DESCRIBED["tables"])


@pytest.mark.parametrize("name", ["story.db", "my story.v2.db", "Ünï'çode.sqlite"])
def test_the_database_is_called_as_datasette_calls_it(name: str, newsroom: Path, tmp_path: Path) -> None:
    from datasette.app import Datasette  # type: ignore[import-untyped]
    from datasette.database import Database  # type: ignore[import-untyped]

    shutil.copy(newsroom, tmp_path / name)
    with Ledger(tmp_path / name) as ledger:
        [called] = metadata(ledger)["databases"]
    assert called == Database(Datasette(), path=str(tmp_path / name)).suggest_name()


def test_the_front_page_says_that_these_are_claims(shown: Shown) -> None:
    page = shown.web.get("/").text
    assert "<h1>Who is said to have said what</h1>" in page
    assert "what is claimed, not what is so" in page


def test_the_page_of_the_database_lists_tables_and_queries_and_hides_the_rest(shown: Shown) -> None:
    page = shown.web.get("/my~20story.json").json()["tables"]
    assert {one["name"] for one in page if not one["hidden"]} == set(GIVEN["tables"]) - {"said", "origins", "earlier_texts"}
    assert {"spans", "runs", "vectors", "statements_text_data"} <= {one["name"] for one in page if one["hidden"]}
    text = shown.web.get("/my~20story").text
    assert "my story: who is said to have said what" in text
    for query in GIVEN["queries"].values():
        assert query["title"] in text


@pytest.mark.parametrize("table", sorted(DESCRIBED["tables"]))
def test_every_table_opens_with_its_title_its_columns_and_counts_by_facet(shown: Shown, table: str) -> None:
    answer = shown.web.get(f"/my~20story/{table}")
    assert answer.status_code == 200
    given = GIVEN["tables"].get(table)
    assert given is None or f"<h1>{given['title']}" in html.unescape(answer.text)
    for column in shown.tables[table]["columns"]:
        assert f"<dt>{column}</dt>" in answer.text
    found = shown.json(table)
    assert "facets_timed_out" not in found or not found["facets_timed_out"]
    for facet in (given or {}).get("facets", ()):
        if isinstance(facet, str):
            counted = dict(shown.sql(f'SELECT "{facet}", count(*) FROM {table} WHERE "{facet}" IS NOT NULL GROUP BY 1'))
            results = found["facet_results"][facet]["results"]
            assert len(results) == min(30, len(counted))
            assert all(counted[one["value"]] == one["count"] for one in results)


def test_a_statement_leads_to_its_voice_and_report_by_name(shown: Shown) -> None:
    [row] = shown.sql(
        "SELECT statements.id, voices.name, title FROM statements JOIN voices ON voices.id = voice JOIN reports ON reports.id = statements.report LIMIT 1"
    )
    text = shown.web.get("/my~20story/statements", params={"id": row["id"]}).text
    assert f">{row['name']}</a>" in text
    assert f">{row['title']}</a>" in text
    assert shown.web.get(f"/my~20story/statements/{row['id'].replace(':', '~3A')}").status_code == 200


def test_tables_and_views_are_searched(shown: Shown) -> None:
    searched = [table for table, one in shown.tables.items() if "fts_table" in one]
    assert {"statements", "reports"} <= set(searched)
    for table in searched:
        index = shown.tables[table]["fts_table"]
        [(expected,)] = shown.sql(f"SELECT count(*) FROM {index} WHERE {index} MATCH 'draft'")
        assert shown.json(table, _search="draft")["filtered_table_rows_count"] == expected > 0
        assert shown.web.get(f"/my~20story/{table}", params={"_search": "draft"}).status_code == 200


@pytest.mark.parametrize("query", GIVEN["queries"])
def test_every_query_answers_with_and_without_its_fields(shown: Shown, query: str) -> None:
    unasked = shown.rows(query)
    assert unasked
    assert shown.web.get(f"/my~20story/{query}").status_code == 200
    if query in ASKED:
        asked = shown.rows(query, **ASKED[query])
        assert asked
        assert len(asked) <= len(unasked)
        if query != "new_since":
            assert not shown.rows(query, **dict.fromkeys(ASKED[query], "nosuch"))
    texts = dict(shown.sql("SELECT id, text FROM reports"))
    for row in unasked:
        assert shown.rejected != row.get("statement")
        if row.get("start_at") is not None:
            words = texts[row["report"]][row["start_at"] : row["end_at"]]
            parts = (row["words"] if "words" in row else row["content"]).split(" … ")
            assert words.startswith(parts[0])
            assert words.endswith(parts[-1])


@pytest.mark.parametrize("words", ["U.S.", "it's", '"half a phrase', "NEAR(", "a*b", "-", "' OR 1=1 --"])
def test_words_that_people_type_are_no_syntax_error(shown: Shown, words: str) -> None:
    assert shown.json("statements_about", words=words)["ok"]


def test_what_stands_in_a_later_text_of_its_report_is_counted_there(shown: Shown) -> None:
    superseded = {key for (key,) in shown.sql("SELECT statement FROM superseded")}
    assert superseded
    assert not superseded & {row["statement"] for row in shown.rows("statements_about")}
    [(told,)] = shown.sql(
        f"SELECT count(DISTINCT statement) FROM speakers WHERE statement NOT IN (SELECT statement FROM superseded) AND statement <> '{shown.rejected}'"
    )
    assert sum(row["statements"] for row in shown.rows("who_speaks_most")) >= told


def test_it_opens_unchangeable_and_while_a_build_writes(shown: Shown) -> None:
    with Ledger(shown.ledger) as ledger, ledger.writing() as writing:
        writing.execute("INSERT INTO failures VALUES ('torn', 'kind', 'message', 1)")
        assert shown.rows("who_speaks_most")
        writing.execute("DELETE FROM failures WHERE path = 'torn'")
    with datasette(shown.ledger, shown.ledger.with_suffix(".json"), "-i") as web:
        assert web.get("/my~20story/who_speaks_most.json").json()["rows"]
        assert web.get("/my~20story/said").status_code == 200
