"""Reports as HTML: every letter of the text, and every mark on just its words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.views.room.reports import Mark
from sayso.views.web.marked import dashed, marked

PIECES = [
    *"abc é ß 漢 \n\n\r\r\n\0\t\u2028\u0085\ufeff\ufffe\x1b\x7f", "\u202e", "\u202c", "\u2066", "\u2069", "\u200f", "\u200d", "\u0301",
    "\U0001f469\u200d\U0001f692", "\U0001f3fd", "<script>window.hacked=1</script>", "</p>", "</span>", "<p>", "<!--", "-->", "]]>", "&amp;",
    "&", "&#13;", "&lt", '"', "'", "`", "=", "{{7*7}}", "{% raw %}", "<img src=x onerror=alert(1)>", "שלום", "مرحبا",
]  # fmt: skip
LAYERS = ("source", "cue", "content", "figure", "time", "furniture", "flag")
WORDS = st.text() | st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def entry(key: str) -> str:
    return f"/statements/{dashed(key)}?a=1&b=2"


def a_mark(start: int, end: int, layer: str, number: int, note: str | None = None) -> Mark:
    """A mark as a report's page has it: statements and figures have ids, the rest has none."""
    scheme = {"figure": "f1", "time": None, "furniture": None, "flag": None}.get(layer, "s1")
    return Mark(start, end, layer, f"{scheme}:{number:016x}" if scheme else None, note)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """A text, and marks on it in the order in which pages have them: roles before the rest, each by place, the longer first."""
    text = draw(WORDS)
    edges = st.integers(0, len(text))
    made = []
    for layer in draw(st.lists(st.sampled_from(LAYERS), max_size=12)) if text else ():
        start, end = sorted((draw(edges), draw(edges)))
        if start < end:
            made.append(a_mark(start, end, layer, draw(st.integers(0, 3)), draw(st.none() | WORDS)))
    return text, sorted(made, key=lambda mark: (LAYERS.index(mark.layer) > 2, mark.start, -mark.end))


def words_of(text: str, marks: list[Mark]) -> dict[str, str]:
    """For each statement and role the words of its spans, each letter once."""
    places: dict[str, set[int]] = defaultdict(set)
    for mark in marks:
        if mark.layer in ("source", "cue", "content") and mark.of:
            places[f"{dashed(mark.of)}/{mark.layer}"].update(range(mark.start, mark.end))
    return {key: "".join(text[at] for at in sorted(found)).replace("\0", "\ufffd") for key, found in places.items()}


class Seen(HTMLParser):
    """What a browser makes of it, told apart by tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.names: set[str] = set()
        self.of: dict[str, str] = defaultdict(str)
        self.open: list[tuple[str, list[str]]] = []
        self.deepest = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute twice in {tag}"
        self.tags[tag] += 1
        self.names |= set(given)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.open.append((tag, (given.get("data-of") or "").split()))
        self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for key in dict.fromkeys(key for _, of in self.open for key in of):
            self.of[key] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")


@given(cases())
def test_the_text_comes_back_letter_by_letter(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    html = str(marked(text, marks, entry))
    assert Seen(html).text == text.replace("\0", "\ufffd")
    bare = str(marked(text, [replace(mark, note=None) for mark in marks], entry))
    assert "\0" not in bare
    assert "\r" not in bare  # raw, a browser would take it for the end of a line


@given(cases())
def test_each_role_of_each_statement_is_on_just_its_words(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    assert Seen(str(marked(text, marks, entry))).of == words_of(text, marks)


@given(cases())
def test_no_id_is_given_twice_and_each_statement_has_one_where_its_content_begins(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    html = str(marked(text, marks, entry))
    ids = Seen(html).ids
    assert len(ids) == len(set(ids))
    begins = {dashed(mark.of or ""): mark.start for mark in sorted(marks, key=lambda m: m.start, reverse=True) if mark.layer == "content"}
    assert {key for key in ids if not key.startswith("L")} == set(begins)
    for key, at in begins.items():
        before = html[: html.index(f'id="{key}"')]
        assert Seen(before[: before.rindex("<")]).text == text[:at].replace("\0", "\ufffd")


@given(cases())
def test_each_line_is_a_paragraph_with_its_number(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    html = str(marked(text, marks, entry))
    lines = re.findall(r'<p dir="auto" id="L(\d+)">(.*?)</p>', html, re.DOTALL)
    assert [int(number) for number, _ in lines] == list(range(1, len(lines) + 1))
    whole = text.replace("\0", "\ufffd").split("\n")
    assert [Seen(inner).text.removesuffix("\n") for _, inner in lines] == (whole[:-1] if len(whole) > 1 and not whole[-1] else whole)


@pytest.mark.parametrize(
    "text", ["word " * 30_000, "x" * 50_001, "a line\n" + "word " * 9_000 + "\nthe end"], ids=["words", "one word", "lines"]
)
def test_a_line_too_long_for_a_browser_is_cut_in_paragraphs_and_keeps_its_number(text: str) -> None:
    mark = Mark(19_000, 21_000, "content", "s1:0123456789abcdef", None)
    seen = Seen(str(marked(text, [mark], entry)))
    assert seen.text == text
    assert seen.of == {"s1-0123456789abcdef/content": text[19_000:21_000]}
    assert seen.tags["p"] > text.count("\n") + 1
    assert [key for key in seen.ids if key.startswith("L")] == [f"L{n}" for n in range(1, text.count("\n") + 2)]


@given(cases())
def test_nothing_but_paragraphs_spans_and_links_without_scripts_comes_out(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    seen = Seen(str(marked(text, marks, entry)))
    assert set(seen.tags) <= {"p", "span", "a"}
    assert seen.names <= {"id", "class", "dir", "data-of", "title", "href"}
    assert seen.deepest <= 2
    assert seen.open == []


@pytest.mark.parametrize("note", ['" onclick="hack()', "<b>", "a&amp;b", "'"])
def test_a_note_is_an_attribute_and_no_more(note: str) -> None:
    html = str(marked("three crates", [a_mark(0, 5, "figure", 1, note)], entry))
    assert Seen(html).names == {"dir", "id", "class", "title"}
    assert Seen(html).text == "three crates"


def test_a_cue_within_another_statements_content_leads_to_its_own_entry() -> None:
    marks = [a_mark(0, 20, "content", 1), a_mark(5, 9, "cue", 2), a_mark(10, 20, "content", 2)]
    html = str(marked("Ada, who said rain fell", marks, entry))
    assert re.findall(r'href="([^"?]+)', html) == ["/statements/s1-0000000000000002"]
    assert 'class="content deep2"' in html
