"""A reader's walk through the reading room, in a browser: from a search to the exact words, and to a judgement."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.journeys.browser import Served, Visitor, every_kind
from tests.journeys.test_commands import sayso

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

WORDS = "draft"
SEEN = "e => { const at = e.getBoundingClientRect(); return at.height > 0 && at.top >= 0 && at.bottom <= innerHeight }"


def contents(room: Served, key: str) -> str:
    """The words of a statement's content, as the ledger has them: each letter of the report once, in the order of the text."""
    with closing(sqlite3.connect(room.ledger)) as db:
        (text,) = db.execute("SELECT text FROM statements JOIN reports ON reports.id = report WHERE statements.id = ?", (key,)).fetchone()
        spans = db.execute("SELECT start_at, end_at FROM spans WHERE statement = ? AND role = 'content' ORDER BY start_at", (key,))
        return "".join(text[start:end] for start, end in spans)


def lit(page: Page, key: str) -> str:
    """The words that are lit as the content of a statement."""
    parts: list[str] = page.eval_on_selector_all(f'.text .lit[data-of~="{key}/content"]', "all => all.map(e => e.textContent)")
    return "".join(parts)


def searched(page: Page, room: Served, words: str = WORDS) -> Page:
    """The statements with these words, come to from the first page by the box in the header."""
    page.goto(f"{room.address}/reports")
    page.fill("#search", words)
    page.press("#search", "Enter")
    page.wait_for_url(f"**/statements?q={words}")
    return page


def places(page: Page) -> Locator:
    return page.locator('.statement a[href^="/reports/"]')


def with_a_cue(room: Served) -> tuple[str, str]:
    """A report and a statement in it whose cue is nobody else's words."""
    with closing(sqlite3.connect(room.ledger)) as db:
        found = db.execute(
            "SELECT report, statement FROM spans AS cue JOIN statements ON id = statement WHERE role = 'cue'"
            " AND report NOT IN (SELECT report FROM versions) AND NOT EXISTS (SELECT 1 FROM spans"
            " AS other JOIN statements AS s ON s.id = other.statement WHERE s.report = statements.report AND other.statement <> cue.statement"
            " AND other.start_at < cue.end_at AND cue.start_at < other.end_at) ORDER BY start_at DESC LIMIT 1"
        ).fetchone()
    return found[0].replace(":", "-"), found[1].replace(":", "-")


def test_a_search_leads_to_statements_that_have_the_words(page: Page, served: Served) -> None:
    searched(page, served)
    assert page.locator(".condition").first.inner_text().startswith(f"with the words {WORDS}")
    assert page.locator("#search").input_value() == WORDS
    found = page.locator(".statement").all_inner_texts()
    assert found
    assert page.locator(".asked").inner_text().startswith(f"{len(found)} statements")


def test_the_place_of_a_statement_leads_to_its_exact_words_in_the_report(page: Page, served: Served) -> None:
    searched(page, served)
    for number in range(min(4, places(page).count())):
        searched(page, served)
        places(page).nth(number).click()
        page.wait_for_url("**/reports/r1-*#s1-*")
        page.wait_for_selector(".entries .lit")
        key = page.url.partition("#")[2]
        assert lit(page, key) == contents(served, key.replace("-", ":"))
        assert page.locator(f"#{key} + *").evaluate(SEEN)
        assert "lit" in (page.locator(f"#e-{key}").get_attribute("class") or "")


def test_a_click_on_a_mark_lights_its_entry_and_the_line_of_an_entry_its_mark(page: Page, served: Served) -> None:
    report, key = with_a_cue(served)
    page.goto(f"{served.address}/reports/{report}")
    assert page.locator(".lit").count() == 0
    page.locator(f'.text [data-of~="{key}/cue"]').first.click()
    assert page.locator(".entries .lit").get_attribute("id") == f"e-{key}"
    assert page.url.endswith(f"#{key}")
    assert lit(page, key) == contents(served, key.replace("-", ":"))
    other = page.locator(f".entries li[id]:not(#e-{key})").first
    other_key = (other.get_attribute("id") or "").removeprefix("e-")
    other.get_by_role("link", name=re.compile("^line ")).click()
    page.wait_for_selector(f"#e-{other_key}.lit")
    assert page.url.endswith(f"#{other_key}")
    assert lit(page, other_key) == contents(served, other_key.replace("-", ":"))
    assert page.locator(f"#{other_key} + *").evaluate(SEEN)
    assert page.locator(".entries .lit").get_attribute("id") == f"e-{other_key}"


