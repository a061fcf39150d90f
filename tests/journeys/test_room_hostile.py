"""Reports that mean harm: whatever stands in them is shown as words, and nothing of it runs, leaves, or bursts the page."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sayso.errors import ReportError
from sayso.ids import report_id
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.ledger.versions import record_superseded, record_versions
from sayso.model import Addressee, Fact, Figure, Flag, Furniture, Mention, Moment, Reading, Relay, Report, Span, Statement, Time, Voice
from sayso.pipeline import relink
from sayso.settings import Settings
from sayso.views.room.reports import Mark
from sayso.views.web.marked import dashed, marked
from tests.journeys.browser import Served, Visitor, ask, every_kind, serving_room
from tests.servers import Page as Answer
from tests.servers import Site
from tests.views.web.test_marked import LAYERS, PIECES, a_mark, words_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

SPELLS = (
    "<script>window.hacked=1</script>", '"><img src=x onerror=window.hacked=1>', "</title><script>window.hacked=1</script>",
    "'-window.hacked=1-'", "{{7*7}}{% include 'base.html' %}", "]]><svg onload=window.hacked=1>", "</textarea></template><iframe src=//evil.example>",
    '" autofocus onfocus="window.hacked=1', "<!--", "<base href=//evil.example>", "<meta http-equiv=refresh content=0;//evil.example>",
    "javascript:window.hacked=1", "\u202e<b>desrever</b>\u202c", "&lt;script&gt;", "a" * 400, "\U0001f469\u200d\U0001f692\u0301" * 30, "%3Cscript%3E",
    "<style>*{display:none}</style>", "<a href=javascript:window.hacked=1>press</a>", "${7*7}", "\\u003cscript\\u003e", "-->",
)  # fmt: skip
RTL = "\u202bאמר הדובר\u202c مرحبا بالعالم \u2067abc\u2069 \u202eevil\u202c e\u0301\u0302\u0303 \u200d\u200f"
MODEL = "made"
LONG = 5_000_000  # letters of one paragraph


class Spells:
    """One spell after the other, each with a number, so that no two values are alike."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"{SPELLS[self.count % len(SPELLS)]} {self.count}"


def a_hostile(spell: Spells, text: str, number: int, **known: Any) -> Report:
    given = {"outlet": spell(), "title": spell(), "author": spell(), "language": "en", "published": f"2024-05-{number:02}", **known}
    return Report(
        f"/{spell()}/{number}.txt", text, hashlib.sha256(text.encode()).hexdigest(), **given,
        facts=(Fact("outlet", given["outlet"], spell()), Fact("url", "javascript:window.hacked=1", spell()), Fact(spell(), spell(), spell())),
        notes=(Flag(spell(), Span(0, 5), spell()),), seen=f"2024-05-{number:02}T10:00:00+00:00",
    )  # fmt: skip


def sentences(spell: Spells, text: str, found: list[tuple[Span, Span, Span]], names: tuple[str, str]) -> Reading:
    """A made reading: a statement for each source, cue and content; each third is told within the one before."""
    made = []
    for number, (source, cue, content) in enumerate(found):
        voice = Voice(names[number % 2], "person", spell(), spell(), source)
        made.append(
            Statement(
                (source,), (cue,), (content,), "speech", "indirect", 0.5, (voice, replace(voice, name=spell(), mention=None)),
                Addressee(spell(), cue), (Relay(spell(), "quoted", cue), Relay(spell(), "credit", source)),
                Moment(cue, cue.of(text), "2024-05-01", f"2024-05-0{1 + number % 2}", "day", spell()), number - 1 if number % 3 == 2 else None,
            )
        )  # fmt: skip
    some = [content for _, _, content in found[:3]]
    return Reading(
        MODEL, tuple(made), (Furniture(some[-1], spell()),),
        tuple(Figure(span, n + 1.0, n + 1.0, "exact", SPELLS[n % 2], names[1], RTL, Moment(span, spell(), "2024-05-01", "2024-05-01", "day"), n)
              for n, span in enumerate(some)),
        tuple(Time(Moment(span, spell(), None, None, None, spell()), "date", spell()) for span in some),
        tuple(Flag(spell(), span, spell()) for span in some),
        mentions=tuple(Mention(source, names[n % 2], ("person", "place")[n % 2], source.of(text)) for n, (source, _, _) in enumerate(found)),
    )  # fmt: skip


def spans_of(text: str) -> list[tuple[Span, Span, Span]]:
    """Source, cue and content of each sentence "¶source¶ said ¶content¶"."""
    return [
        (Span(*one.span(1)), Span(*one.span(2)), Span(*one.span(3)))
        for one in re.finditer(r"¶([^¶]*)¶ (said) ¶([^¶]*)¶", text)
    ]  # fmt: skip


