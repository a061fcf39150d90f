"""The line of time as one list: utterances and the days that reports name, in order of time."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from sayso.errors import BadQuestion
from sayso.views.room.days import Line, line_of
from sayso.views.room.filters import Filter, full_text, is_day
from sayso.views.room.room import Room
from sayso.views.room.timeline import Item, items_of


@dataclass(frozen=True, slots=True)
class Timeline:
    """What `sayso timeline` shows, and how much of the whole ledger has no place in it."""

    ledger: str
    about: str | None
    since: str | None  # days, both included
    until: str | None
    items: tuple[Item, ...]
    dated: int  # items with a day, of the whole ledger
    reports: int
    undated_reports: int
    undated: int  # utterances without a day
    vague: int  # of these, those of which a week, a month or a year is known
    unresolved: int  # days that reports name, and nothing says which they are
    longer: int  # weeks, months and years that reports name


def timeline(room: Room, *, about: str | None = None, since: str | None = None, until: str | None = None) -> Timeline:
    """Raises BadQuestion where a day is none, or the last lies before the first."""
    for day in (since, until):
        if day is not None and not is_day(day):
            raise BadQuestion(f"{day!r} is no day; write it as YYYY-MM-DD")
    if since and until and until < since:
        raise BadQuestion(f"{until} lies before {since}")
    line = line_of(room)
    low, high = (int(day.replace("-", "")) for day in (since or "0001-01-01", until or "9999-12-31"))
    wanted = [int(i) for i in np.flatnonzero((line.days >= low) & (line.days <= high))]
    if about is not None:
        wanted = _about(room, line, wanted, about)
    items = items_of(room, line, wanted)
    if about is not None:
        phrases = [_plain(phrase) for phrase in re.findall(r'"([^"]*)"', full_text(about))]
        items = {i: one for i, one in items.items() if one.statement or all(p in _plain(one.words) for p in phrases)}
    reports, undated = room.ledger.connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE published IS NULL) FROM reports WHERE id NOT IN (SELECT report FROM earlier_texts)"
    ).fetchone()
    return Timeline(
        str(room.ledger.path), about, since, until, tuple(items[i] for i in wanted if i in items), len(line.days), reports, undated,
        line.undated, line.vague, line.unresolved, line.longer,
    )  # fmt: skip


def _about(room: Room, line: Line, wanted: list[int], words: str) -> list[int]:
    """Those that may have the words: utterances of which a telling has them, and all days that reports name."""
    if not full_text(words):
        raise BadQuestion(f"{words!r} has no word to look for")
    told = np.zeros(len(line.tellings), dtype=np.bool_)
    told[room.shelf.utterance[Filter(words=words).rows(room.shelf, room.ledger)]] = True
    return [i for i in wanted if line.row[i] < 0 or told[room.shelf.utterance[line.row[i]]]]


def _plain(words: str) -> str:
    """Words between blanks, in small letters."""
    return " ".join(["", *re.findall(r"[^\W_]+", words.casefold()), ""])
