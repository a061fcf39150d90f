"""What a matched time expression means, each shape in a function of its own: against the day of publication where that is known,
else in words of what it hangs on. `times.py` has the shapes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sayso.model import Precision, TimeType
from sayso.reading import calendar as cal
from sayso.reading.calendar import Meaning
from sayso.reading.numbers import ordinal_of, value_of

LAST = ("last", "past", "previous", "preceding")
NEXT = ("next", "coming", "following", "upcoming")
_HOLIDAYS = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
}

_AHEAD = (
    r"\b(?:will|would|shall|expected|scheduled|due|set|until|by|before|deadline|ahead of|to \w+|may|could|should|must|can|resumes?|begins?|"
    r"opens?|starts?|meets?|ends?|expires?)\b"
)
_BEHIND = (
    r"\b(?:\w+ed|said|told|was|were|had|has|have|took|held|came|met|went|left|began|made|gave|saw|since|put|sent|spoke|wrote|sank|fell|rose|"
    r"drew|flew|drove|broke|chose|caught|fought|found|got|grew|heard|hit|kept|knew|lost|paid|ran|sat|sold|shot|stood|stole|struck|threw|won|"
    r"spent|brought|built|bought|became|dealt|ate|felt|fled|forgot|froze|hung|hid|led|meant|rode|shook|slept|sought|swore|swept|taught|thought|"
    r"understood|withdrew|woke|wore)\b"
)
_BE = re.compile(r"\bbe\s$")
_TENSE = re.compile(rf"(?P<ahead>{_AHEAD})|(?P<behind>{_BEHIND})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: the text, the date of publication if known, and the last day that the text named.

    `named_as` is that day in words where it is not known, `named_at` where the text names it.
    """

    text: str
    published: date | None
    named: date | None = None
    named_as: str | None = None
    named_at: int | None = None

    def _passive(self, verb: re.Match[str]) -> bool:
        """ "held" in "will be held" tells no tense."""
        return verb["behind"] is not None and _BE.search(self.text, max(0, verb.start() - 4), verb.start()) is not None

    def ahead(self, match: re.Match[str]) -> bool:
        """Whether the clause speaks of the future: by the verb nearest before the time, else after it."""
        stop = max(self.text.rfind(mark, 0, match.start()) for mark in ("\n", ". ", "! ", "? ", "”"))
        before = [m for m in _TENSE.finditer(self.text, max(stop + 1, match.start() - 120), match.start()) if not self._passive(m)]
        if before:
            return before[-1]["ahead"] is not None
        after = _TENSE.search(self.text, match.end(), match.end() + 80)
        return after is not None and after["ahead"] is not None


def _open(value: str, anchor: str, precision: Precision = "day", kind: TimeType = "date") -> Meaning:
    return Meaning(kind, value, precision=precision, anchor=anchor)


def _month_number(name: str) -> int:
    return next(i for i, long in enumerate(cal.MONTHS) if i and long.startswith(name.casefold().rstrip(".")[:3]))


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_date(match: re.Match[str], place: Place) -> Meaning | None:
    """A day of a month, with or without its year: without, the nearest one on the side that the clause speaks of."""
    groups = match.groupdict()
    month = _month_number(groups["month"])
    number = int(re.sub(r"\D", "", groups["day"]))
    if groups.get("year"):
        on = _safe(int(groups["year"]), month, number)
        return cal.day(on) if on else None
    if not 1 <= number <= 31:
        return None
    if place.published is None:
        return _open(f"XXXX-{month:02}-{number:02}", f"{cal.MONTHS[month].title()} {number}, year not given")
    years = [place.published.year + step for step in (-1, 0, 1)]
    candidates = [on for year in years if (on := _safe(year, month, number))]
    published = place.published
    near = min(candidates, key=lambda on: abs((on - published).days), default=None)
    past = max((on for on in candidates if on <= place.published), default=None)
    chosen = near if near is not None and (near <= place.published or (near - place.published).days <= 45 or place.ahead(match)) else past
    return cal.day(chosen) if chosen else None


def numeric(match: re.Match[str], place: Place) -> Meaning | None:
    """7/8/07: read by the only calendar that allows it, else as the day nearest to publication, else not."""
    a, b, year = int(match[1]), int(match[3]), int(match[4])
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    days = {on for on in (_safe(year, a, b), _safe(year, b, a)) if on}
    published = place.published
    if len(days) > 1 and published is not None:
        return cal.day(min(days, key=lambda on: (abs((on - published).days), on)))
    return cal.day(days.pop()) if len(days) == 1 else _open(f"{year}-XX-XX", "day and month in an order that the text does not show")


def iso(match: re.Match[str], place: Place) -> Meaning | None:
    del place
    on = _safe(int(match[1]), int(match[2]), int(match[3]))
    return cal.day(on) if on else None


