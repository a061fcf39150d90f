"""What is known of a report, from whom: its sidecar, the folder's sayso.toml, the document itself, its file's name.

The first in this order holds; the others are kept beside it, so that a contradiction can be seen.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sayso.errors import ReportError
from sayso.intake.addresses import address
from sayso.intake.days import iso
from sayso.intake.encodings import clean
from sayso.model import Fact

NAMES = ("outlet", "title", "author", "url", "published", "language")
SIDECARS = (".json", ".yaml", ".yml")
_EXPORTS = (".jsonl", ".ndjson", ".csv", ".tsv")  # of many reports: articles.json beside articles.jsonl is another export
FOLDER_FILE = "sayso.toml"
_LARGEST = 1_000_000  # bytes of a sidecar
_LARGEST_NUMBER = 10**18  # of a date as a number; Python refuses to write out numbers of thousands of digits
MOST_PARTS = 3  # stars and names in one name of a pattern: a name has 255 characters, and each more takes hundred times as long
_LONGEST = 1_000  # code points of a fact
_Entry = tuple[str, re.Pattern[str], dict[str, str]]  # of a sayso.toml: its path as written, as a pattern, and what it gives


def facts_of(values: Mapping[str, object], source: str) -> tuple[Fact, ...]:
    """The facts among `values`, with dates as ISO 8601; a date that is none or could be two stays out of `published`."""
    return tuple(fact for name in NAMES if (fact := fact_of(name, values.get(name), source)) is not None)


def fact_of(name: str, value: object, source: str) -> Fact | None:
    """One fact, of a word, a list of words (authors) or a number (an epoch); None where there is nothing in it."""
    if isinstance(value, list | tuple):
        value = ", ".join(part.strip() for part in value if isinstance(part, str) and part.strip())
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return None
    words = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", clean(str(value))).strip()
    if name == "published":
        words = iso(words) or ""
    elif name == "url":
        words = address(words)  # whole: of an address cut short nothing is left
    elif name == "language":
        words = words.replace("_", "-")
        words = words if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", words) else ""  # BCP 47, and not "English"
    else:
        words = words[:_LONGEST]
    return Fact(name, words, source) if words else None


def first(facts: Iterable[Fact]) -> dict[str, str]:
    """The value that holds, for each name that has one."""
    held: dict[str, str] = {}
    for fact in facts:
        held.setdefault(fact.name, fact.value)
    return held


def sidecar_of(path: str) -> Path | None:
    """The file beside `path` that says what is known of it: ``NAME.json`` or ``NAME.EXT.json``, or ``.yaml``."""
    if Path(path).suffix.lower() in _EXPORTS:
        return None
    for suffix in SIDECARS:
        for candidate in (Path(path + suffix), Path(path).with_suffix(suffix)):
            if os.path.isfile(candidate) and candidate != Path(path):  # unlike Path's, says no to a name that is too long
                return candidate
    return None


def without_sidecars(names: Collection[str]) -> list[str]:
    """The names of a folder's files, in order, but for those of files that say what is known of others."""
    rest = [name for name in names if Path(name).suffix not in SIDECARS]
    owners = {one for name in rest if Path(name).suffix.lower() not in _EXPORTS for one in (name, Path(name).stem)}
    return sorted([*rest, *(name for name in names if Path(name).suffix in SIDECARS and Path(name).stem not in owners)])


def sidecar_facts(path: str) -> tuple[Fact, ...]:
    """What the sidecar says. Raises ReportError, on the report's path, where it cannot be read."""
    sidecar = sidecar_of(path)
    if sidecar is None:
        return ()
    try:
        if sidecar.stat().st_size > _LARGEST:
            raise ValueError("more than a megabyte")
        written = sidecar.read_text(encoding="utf-8-sig")
        given = json.loads(written) if sidecar.suffix.lower() == ".json" else _yaml(written)
    except (ValueError, OSError, RecursionError) as error:
        form = "JSON" if sidecar.suffix.lower() == ".json" else "YAML"
        raise ReportError(path, "sidecar", f"its {sidecar.name} is not {form} ({error}); mend or remove it") from error
    if not isinstance(given, dict):
        raise ReportError(path, "sidecar", f"its {sidecar.name} must be an object with {', '.join(NAMES)}")
    wrong = [name for name in NAMES if not isinstance(given.get(name), str | list | date | None)]
    wrong += ["published"] if isinstance(given.get("published"), list) else []
    if wrong:
        raise ReportError(path, "sidecar", f"its {sidecar.name} must give texts or nulls; see {', '.join(wrong)}")
    if given.get("published") and iso(str(given["published"])) is None:
        raise ReportError(path, "sidecar", f"its {sidecar.name} gives {given['published']!r} as published; write it as YYYY-MM-DD")
    return facts_of(given, f"its sidecar {sidecar.name}")


