"""Exports of other tools: records to reports, in the shapes that those tools write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sayso.model import Report
from sayso.settings import Intake
from tests.intake.exporting import lined, table
from tests.intake.factory import REPLY, SAID, page, places, refusal_of, report_in, reports, written

FUNDUS = {
    "title": "Ferry vote",
    "authors": ["Ada Venn", "Bo Aho"],
    "body": {"summary": ["In short."], "sections": [{"headline": ["The vote"], "paragraphs": [SAID, REPLY]}]},
    "publishing_date": "2024-02-09 10:15:00+01:00",
    "topics": ["ferries"],
    "html": {
        "requested_url": "https://post.example/r",
        "responded_url": "https://post.example/a",
        "content": "<html></html>",
        "crawl_date": "2024-03-01 08:00:00",
        "source_info": {"publisher": "Estuary Post", "type": "RSSFeed"},
    },
}
NEWS_PLEASE = {
    "authors": ["Ada Venn"],
    "date_download": "2024-03-01 08:00:00",
    "date_modify": None,
    "date_publish": "2024-02-09 10:15:00",
    "description": "In short.",
    "filename": "a.html.json",
    "language": "en",
    "title": "Ferry vote",
    "title_page": None,
    "source_domain": "post.example",
    "maintext": SAID,
    "url": "https://post.example/a",
}
NEWSPAPER = {
    "url": "https://post.example/a",
    "read_more_link": "",
    "language": "en",
    "title": "Ferry vote",
    "authors": ["Ada Venn"],
    "publish_date": "2024-02-09T10:15:00",
    "summary": "",
    "meta_description": "In short.",
    "meta_lang": "en",
    "meta_site_name": "Estuary Post",
    "canonical_link": "https://post.example/a",
    "text": SAID,
}
TRAFILATURA = {
    "title": "Ferry vote",
    "author": "Ada Venn; Bo Aho",
    "hostname": "post.example",
    "date": "2024-02-09",
    "comments": "",
    "raw_text": f"{SAID} x",
    "text": SAID,
    "language": None,
    "filedate": "2024-03-01",
    "source": "https://post.example/a",
    "source-hostname": "Estuary Post",
    "excerpt": "In short.",
}
SCHEMA_ORG = {
    "@type": "NewsArticle",
    "headline": "Ferry vote",
    "articleBody": SAID,
    "author": [{"@type": "Person", "name": "Ada Venn"}],
    "publisher": {"@type": "Organization", "name": "Estuary Post"},
    "datePublished": "2024-02-09T10:15:00Z",
    "url": "https://post.example/a",
    "inLanguage": "en",
}
FOUND = [
    (FUNDUS, f"In short.\n\nThe vote\n\n{SAID}\n\n{REPLY}", "Estuary Post", "Ada Venn, Bo Aho", "2024-02-09T10:15:00+01:00"),
    ({**FUNDUS, "plaintext": SAID}, SAID, "Estuary Post", "Ada Venn, Bo Aho", "2024-02-09T10:15:00+01:00"),
    (NEWS_PLEASE, SAID, "post.example", "Ada Venn", "2024-02-09T10:15:00"),
    (NEWSPAPER, SAID, "Estuary Post", "Ada Venn", "2024-02-09T10:15:00"),
    (TRAFILATURA, SAID, "Estuary Post", "Ada Venn; Bo Aho", "2024-02-09"),
    (SCHEMA_ORG, SAID, "Estuary Post", "Ada Venn", "2024-02-09T10:15:00+00:00"),
]


def news_api(**values: Any) -> dict[str, Any]:
    told = {
        "source": {"id": None, "name": "Estuary Post"},
        "author": "Ada Venn",
        "title": "Ferry vote",
        "url": "https://post.example/a",
        "urlToImage": None,
    }
    return {"status": "ok", "totalResults": 1, "articles": [{**told, "publishedAt": "2024-02-09T10:15:00Z", **values}]}


# shapes


@pytest.mark.parametrize(
    ("record", "text", "outlet", "author", "published"),
    FOUND,
    ids=["Fundus", "Fundus with plaintext", "news-please", "newspaper", "trafilatura", "schema.org"],
)
def test_records_of_known_tools_are_read(
    tmp_path: Path, record: dict[str, Any], text: str, outlet: str, author: str, published: str
) -> None:
    report = report_in(written(tmp_path / "a.jsonl", lined(record)))
    assert (report.text, report.outlet, report.author, report.published) == (text, outlet, author, published)
    assert (report.title, report.url, report.language) == ("Ferry vote", "https://post.example/a", "en")


def test_each_fact_names_its_field(tmp_path: Path) -> None:
    report = report_in(written(tmp_path / "a.jsonl", lined(FUNDUS)))
    assert {(fact.name, fact.source) for fact in report.facts} >= {
        ("outlet", "its field html.source_info.publisher"),
        ("published", "its field publishing_date"),
    }


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt"])
def test_a_list_on_one_line_is_numbered_by_record(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, json.dumps([{"text": SAID}, {"text": REPLY}]))
    assert len(set(places(path))) == (1 if name == "a.jsonl" else 2)
    assert [report.text for report in reports(path)] == [SAID, REPLY]


def test_json_over_many_lines_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", json.dumps([{"text": SAID}, {"text": REPLY}], indent=2))
    assert places(path) == [":1", ":2"]


def test_lines_called_json_are_lines_however_long_the_first_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", lined({"text": SAID * 900}, {"text": REPLY}))
    assert places(path) == [":1", ":2"]


def test_an_article_list_of_news_api_is_read(tmp_path: Path) -> None:
    report = report_in(written(tmp_path / "a.json", json.dumps(news_api(content=SAID, description="In short."))))
    assert (report.text, report.outlet, report.published, report.notes) == (SAID, "Estuary Post", "2024-02-09T10:15:00+00:00", ())


@pytest.mark.parametrize("values", [{"content": None, "description": SAID}, {"content": f"{SAID}… [+2345 chars]"}])
def test_what_news_api_cuts_short_is_a_summary(tmp_path: Path, values: dict[str, Any]) -> None:
    report = report_in(written(tmp_path / "a.json", json.dumps(news_api(**values))))
    assert [note.kind for note in report.notes] == ["summary"]


def test_a_list_of_gdelt_has_no_text_and_says_how_to_get_it(tmp_path: Path) -> None:
    article = {
        "url": "https://post.example/a",
        "url_mobile": "",
        "title": "Ferry vote",
        "seendate": "20240209T101500Z",
        "domain": "post.example",
        "language": "English",
        "sourcecountry": "Larn",
    }
    error = refusal_of(written(tmp_path / "a.json", json.dumps({"articles": [article]})))
    assert error.kind == "no_text"
    assert "--urls" in error.message


def test_a_list_of_media_cloud_has_no_text_and_says_how_to_get_it(tmp_path: Path) -> None:
    rows = [
        ["id", "indexed_date", "language", "media_name", "media_url", "publish_date", "title", "url"],
        ["1", "2024-03-01", "en", "post.example", "post.example", "2024-02-09", "Ferry vote", "https://post.example/a"],
    ]
    error = refusal_of(written(tmp_path / "a.csv", table(rows)))
    assert (error.kind, error.path.rpartition(":")[2]) == ("no_text", "2")
    assert "--urls" in error.message


def test_a_json_feed_gives_its_items_and_its_title_as_their_outlet(tmp_path: Path) -> None:
    item = {
        "id": "1",
        "url": "https://post.example/a",
        "title": "Ferry vote",
        "content_text": SAID,
        "date_published": "2024-02-09T10:15:00Z",
        "authors": [{"name": "Ada Venn"}],
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Estuary Post", "description": "News of the estuary", "items": [item]}
    report = report_in(written(tmp_path / "a.json", json.dumps(feed)))
    assert (report.text, report.outlet, report.author, report.published) == (SAID, "Estuary Post", "Ada Venn", "2024-02-09T10:15:00+00:00")


def test_a_table_of_datasette_is_read(tmp_path: Path) -> None:
    report = report_in(
        written(
            tmp_path / "a.csv",
            table(
                [
                    ["rowid", "url", "title", "body", "published", "outlet"],
                    ["1", "https://post.example/a", "Ferry vote", SAID, "2024-02-09", "Estuary Post"],
                ]
            ),
        )
    )
    assert (report.text, report.url, report.published, report.outlet) == (SAID, "https://post.example/a", "2024-02-09", "Estuary Post")


def test_a_table_of_zotero_gives_abstracts_that_are_called_so(tmp_path: Path) -> None:
    rows = [
        ["Key", "Item Type", "Publication Year", "Author", "Title", "Publication Title", "Url", "Abstract Note", "Date", "Date Added"],
        [
            "K",
            "newspaperArticle",
            "2024",
            "Venn, Ada; Aho, Bo",
            "Ferry vote",
            "Estuary Post",
            "https://post.example/a",
            SAID,
            "2024-02-09",
            "2024-05-05",
        ],
    ]
    report = report_in(written(tmp_path / "a.csv", "\ufeff" + table(rows)))
    assert (report.text, report.outlet, report.author, report.published) == (SAID, "Estuary Post", "Venn, Ada; Aho, Bo", "2024-02-09")
    assert [note.kind for note in report.notes] == ["summary"]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_tables_may_be_divided_by_semicolons_and_tabs(tmp_path: Path, name: str, delimiter: str) -> None:
    report = report_in(
        written(tmp_path / name, table([["title", "text", "date"], ["Ferry vote", f"{SAID}; and, so\ton", "2024-02-09"]], delimiter))
    )
    assert (report.text, report.published) == (f"{SAID}; and, so\ton", "2024-02-09")


def test_the_line_that_excel_puts_before_a_table_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "sep=;\r\n" + table([["title", "text"], ["Ferry, vote", SAID]], ";"))
    assert (report_in(path).title, places(path)) == ("Ferry, vote", [":3"])


def test_a_table_of_texts_alone_is_one(tmp_path: Path) -> None:
    assert [report.text for report in reports(written(tmp_path / "a.csv", table([["text"], [SAID], [REPLY]])))] == [SAID, REPLY]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_tables_and_lines_of_windows_programs_are_read(tmp_path: Path, encoding: str) -> None:
    assert report_in(written(tmp_path / "a.csv", table([["title", "text"], ["a", REPLY]]).encode(encoding))).text == REPLY
    assert report_in(written(tmp_path / "b.jsonl", json.dumps({"text": REPLY}, ensure_ascii=False).encode(encoding))).text == REPLY


# fields named by the user


def test_fields_are_named_by_the_user(tmp_path: Path) -> None:
    intake = Intake(fields=(("text", "Artikeltext"), ("outlet", "Medium"), ("published", "meta.erschienen"), ("title", "zeilen.0")))
    report = report_in(
        written(
            tmp_path / "a.jsonl", lined({"Artikeltext": SAID, "text": "no", "Medium": "Estuary Post", "meta": {"erschienen": "2024-02-09"}})
        ),
        intake,
    )
    assert (report.text, report.outlet, report.published, report.title) == (SAID, "Estuary Post", "2024-02-09", None)


def test_a_text_deep_in_a_record_is_found_by_its_path(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", lined({"article": {"Inner Part": {"words": SAID}}, "meta.date": "2024-02-09"}))
    report = report_in(path, Intake(fields=(("text", "article.inner_part.words"), ("published", "meta.date"))))
    assert (report.text, report.published) == (SAID, "2024-02-09")


@pytest.mark.parametrize("field", ["words", "meta.words"])
def test_a_field_that_is_not_there_is_named(tmp_path: Path, field: str) -> None:
    error = refusal_of(written(tmp_path / "a.jsonl", lined({"lines": SAID, "meta": {}})), Intake(fields=(("text", field),)))
    assert f"no field '{field}'" in error.message
    assert "lines, meta" in error.message


def test_capitals_blanks_and_underscores_do_not_matter(tmp_path: Path) -> None:
    report = report_in(
        written(tmp_path / "a.jsonl", lined({"Article_Text": SAID, "Publication Title": "Estuary Post", "PUBLISH-DATE": "2024-02-09"}))
    )
    assert (report.text, report.outlet, report.published) == (SAID, "Estuary Post", "2024-02-09")


# markup


@pytest.fixture(scope="module")
def marked_up(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    """Records whose texts are markup: a piece, and a page."""
    whole = page('<meta property="og:site_name" content="Page">')
    data = lined(
        {"text": f"<p>{SAID}</p><script>alert(1)</script><p>{REPLY} &amp; so on</p>"},
        {"html": whole, "title": "Field", "url": "https://post.example/a"},
    )
    return reports(written(tmp_path_factory.mktemp("markup") / "a.jsonl", data))


def test_a_piece_of_markup_becomes_paragraphs(marked_up: list[Report]) -> None:
    assert marked_up[0].text == f"{SAID}\n{REPLY} & so on"


def test_a_page_in_a_record_becomes_its_main_text(marked_up: list[Report]) -> None:
    assert marked_up[1].text == f"Ferry vote\n{SAID}\n{REPLY}"


def test_the_record_holds_before_the_page_in_it(marked_up: list[Report]) -> None:
    assert (marked_up[1].title, marked_up[1].outlet) == ("Field", "Page")


def test_the_markup_is_kept(marked_up: list[Report]) -> None:
    assert marked_up[0].original is not None
    assert marked_up[0].original.data.startswith(b"<p>The harbour")
