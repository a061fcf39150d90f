"""Files to reports: what is read, what is refused, and how it is said."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from sayso.errors import ReportError
from sayso.intake import take_in
from sayso.intake.facts import headline
from sayso.model import Fetched, Report
from sayso.settings import Limits


def only(path: Path) -> Report | ReportError:
    (taken,) = take_in([str(path)])
    assert not isinstance(taken, Fetched)
    return taken


def test_the_text_is_the_file_with_nothing_changed(tmp_path: Path) -> None:
    data = "\ufeffA line\r\n\tand “another”\r\n\r\n".encode()
    (tmp_path / "a.txt").write_bytes(data)
    report = only(tmp_path / "a.txt")
    assert isinstance(report, Report)
    assert report.text.encode() == data
    assert report.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"", "empty", "empty"),
        (b" \n\t\n", "empty", "empty"),
        (b"PK\x03\x04\0\0abc", "damaged", "not an archive"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary", "NUL byte at 8"),
        (b"a" * (Limits().text + 1), "too_large", "split it"),
    ],
)
def test_a_file_that_is_no_report_is_named_with_the_reason(tmp_path: Path, data: bytes, kind: str, said: str) -> None:
    (tmp_path / "bad.txt").write_bytes(data)
    error = only(tmp_path / "bad.txt")
    assert isinstance(error, ReportError)
    assert error.kind == kind
    assert error.path.endswith("bad.txt")
    assert said in error.message


def test_the_other_files_are_still_read(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(b"")
    (tmp_path / "2.txt").write_text("She said it.")
    taken = list(take_in([str(tmp_path), str(tmp_path / "none.txt")]))
    assert [t.kind if isinstance(t, ReportError) else t.text for t in taken if not isinstance(t, Fetched)] == [
        "empty",
        "She said it.",
        "missing",
    ]


def test_a_folder_without_reports_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    error = only(tmp_path)
    assert isinstance(error, ReportError)
    assert error.kind == "no_reports"


def test_a_folder_is_walked_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/9.txt", "c.md", ".hidden/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [t.text for t in take_in([str(tmp_path)]) if isinstance(t, Report)] == ["c.md", "a/9.txt", "b/2.txt"]


def test_a_sidecar_gives_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("She said it.")
    (tmp_path / "a.json").write_text('{"outlet": "Radio Estuary", "published": "2019-03-04", "author": null}')
    report = only(tmp_path / "a.txt")
    assert isinstance(report, Report)
    assert (report.outlet, report.published, report.author) == ("Radio Estuary", "2019-03-04", None)


@pytest.mark.parametrize("sidecar", ['{"outlet": ', "[]", '{"outlet": 7}'])
def test_a_broken_sidecar_is_said_and_not_passed_over(tmp_path: Path, sidecar: str) -> None:
    (tmp_path / "a.txt").write_text("She said it.")
    (tmp_path / "a.json").write_text(sidecar)
    error = only(tmp_path / "a.txt")
    assert isinstance(error, ReportError)
    assert error.kind == "sidecar"
    assert "a.json" in error.message


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ferry talks resume\n\nThe talks resumed.", "Ferry talks resume"),
        ("Ferry talks resume\nThe talks resumed.", "Ferry talks resume"),
        ("The talks resumed.\nThey went on.", None),
        ("Only one line", None),
        ("", None),
    ],
)
def test_the_first_line_is_the_title_where_it_stands_like_one(text: str, title: str | None) -> None:
    assert [fact.value for fact in headline(text)] == ([title] if title else [])


def test_what_comes_through_a_pipe_is_whole(tmp_path: Path) -> None:
    words = "The mayor said the ferry would sail. " * 4000
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=(words,))
    writer.start()
    report = only(tmp_path / "pipe")
    writer.join()
    assert isinstance(report, Report)
    assert report.text == words


def test_a_name_too_long_for_a_sidecar_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / f"{'a' * 250}.txt").write_text("The mayor said the ferry would sail.")
    assert isinstance(only(tmp_path), Report)


def test_an_export_beside_another_is_no_sidecar(tmp_path: Path) -> None:
    for name in ("articles.json", "articles.jsonl"):
        (tmp_path / name).write_text(f'{{"text": "The mayor of {name} said the ferry would sail."}}\n')
    assert [type(taken) for taken in take_in([str(tmp_path)])] == [Report, Report]