def texts(spell: Spells) -> Iterator[str]:
    """Texts of many spells, right to left, and one of a single paragraph of five million letters."""
    for number in range(3):
        yield "".join(
            f"{spell()}\n¶{spell()}¶ said ¶{spell()} {RTL} the gate {number} is shut and 12 crates are gone¶\r\n\n" for _ in range(8)
        )
    yield f"¶{RTL}¶ said ¶{RTL} shut¶ {RTL}\n" * 20
    filler = f"{spell()} {RTL} {'word ' * 3000}"
    whole = "".join(f"¶{spell()}¶ said ¶{spell()} crate {n}¶ {filler} " for n in range(300))
    yield whole + "x" * (LONG - len(whole))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The room of a ledger in which every field is a spell."""
    path = tmp_path_factory.mktemp("hostile") / "<b>&{{7*7}}.db"
    spell, settings = Spells(), Settings()
    names = spell(), "Ada <script>window.hacked=1</script> Quill"
    with Ledger(path, create=True) as ledger:
        for number, text in enumerate(texts(spell), 1):
            report = a_hostile(spell, text, number, url="javascript:window.hacked=1" if number > 2 else "https://estuary.example/<script>")
            ledger.record(report, sentences(spell, text, spans_of(text), names), version="0", settings=settings)
        again = a_hostile(spell, text := "Again.\n" + next(texts(spell)), 9, url=report.url)
        ledger.record(again, sentences(spell, text, spans_of(text), names), version="0", settings=settings)
        ledger.record_failure(ReportError(spell(), spell(), spell()), version="0", model=MODEL, settings=settings)
        record_versions(ledger)
        record_superseded(ledger)
        db = ledger.connection
        said = [key for (key,) in db.execute("SELECT id FROM statements WHERE report = ? ORDER BY position", (report_id(again),))]
        judge(ledger, said[0], None, "confirm", by=spell(), note=spell())
        judge(ledger, said[1], said[2], "same", by=spell(), note=spell())
        relink(ledger, settings=settings, model=MODEL)
        db.execute(
            "UPDATE runs SET started = '2099-01-01T00:00:00+00:00'"
        )  # so that serving it does not group it anew, without the spells below
        with ledger.writing():
            db.execute("INSERT OR REPLACE INTO disputes VALUES ('d1:00000000000000ff', 'status', ?, ?, 0.9, 'linking')", (spell(), spell()))
            db.executemany("INSERT INTO dispute_members VALUES ('d1:00000000000000ff', ?, ?, NULL)", [(0, said[0]), (1, said[3])])
            for table in ("disputes", "copy_families", "utterances", "claims"):
                db.execute(f"UPDATE {table} SET why = ?", (spell(),))
            db.execute("UPDATE utterances SET who = json_array(?)", (spell(),))
            for table, column in (
                ("parties", "name"),
                ("issues", "name"),
                ("issues", "about"),
                ("proposals", "name"),
                ("proposals", "why"),
            ):
                db.execute(f"UPDATE {table} SET {column} = ? || {column}", (spell(),))
    with serving_room(path, "--by", spell()) as room:
        yield room


@pytest.fixture(scope="module")
def kinds(hostile: Served) -> dict[str, str]:
    return every_kind(hostile)


def reports_of(room: Served) -> list[str]:
    with Ledger(room.ledger, read_only=True) as ledger:
        return [key for (key,) in ledger.connection.execute("SELECT id FROM reports ORDER BY length")]


def test_every_page_opens_and_nothing_runs_or_leaves(visitor: Visitor, hostile: Served, kinds: dict[str, str]) -> None:
    page = visitor.page()
    for kind, path in {**kinds, **{key: f"/reports/{dashed(key)}" for key in reports_of(hostile)}}.items():
        answer = page.goto(f"{hostile.address}{path}")
        assert answer is not None
        assert answer.status == 200, kind
        assert page.evaluate("window.hacked === undefined"), kind
        data = page.eval_on_selector_all("script[type='application/json']", "all => all.map(e => e.textContent)")
        assert all(json.loads(one) for one in data), kind
        scripts = page.eval_on_selector_all("script:not([type='application/json'])", "all => all.map(e => e.textContent ? 'words' : e.src)")
        assert all(script.startswith(f"{hostile.address}/static/") for script in scripts), kind
        assert (
            page.locator("main img, main iframe, main object, main embed, main style, main base, main meta, main template").count() == 0
        ), kind
        assert (
            page.eval_on_selector_all("*", "all => all.flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on')).length") == 0
        ), kind
        hrefs = page.eval_on_selector_all("[href], [src], [action], [formaction]", _ADDRESSES)
        assert not [href for href in hrefs if not href.startswith(f"{hostile.address}/")], kind
        assert "49" not in page.title(), kind
    assert all(asked.startswith(hostile.address) for asked in visitor.asked)


_ADDRESSES = """all => all.flatMap(e => ['href', 'src', 'action', 'formAction'].map(name => e[name]?.baseVal ?? e[name]))
.filter(value => value && typeof value === 'string').map(value => new URL(value, location).href)"""


def test_a_chart_that_is_drawn_anew_runs_nothing_either(visitor: Visitor, hostile: Served, kinds: dict[str, str]) -> None:
    page = visitor.page()
    for kind in ("figures/", "timeline", "timeline/"):
        page.goto(f"{hostile.address}{kinds[kind]}")
        page.get_by_role("button", name="Zoom and drag").click()
        page.wait_for_selector(".live svg")
        assert page.evaluate("window.hacked === undefined"), kind
        assert page.locator(".live script, .live img, .live iframe, .live foreignObject").count() == 0, kind
        hrefs = page.eval_on_selector_all(".live a", _ADDRESSES)
        assert not [href for href in hrefs if not href.startswith(f"{hostile.address}/")], kind


def test_no_page_is_burst_by_what_it_shows(visitor: Visitor, hostile: Served, kinds: dict[str, str]) -> None:
    page, wide = visitor.page(), {}
    for kind, path in kinds.items():
        page.goto(f"{hostile.address}{path}")
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            found = page.evaluate("document.documentElement.scrollWidth")
            if found > width:
                wide[kind, width] = (found, page.evaluate(_WIDEST))
    assert not wide


_WIDEST = """() => [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
.slice(-2).map(e => e.outerHTML.slice(0, 160))"""


def in_browser(page: Page, within: str) -> list[dict[str, Any]]:
    """The text of the marked report and the words of each role, as the browser holds them."""
    found: list[dict[str, Any]] = page.evaluate(
        """within => [...document.querySelectorAll(within)].map(part => {
          const of = {};
          for (const e of part.querySelectorAll('[data-of]')) for (const key of new Set(e.dataset.of.split(' '))) of[key] = (of[key] || '') + e.textContent;
          return { text: part.textContent, of, tags: [...new Set([...part.querySelectorAll('*')].map(e => e.tagName))] };
        })""",
        within,
    )
    return found


def test_every_mark_is_on_its_words_in_the_browser(visitor: Visitor, hostile: Served) -> None:
    page = visitor.page()
    for key in reports_of(hostile):
        page.goto(f"{hostile.address}/reports/{dashed(key)}")
        [found] = in_browser(page, "article.text")
        with Ledger(hostile.ledger, read_only=True) as ledger:
            db = ledger.connection
            (text,) = db.execute("SELECT text FROM reports WHERE id = ?", (key,)).fetchone()
            rows = db.execute(
                "SELECT start_at, end_at, role, statement FROM spans JOIN statements ON id = statement WHERE report = ?"
                " AND id NOT IN (SELECT statement FROM superseded)",
                (key,),
            )
            expected = words_of(text, [Mark(start, end, role, of, None) for start, end, role, of in rows])
        assert found["text"] == text.replace("\0", "\ufffd")
        assert found["of"] == expected
        assert set(found["tags"]) <= {"P", "SPAN", "A"}


def a_case(dice: random.Random) -> tuple[str, list[Mark]]:
    text = "".join(dice.choices(PIECES, k=dice.randrange(1, 40)))
    made = []
    for _ in range(dice.randrange(8)):
        start, end = sorted(dice.choices(range(len(text) + 1), k=2))
        if start < end:
            made.append(a_mark(start, end, dice.choice(LAYERS), dice.randrange(4), dice.choice(SPELLS)))
    return text, sorted(made, key=lambda mark: (LAYERS.index(mark.layer) > 2, mark.start, -mark.end))


def test_hundreds_of_texts_come_back_letter_by_letter_from_the_browser(visitor: Visitor, site: Site) -> None:
    dice = random.Random(7)
    cases = [a_case(dice) for _ in range(400)]
    shown = "".join(f"<article>{marked(text, marks, lambda key: f'/statements/{key}')}</article>" for text, marks in cases)
    site.pages["/"] = Answer(f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>cases</title>{shown}")
    page = visitor.page()
    page.goto(site.url("/"))
    found = in_browser(page, "article")
    assert len(found) == len(cases)
    for (text, marks), one in zip(cases, found, strict=True):
        assert one["text"] == text.replace("\0", "\ufffd")
        assert one["of"] == words_of(text, marks)
        assert set(one["tags"]) <= {"P", "SPAN", "A"}


def test_a_statement_of_the_longest_report_is_found_in_it(visitor: Visitor, hostile: Served) -> None:
    page = visitor.page()
    page.goto(f"{hostile.address}/statements?q=%22crate+150%22")
    page.locator('.statement a[href^="/reports/"]').first.click()
    page.wait_for_url("**#s1-*")
    key = page.url.partition("#")[2]
    page.wait_for_selector(f"#e-{key}.lit")
    top, height = page.locator(f"#{key} + *").evaluate("e => [e.getBoundingClientRect().top, innerHeight]")
    assert 0 <= top < height


def test_words_searched_for_are_words_wherever_they_are_shown(visitor: Visitor, hostile: Served) -> None:
    page = visitor.page()
    for spell in SPELLS[:8]:
        page.goto(f"{hostile.address}/statements")
        page.fill("#search", spell[:300])
        page.press("#search", "Enter")
        page.wait_for_url("**/statements?q=*")
        assert page.locator("#search").input_value() == spell[:300]
        assert page.evaluate("window.hacked === undefined")


def test_json_has_the_spells_as_they_are_and_is_no_page(hostile: Served, kinds: dict[str, str]) -> None:
    for path in kinds.values():
        answer = ask(hostile, f"{path}.json" if path != "/" else "/index.json")
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