def test_an_address_with_a_place_lights_it_and_back_leads_back(page: Page, served: Served) -> None:
    searched(page, served)
    places(page).first.click()
    page.wait_for_url("**#s1-*")
    page.reload()
    key = page.url.partition("#")[2]
    assert lit(page, key) == contents(served, key.replace("-", ":"))
    page.go_back()
    page.wait_for_url(f"**/statements?q={WORDS}")


@pytest.mark.parametrize("facet", ["Voice", "Outlet", "Month"])
def test_a_filter_says_itself_picks_as_many_as_it_promised_and_can_be_taken_out(page: Page, served: Served, facet: str) -> None:
    page.goto(f"{served.address}/statements")
    whole = page.locator(".asked").inner_text()
    offered = page.locator(".facets section", has=page.get_by_role("heading", name=facet, exact=True)).locator("li").first
    label, number = offered.locator("a").inner_text(), offered.locator(".n").inner_text()
    offered.locator("a").click()
    page.wait_for_selector(".condition")
    assert page.locator(".asked").inner_text().startswith(f"{number} statement")
    assert page.locator(".condition bdi").inner_text().endswith(label)
    assert page.locator(".facets a[aria-current]", has_text=label).count() == 1
    page.locator(".condition a").click()
    page.wait_for_url("**/statements")
    assert page.locator(".asked").inner_text() == whole


def test_conditions_are_put_together_by_days_words_and_switches(page: Page, served: Served) -> None:
    searched(page, served)
    page.get_by_label("from").fill("2019-03-05")
    page.get_by_role("button", name="Set days").click()
    page.wait_for_url("**since=2019-03-05**")
    page.get_by_role("link", name="told in several reports").click()
    page.wait_for_url("**told=2**")
    said = [words.strip() for words in page.locator(".condition bdi").all_inner_texts()]
    assert said == [f"with the words {WORDS}", "on or after 2019-03-05", "told in at least 2 reports"]
    for days in page.locator(".statement time").all():
        assert (days.get_attribute("datetime") or "") >= "2019-03-05"


def test_what_nothing_meets_says_what_to_do(page: Page, served: Served) -> None:
    searched(page, served, "xylophone")
    assert page.locator(".statement").count() == 0
    assert "Take a condition out" in page.locator(".empty").inner_text()