def month(match: re.Match[str], place: Place) -> Meaning | None:
    number, year, direction = _month_number(match["month"]), match["year"], (match["direction"] or "").casefold()
    if year:
        return cal.month(int(year), number)
    name = cal.MONTHS[number].title()
    if place.published is None:
        return _open(f"XXXX-{number:02}", f"{name} {'after' if direction in NEXT else 'before'} publication", "month")
    past = place.published.year - (number > place.published.month)
    if direction in LAST:
        past = place.published.year - (number >= place.published.month)
    after = place.published.year + (number <= place.published.month)
    if direction == "this":
        return cal.month(place.published.year, number)
    ahead = direction in NEXT or (not direction and number != place.published.month and place.ahead(match))
    return cal.month(after if ahead else past, number)


def bare_month(match: re.Match[str], place: Place) -> Meaning | None:
    """May and March are words as well: they count as months after a preposition or beside a stage of the month."""
    word, before = match["month"], place.text[max(0, match.start() - 12) : match.start()]
    alone = word in ("May", "March") and not match["stage"] and not match["direction"] and not match["year"]
    if alone and not re.search(r"\b(?:in|since|until|till|by|of|from|to|during|for|and|before|after|between)\s$", before, re.IGNORECASE):
        return None
    return month(match, place)


def weekday(match: re.Match[str], place: Place) -> Meaning | None:
    name, direction, part = match["dow"].casefold(), (match["direction"] or "").casefold(), (match["part"] or "").casefold()
    number = next(i for i, long in enumerate(cal.WEEKDAYS) if long.startswith(name.rstrip(".")[:3]))
    coming = direction in (*NEXT, "this coming")
    ahead = coming or (not direction and place.ahead(match))
    if place.published is None:
        side = "after" if ahead else "before"
        value = f"XXXX-WXX-{number + 1}" + (f"T{cal.PARTS[part]}" if part else "")
        word = f"{cal.WEEKDAYS[number].title()}{' ' + part if part else ''} {side} publication"
        return _open(value, word, "part_of_day" if part else "day", "time" if part else "date")
    on = cal.on_weekday(place.published, number, ahead=ahead)
    if not coming and place.published.weekday() == number and not direction:
        on = place.published  # the day of publication goes by its own name
    if direction in ("last", "past", "previous") and on == place.published:
        on -= timedelta(7)
    return cal.part_of_day(on, part) if part else cal.day(on)


