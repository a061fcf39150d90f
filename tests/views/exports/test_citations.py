"""Citations: nothing in quotation marks but what the reports have in them, nothing known that is not; CSL-JSON as its schema has it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sayso.ids import report_id
from sayso.ledger import Ledger
from sayso.ledger.links import judge
from sayso.model import Moment, Report, Span
from sayso.views.exports.citations import citation_texts, csl_item, csl_texts, escaped
from sayso.views.exports.tellings import sources
from sayso.views.pages import said_lines
from tests.factory import a_statement
from tests.views.exports.tellers import TEXT, a_ledger, a_teller, ids, tells

# What https://resource.citationstyles.org/schema/latest/input/json/csl-data.json says of the variables that we write.
_DATE = {
    "type": "object", "additionalProperties": False,
    "properties": {
        "date-parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}},
        "literal": {"type": "string"},
    },
}  # fmt: skip
_NAME = {"type": "object", "additionalProperties": False, "properties": {"literal": {"type": "string"}}}
_WORDS = {"type": "string"}
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object", "required": ["type", "id"], "additionalProperties": False,
        "properties": {
            "id": _WORDS, "type": {"enum": ["article", "article-newspaper", "webpage"]}, "title": _WORDS, "container-title": _WORDS, "URL": _WORDS,
            "language": _WORDS, "note": _WORDS, "author": {"type": "array", "items": _NAME}, "issued": _DATE, "accessed": _DATE,
        },
    },
}  # fmt: skip


def cited(ledger: Ledger) -> str:
    return "".join(citation_texts(ledger))


def plain(markdown: str) -> str:
    """The words of Markdown as they are read, spaces aside."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    shown = [
        (leaf.content or " ") for token in tokens for leaf in (token.children or []) if leaf.type in {"text", "code_inline", "softbreak"}
    ]
    return " ".join("".join(shown).split())


@pytest.fixture(scope="module")
def listed(newsroom: Path) -> str:
    with Ledger(newsroom) as ledger:
        return cited(ledger)


def test_every_statement_that_stands_is_cited_once_with_its_words_and_places(listed: str, newsroom: Path) -> None:
    with Ledger(newsroom) as ledger:
        lines, _ = said_lines(ledger)
        texts = dict(ledger.connection.execute("SELECT id, text FROM reports").fetchall())
    read = plain(listed)
    entries = {found[1]: found[0] for found in re.finditer(r"`(s1:[0-9a-f]{16})` ([0-9–, ]+)\)\n", listed)}
    assert set(entries) == set(lines)
    for key, line in lines.items():
        assert listed.count(f"`{key}`") == 1
        assert f"— {' '.join(line.cue.split())} — {' '.join(line.content.split())} (" in read
        spans = [Span(int(a), int(b)) for a, b in re.findall(r"(\d+)–(\d+)", entries[key])]
        assert " … ".join(span.of(texts[line.report]) for span in spans) == line.content


def test_nothing_stands_in_quotation_marks_of_ours(tmp_path: Path) -> None:
    text = "The harbour master told reporters that the quay would close on Friday."
    told = replace(a_statement(text, "The harbour master", "told", "that the quay would close"), said=Moment(Span(60, 69), "on Friday"))
    with a_ledger(tmp_path / "l.db", (a_teller(text), (told,))) as ledger:
        assert not re.search(
            "[\"'“”‘’„«»]",
            cited(ledger).replace("report's", "").replace("reports' own", "").replace("speaker's", "").replace("entry's", ""),
        )


def test_acts_stand_in_order_of_time_and_those_without_a_day_last(tmp_path: Path) -> None:
    dated, undated, *_ = tells()
    never = a_teller(TEXT + " It rains.", outlet=None, published=None, path="c.txt", url=None)  # of one text one report is kept
    late, known = a_teller(outlet="Late Mail", published="2019-04", path="b.txt", url=None), a_teller(url=None)
    with a_ledger(tmp_path / "l.db", (never, (undated,)), (late, (undated,)), (known, (undated, dated))) as ledger:
        made = cited(ledger)
    assert re.findall(r"^## (.+)$", made, re.MULTILINE) == ["2019-03-04", "2019-03-05", "2019-04", "Day not known", "Reports"]
    assert "· said 2019-03-04" in made
    assert "· reported 2019-03-05, day of the saying not known" in made


@pytest.mark.parametrize(
    ("published", "day"),
    [("2019-03-05", "2019-03-05"), ("2019-03", "2019-03-09"), ("2019-03-09T01:00:00Z", "2019-03-09"), ("2019-02", "2019-02")],
)
def test_no_act_stands_under_a_day_after_its_report(tmp_path: Path, published: str, day: str) -> None:
    one = replace(tells()[0], said=Moment(Span(0, 3), "on Saturday", "2019-03-09", "2019-03-09", "day"))
    with a_ledger(tmp_path / "l.db", (a_teller(published=published), (one,))) as ledger:
        assert re.findall(r"^## (.+)$", cited(ledger), re.MULTILINE) == [day, "Reports"]


def test_a_warning_about_the_text_stands_with_the_words(tmp_path: Path) -> None:
    with a_ledger(tmp_path / "l.db", (a_teller(), tells()[1:2])) as ledger:
        assert "text flagged" not in cited(ledger)
        with ledger.writing() as db:
            db.execute("INSERT INTO flags SELECT id, 0, length, 'machine_translated', 'why', run FROM reports")
        assert "(direct speech; text flagged: machine_translated;" in plain(cited(ledger))