def _yaml(written: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(written)
    except (yaml.YAMLError, LookupError, AttributeError, TypeError, OverflowError) as error:  # pyyaml lets some through: "!!int ''"
        raise ValueError(str(error).replace("\n", " ")) from error


class Folders:
    """The sayso.toml files on the way from a given folder down to a file; each is read once.

    ``[[reports]]`` tables give ``path`` (a pattern as of the shell, from the toml's folder) and what is known of the reports there; in
    ``published`` and ``outlet``, ``{name}`` stands for the part of the path that the pattern's ``{name}`` met.
    """

    def __init__(self) -> None:
        self.read: dict[Path, list[_Entry]] = {}
        self.broken: list[ReportError] = []  # that cannot be read, to be said once

    def facts(self, file: Path, top: Path) -> tuple[Fact, ...]:
        """What they say of a file below the folder `top`, the nearest first."""
        found: list[Fact] = []
        for folder in _upward(file.parent, top):
            for written, pattern, values in self._entries(folder / FOLDER_FILE):
                match = pattern.fullmatch(file.relative_to(folder).as_posix())
                if match:
                    known = {name: _filled(value, match.groupdict()) for name, value in values.items()}
                    found += facts_of(known, f"{FOLDER_FILE}, for {written}")
        return tuple(found)

    def _entries(self, path: Path) -> list[_Entry]:
        if path not in self.read:
            self.read[path] = []
            try:
                self.read[path] = list(_parsed(path)) if path.is_file() else []
            except ReportError as error:
                self.broken.append(error)
        return self.read[path]


def _upward(folder: Path, top: Path) -> Iterator[Path]:
    yield folder
    while folder != top and top in folder.parents:
        folder = folder.parent
        yield folder


def _parsed(path: Path) -> Iterator[_Entry]:
    def wrong(message: str) -> ReportError:
        return ReportError(str(path), "folder_file", f"{message}; see docs/intake.md for its form")

    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError, RecursionError) as error:
        raise wrong(f"not TOML ({error})") from error
    entries = written.get("reports", [])
    if other := sorted(set(written) - {"reports"}):
        raise wrong(f"it holds {other[0]!r}, and only [[reports]] is known")
    if not isinstance(entries, list):
        raise wrong("[[reports]] must be a list of tables")
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
            raise wrong(f"entry {number} has no path")
        values = {name: str(value) for name, value in entry.items() if name in NAMES and isinstance(value, str | date)}
        unknown = set(entry) - set(values) - {"path"}
        if unknown:
            raise wrong(f"entry {number} ({entry['path']}) may give {', '.join(NAMES)} as words; see {', '.join(sorted(unknown))}")
        if "{" not in values.get("published", "{") and iso(values["published"]) is None:
            raise wrong(f"entry {number} ({entry['path']}) gives {values['published']!r} as published; write it as YYYY-MM-DD")
        try:
            yield entry["path"], _pattern(entry["path"]), values
        except re.error as error:
            raise wrong(f"entry {number} ({entry['path']}) is no pattern: {error}") from error


def _pattern(written: str) -> re.Pattern[str]:
    """ "{outlet}/*.txt" as a pattern: ``*`` within a name, ``**`` across folders, ``{name}`` a part to be kept.

    A name that fits is not tried otherwise when a later one does not, and has few stars: a pattern may come in somebody's archive.
    """
    names = re.split(r"/", re.sub(r"\*\*(?:/\*\*)+", "**", written))
    if names.count("**") > MOST_PARTS or any(len(re.findall(r"\{[a-z]+\}|\*+", name)) > MOST_PARTS for name in names):
        raise re.error(f"more than {MOST_PARTS} stars and names between two slashes")
    last = len(names) - 1
    return re.compile("".join(_folders(at == last) if name == "**" else _name(name, at == last) for at, name in enumerate(names)))


def _folders(last: bool) -> str:
    return ".*" if last else "(?:[^/]+/)*"


def _name(written: str, last: bool) -> str:
    parts = re.split(r"(\{[a-z]+\}|\*+|\?)", written)
    known = {"*": "[^/]*", "?": "[^/]"}
    out = (f"(?P<{part[1:-1]}>[^/]+?)" if part[:1] == "{" and part[-1:] == "}" else known.get(part[:1], re.escape(part)) for part in parts)
    return f"(?>{''.join(out)}{'$' if last else '/'})"


def _filled(value: str, parts: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda match: parts.get(match[1], match[0]), value)


def named_date(path: str) -> tuple[Fact, ...]:
    """The date that who named the file gave it: "2024-02-09 talks.txt", "20240209_talks.txt"."""
    match = re.search(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)", Path(path).stem)
    try:
        day = date(int(match[1]), int(match[3]), int(match[4])).isoformat() if match else None
    except ValueError:
        day = None
    return (Fact("published", day, "its file's name"),) if day else ()


def headline(text: str) -> tuple[Fact, ...]:
    """The first line, where it stands as a headline does: short, alone on its line, no full stop."""
    line, _, rest = text.lstrip("\ufeff\n\r ").partition("\n")
    line = line.strip()
    if rest.strip() and 0 < len(line) <= 200 and not re.search(r"[.:;,]$", line):
        return (Fact("title", line, "its first line"),)
    return ()