_DAYS = {"last night": -1, "today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0, "overnight": 0}


def day_word(match: re.Match[str], place: Place) -> Meaning | None:
    word, part = match["word"].casefold(), (match["part"] or "").casefold()
    step = -2 if word.startswith("the day before") else 2 if word.startswith("the day after") else _DAYS.get(word, 0)
    if word.startswith("this ") and not part:
        part = word.removeprefix("this ")
    if word in ("tonight", "overnight", "last night"):
        part = word.removeprefix("last ")
    if place.published is None:
        how = {0: "day of publication", -1: "day before publication", 1: "day after publication"}
        what = how.get(step, f"{abs(step)} days {'before' if step < 0 else 'after'} publication")
        value = "XXXX-XX-XX" + (f"T{cal.PARTS[part]}" if part else "")
        return _open(value, f"{part + ' of the ' if part else ''}{what}", "part_of_day" if part else "day", "time" if part else "date")
    on = place.published + timedelta(step)
    return cal.part_of_day(on, part) if part else cal.day(on)


def same_day(match: re.Match[str], place: Place) -> Meaning | None:
    """ "the same day", "the following day": on from the day the text named last, else from publication."""
    word = match["which"].casefold()
    step = 1 if word in ("following", "next") else -1 if word in ("previous", "preceding") else 0
    near = word != "the" or (place.named_at is not None and match.start() - place.named_at < 300)
    base = (place.named if near else None) or (place.published if step == 0 else None)
    if base is None:
        if near and place.named_as:
            return _open("XXXX-XX-XX", {1: "day after ", -1: "day before ", 0: "same day: "}[step] + place.named_as)
        return _open("XXXX-XX-XX", {1: "day after the day spoken of", -1: "day before the day spoken of", 0: "day of publication"}[step])
    return cal.day(base + timedelta(step))


def weekend(match: re.Match[str], place: Place) -> Meaning:
    """ "over the weekend": the last to begin before publication, or the first after it."""
    ahead = place.ahead(match)
    if place.published is None:
        return _open("XXXX-WXX-WE", f"weekend {'after' if ahead else 'before'} publication", "weekend")
    return cal.weekend(place.published if ahead or place.published.weekday() >= 5 else place.published - timedelta(7))


def near_unit(match: re.Match[str], place: Place) -> Meaning | None:
    """ "last week", "this year", "next summer", "the past three weeks"."""
    direction, unit = re.sub(r"^(?:the|this)\s+(?=\w)", "", match["direction"].casefold()), _unit(match["unit"])
    step = -1 if direction in LAST else 1 if direction in NEXT else 0
    many = match["count"]
    if many:
        return _stretch(value_of(many), unit, step, place)
    if place.published is None:
        where = {-1: "before", 0: "of", 1: "after"}[step]
        return _open("XXXX", f"{unit} {where} publication", cal.PRECISIONS.get(unit, "season"))
    if unit in cal.SEASONS:
        first = cal.SEASONS[unit][1]
        begun = place.published.year - (place.published.month < first)
        year = {-1: begun - (place.published.month in range(first, first + 3)), 0: place.published.year, 1: begun + 1}[step]
        return cal.season(year, unit)
    to = cal.moved(place.published, step, unit)
    return cal.unit_round(to, unit) if to else None


def _stretch(number: float | None, unit: str, step: int, place: Place) -> Meaning:
    """A number of units up to publication, or from it on."""
    length = cal.duration(number, unit)
    to = cal.moved(place.published, step * number, unit) if place.published and number and step else None
    if to is None or place.published is None:
        anchor = f"up to publication, {length.value}" if step < 0 else f"from publication, {length.value}"
        return Meaning("duration", length.value, precision=length.precision, anchor=anchor if place.published is None and step else None)
    first, last = sorted((to, place.published))
    return Meaning("duration", length.value, first.isoformat(), last.isoformat(), length.precision)


def shifted(match: re.Match[str], place: Place) -> Meaning | None:
    """ "three months ago" from publication; "two days later" from the day named last."""
    number, unit, way = _number(match["count"]), _unit(match["unit"]), match["way"].casefold()
    if unit in ("second", "minute", "hour"):
        length = cal.duration(number, unit)
        return Meaning("date", length.value, precision=length.precision, anchor=f"{length.value} {way}")
    base = place.published if way == "ago" else place.named or (place.published if way in ("earlier", "before", "previously") else None)
    sign = 1 if way in ("later", "after", "afterwards") else -1
    to = cal.moved(base, sign * number, unit) if base is not None and number is not None else None
    if to is None:
        length = cal.duration(number, unit)
        when = "publication" if way == "ago" else "the day spoken of"
        return Meaning(
            "date", length.value, precision=length.precision, anchor=f"{length.value} {'before' if sign < 0 else 'after'} {when}"
        )
    return cal.unit_round(to, "day" if unit in ("day", "week", "fortnight") and (number or 9) <= 4 else unit)


def _unit(words: str) -> str:
    low = words.casefold()
    return "century" if low.startswith("centur") else low


def _number(words: str) -> float | None:
    low = words.casefold()
    return 1.0 if low in ("a", "an") else value_of(low)


def duration(match: re.Match[str], place: Place) -> Meaning | None:
    if re.match(r"[ -]old\b", place.text[match.end() : match.end() + 5]):  # an age
        return None
    unit, single = _unit(match["unit"]), match["count"].casefold() in ("a", "an")
    if single and unit in ("second", "quarter") and not match[0].endswith("long"):  # the one after the first; a fourth part
        return None
    return cal.duration(_number(match["count"]), unit)


def single(match: re.Match[str], place: Place) -> Meaning | None:
    """ "single-day", "over the years"."""
    del place
    return cal.duration(1 if match["unit"] else None, match["unit"] or "year")


def long(match: re.Match[str], place: Place) -> Meaning | None:
    del place
    return cal.duration(None, match["unit"].casefold().removesuffix("-long").removesuffix("s"))


def year(match: re.Match[str], place: Place) -> Meaning | None:
    """Four digits are a year unless they count something or carry a sign."""
    before, after = place.text[max(0, match.start() - 14) : match.start()], place.text[match.end() : match.end() + 16]
    if re.search(
        r"[$€£#№.,:/]$|[A-Za-z]-$|\b(?:no|number|resolution|article|flight|room|page|at least|than|about|some|nearly)\.? $",
        before,
        re.IGNORECASE,
    ):
        return None
    if re.match(r"[%:/]|[.,]\d|-?[a-z]|\s?(?:percent|per cent|million|thousand|dollars?|hours|km|UTC|GMT)\b", after) and not re.match(
        r"-(?:\d\d)\b", after
    ):
        return None
    if not match["stage"] and re.match(
        r" (?!said|was|were|had|and|or|to|in|on|when|after|with|as|by|for|at|is|has|because|until)[a-z]+s\b", after
    ):
        return None
    return cal.year(int(match["year"]))


def decade(match: re.Match[str], place: Place) -> Meaning | None:
    del place
    digits = match["year"]
    return cal.decade(int(digits) if len(digits) == 4 else 1900 + int(digits))


def century(match: re.Match[str], place: Place) -> Meaning | None:
    del place
    number = ordinal_of(match["ordinal"])
    return cal.century(number) if number and 1 <= number <= 30 else None


def quarter(match: re.Match[str], place: Place) -> Meaning | None:
    which, year, near = match["which"].casefold(), match["year"], (match["near"] or "").casefold()
    number = {"last": 0, "previous": 0, "final": 4, "latest": 0}.get(which) if not which[-1:].isdigit() else int(which[-1])
    number = (ordinal_of(which) or 0) if number is None else number
    base = place.published
    if year:
        return cal.quarter(int(year), number) if 1 <= number <= 4 else None
    if base is None:
        return _open(f"XXXX-Q{number or 'X'}", f"{which} quarter, year not given", "quarter")
    now = (base.month + 2) // 3
    if number == 0:
        return cal.quarter(base.year, now - 1)
    step = -1 if near in ("last", "previous") else 1 if near == "next" else 0
    return cal.quarter(base.year + step - (not near and number > now), number) if 1 <= number <= 4 else None


def half(match: re.Match[str], place: Place) -> Meaning | None:
    year = int(match["year"]) if match["year"] else place.published.year if place.published else None
    if year is None:
        return _open("XXXX-HX", f"{match['which']} half of the year, year not given", "quarter")
    second = match["which"].casefold() == "second"
    first = cal.month(year, 7 if second else 1).since
    return Meaning("date", f"{year}-H{2 if second else 1}", first, cal.month(year, 12 if second else 6).until, "quarter")


def season(match: re.Match[str], place: Place) -> Meaning | None:
    name, year = match["season"].casefold(), match["year"]
    if year:
        return cal.season(int(year), name)
    if place.published is None:
        return _open(f"XXXX-{cal.SEASONS[name][0]}", f"{name}, year not given", "season")
    return cal.season(place.published.year - (place.published.month < cal.SEASONS[name][1]), name)


def ordinal_unit(match: re.Match[str], place: Place) -> Meaning | None:
    """ "its eighth month": counted from a beginning that the text may not date."""
    del place
    unit = match["unit"].casefold()
    return Meaning(
        "date",
        f"XXXX-{cal.UNITS[unit][-1]}",
        precision=cal.PRECISIONS[unit],
        anchor=f"{match['ordinal'].casefold()} {unit} of what is spoken of",
    )


def set_meaning(match: re.Match[str], place: Place) -> Meaning | None:
    del place
    word = match[0].casefold()
    weekday = next((number for number, name in enumerate(cal.WEEKDAYS, 1) if name in word), None)
    if weekday is not None:
        return Meaning("set", f"XXXX-WXX-{weekday}", precision="day")
    name = next((unit for unit in cal.UNITS if unit in word), None)
    names = {"annual": "year", "daily": "day", "hourly": "hour"}
    unit = name or next((unit for start, unit in names.items() if word.startswith(start)), "day")
    length = cal.duration(2 if " other " in word else 1, unit)
    return Meaning("set", length.value, precision=length.precision)


def clock(match: re.Match[str], place: Place) -> Meaning | None:
    groups = match.groupdict()
    word = (groups.get("word") or "").casefold()
    hour, minute = (12, 0) if word == "noon" else (0, 0) if word == "midnight" else (int(groups["hour"]), int(groups["minute"] or 0))
    half = (groups.get("half") or "").casefold().replace(".", "").replace(" ", "")
    if half:
        hour = hour % 12 + 12 * (half == "pm")
    if hour > 23 or minute > 59:
        return None
    zone = "Z" if re.search(r"UTC|GMT(?!\s*[+-])", match[0]) else ""
    given = word != "" or groups["minute"] is not None
    if place.published is None and place.named is None:
        return _open(f"XXXX-XX-XXT{hour:02}:{minute:02}{zone}", "day not given", "minute" if given else "hour", "time")
    on = place.published if place.named is None or "today" in match[0].casefold() else place.named
    return cal.clock(on, hour, minute if given else None, zone) if on else None


def vague_meaning(value: str) -> Callable[[re.Match[str], Place], Meaning]:
    def always(match: re.Match[str], place: Place) -> Meaning:
        del match, place
        return Meaning("date", value)

    return always


def holiday(match: re.Match[str], place: Place) -> Meaning | None:
    fixed = _HOLIDAYS.get(match["feast"].casefold().replace("’", "'"))
    year = int(match["year"]) if match["year"] else place.published.year if place.published else None
    on = _safe(year, *fixed) if fixed and year else None
    if on is not None and place.published is not None and not match["year"] and (on - place.published).days > 60:
        on = _safe(on.year - 1, on.month, on.day)
    return cal.day(on) if on else _open("XXXX-XX-XX", f"{match['feast']}, year not given")
