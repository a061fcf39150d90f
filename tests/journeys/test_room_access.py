"""The reading room for everybody: by axe-core's rules, by keyboard, on a narrow screen, on paper."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.browser import Served, Visitor, every_kind

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf8")


@pytest.fixture(scope="module")
def kinds(served: Served) -> dict[str, str]:
    return {
        **every_kind(served),
        "no page": "/nothing",
        "no statement": "/statements?q=xylophone",
        "a bad question": "/statements?since=yesterday",
    }


@pytest.fixture
def everywhere(visitor: Visitor) -> Visitor:
    """A visitor who also goes to pages that are not there."""
    visitor.missing = True
    return visitor


def grave(page: Page, axe: str) -> list[str]:
    """What axe-core takes for serious or worse, in words."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'], preload: false, iframes: false })")
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:160]} {node['any'][:1] and node['any'][0]['message']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize(("scheme", "size"), [("light", NARROW), ("dark", WIDE)], ids=["light and narrow", "dark and wide"])
def test_no_page_breaks_a_serious_rule(
    everywhere: Visitor, served: Served, kinds: dict[str, str], axe: str, scheme: str, size: dict[str, int]
) -> None:
    page = everywhere.page(color_scheme=scheme, viewport=size)
    broken = {}
    for kind, path in kinds.items():
        page.goto(f"{served.address}{path}")
        if found := grave(page, axe):
            broken[kind] = found
    assert not broken


def test_what_is_lit_can_still_be_read(visitor: Visitor, served: Served, axe: str) -> None:
    for scheme in ("light", "dark"):
        page = visitor.page(color_scheme=scheme)
        page.goto(f"{served.address}/statements")
        page.locator('.statement a[href^="/reports/"]').first.click()
        page.wait_for_selector(".text .lit")
        assert not grave(page, axe)


def test_no_page_is_wider_than_a_narrow_screen(everywhere: Visitor, served: Served, kinds: dict[str, str]) -> None:
    page = everywhere.page(viewport=NARROW)
    wide = {}
    for kind, path in kinds.items():
        page.goto(f"{served.address}{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            wide[kind] = (width, page.evaluate(_WIDEST))
    assert not wide


_WIDEST = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
.slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody hears of a page: its title, the levels of its headings, the names of its navigations, and all of it in words."""

    title: str
    levels: list[int]
    first: int  # headings of the first level within the main part
    mains: int
    navigations: list[str | None]
    told: list[str]


@pytest.fixture(scope="module")
def looked(browser: Browser, served: Served, kinds: dict[str, str]) -> dict[str, Looked]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    out = {}
    for kind, path in kinds.items():
        page.goto(f"{served.address}{path}")
        out[kind] = Looked(
            page.title(), page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(e => Number(e.tagName[1]))"),
            page.locator("main h1").count(), page.get_by_role("main").count(),
            page.eval_on_selector_all("nav", "all => all.map(e => e.getAttribute('aria-label'))"),
            page.locator("body").aria_snapshot().splitlines(),
        )  # fmt: skip
    page.close()
    return out


def test_each_page_has_one_heading_of_its_own_and_no_step_is_left_out(looked: dict[str, Looked]) -> None:
    for kind, one in looked.items():
        assert (one.levels[0], one.levels.count(1), one.first) == (1, 1, 1), kind
        assert all(later <= before + 1 for before, later in pairwise(one.levels)), f"{kind}: {one.levels}"


def test_each_page_has_a_main_part_and_every_navigation_its_name(looked: dict[str, Looked]) -> None:
    for kind, one in looked.items():
        assert one.mains == 1, kind
        assert one.navigations.count("Pages") == 1, kind
        assert all(one.navigations), kind
        assert len(one.navigations) == len(set(one.navigations)), kind


def test_no_two_lists_have_one_title(looked: dict[str, Looked]) -> None:
    titles = [one.title for kind, one in looked.items() if not kind.endswith("/")]
    assert len(titles) == len(set(titles))


def test_every_link_button_and_field_has_a_name(looked: dict[str, Looked]) -> None:
    for kind, one in looked.items():
        for told in one.told:
            bare = told.strip().removeprefix("- ").split(":", maxsplit=1)[0].strip("'")
            assert bare not in ("link", "button", "textbox", "searchbox", "combobox"), f"{kind}: {told}"


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_tab_goes_by_the_skip_link_and_the_pages_to_the_search_and_on_to_the_main_part(
    visitor: Visitor, served: Served, size: dict[str, int]
) -> None:
    page = visitor.page(viewport=size)
    page.goto(f"{served.address}/statements")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").evaluate("e => e.getBoundingClientRect().left") >= 0
    met = []
    for _ in range(30):
        page.keyboard.press("Tab")
        met.append(page.evaluate("(document.activeElement.closest('nav, .search, main') ?? document.body).tagName"))
        if met[-1] == "MAIN":
            break
    assert list(dict.fromkeys(tag for tag in met if tag != "BODY")) == ["NAV", "FORM", "MAIN"]
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_what_has_the_focus_can_be_seen(visitor: Visitor, served: Served, kinds: dict[str, str]) -> None:
    page = visitor.page()
    for path in (kinds["statements"], kinds["reports/"]):
        page.goto(f"{served.address}{path}")
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type === 'date'"):
                continue  # its parts show the focus themselves
            seen = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && s.outlineWidth !== '0px' })()"
            )
            assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_on_paper_there_is_no_navigation(visitor: Visitor, served: Served, kinds: dict[str, str]) -> None:
    page = visitor.page()
    page.emulate_media(media="print")
    for path in (kinds["statements"], kinds["reports/"]):
        page.goto(f"{served.address}{path}")
        for hidden in ("header nav", ".search", "footer"):
            assert not page.locator(hidden).first.is_visible(), hidden
        assert page.locator("main h1").is_visible()


def test_letters_twice_as_large_still_fit(visitor: Visitor, served: Served, kinds: dict[str, str]) -> None:
    page = visitor.page(viewport={"width": 640, "height": 450})  # as a window of 1280 at 200 per cent
    for kind in ("statements", "reports", "reports/"):
        page.goto(f"{served.address}{kinds[kind]}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, kind


def test_marks_differ_in_more_than_colour(visitor: Visitor, served: Served, kinds: dict[str, str]) -> None:
    page = visitor.page(forced_colors="active")
    page.goto(f"{served.address}{kinds['reports/']}")
    look = "e => { const s = getComputedStyle(e); return [s.textDecorationStyle, s.textDecorationLine, s.fontStyle, s.fontWeight, s.borderBottomStyle].join() }"
    looks = [page.locator(f".legend .{layer}").evaluate(look) for layer in ("source", "cue", "content", "time", "flag")]
    assert len(set(looks)) == len(looks)
