"""Metadata for Datasette (0.65; https://docs.datasette.io/en/stable/metadata.html), which then shows a ledger as it is.

Titles, facets, order, full-text search and canned queries stand in datasette.toml, what tables and columns hold in described.toml. No
`units` are given: Datasette would print a weight of half a bit as "500 mbit". A canned query opens before its fields are filled in, so
every one of them has an answer to empty fields.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from sayso.ledger import Ledger

_KEPT = ("title", "facets", "sort", "sort_desc", "size")  # named by us as by Datasette


def metadata_texts(ledger: Ledger) -> Iterator[str]:
    """The metadata as JSON, for `datasette LEDGER -m FILE`."""
    yield json.dumps(metadata(ledger), ensure_ascii=False, indent=1) + "\n"


def metadata(ledger: Ledger) -> dict[str, Any]:
    """The metadata, for a database of the name that Datasette gives the ledger's file."""
    given = _packaged("datasette.toml")
    name = ledger.path.stem  # as datasette.database.Database.suggest_name
    described = _packaged("described.toml")
    title = f"{name}: {given['title'][0].lower()}{given['title'][1:]}"
    tables = {table: _table(ledger, table, described, given["tables"].get(table)) for table in described["tables"]}
    queries = {query: {**one, "sql": _whole(one["sql"], given["parts"]), "hide_sql": True} for query, one in given["queries"].items()}
    top = {key: given[key] for key in ("title", "description", "license")}
    return {**top, "databases": {name: {"title": title, "description": given["description"], "tables": tables, "queries": queries}}}


def _table(ledger: Ledger, table: str, described: Mapping[str, Any], shown: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is said of a table or view; one that is not `shown` is hidden."""
    own = described["tables"][table]
    said = {**described["columns"], **described["tables"].get(own.get("same_as"), {}).get("columns", {}), **own.get("columns", {})}
    columns = [row["name"] for row in ledger.connection.execute(f"PRAGMA table_info({table})")]
    out: dict[str, Any] = {"description": f"One row: {own['one_row_is']}.", "columns": {one: said[one] for one in columns if one in said}}
    if shown is None:
        return {**out, "hidden": True}
    out |= {key: shown[key] for key in _KEPT if key in shown}
    out["description"] += f" {shown['note']}" if "note" in shown else ""
    if labels := shown.get("label_columns"):
        out["label_column"] = next(one for one in labels if _every(ledger, table, one))
    if (search := shown.get("search")) and shown.get("search_by", "rowid") in ("rowid", *columns):
        out |= {"fts_table": search, "fts_pk": shown.get("search_by", "rowid")}
    return out


def _every(ledger: Ledger, table: str, column: str) -> bool:
    """Whether every row has it: Datasette would show "None" for one that has not."""
    return ledger.connection.execute(f"SELECT 1 FROM {table} WHERE {column} IS NULL LIMIT 1").fetchone() is None


def _whole(sql: str, parts: Mapping[str, str]) -> str:
    """A query with its parts in it; a part may stand on those before it."""
    for name, part in reversed(list(parts.items())):
        sql = sql.replace(f"{{{name}}}", part)
    return sql.strip()


def _packaged(name: str) -> dict[str, Any]:
    return tomllib.loads(files("sayso.views.exports").joinpath(name).read_text(encoding="utf8"))
