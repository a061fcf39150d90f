"""Exports written for tests: tables, and records one a line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence


def table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter).writerows(rows)
    return sink.getvalue()


def lined(*values: object) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)
