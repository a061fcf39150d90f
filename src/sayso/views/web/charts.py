"""Charts of pages: Vega-Lite specs as plain values, drawn here as SVG, and drawn again by the reader's browser where it may be zoomed.

A mark is a link, and its words are what somebody hears who does not see it. Colours are the page's variables, so a chart is light or
dark as the page is. What a report holds goes into a spec as data only, never as an expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from sayso.views.counted import count
from sayso.views.room.days import COLUMNS, EVENTS, stacked
from sayso.views.room.figures import BOUNDS, Counted, FigurePage
from sayso.views.room.timeline import Item, TimelinePage, label
from sayso.views.web.drawing import DAY, WIDTH, Spec, Value, downwards, drawn, fit, instant, layer, live, ms, padded, spec_of, time_axis

At = Callable[..., str]  # what gives the address of a page

_HEIGHT = 300  # of a count's chart
_STEP = WIDTH // COLUMNS  # from mark to mark
_ASIDE = 12  # the same, of a count
_NAME = 20  # height of a lane's name
_BARS = 46  # and of its bars
_LABELLED = 40  # marks of a chart that have room for their values
_LINES = 300  # times as much as the least, from where a chart goes by powers of ten

# Each bound has a form of its own. The value is at 0, and what is more has smaller numbers.
_UP, _DOWN = "V-3.4M-0.8,-2.5L0,-3.4L0.8,-2.5", "V3.4M-0.8,2.5L0,3.4L0.8,2.5"
_RING = "M0.75,0A0.75,0.75,0,1,1,-0.75,0A0.75,0.75,0,1,1,0.75,0Z"
SHAPES = {
    "exact": "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z",
    "at_least": f"M-1.1,0H1.1M0,0{_UP}",
    "more_than": f"{_RING}M0,-0.75{_UP}",
    "about": "M0,-1.4L1.2,0L0,1.4L-1.2,0Z",
    "nearly": "M-1.2,0H1.2M-0.9,1.9L0,0.5L0.9,1.9Z",
    "at_most": f"M-1.1,0H1.1M0,0{_DOWN}",
    "fewer_than": f"{_RING}M0,0.75{_DOWN}",
    "range": "M-1.1,0H1.1",
}
LEGEND = SHAPES | {"range": "M-1.1,-3H1.1M-1.1,3H1.1M0,-3V3"}  # in a chart a range is as long as it is
_SIGNS = {"at_least": "≥ ", "more_than": "> ", "about": "≈ ", "nearly": "≲ ", "at_most": "≤ ", "fewer_than": "< "}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart twice: as it stands in the page, and as what a browser draws it from.

    `notes` say how to read it; `bounds` are the forms that it has: what each stands for, its outline, whether it is filled.
    """

    svg: Markup
    spec: Spec
    notes: tuple[str, ...]
    bounds: tuple[tuple[str, str, bool], ...] = ()


def chart(page: FigurePage | TimelinePage, at: At) -> Chart | None:
    """The chart of a page; None where there is nothing to draw."""
    return _of_count(page, at) if isinstance(page, FigurePage) else _of_line(page, at)


# A count over time


