"""Whole walks with addresses: built, built again, and what silent edits changed."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from sayso.ledger import Ledger
from sayso.ledger.verify import verify
from sayso.pipeline import Built, build
from sayso.reading import Reader
from sayso.views.versions import versions
from tests.journeys.test_commands import sayso
from tests.servers import NEAR, Page, Site, article, rss

BOARD = "The ferry to Lisarre would stay in port until the ice had gone, the harbour board of Estuary said on Monday."
CRACKS = "Oren Tal, who chairs the board, told reporters that two cracks had been found in the hull of the ship."
COUNCIL = "The council of Lisarre said it had asked for a smaller boat, and that nobody on the island was short of food."
CRACK = CRACKS.replace("two cracks had", "one crack had")
FERRY = article("Ice holds the Lisarre boat", BOARD, CRACKS, COUNCIL)
EDITED = article("Ice holds the Lisarre boat", BOARD, CRACK, COUNCIL)
HERE = ("--allow-network", "127.0.0.1/32")


def taken(ledger: Path, reader: Reader, *urls: str) -> Built:
    return build(urls, ledger, load=lambda: reader, intake=NEAR)


def rows(ledger: Path, sql: str) -> list[tuple[object, ...]]:
    with Ledger(ledger) as opened:
        assert list(verify(opened)) == []
        return [tuple(row) for row in opened.connection.execute(sql)]


def test_an_address_is_built_and_built_again(tmp_path: Path, site: Site) -> None:
    site.pages["/ferry"] = Page(FERRY, headers={"ETag": '"one"'})
    ledger = tmp_path / "l.db"
    built = sayso("build", site.url("/ferry"), "-o", ledger, "--published", "2024-03-05", *HERE)
    assert (built.returncode, built.stdout, built.stderr) == (0, f"{ledger}: 1 report added, 0 known already\n", "")
    again = sayso("build", site.url("/ferry"), "-o", ledger, *HERE)
    assert again.stdout == f"{ledger}: nothing new; 0 reports known already, 1 unchanged on the web\n"
    assert site.last("/ferry").headers["if-none-match"] == '"one"'
    assert sayso("verify", ledger).returncode == 0


def test_without_leave_this_machine_is_not_fetched_from(tmp_path: Path, site: Site) -> None:
    site.pages["/ferry"] = Page(FERRY)
    refused = sayso("build", site.url("/ferry"), "-o", tmp_path / "l.db")
    assert refused.returncode == 1
    assert refused.stderr.startswith(
        f"sayso: {site.url('/ferry')}: its host 127.0.0.1 is at 127.0.0.1, which is private; with --allow-private"
    )
    assert site.dialled == 0


def test_a_list_of_addresses_is_built(tmp_path: Path, site: Site) -> None:
    site.pages |= {
        "/1": Page(FERRY),
        "/2": Page(article("The crane is mended", "The mayor of Estuary said that the crane had been mended.")),
    }
    listed = tmp_path / "urls.txt"
    listed.write_text(f"# the ferry\n\n{site.url('/1')}\n  {site.url('/2')}\n{site.url('/3')}\n", encoding="utf-8-sig")
    built = sayso("build", "--urls", listed, "-o", tmp_path / "l.db", *HERE)
    assert built.returncode == 1
    assert "2 reports added" in built.stdout
    assert built.stderr == f"sayso: {site.url('/3')}: answers 404; look at it in a browser\n"
    assert site.paths == ["/1", "/2", "/3"]


def test_a_list_with_what_is_no_address_is_refused_with_its_line(tmp_path: Path) -> None:
    listed = tmp_path / "urls.txt"
    listed.write_text("https://estuary.example/\nferry.html\n", encoding="utf8")
    refused = sayso("build", "--urls", listed, "-o", tmp_path / "l.db")
    assert refused.returncode == 1
    assert "urls.txt, line 2: 'ferry.html' is no http or https address" in refused.stderr
    assert not (tmp_path / "l.db").exists()


def test_an_address_can_be_read_without_a_ledger(site: Site) -> None:
    site.pages["/ferry"] = Page(FERRY)
    read = json.loads(sayso("read", site.url("/ferry"), "--json", *HERE).stdout)
    assert read["report"]["url"] == site.url("/ferry")
    assert "Oren Tal" in {statement["voice"]["name"] for statement in read["statements"] if statement["voice"]}


def test_a_second_build_asks_whether_anything_changed_and_adds_nothing(tmp_path: Path, site: Site, reader: Reader) -> None:
    site.pages |= {
        "/feed": replace(rss(f"<title>Ferry</title><link>{site.url('/ferry')}</link><guid>1</guid>"), headers={"ETag": '"f"'}),
        "/ferry": Page(FERRY, headers={"Last-Modified": "Mon, 04 Mar 2019 10:00:00 GMT"}),
        "/crane": Page(article("The crane is mended", "The mayor of Estuary said that the crane had been mended.")),
    }
    urls = (site.url("/feed"), site.url("/ferry"), site.url("/crane"))
    first = taken(tmp_path / "l.db", reader, *urls)
    assert (first.added, first.failures) == (2, ())
    before = rows(tmp_path / "l.db", "SELECT id, path, outlet FROM reports ORDER BY id")
    site.asked.clear()
    again = taken(tmp_path / "l.db", reader, *urls)
    assert (again.added, again.reread, again.known, again.unchanged, again.failures) == (0, 0, 1, 2, ())
    assert site.last("/feed").headers["if-none-match"] == '"f"'
    assert site.last("/ferry").headers["if-modified-since"] == "Mon, 04 Mar 2019 10:00:00 GMT"
    assert rows(tmp_path / "l.db", "SELECT id, path, outlet FROM reports ORDER BY id") == before


def test_a_changed_page_is_a_new_version_of_one_report(tmp_path: Path, site: Site, reader: Reader) -> None:
    ledger = tmp_path / "l.db"
    site.pages["/ferry"] = Page(FERRY, headers={"ETag": '"one"'})
    taken(ledger, reader, site.url("/ferry"))
    rows(ledger, "UPDATE places SET seen = '2019-03-04T10:00:00+00:00'")
    site.pages["/ferry"] = Page(EDITED, headers={"ETag": '"two"'})
    built = taken(ledger, reader, site.url("/ferry"))
    assert (built.added, built.changed) == (1, 1)
    with Ledger(ledger) as opened:
        (page,) = versions(opened)
    first, second = page.versions
    assert page.address == site.url("/ferry")
    assert [(change.kind, change.words) for change in second.changes] == [("removed", "two cracks"), ("added", "one crack")]
    assert [len(found) for found in (first.gone, first.new, second.gone, second.new)] == [0, 0, 1, 1]
    assert "two cracks had been found" in second.gone[0]
    assert "one crack had been found" in second.new[0]


def test_what_two_versions_both_say_is_counted_once(tmp_path: Path, site: Site, reader: Reader) -> None:
    ledger = tmp_path / "l.db"
    for page in (FERRY, EDITED):
        site.pages["/ferry"] = Page(page)
        taken(ledger, reader, site.url("/ferry"))
        rows(ledger, "UPDATE places SET seen = '2019-03-04T10:00:00+00:00' WHERE seen > '2020'")
    both = rows(ledger, "SELECT content FROM statements GROUP BY content, cue, source HAVING count(DISTINCT report) = 2 ORDER BY 1")
    superseded = rows(ledger, "SELECT content FROM superseded JOIN statements ON id = statement ORDER BY 1")
    assert len(both) >= 2
    assert superseded == both
    counted = rows(ledger, "SELECT content FROM statements WHERE id IN (SELECT statement FROM utterance_members)")
    assert len(counted) == len(set(counted))


def test_the_versions_of_a_page_are_shown(tmp_path: Path, site: Site, reader: Reader) -> None:
    ledger = tmp_path / "l.db"
    for page in (FERRY, EDITED):
        site.pages["/ferry"] = Page(page)
        taken(ledger, reader, site.url("/ferry"))
    shown = sayso("versions", ledger).stdout
    assert shown.splitlines()[0] == site.url("/ferry")
    assert "- two cracks" in shown
    assert "+ one crack" in shown
    with Ledger(ledger) as opened:
        assert json.loads(sayso("versions", ledger, "--json").stdout) == json.loads(json.dumps([asdict(one) for one in versions(opened)]))


def test_a_page_that_returns_to_its_first_text_has_that_for_its_newest(tmp_path: Path, site: Site, reader: Reader) -> None:
    ledger = tmp_path / "l.db"
    for page in (FERRY, EDITED, FERRY):
        site.pages["/ferry"] = Page(page)
        built = taken(ledger, reader, site.url("/ferry"))
    assert (built.added, built.changed, built.known) == (0, 0, 1)
    first, second, third = rows(ledger, "SELECT report FROM versions ORDER BY number")
    assert first == third != second
    assert rows(ledger, "SELECT report FROM earlier_texts") == [second]


def test_a_page_that_is_gone_leaves_its_report_and_the_failure_is_kept(tmp_path: Path, site: Site, reader: Reader) -> None:
    ledger = tmp_path / "l.db"
    site.pages["/ferry"] = Page(FERRY)
    taken(ledger, reader, site.url("/ferry"))
    del site.pages["/ferry"]
    built = taken(ledger, reader, site.url("/ferry"))
    assert [error.kind for error in built.failures] == ["http"]
    assert rows(ledger, "SELECT path, kind FROM failures") == [(site.url("/ferry"), "http")]
    assert rows(ledger, "SELECT path FROM reports") == [(site.url("/ferry"),)]
    site.pages["/ferry"] = Page(FERRY)
    taken(ledger, reader, site.url("/ferry"))
    assert rows(ledger, "SELECT path FROM failures") == []