def test_when_it_was_accessed_is_said_only_where_that_is_known(tmp_path: Path) -> None:
    with a_ledger(
        tmp_path / "l.db", (a_teller(seen="2019-03-06T10:00:00Z"), tells()), (a_teller(outlet="B", url=None, path="x_y.txt"), tells())
    ) as ledger:
        reports = cited(ledger).partition("## Reports")[2]
        first, second = json.loads("".join(csl_texts(ledger)))
    assert "accessed 2019-03-06" in reports
    assert reports.count("day of access not known, taken into the ledger 20") == 1
    assert "from x\\_y.txt" in reports
    dates = [item.get("accessed") for item in (first, second)]
    assert sorted(map(str, dates)) == ["None", "{'date-parts': [[2019, 3, 6]]}"]


def test_what_people_rejected_is_left_out_and_what_they_confirmed_says_by_whom(tmp_path: Path) -> None:
    report = a_teller()
    keys = ids(report, tells())
    with a_ledger(tmp_path / "l.db", (report, tells())) as ledger:
        judge(ledger, keys[0], None, "reject", by="Ada")
        judge(ledger, keys[1], None, "confirm", by="Bo *Öst*")
        made = cited(ledger)
    assert keys[0] not in made
    assert "confirmed by Bo *Öst*" in plain(made)
    assert "3 statements in 1 report" in made


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    with a_ledger(tmp_path / "l.db") as ledger:
        assert "0 statements in 0 reports" in cited(ledger)
        assert json.loads("".join(csl_texts(ledger))) == []


_TURNING = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=f"\u2028\u2029{_TURNING}")))
@example("*a* _b_ `c` [d](e) <f> &amp; ~~g~~ $h$ | # ## ![i](j) \\ \\n https://k.example")
def test_words_are_read_as_they_are(words: str) -> None:
    assert plain(f"- x {escaped(words)} x") == " ".join(f"x {words} x".split())


def test_the_newsroom_as_csl_fits_and_a_style_sets_it_without_a_warning(newsroom: Path) -> None:
    with Ledger(newsroom) as ledger:
        items = json.loads("".join(csl_texts(ledger)))
        held = sources(ledger)
    jsonschema.validate(items, SCHEMA)
    assert {item["id"] for item in items} == set(held)
    made = list(_set(items))
    assert len(made) == len(items)
    for item in items:
        assert any(item["title"] in words for words in made)


def _set(items: list[dict[str, Any]]) -> Iterator[str]:
    bibliography = CitationStylesBibliography(
        CitationStylesStyle("harvard-cite-them-right", validate=False), CiteProcJSON(items), formatter.plain
    )
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    yield from (str(entry) for entry in bibliography.bibliography())


def _item(folder: Path, report: Report) -> dict[str, Any]:
    with a_ledger(folder / f"{report_id(report)[3:]}.db", (report, ())) as ledger:
        item = csl_item(sources(ledger)[report_id(report)])
    jsonschema.validate([item], SCHEMA)
    assert len(list(_set([item]))) == 1
    return item


@pytest.mark.parametrize(
    ("published", "issued"),
    [
        ("2019", [2019]),
        ("2019-03", [2019, 3]),
        ("2019-03-05", [2019, 3, 5]),
        ("2019-03-05T23:30:00-05:00", [2019, 3, 5]),
        ("2019-02-31", None),
        ("spring", None),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(tmp_path: Path, published: str, issued: list[int] | None) -> None:
    assert _item(tmp_path, a_teller(published=published))["issued"] == ({"date-parts": [issued]} if issued else {"literal": published})


def test_a_report_of_which_nothing_is_known_is_an_article_with_its_hash(tmp_path: Path) -> None:
    report = replace(a_teller(outlet=None, url=None, published=None, title=None), language=None)
    assert _item(tmp_path, report) == {
        "id": report_id(report),
        "type": "article",
        "note": f"sayso: {report_id(report)}\nSHA-256: {report.sha256}",
    }


def test_an_author_is_not_parsed_into_names(tmp_path: Path) -> None:
    assert _item(tmp_path, replace(a_teller(), author="Ada Öst and staff"))["author"] == [{"literal": "Ada Öst and staff"}]


def test_an_address_makes_a_page_and_an_outlet_alone_an_article_of_a_paper(tmp_path: Path) -> None:
    assert _item(tmp_path, a_teller())["type"] == "webpage"
    assert _item(tmp_path, a_teller(url=None))["type"] == "article-newspaper"


def test_an_earlier_text_of_an_address_says_that_it_is_one(tmp_path: Path) -> None:
    first, second = a_teller(seen="2019-03-05T00:00:00Z"), a_teller(TEXT + " It rains.", seen="2019-03-06T00:00:00Z")
    with a_ledger(tmp_path / "l.db", (first, tells()), (second, ())) as ledger:
        items = {item["id"]: item for item in json.loads("".join(csl_texts(ledger)))}
        assert "an earlier text of this address" in cited(ledger)
    assert "earlier text" in items[report_id(first)]["note"]
    assert "earlier text" not in items[report_id(second)]["note"]
