"""Page parts that repeat across an outlet's reports are the same, however the reports come in."""

from __future__ import annotations

import json
from pathlib import Path

from sayso.ledger import Ledger
from sayso.pipeline import build
from sayso.reading import Reader

FOOT = "Get the harbour in your inbox every morning\nPhotographs by the Estuary desk\n"


def reports(folder: Path) -> list[str]:
    folder.mkdir()
    paths = []
    for number, words in enumerate(("the ferry would sail", "the crane had been mended", "nobody had been told"), 1):
        path = folder / f"report-{number}.txt"
        path.write_text(
            f"The mayor said {words}. A clerk at quay {number} kept the list, and {number * 40} porters signed it.\n\n{FOOT}",
            encoding="utf8",
        )
        path.with_suffix(".json").write_text(json.dumps({"outlet": "Estuary Post"}), encoding="utf8")
        paths.append(str(path))
    return paths


def page_parts(ledger: Path) -> list[tuple[object, ...]]:
    with Ledger(ledger) as opened:
        rows = opened.connection.execute(
            "SELECT path, start_at, end_at, kind FROM furniture JOIN reports ON reports.id = report ORDER BY 1, 2"
        )
        return [tuple(row) for row in rows]


def test_a_later_report_shows_the_page_parts_of_those_before(tmp_path: Path, reader: Reader) -> None:
    paths = reports(tmp_path / "story")
    first = build(paths[:2], tmp_path / "one.db", load=lambda: reader)
    assert (first.added, page_parts(tmp_path / "one.db")) == (2, [])
    second = build(paths[2:], tmp_path / "one.db", load=lambda: reader)
    assert (second.added, second.reread) == (1, 2)
    build(paths, tmp_path / "all.db", load=lambda: reader)
    parts = page_parts(tmp_path / "one.db")
    assert len(parts) == 6
    assert {kind for *_, kind in parts} == {"repeated"}
    assert parts == page_parts(tmp_path / "all.db")
    again = build(paths, tmp_path / "one.db", load=lambda: reader)
    assert (again.added, again.reread, again.known) == (0, 0, 3)
