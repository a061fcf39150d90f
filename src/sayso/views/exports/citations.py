"""Citations: who said what, where and when, as a list in Markdown, and the reports as CSL-JSON for reference managers.

CSL-JSON: https://github.com/citation-style-language/schema, schemas/input/csl-data.json. When a report was accessed is when its text was
fetched or captured; of a file that somebody had nobody knows, and the day on which sayso took it in is said under that name.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sayso.ledger import Ledger
from sayso.views.counted import count, origins
from sayso.views.exports.iris import address
from sayso.views.exports.tellings import Source, Telling, manner, reporter, sources, speaker, straight, tellings
from sayso.views.pages import SaidLine

Told = tuple[Source, Telling]

_MARKS = re.compile(r"([\\`*_\[\]<>#|~$&])")  # what Markdown, in any of its dialects, takes for more than a letter
_NO_DAY = "Day not known"


def citation_texts(ledger: Ledger) -> Iterator[str]:
    """The acts of saying in order of time, each with all reports that tell of it; then the reports by number.

    An act stands under the day of the saying where one report at least gives that, else under the day of the earliest report; those
    without any come last. Quotation marks are the reports' own: indirect speech has none.
    """
    acts: dict[str, list[Told]] = defaultdict(list)
    for source, _, told in tellings(ledger):
        for telling in told:
            acts[telling.line.utterance or telling.line.id].append((source, telling))
    cited = {source.id: source for some in acts.values() for source, _ in some}
    numbers = {key: number for number, key in enumerate((key for key in sources(ledger) if key in cited), 1)}
    days: dict[str, list[tuple[str, list[Told]]]] = defaultdict(list)
    for some in acts.values():
        day, how = _day(some)
        days[day].append((how, some))
    yield "# Who is said to have said what\n\n"
    yield f"{count(sum(map(len, acts.values())), 'statement')} in {count(len(cited), 'report')}, of {count(len(acts), 'act')} of saying. "
    yield "Nothing here says that what was said is so. Quotation marks are the reports' own: what has none is in the words of the report. "
    yield "After a speaker's name stands what the report calls them at that place, where that is another word. "
    yield "A number in brackets is that of a report at the end; those after an entry's id are places in its stored text, in code points.\n"
    for day in sorted(days, key=lambda day: (day == _NO_DAY, day)):
        yield f"\n## {day}\n"
        for how, some in days[day]:
            yield f"\n**{escaped(_names(some))}**{how}{_counted(some)}\n\n"
            yield "".join(f"- {_telling(telling, source, numbers[source.id])}\n" for source, telling in some)
    yield "\n## Reports\n\n"
    yield from (f"{number}. {_cited(cited[key])}\n" for key, number in numbers.items())


def csl_texts(ledger: Ledger) -> Iterator[str]:
    """All reports as one CSL-JSON array, in order of date and path."""
    yield json.dumps([csl_item(source) for source in sources(ledger).values()], ensure_ascii=False, indent=1) + "\n"


def csl_item(source: Source) -> dict[str, Any]:
    """A report as an item. A page of the web is one; of an outlet without an address a newspaper's article; else nobody knows what it is.

    The author stands as it is given: what of it is a first name, or a second author, is not known.
    """
    url = address(source.url)
    note = [f"sayso: {source.id}", f"SHA-256: {source.sha256}", *(["an earlier text of its address"] if source.earlier else [])]
    known = {
        "id": source.id,
        "type": "webpage" if url else "article-newspaper" if source.outlet else "article",
        "title": source.title,
        "author": [{"literal": source.author}] if source.author else None,
        "container-title": source.outlet,
        "issued": _csl_date(source.published),
        "URL": url,
        "accessed": _csl_date(source.seen),
        "language": source.language,
        "note": "\n".join(note),
    }
    return {name: value for name, value in known.items() if value is not None}


def escaped(words: str) -> str:
    """Words as they are, on one line that stays ours, whatever of them Markdown would take for its own."""
    return _MARKS.sub(r"\\\1", re.sub(r"\s+", " ", straight(words)))


def _telling(telling: Telling, source: Source, number: int) -> str:
    """One report's account, with whose words they are, and the entry that they are in."""
    line = telling.line
    dated = source.published or "day not known"
    said = f"{speaker(telling)} — {line.cue} — {line.content}"
    beside = [
        manner(telling),
        f"text flagged: {', '.join(line.flags)}" if line.flags else None,
        f"dated by: {line.said}" if line.said else None,
        f"confirmed by {telling.confirmed.by}" if telling.confirmed else None,
        f"given by {telling.added.by}" if telling.added else None,
        "in dispute" if line.disputes else None,
    ]
    places = ", ".join(f"{span.start}–{span.end}" for span in telling.parts.content)
    about = escaped("; ".join(part for part in beside if part))
    return f"{escaped(reporter(telling).rstrip(','))}, {dated} [{number}]: {escaped(said)} ({about}; `{line.id}` {places})"


def _names(some: Sequence[Told]) -> str:
    return " and ".join(dict.fromkeys(who.name for _, telling in some for who in telling.voices)) or "Not known who"


def _counted(some: Sequence[Told]) -> str:
    line = some[0][1].line
    if line.utterance is None or line.origins_low is None or line.origins_high is None:
        return ""
    reports = len({source.id for source, _ in some})
    return f" · in {count(reports, 'report')}, {origins(line.origins_low, line.origins_high)} · `{line.utterance}`"


def _day(some: Sequence[Told]) -> tuple[str, str]:
    """The day that an act stands under, and what that is the day of."""
    said = min((day for _, telling in some if (day := _day_said(telling.line))), default=None)
    published = min((source.published for source, _ in some if source.published), default=None)
    if said:
        return said, f" · said {said}"
    return (published[:10], f" · reported {published[:10]}, day of the saying not known") if published else (_NO_DAY, "")


def _day_said(line: SaidLine) -> str | None:
    """The one day that the saying is known to be of. None after its report: nobody reports what will be said."""
    first, last, reported = (line.said_from or "")[:10], (line.said_to or "")[:10], (line.published or "")[:10]
    if first != last or not re.fullmatch(r"\d{4}-\d\d-\d\d", first):
        return None
    return first if not reported or first[: len(reported)] <= reported else None


def _cited(source: Source) -> str:
    """A report as a reader looks it up; what is not known is said to be."""
    url = address(source.url)
    parts = [
        source.author and escaped(source.author),
        f"*{escaped(source.title)}*" if source.title else "title not known",
        escaped(source.outlet) if source.outlet else "outlet not known",
        escaped(source.published) if source.published else "date not known",
        f"<{url}>" if url else None,
        "an earlier text of this address" if source.earlier else None,
        f"accessed {source.seen[:10]}" if source.seen else f"day of access not known, taken into the ledger {source.taken[:10]}",
        None if url else f"from {escaped(source.path)}",
    ]
    return f"{', '.join(part for part in parts if part)} (`{source.id}`, SHA-256 `{source.sha256}`)"


def _csl_date(when: str | None) -> dict[str, Any] | None:
    """As precise as it is written; what is no date of ISO 8601 stays words."""
    if when is None:
        return None
    day = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])", when)
    parts = [int(part) for part in day.groups() if part] if day else []
    try:
        date(*(*parts, 1, 1)[:3])
    except (TypeError, ValueError):
        return {"literal": when}
    return {"date-parts": [parts]}