def test_keys_search_and_go_through_the_list(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/statements")
    keys = page.eval_on_selector_all(".statement", "all => all.map(e => e.dataset.key)")
    focused = "document.activeElement.dataset.key"
    for press, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(press)
        assert page.evaluate(focused) == keys[at]
        assert page.evaluate(f"({SEEN})(document.activeElement)")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("j/k")
    assert page.locator("#search").input_value() == "j/k"


def test_keys_in_a_report_go_from_entry_to_entry_and_light_them(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/reports/{with_a_cue(served)[0]}")
    for _ in range(2):
        page.keyboard.press("j")
    entries = page.eval_on_selector_all(".entries li[id]", "all => all.map(e => e.id)")
    assert page.evaluate("document.activeElement.id") == entries[1]
    assert page.locator(".entries .lit").get_attribute("id") == entries[1]


def test_without_scripts_a_search_still_leads_to_the_words(visitor: Visitor, served: Served) -> None:
    page = visitor.page(java_script_enabled=False)
    page.goto(f"{served.address}/statements")
    page.fill("#search", WORDS)
    page.press("#search", "Enter")
    page.wait_for_url(f"**/statements?q={WORDS}")
    link = places(page).first.get_attribute("href") or ""
    places(page).first.click()
    page.wait_for_url(f"**{link}")
    key = link.partition("#")[2]
    landed = page.locator(f"#{key} + *")
    box = landed.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    plain = page.locator(f'.text [data-of]:not([data-of~="{key}/content"])').first
    outlined = "e => getComputedStyle(e).outlineStyle"  # asked by the debugger
    assert (landed.evaluate(outlined), plain.evaluate(outlined)) == ("solid", "none")
    assert page.locator(f'.text a[data-of~="{key}/cue"]').first.get_attribute("href") == f"/statements/{key}"


def test_each_kind_of_page_is_open_to_a_reader_without_scripts(visitor: Visitor, served: Served) -> None:
    page = visitor.page(java_script_enabled=False)
    for kind, path in every_kind(served).items():
        answer = page.goto(f"{served.address}{path}")
        assert answer is not None
        assert answer.status == 200, kind
        assert page.locator("main h1").inner_text(), kind


def settled(page: Page) -> None:
    """Wait until groups are made anew."""
    for _ in range(200):
        page.reload()
        if not page.locator(".status", has_text="grouped anew").count():
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.locator(".status").inner_text())


def decisions(room: Served) -> list[tuple[str, str, str | None, str, bool]]:
    """The judgements on what a test judges: decision, both ends, by whom, and whether it stands."""
    with closing(sqlite3.connect(room.ledger)) as db:
        rows = db.execute("SELECT decision, left_id, right_id, by, withdrawn_at IS NULL FROM judgements WHERE note IS NULL ORDER BY at")
        return [(decision, left, right, by, bool(stands)) for decision, left, right, by, stands in rows]


def ends(pair: Locator) -> tuple[str, ...]:
    return tuple(sorted(pair.locator(f'input[name="{end}"]').input_value() for end in ("left", "right")))


def test_a_pair_is_judged_taken_back_and_still_there_after_a_reload(own: Served, page: Page) -> None:
    page.goto(f"{own.address}/judging")
    first = page.locator(".pair").first
    judged = ends(first)
    first.get_by_role("button", name="Different").click()
    page.wait_for_url("**/judging")
    settled(page)
    assert judged not in [ends(pair) for pair in page.locator(".pair").all()]
    recent = page.locator(".judgements li").first
    assert recent.inner_text().startswith("different")
    assert "Ismay Corran" in recent.inner_text()
    assert decisions(own) == [("different", *judged, "Ismay Corran", True)]
    recent.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/judging")
    settled(page)
    assert decisions(own) == [("different", *judged, "Ismay Corran", False)]
    assert page.locator(".judgements li.withdrawn").count() == 1
    assert judged in [ends(pair) for pair in page.locator(".pair").all()]


def test_keys_judge_the_pair_that_is_chosen_and_undo_the_last(own: Served, page: Page) -> None:
    page.goto(f"{own.address}/judging")
    pairs = page.locator(".pair")
    while "pair" not in (page.evaluate("document.activeElement.className") or ""):
        page.keyboard.press("j")
    chosen = ends(page.locator(".pair:focus"))
    assert chosen in [ends(pair) for pair in pairs.all()]
    with page.expect_navigation():
        page.keyboard.press("u")
    assert decisions(own) == [("unsure", *chosen, "Ismay Corran", True)]
    with page.expect_navigation():
        page.keyboard.press("z")
    assert decisions(own) == [("unsure", *chosen, "Ismay Corran", False)]


def test_a_statement_that_is_rejected_counts_no_more_until_that_is_undone(own: Served, page: Page) -> None:
    page.goto(f"{own.address}/statements")
    before = page.locator(".asked").inner_text()
    page.locator(".statement .entry").first.click()
    page.wait_for_url("**/statements/s1-*")
    entry = page.url
    page.get_by_role("button", name="Reject").click()
    page.wait_for_url(entry)
    settled(page)
    assert "A person rejected this statement" in page.locator(".status").inner_text()
    page.goto(f"{own.address}/statements")
    assert int(page.locator(".asked").inner_text().split()[0]) == int(before.split()[0]) - 1
    page.goto(entry)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(entry)
    settled(page)
    page.goto(f"{own.address}/statements")
    assert page.locator(".asked").inner_text() == before


def test_a_dispute_is_judged_from_its_page(own: Served, page: Page) -> None:
    page.goto(f"{own.address}/disputes")
    page.locator(".dispute h2 a").first.click()
    page.wait_for_url("**/disputes/d1-*")
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/disputes/d1-*")
    [(decision, left, right, _, _)] = decisions(own)
    assert (decision, left.partition(":")[0], right) == ("confirm", "d1", None)
    assert page.locator(".judgements li").count() == 1


def test_without_scripts_a_pair_is_judged_too(own: Served, visitor: Visitor) -> None:
    page = visitor.page(java_script_enabled=False)
    page.goto(f"{own.address}/judging")
    judged = ends(page.locator(".pair").first)
    page.locator(".pair").first.get_by_role("button", name="Same").click()
    page.wait_for_url("**/judging")
    assert decisions(own) == [("same", *judged, "Ismay Corran", True)]


@pytest.fixture(scope="module")
def site_folder(newsroom: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom's room as files."""
    folder = tmp_path_factory.mktemp("published") / "site"
    published = sayso("publish", newsroom, "-o", folder)
    assert (published.returncode, published.stderr) == (0, "")
    return folder


def test_a_published_search_leads_to_the_exact_words_from_disk(page: Page, newsroom: Path, site_folder: Path) -> None:
    page.goto((site_folder / "index.html").as_uri())
    page.fill("#search", WORDS)
    page.press("#search", "Enter")
    page.wait_for_url(f"file://**/statements.html?q={WORDS}")
    assert page.locator(".statement").count() > 0
    page.locator('.statement a[href*="reports/"]').first.click()
    page.wait_for_url("file://**/reports/r1-*#s1-*")
    key = page.url.partition("#")[2]
    assert lit(page, key) == contents(Served(newsroom, ""), key.replace("-", ":"))
    assert page.locator(f"#{key} + *").evaluate(SEEN)


def test_a_published_search_finds_what_the_served_one_finds(page: Page, served: Served, site_folder: Path) -> None:
    differing = []
    for query in ("q=%22cease-fire+draft%22", "q=truce&sort=told", "kind=document", "since=2019-03-06&until=2019-03-08", "told=2&sort=oldest", "page=2",
                  "disputed=1", "outlet=Ternwire&outlet=Radio+Estuary&q=said", "q=xylophone", "q=eleven+pages%2C", "q=*", "q=_", "report=none",
                  "disputed=0", "origins=1&unnamed=1", "outlet=%3F", "since=+2019-03-06", "sort=oldest", "side=Dorvane&relay=Ternwire"):  # fmt: skip
        found = []
        for address in (f"{served.address}/statements", (site_folder / "statements.html").as_uri()):
            page.goto(f"{address}?{query}")
            found.append((
                page.eval_on_selector_all(".statement", "all => all.map(e => e.dataset.key)"),
                page.locator(".condition bdi").all_inner_texts(),
                page.locator(".asked").first.inner_text().split()[0],
            ))  # fmt: skip
        differing += [] if found[0] == found[1] else [query]
    assert not differing


def test_every_published_page_opens_from_disk_and_no_link_leads_to_nothing(page: Page, site_folder: Path) -> None:
    pages = sorted(site_folder.rglob("*.html"))
    assert pages
    dead = {
        f"{file.relative_to(site_folder)} to {link}"
        for file in pages
        for link in re.findall(r'(?:href|src|action)="([^"#?]+)', file.read_text(encoding="utf8"))
        if not (file.parent / unquote(link)).resolve().is_file()
    }
    assert not dead
    for file in {one.parent: one for one in pages}.values():
        page.goto(file.as_uri())
        assert page.locator("main h1").inner_text()
        assert page.locator('form[method="post"]').count() == 0


def test_a_published_report_is_read_without_scripts(visitor: Visitor, site_folder: Path) -> None:
    page = visitor.page(java_script_enabled=False)
    page.goto((site_folder / "statements.html").as_uri())
    page.locator('.statement a[href*="reports/"]').first.click()
    page.wait_for_url("file://**/reports/r1-*#s1-*")
    key = page.url.partition("#")[2]
    assert page.locator(f"#{key} + *").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
