"""Charts: a form for each bound, a link for each mark, and words of reports that stay words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sayso.ids import count_id
from sayso.views.room.days import stacked
from sayso.views.room.figures import BOUNDS, Counted, FigurePage, count_keys, figure_page
from sayso.views.room.timeline import Bar, Item, TimelinePage, parts, timeline_page, timeline_part
from sayso.views.web.addresses import Addresses, Place
from sayso.views.web.charts import SHAPES, Chart, chart
from sayso.views.web.drawing import vega_script
from sayso.views.web.render import as_html
from tests.views.room.rooms import sample_room

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.browser import Served

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>", "</script><script>alert(2)</script>", "\"'><img src=x onerror=alert(3)>", "]]>&lt;&#0;", "\0\x01\x1b[31m\x7f\x9b2J",
    "\u202egnp.exe\u2066", "javascript:alert(4)", "{{7*7}}", "datum.x + alert(5)", "\ufffe\uffff", "a\r\nb\tc", "<!--", "<title></title></svg>",
]  # fmt: skip
at = Addresses(Place("timeline")).at


def drawn(page: FigurePage | TimelinePage, addresses: Addresses | None = None) -> Chart:
    made = chart(page, (addresses or Addresses(Place("timeline"))).at)
    assert made is not None
    return made


def links(made: Chart) -> list[Any]:
    return list(etree.fromstring(str(made.svg)).iter(f"{SVG}a"))


def values(made: Chart) -> Iterator[dict[str, Any]]:
    for layer in made.spec["layer"]:
        if "href" in layer["encoding"]:
            yield from layer["data"]["values"]


def killed(newsroom: Path, where: str | None = None) -> FigurePage:
    return figure_page(sample_room(newsroom), count_id("killed", None, where), {})


def with_bounds(page: FigurePage, *bounds: str) -> FigurePage:
    """The page with figures of these bounds, each of a day of its own."""
    rows = []
    for n, bound in enumerate(bounds):
        line = replace(page.charted[0].line, bound=bound, low=40.0, high=50.0 if bound == "range" else 40.0)
        rows.append(replace(page.charted[0], number=n + 1, day=f"2024-05-{n + 1:02}", since=None, line=line))
    return replace(page, charted=tuple(rows))


def hostile_pages(newsroom: Path, words: str) -> Iterator[FigurePage | TimelinePage]:
    """Pages in all of whose words from reports are these."""
    page = killed(newsroom)
    line = replace(page.charted[0].line, words=words, voice=words, outlet=words, as_of=words)
    yield replace(
        page,
        count=replace(page.count, words=words),
        charted=(replace(page.charted[0], line=line),),
        rows=(replace(page.charted[0], line=line),),
    )
    part = timeline_page(sample_room(newsroom), {})
    items = tuple(replace(item, words=words, who=words, outlet=words, lane=words) for item in part.marks[:5])
    yield replace(part, lanes=(words,), marks=items, items=items)


def test_each_bound_has_a_form_of_its_own(newsroom: Path) -> None:
    made = drawn(with_bounds(killed(newsroom), *BOUNDS))
    assert set(SHAPES) == set(BOUNDS)
    assert len({value["shape"] for value in values(made)}) == len(BOUNDS)
    assert [words for words, _, _ in made.bounds] == list(BOUNDS.values())
    assert len({outline for _, outline, _ in made.bounds}) == len(BOUNDS)
    forms = [link[0].get("d") for link in links(made)]
    assert len(set(forms)) == len(BOUNDS)


def test_a_range_reaches_from_its_least_to_its_greatest(newsroom: Path) -> None:
    spec = drawn(with_bounds(killed(newsroom), "exact", "range")).spec
    [rule] = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rule"]
    assert [(value["y"], value["high"]) for value in rule["data"]["values"]] == [(40, 50)]


def test_figures_in_a_dispute_have_a_ring_and_a_sign(newsroom: Path) -> None:
    page = with_bounds(killed(newsroom), "exact", "about")
    parted = replace(page, charted=(replace(page.charted[0], disputes=("d1:0000000000000000",)), page.charted[1]))
    before, after = str(drawn(page).svg), drawn(parted)
    assert "≠" not in before
    assert str(after.svg).count("≠") == 1
    assert any("≠" in note for note in after.notes)
    assert [link.get("aria-label").endswith("In a dispute") for link in links(after)] == [True, False]


def test_marks_say_what_who_where_and_when_in_order_of_time(newsroom: Path) -> None:
    page = killed(newsroom)
    said = [link.get("aria-label") for link in links(drawn(page))]
    assert len(said) == len(page.charted)
    assert said[0].startswith("1. at least 214, killed: Oruna Health Committee reported, Basin Bulletin, 4 March 2019, as of “Monday”")
    assert [int(words.partition(".")[0]) for words in said] == [row.number for row in page.charted]


def test_every_link_leads_to_words_of_a_report(newsroom: Path) -> None:
    room = sample_room(newsroom)
    reports = {key.replace(":", "-") for (key,) in room.ledger.connection.execute("SELECT id FROM reports")}
    pages: list[FigurePage | TimelinePage] = [figure_page(room, key, {}) for key in count_keys(room.ledger)]
    for page in [*pages, timeline_page(room, {})]:
        made = chart(page, at)
        for link in links(made) if made else ():
            found = re.fullmatch(r"/reports/(r1-\w+)#(s1-[0-9a-f]{16}|L\d+)", link.get("href"))
            assert found
            assert found[1] in reports


def test_bars_lead_to_the_finer_part(newsroom: Path) -> None:
    room = sample_room(newsroom)
    page = timeline_page(room, {})
    many = replace(page, marks=(), bars=tuple(_bars(page)))
    assert {link.get("href") for link in links(drawn(many))} == {f"/timeline/{key}" for key in parts(room) if len(key) == 10}


def _bars(page: TimelinePage) -> Iterator[Bar]:
    for (lane, day), number in Counter((item.lane, item.day) for item in page.marks).items():
        yield Bar(lane, day, number)


def test_a_published_chart_leads_from_file_to_file(newsroom: Path) -> None:
    room = sample_room(newsroom)
    key = next(key for key in parts(room) if len(key) == 10)
    made = drawn(timeline_part(room, key, {}), Addresses(Place("timeline", key), published=True))
    assert links(made)
    for link, value in zip(links(made), values(made), strict=True):
        assert re.fullmatch(r"\.\./reports/r1-\w+\.html#\S+", link.get("href"))
        assert value["href"] == link.get("href")
    assert "here.invalid" not in str(made.svg) + json.dumps(made.spec)


def _fits_the_policy(svg: str) -> None:
    """What stands in the page may neither run nor bring its own style."""
    for one in etree.fromstring(svg).iter():
        assert etree.QName(one).localname in {"svg", "g", "path", "line", "text", "a", "title"}
        assert not [name for name in one.attrib if name == "style" or name.startswith("on") or name.endswith("}href")]
        assert one.get("href", "/").startswith(("/", "../"))
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", svg)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_reports_stay_words(newsroom: Path, words: str) -> None:
    for page in hostile_pages(newsroom, words):
        made = drawn(page)
        _fits_the_policy(str(made.svg))
        if words.isprintable():
            assert words in links(made)[0].get("aria-label")
        html = as_html(page, Addresses(Place("timeline")), ledger="l.db")
        assert not re.search(r"<script>|<img", html)
        [spec] = re.findall(r"<script type=\"application/json\" data-chart>(.*?)</script>", html, re.S)
        assert json.loads(spec) == made.spec


@given(st.text(max_size=60))
def test_any_words_make_a_chart(newsroom: Path, words: str) -> None:
    for page in hostile_pages(newsroom, words.encode("utf8", "replace").decode("utf8")):
        _fits_the_policy(str(drawn(page).svg))


def test_no_word_of_a_report_is_an_expression(newsroom: Path) -> None:
    for page in hostile_pages(newsroom, "datum.x"):
        spec = drawn(page).spec
        for layer in spec["layer"]:
            layer.pop("data")
        assert "datum" not in json.dumps(spec)


@pytest.mark.parametrize("numbers", [[0, 0], [5, 5], [214, 236], [1, 7e9], [0, 1e300], [-4, 12], [0.28, 62], [1e-9, 1]])
def test_any_values_have_an_axis(newsroom: Path, numbers: list[float]) -> None:
    page = with_bounds(killed(newsroom), *["exact"] * len(numbers))
    rows = [replace(row, line=replace(row.line, low=n, high=n)) for row, n in zip(page.charted, numbers, strict=True)]
    made = drawn(replace(page, charted=tuple(rows)))
    assert len(links(made)) == len(numbers)
    assert "NaN" not in str(made.svg)
    assert "Infinity" not in str(made.svg)


def test_what_has_no_finite_value_is_not_drawn(newsroom: Path) -> None:
    page = with_bounds(killed(newsroom), "exact", "exact")
    rows = [replace(row, line=replace(row.line, low=n, high=n)) for row, n in zip(page.charted, (float("inf"), 3.0), strict=True)]
    assert len(links(drawn(replace(page, charted=tuple(rows))))) == 1
    nothing = [replace(row, line=replace(row.line, low=None, high=None)) for row in rows]
    assert chart(replace(page, charted=tuple(nothing)), at) is None


def test_days_at_the_ends_of_the_calendar_have_a_chart(newsroom: Path) -> None:
    page = with_bounds(killed(newsroom), "exact", "exact")
    rows = [replace(row, day=day) for row, day in zip(page.charted, ("1000-01-01", "2999-12-31"), strict=True)]
    assert len(links(drawn(replace(page, charted=tuple(rows))))) == 2
    part = timeline_page(sample_room(newsroom), {})
    items: tuple[Item, ...] = tuple(replace(item, day=day) for item, day in zip(part.marks, ("1000-01-01", "2999-12-31"), strict=False))
    assert len(links(drawn(replace(part, marks=items)))) == 2


def test_marks_of_a_count_that_meet_stand_beside_one_another(newsroom: Path) -> None:
    page = with_bounds(killed(newsroom), "exact", "exact", "exact")
    same: tuple[Counted, ...] = tuple(replace(row, day="2024-05-03") for row in page.charted)
    places = {value["x"] for value in values(drawn(replace(page, charted=same)))}
    assert len(places) == 3
    assert stacked([], []) == []


def test_the_script_keeps_to_itself() -> None:
    script = vega_script().decode()
    assert script.startswith("(()=>{")
    assert script.endswith("})();\n")
    assert "window.vegaEmbed=" in script
    assert not re.search(r"\bimport\s*\(", script)


def test_a_chart_is_zoomed_under_the_policy(served: Served, newsroom: Path, page: Page) -> None:
    page.goto(f"{served.address}/figures/{count_id('killed', None, None).replace(':', '-')}")
    page.get_by_role("button", name="Zoom and drag").click()
    mark = page.locator(".live [aria-roledescription=point]").first
    mark.hover(force=True)
    tip = page.locator("#vg-tooltip-element")
    tip.wait_for(state="visible")
    assert tip.inner_text().startswith("1. at least 214, killed")
    page.get_by_role("button", name="Back to the still chart").click()
    assert page.locator(".still a").count() == len(killed(newsroom).charted)