@dataclass(frozen=True, slots=True)
class _Upright:
    """The axis of values: from low to high, by powers of ten where `tens`."""

    low: float
    high: float
    tens: bool
    note: str | None = None

    def at(self, value: float) -> float:
        """Pixels from the top."""
        low, high, value = (math.asinh(one) if self.tens else one for one in (self.low, self.high, value))
        return _HEIGHT * (1 - (value - low) / (high - low))

    def encoding(self) -> Spec:
        axis: Spec = {"title": None, "format": ",.10~g", "grid": True}
        if self.tens:
            tens = int(math.log10(self.high))
            axis["values"] = [0.0, *(10.0**i for i in range(0, tens + 1, 1 + tens // 12))]
        kind = {"type": "symlog", "constant": 1} if self.tens else {"type": "linear"}
        scale = kind | {"domain": [self.low, self.high], "nice": False, "zero": False}
        return {"field": "y", "type": "quantitative", "axis": axis, "scale": scale}

    @classmethod
    def of(cls, numbers: Sequence[float]) -> _Upright:
        least, most = min(numbers), max(numbers)
        if least >= 0 and most >= _LINES * max(least, 1):
            return cls(0, min(most * 4, 1e308), True, "The axis of values goes by powers of ten.")
        if 0 < least < most and (most - least) < 0.15 * most:
            room = (most - least) * 0.35
            return cls(least - room, most + room, False, f"The axis of values begins at {least - room:,.4g}, not at 0.")
        low = min(0.0, least)
        return cls(low, most + 0.15 * ((most - low) or 1), False)


def _of_count(page: FigurePage, at: At) -> Chart | None:
    rows = [row for row in page.charted if row.day and _value(row) is not None]
    if not rows:
        return None
    numbers = [number for row in rows for number in (_value(row), _greatest(row)) if number is not None]
    upright = _Upright.of(numbers)
    days = [date.fromisoformat(row.day) for row in rows if row.day]
    first, end = padded(min(days), max(days))
    values = [_mark(row, page.count.words, at) for row in rows]
    for value in values:
        value["since"] = None if value["since"] is None else max(value["since"], ms(first))
    _aside(values, upright, first, (end - first).days)
    parted, written = [v for v in values if v["parts"]], [v for v in values if v["label"]]
    spec = spec_of(
        _HEIGHT,
        [
            layer([v for v in values if v["since"]], {"type": "rule", "stroke": "var(--quiet)", "strokeDash": [2, 2]}, x2="since"),
            layer([v for v in values if v["high"] is not None], {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 2}, y2="high"),
            layer(
                [v | {"y": v["high"]} for v in values if v["high"] is not None],
                {"type": "point", "size": 100, "shape": SHAPES["range"], "stroke": "var(--ink)", "strokeWidth": 2, "opacity": 1},
            ),
            layer(parted, {"type": "point", "size": 480, "stroke": "var(--warn)", "strokeWidth": 3, "opacity": 1}),
            layer(
                parted,
                {"type": "text", "text": "≠", "dx": -16, "dy": -9, "fill": "var(--warn)", "fontSize": 16, "fontWeight": "bold"},
            ),
            layer(
                values, {"type": "point", "size": 100, "stroke": "var(--ink)", "strokeWidth": 1.75, "opacity": 1}, linked=True,
                shape={"field": "shape", "scale": None, "legend": None}, fill={"field": "fill", "scale": None, "legend": None},
            ),
            layer(written, {"type": "text", "align": "left", "dx": 14, "fill": "var(--quiet)"}, text={"field": "label"}),
        ],
        time_axis(first, end), upright.encoding(),
    )  # fmt: skip
    notes = ["A dotted line is the time that a figure counts over."] if any(v["since"] for v in values) else []
    notes += ["A ring with ≠: in a dispute with another figure."] if parted else []
    notes += [upright.note] if upright.note else []
    had = {row.line.bound for row in rows}
    bounds = tuple((words, LEGEND[bound], bound == "exact") for bound, words in BOUNDS.items() if bound in had)
    return Chart(drawn(spec), live(spec), tuple(notes), bounds)


def _greatest(row: Counted) -> float | None:
    """The upper end of a range."""
    line = row.line
    return line.high if line.bound == "range" and line.low is not None and line.high is not None and math.isfinite(line.high) else None


def _value(row: Counted) -> float | None:
    """Where it lies on the axis of values."""
    value = row.line.high if row.line.low is None else row.line.low
    return value if value is not None and math.isfinite(value) else None


def _mark(row: Counted, of: str, at: At) -> Value:
    line, day, exact = row.line, row.day or "", row.line.bound == "exact"
    when = f"{label(row.since)} to {label(day)}" if row.since else label(day)
    by = f"{line.voice or 'no voice given'} {line.cue}" if line.cue else "the report itself"
    who = [by, line.outlet or "", when, f"as of “{line.as_of}”" if line.as_of else ""]
    say = f"{row.number}. {line.words}, {of}: {', '.join(part for part in who if part)}{'. In a dispute' if row.disputes else ''}"
    value, high = _value(row), _greatest(row)
    return {
        "x": ms(day) + DAY // 2, "y": value, "high": high, "since": ms(row.since) if row.since else None,
        "shape": SHAPES[line.bound], "fill": "var(--link)" if exact else "var(--paper)", "parts": bool(row.disputes),
        "label": f"{_SIGNS.get(line.bound, '')}{value:,.10g}" + (f"–{high:,.10g}" if high is not None else ""),
        "say": fit(say), "href": at("reports", row.report, to=row.to),
    }  # fmt: skip


def _aside(values: Sequence[Value], upright: _Upright, first: date, days: int) -> None:
    """Marks that would lie on one another are put beside one another, no further than their day is wide, or two steps where they are few.

    Values are written where they hide nothing.
    """
    taken: set[tuple[int, int]] = set()
    day = WIDTH / days
    most = max(int(day / 2 / _ASIDE), 2 if len(values) <= _LABELLED else 0)
    for value in values:
        across, up = round((value["x"] - ms(first)) / DAY * day / _ASIDE), round(upright.at(value["y"]) / 8)
        aside = next((n for n in range(most + 1) if (across + n, up) not in taken), most)
        taken.add((across + aside, up))
        value["x"] += int(aside * _ASIDE / day * DAY)
        value["at"] = (across + aside, up)
    for value in values:
        across, up = value.pop("at")
        hidden = any((across + n, up + m) in taken for n in range(1, 6) for m in (-1, 0, 1))
        if len(values) > _LABELLED or hidden:
            value["label"] = None


# The line of time


def _of_line(page: TimelinePage, at: At) -> Chart | None:
    if not page.marks and not page.bars:
        return None
    spec, note = _marks_of_line(page, at) if page.marks else _bars_of_line(page, at)
    return Chart(drawn(spec), live(spec), (note,))


def _marks_of_line(page: TimelinePage, at: At) -> tuple[Spec, str]:
    places = stacked([item.day for item in page.marks], [item.lane for item in page.marks])
    tallest = dict.fromkeys(page.lanes, 0)
    for item, (_, below) in zip(page.marks, places, strict=True):
        tallest[item.lane] = max(tallest[item.lane], below + 1)
    tops, height = _lanes({lane: rows * _STEP + 6 for lane, rows in tallest.items() if rows})
    first, last = (date.fromisoformat(day) for day in (page.marks[0].day, page.marks[-1].day))
    values = [
        {
            "x": ms(first) + int(aside * DAY), "y": tops[item.lane] + _NAME + (tallest[item.lane] - below) * _STEP - _STEP / 2,
            "shape": "circle" if item.kind == "utterance" else "diamond", "fill": _colour(item.kind), "say": fit(_said(item)),
            "href": at("reports", item.report, to=item.to),
        }
        for item, (aside, below) in zip(page.marks, places, strict=True)
    ]  # fmt: skip
    marks = layer(
        values, {"type": "point", "filled": True, "size": 50, "opacity": 1}, linked=True,
        shape={"field": "shape", "scale": None, "legend": None}, fill={"field": "fill", "scale": None, "legend": None},
    )  # fmt: skip
    apart = ((last - first).days + 1) / COLUMNS  # so that no mark is cut at an end
    domain = [ms(first) - int(apart * DAY), ms(last) + int((1 + apart) * DAY)]
    across = time_axis(first, last + timedelta(1)) if first < last else time_axis(first, last) | {"axis": None}
    across["scale"] |= {"domainMin": instant(domain[0]), "domainMax": instant(domain[1])}
    note = "Each disc is an utterance, each diamond a day that a report names."
    if first == last:
        note += " From left to right and upwards in the order of the ledger: the time of day is seldom known."
    return spec_of(height, [*_named(tops, domain[0]), marks], across, downwards(height)), note


def _bars_of_line(page: TimelinePage, at: At) -> tuple[Spec, str]:
    most: dict[str, int] = {}
    for bar in page.bars:
        most[bar.lane] = max(most.get(bar.lane, 0), bar.count)
    tops, height = _lanes({lane: _BARS for lane in page.lanes if lane in most})
    days = [_days(bar.part) for bar in page.bars]
    first, end = min(day for day, _ in days), max(day for _, day in days)
    narrow = WIDTH * min((b - a).days for a, b in days) / (end - first).days < 6.5 * len(f"{max(most.values()):,}")
    values = []
    for bar, (since, until) in sorted(zip(page.bars, days, strict=True), key=lambda pair: (pair[1], page.lanes.index(pair[0].lane))):
        bottom = tops[bar.lane] + _NAME + _BARS
        inset = (until - since).days * DAY * 0.04
        values.append(
            {
                "x": ms(since) + inset, "x2": ms(until) - inset, "middle": (ms(since) + ms(until)) // 2,
                "y": bottom - max(1.5, (_BARS - 14) * bar.count / most[bar.lane]), "y2": bottom, "number": f"{bar.count:,}",
                "fill": _colour("date" if bar.lane == EVENTS else "utterance"),
                "say": fit(f"{label(bar.part)}, {bar.lane}: {count(bar.count, 'item')}"), "href": at("timeline", bar.part),
            }
        )  # fmt: skip
    fill = {"field": "fill", "scale": None, "legend": None}
    bars = layer(values, {"type": "rect", "opacity": 0.85}, linked=True, x2="x2", y2="y2", fill=fill)
    small = {"type": "text", "dy": -6, "fontSize": 10, "fill": "var(--quiet)"}
    numbers = layer([] if narrow else values, small, x="middle", text={"field": "number"})
    fine = {4: "year", 7: "month", 10: "day"}[len(page.bars[0].part)]
    note = (
        f"Each bar is how many items of a lane a {fine} has, and leads there. Each lane is to a scale of its own: its name has its highest."
    )
    names = {f"{fit(lane, 60)} · up to {most[lane]:,}": top for lane, top in tops.items()}
    return spec_of(height, [*_named(names, ms(first)), bars, numbers], time_axis(first, end), downwards(height)), note


def _colour(kind: str) -> str:
    return "var(--link)" if kind == "utterance" else "var(--cue)"


def _said(item: Item) -> str:
    told = f", told {item.tellings} times" if item.tellings > 1 else ""
    who = f"{item.who or 'No voice given'}, {item.cue}: " if item.kind == "utterance" else "Names the day: "
    return f"{label(item.day)}. {who}{item.words} ({item.outlet}{told})"


def _lanes(heights: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Where each lane begins, and where the last one ends."""
    tops, y = {}, 0.0
    for lane, height in heights.items():
        tops[lane] = y
        y += _NAME + height
    return tops, y


def _named(tops: Mapping[str, float], left: int) -> list[Spec]:
    """Each lane's name at its top left, and a line over it."""
    names = [{"x": left, "y": top, "name": fit(name, 90)} for name, top in tops.items()]
    line = layer(names, {"type": "rule", "stroke": "var(--line)"})
    line["encoding"] |= {"x": {"value": 0}, "x2": {"value": "width"}}
    name = layer(names, {"type": "text", "align": "left", "dy": 11, "fill": "var(--quiet)", "fontSize": 12}, text={"field": "name"})
    name["encoding"]["x"] = {"value": 0}
    return [line, name]


def _days(part: str) -> tuple[date, date]:
    """The first day of a year, month or day, and the first behind it."""
    year, month, day = (*(int(one) for one in part.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day) + timedelta(1)
    if month:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(year, 1, 1), date(year + 1, 1, 1)
