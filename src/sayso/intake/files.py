"""Reports from files and folders. A path that cannot be read becomes a ReportError; the others go on."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sayso.errors import ReportError
from sayso.model import Report

SUFFIXES = (".txt", ".text", ".md")
LARGEST = 2_000_000  # bytes: some 300,000 words, beyond any one report
_KNOWN = ("outlet", "title", "author", "url", "published", "language")


def take_in(paths: Iterable[str]) -> Iterator[Report | ReportError]:
    """The reports at `paths` (files, or folders walked in order of name), each a Report or why it is none.

    A report's text is its file decoded as UTF-8, nothing stripped or normalised. ``NAME.json`` beside
    ``NAME.txt`` may give outlet, title, author, url, published and language; a date in the file's name is the day of publication.
    """
    for path in paths:
        if not os.path.isdir(path):
            yield _report(path)
            continue
        found = False
        for file in _files(path):
            found = True
            yield _report(file)
        if not found:
            yield ReportError(path, "no_reports", f"no reports in this folder; sayso reads {', '.join(SUFFIXES)} files")


def _files(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(parent, name) for name in sorted(names) if name.lower().endswith(SUFFIXES) and not name.startswith("."))


def _report(path: str) -> Report | ReportError:
    try:
        size = os.stat(path).st_size
        if size > LARGEST:
            megabytes = f"{size / 1e6:.0f} MB"
            return ReportError(
                path, "too_large", f"{megabytes}, and a report has at most {LARGEST / 1e6:.0f} MB; split it into its reports"
            )
        data = Path(path).read_bytes()
    except FileNotFoundError:
        return ReportError(path, "missing", "no such file or folder; check the path")
    except OSError as error:
        return ReportError(path, "unreadable", f"cannot be opened ({error.strerror}); check its permissions")
    if not data.strip():
        return ReportError(path, "empty", "the file is empty; fetch the report again or remove the file")
    if b"\0" in data:
        return ReportError(path, "binary", f"not a text file (a NUL byte at {data.index(0)}); save the report as plain text")
    try:
        text = data.decode("utf8")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 (byte 0x{data[error.start]:02x} at {error.start}); convert it, for example with iconv -t UTF-8"
        return ReportError(path, "encoding", message)
    try:
        known = _sidecar(path)
    except ReportError as error:
        return error
    guessed = {"title": headline(text), "published": _named_date(path)}
    return Report(path, text, hashlib.sha256(data).hexdigest(), **{**guessed, **known})


def _named_date(path: str) -> str | None:
    """The date that who named the file gave it: "2024-02-09 talks.txt", "20240209_talks.txt"."""
    match = re.search(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)", Path(path).stem)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])).isoformat() if match else None
    except ValueError:
        return None


def _sidecar(path: str) -> dict[str, Any]:
    sidecar = Path(path).with_suffix(".json")
    if not sidecar.is_file():
        return {}
    try:
        given = json.loads(sidecar.read_text(encoding="utf8"))
    except ValueError as error:
        raise ReportError(path, "sidecar", f"its {sidecar.name} is not JSON ({error}); mend or remove it") from error
    wrong = [name for name in _KNOWN if not isinstance(given.get(name), str | None)] if isinstance(given, dict) else ["(all)"]
    if wrong:
        raise ReportError(path, "sidecar", f"its {sidecar.name} must be an object of texts or nulls; see {', '.join(wrong)}")
    return {name: given[name] for name in _KNOWN if given.get(name)}


def headline(text: str) -> str | None:
    """The first line, where it stands as a headline does: short, alone on its line, no full stop."""
    first, _, rest = text.lstrip("\ufeff\n\r ").partition("\n")
    first = first.strip()
    if rest.strip() and 0 < len(first) <= 200 and not re.search(r"[.:;,]$", first):
        return first
    return None
