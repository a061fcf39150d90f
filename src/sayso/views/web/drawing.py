"""What charts are made of: pieces of Vega-Lite specs, and the drawing of them as SVG that stands in a page.

Nothing that a report holds is part of an expression: it is data, and what XML forbids is taken out of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from lxml import etree
from markupsafe import Markup

Spec = dict[str, Any]
Value = dict[str, Any]

WIDTH = 880  # pixels that are drawn in
DAY = 86_400_000  # in a day
_BASE = "http://here.invalid/"  # to an address that names no host the renderer would give one of its own
_LONGEST = 240  # code points of what is said of a mark
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u009f]")  # not in XML, or of no use in it
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would turn about what stands behind them


@cache
def vega_script() -> bytes:
    """Vega with an interpreter of its expressions (the policy forbids eval) as one file that asks nobody for anything."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed=vegaEmbed;")
    return f"(()=>{{{bundle}\n}})();\n".encode()


def ms(day: str | date) -> int:
    """The beginning of a day in milliseconds."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * DAY


def instant(ms: int) -> Spec:
    """A time as Vega-Lite writes it: of its milliseconds alone the interpreter makes none."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    return {
        "year": at.year, "month": at.month, "date": at.day, "hours": at.hour, "minutes": at.minute, "seconds": at.second, "utc": True
    }  # fmt: skip


def padded(first: date, last: date) -> tuple[date, date]:
    """With some room on both sides."""
    room = timedelta(1 + (last - first).days // 25)
    return first - room, last + room + timedelta(1)


def fit(words: str, most: int = _LONGEST) -> str:
    """Words as a chart may hold them: on one line, of some length, without what XML forbids or what turns a line about."""
    flat = re.sub(r"\s+", " ", _TURNING.sub("", _UNFIT.sub("\ufffd", words)))
    return flat if len(flat) <= most else f"{flat[:most]} …"


def layer(values: Iterable[Value], mark: Spec, *, linked: bool = False, x: str = "x", **channels: Any) -> Spec:
    """Marks of these values; `linked` ones lead somewhere, say what they are, and move where the chart is zoomed."""
    encoding: Spec = {"x": {"field": x}, "y": {"field": "y"}}
    encoding |= {name: {"field": one} if isinstance(one, str) else one for name, one in channels.items()}
    own = {"cursor": "pointer"} if linked else {"aria": False}
    out: Spec = {"data": {"values": list(values)}, "mark": mark | own, "encoding": encoding}
    if linked:
        encoding |= {"href": {"field": "href"}, "description": {"field": "say"}, "tooltip": {"field": "say"}}
        out["params"] = [{"name": "zoom", "select": {"type": "interval", "encodings": ["x"]}, "bind": "scales"}]
    return out


def spec_of(height: float, layers: Sequence[Spec], x: Spec, y: Spec) -> Spec:
    kept = [one for one in layers if one["data"]["values"]]
    for one in kept:
        for name, shared in (("x", x), ("y", y)):
            own = one["encoding"].get(name, {})
            reach = {} if "params" in one else {"scale": {"type": shared["scale"]["type"]}}  # what the axes reach over is told once
            one["encoding"][name] = own if "value" in own else shared | reach | own
    quiet = {"labelColor": "var(--quiet)"} | dict.fromkeys(("domainColor", "tickColor", "gridColor"), "var(--line)")
    config = {
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": quiet | {"aria": False, "labelFontSize": 12},
        "text": {"fontSize": 11},
    }
    room = {"left": 16, "right": 8, "top": 4, "bottom": 4}
    schema = "https://vega.github.io/schema/vega-lite/v6.json"
    return {"$schema": schema, "background": None, "padding": room, "width": WIDTH, "height": height, "layer": kept, "config": config}


def time_axis(first: date, end: date) -> Spec:
    """The axis of time."""
    scale = {"type": "utc", "domainMin": instant(ms(first)), "domainMax": instant(ms(end)), "nice": False}
    axis = {"title": None, "grid": False, "labelOverlap": True} | _ticks(first, end)
    return {"field": "x", "type": "temporal", "scale": scale, "axis": axis}


def downwards(height: float) -> Spec:
    """An axis of pixels from the top."""
    scale = {"type": "linear", "domain": [0, height], "reverse": True, "nice": False, "zero": False}
    return {"field": "y", "type": "quantitative", "axis": None, "scale": scale}


def _ticks(first: date, end: date) -> Spec:
    """Days, months or years to write below: no more than fit."""
    days = (end - first).days
    for step in (1, 2, 7, 14):
        if days <= 8 * step:
            return {"values": [ms(first + timedelta(n)) + DAY // 2 for n in range(0, days, step)], "format": "%-d %b %Y"}
    for step in (1, 3, 6):
        if days <= 250 * step:
            months = range(first.year * 12 + first.month, end.year * 12 + end.month)
            return {"values": [ms(date(m // 12, m % 12 + 1, 1)) for m in months if m % step == 0], "format": "%b %Y"}
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if days <= 366 * 10 * step)
    return {"values": [ms(date(year, 1, 1)) for year in range(first.year + 1, end.year + 1) if year % step == 0], "format": "%Y"}


def live(spec: Spec) -> Spec:
    """The spec for where it is zoomed: what is pushed out of sight goes, and days are written below as they come into it."""
    out: Spec = json.loads(json.dumps(spec))
    for layer in out["layer"]:
        layer["mark"]["clip"] = True
        axis = layer["encoding"]["x"].get("axis") or {}
        if len(axis.pop("values", ())) > 1 and axis.get("format", "").startswith("%-d"):
            axis["tickCount"] = {"interval": "day", "step": 1}
        else:
            axis.pop("format", None)
    return out


def drawn(spec: Spec) -> Markup:
    """The chart as SVG."""
    return Markup(_svg(json.dumps(spec, sort_keys=True)))  # noqa: S704 (a tree of elements, written out by lxml)


@lru_cache(maxsize=64)
def _svg(packed: str) -> str:
    import vl_convert

    spec = json.loads(packed)
    for layer in spec["layer"]:
        layer.pop("params", None)
        for value in layer["data"]["values"]:
            if "href" in value:
                value["href"] = _BASE + value["href"]
    return _for_page(vl_convert.vegalite_to_svg(spec))


_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_NO_USE = ("role", "aria-roledescription", "font-family", "style", "aria-hidden", "pointer-events")


def _for_page(svg: str) -> str:
    """What the renderer drew, fit for our pages: addresses as the page gives them, words for each link, the page's own letters."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for one in root.iter():
        for name in _NO_USE:
            one.attrib.pop(name, None)
    for link in root.iter(f"{_SVG}a"):
        link.set("href", link.attrib.pop(_LINK).removeprefix(_BASE))
        [mark] = link
        say = mark.attrib.pop("aria-label", "")
        link.set("aria-label", say)
        title = etree.SubElement(link, f"{_SVG}title")
        title.text = say
    for group in root.iter(f"{_SVG}g"):
        group.attrib.pop("aria-label", None)
    root.set("role", "presentation")  # what counts is the links in it
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))
