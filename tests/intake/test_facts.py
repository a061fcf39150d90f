"""What is known of a report, and which of those who say something of it holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import ReportError
from sayso.intake.facts import NAMES, fact_of, facts_of, named_date
from sayso.model import Report
from sayso.settings import Intake
from tests.intake.factory import REPLY, SAID, page, refusal_of, report_in, reports, taken, written

TOML = '[[reports]]\npath = "{path}"\n{rest}\n'


def toml(path: Path, *entries: tuple[str, str]) -> None:
    """A sayso.toml of entries: pattern, and lines of what it gives."""
    written(path / "sayso.toml", "".join(TOML.format(path=pattern, rest=rest) for pattern, rest in entries))


# sidecars


@pytest.mark.parametrize("name", ["a.json", "a.txt.json"])
def test_a_json_sidecar_gives_every_fact(tmp_path: Path, name: str) -> None:
    written(tmp_path / "a.txt", SAID)
    told = {
        "outlet": "Estuary Post",
        "title": "Ferry vote",
        "author": "Ada Venn",
        "url": "https://post.example/a",
        "published": "2024-02-09",
        "language": "en-GB",
    }
    written(tmp_path / name, json.dumps(told))
    report = report_in(tmp_path / "a.txt")
    assert {name: getattr(report, name) for name in NAMES} == told
    assert {fact.source for fact in report.facts} == {f"its sidecar {name}"}


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "a.txt.yaml"])
def test_a_yaml_sidecar_is_one_too(tmp_path: Path, name: str) -> None:
    written(tmp_path / "a.txt", SAID)
    written(tmp_path / name, "outlet: Estuary Post\npublished: 2024-02-09\nauthor: [Ada Venn, Bo Aho]\nurl: ~\n")
    report = report_in(tmp_path / "a.txt")
    assert (report.outlet, report.published, report.author, report.url) == ("Estuary Post", "2024-02-09", "Ada Venn, Bo Aho", None)


def test_a_sidecar_is_no_report(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", SAID)
    written(tmp_path / "a.json", '{"outlet": "Estuary Post"}')
    assert [Path(report.path).name for report in reports(tmp_path)] == ["a.txt"]


def test_a_sidecar_written_on_windows_is_read(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", SAID)
    written(tmp_path / "a.json", '\ufeff{"outlet": "Estuary Post"}')
    assert report_in(tmp_path / "a.txt").outlet == "Estuary Post"


def test_json_beside_nothing_is_a_report(tmp_path: Path) -> None:
    written(tmp_path / "a.json", json.dumps({"text": SAID}))
    assert report_in(tmp_path).text == SAID


@pytest.mark.parametrize(
    ("name", "sidecar", "said"),
    [
        ("a.json", '{"outlet": ', "not JSON"),
        ("a.json", '["Estuary Post"]', "must be an object"),
        ("a.json", '{"outlet": 7}', "see outlet"),
        ("a.json", '{"title": {"a": 1}}', "see title"),
        ("a.json", '{"published": "last week"}', "YYYY-MM-DD"),
        ("a.json", '{"published": "3/4/2024"}', "YYYY-MM-DD"),
        ("a.json", "[" * 100_000, "not JSON"),
        ("a.json", '{"outlet": "' + "a" * 1_000_000 + '"}', "more than a megabyte"),
        ("a.yaml", "outlet: [", "not YAML"),
        ("a.yaml", "", "must be an object"),
        ("a.yaml", "outlet: \0", "not YAML"),
        ("a.yaml", "title: !!int ''", "not YAML"),
        ("a.yaml", "title: !!bool maybe", "not YAML"),
        ("a.yaml", "published: !!timestamp soon", "not YAML"),
        ("a.yaml", "? [a]\n: b", "not YAML"),
        ("a.yaml", "published: 2024-13-45", "not YAML"),
        ("a.yaml", "outlet: !!python/object/apply:os.getcwd []", "not YAML"),
        ("a.yaml", "outlet: " + "[" * 5_000, "not YAML"),
    ],
)
def test_a_broken_sidecar_is_named_and_the_report_left_out(tmp_path: Path, name: str, sidecar: str, said: str) -> None:
    written(tmp_path / "a.txt", SAID)
    written(tmp_path / name, sidecar)
    error = refusal_of(tmp_path / "a.txt")
    assert (error.kind, error.path) == ("sidecar", str(tmp_path / "a.txt"))
    assert name in error.message
    assert said in error.message


def test_a_yaml_that_refers_to_itself_does_no_harm(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", SAID)
    written(tmp_path / "a.yaml", "outlet: &a [*a, *a]\ntitle: Ferry vote\n")
    report = report_in(tmp_path / "a.txt")
    assert (report.outlet, report.title) == (None, "Ferry vote")


# sayso.toml


def test_a_pattern_gives_what_is_known_of_the_files_it_meets(tmp_path: Path) -> None:
    toml(tmp_path, ("post*.txt", 'outlet = "Estuary Post"\npublished = 2024-02-09'))
    written(tmp_path / "post 1.txt", SAID)
    written(tmp_path / "wire 1.txt", REPLY)
    assert [(report.outlet, report.published) for report in reports(tmp_path)] == [("Estuary Post", "2024-02-09"), (None, None)]


def test_parts_of_the_path_stand_for_names_in_braces(tmp_path: Path) -> None:
    toml(tmp_path, ("{outlet}/{published} *.txt", 'outlet = "The {outlet}"\npublished = "{published}"'))
    written(tmp_path / "Post" / "2024-02-09 ferry.txt", SAID)
    report = report_in(tmp_path)
    assert (report.outlet, report.published) == ("The Post", "2024-02-09")


@pytest.mark.parametrize(
    ("pattern", "met"),
    [
        ("*.txt", ["a.txt"]),
        ("**", ["a.txt", "x/b.txt", "x/y/c.txt"]),
        ("**/*.txt", ["a.txt", "x/b.txt", "x/y/c.txt"]),
        ("x/*", ["x/b.txt"]),
        ("x/**", ["x/b.txt", "x/y/c.txt"]),
        ("?.txt", ["a.txt"]),
        ("*/*/*.txt", ["x/y/c.txt"]),
        ("[ab].txt", []),
        ("?.???", ["a.txt"]),
        ("**/*/*/*.txt", ["x/y/c.txt"]),
    ],
)
def test_stars_are_those_of_the_shell(tmp_path: Path, pattern: str, met: list[str]) -> None:
    toml(tmp_path, (pattern, 'outlet = "Post"'))
    for name in ("a.txt", "x/b.txt", "x/y/c.txt"):
        written(tmp_path / name, SAID)
    assert [Path(report.path).relative_to(tmp_path).as_posix() for report in reports(tmp_path) if report.outlet] == met


def test_a_pattern_with_many_stars_is_refused_for_it_may_take_for_ever(tmp_path: Path) -> None:
    toml(tmp_path, ("*a*a*a*b", 'outlet = "Post"'))
    written(tmp_path / "a.txt", SAID)
    [error] = [one for one in taken(tmp_path) if isinstance(one, ReportError)]
    assert "more than 3 stars" in error.message


def test_a_pattern_that_fits_nowhere_is_done_with_soon(tmp_path: Path) -> None:
    toml(tmp_path, ("/".join(["*a*a*"] * 8) + "/b", 'outlet = "Post"'))
    deep = "/".join(["a" * 40] * 8)
    written(tmp_path / deep / "a.txt", SAID)
    assert report_in(tmp_path).outlet is None


def test_the_nearest_folder_comes_first_and_the_others_are_kept(tmp_path: Path) -> None:
    toml(tmp_path, ("**", 'outlet = "Far"\nlanguage = "en"'))
    toml(tmp_path / "x", ("*.txt", 'outlet = "Near"'))
    written(tmp_path / "x" / "a.txt", SAID)
    report = report_in(tmp_path)
    assert (report.outlet, report.language) == ("Near", "en")
    assert [(fact.value, fact.source) for fact in report.facts if fact.name == "outlet"] == [
        ("Near", "sayso.toml, for *.txt"),
        ("Far", "sayso.toml, for **"),
    ]


def test_folders_above_the_given_one_have_no_say(tmp_path: Path) -> None:
    toml(tmp_path, ("**", 'outlet = "Far"'))
    written(tmp_path / "x" / "a.txt", SAID)
    assert report_in(tmp_path / "x").outlet is None


def test_of_one_file_its_own_folder_has_a_say(tmp_path: Path) -> None:
    toml(tmp_path, ("*.txt", 'outlet = "Post"'))
    assert report_in(written(tmp_path / "a.txt", SAID)).outlet == "Post"


def test_a_sayso_toml_written_on_windows_is_read(tmp_path: Path) -> None:
    written(tmp_path / "sayso.toml", '\ufeff[[reports]]\r\npath = "*"\r\noutlet = "Post"\r\n')
    assert report_in(written(tmp_path / "a.txt", SAID)).outlet == "Post"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[[reports]\n", "not TOML"),
        ("a = " + "[" * 5_000, "not TOML"),
        ("reports = 7", "list of tables"),
        ("[[reports]]\noutlet = 'Post'", "entry 1 has no path"),
        ("[[reports]]\npath = 7", "entry 1 has no path"),
        ("[[reports]]\npath = '*'\nprice = 'high'", "see price"),
        ("[[reports]]\npath = '*'\noutlet = 7", "see outlet"),
        ("[[reports]]\npath = '*'\npublished = 'last week'", "YYYY-MM-DD"),
        ("[[reports]]\npath = '{a}/{a}'", "no pattern"),
    ],
)
def test_a_broken_sayso_toml_is_named_with_the_place(tmp_path: Path, content: str, said: str) -> None:
    written(tmp_path / "sayso.toml", content)
    written(tmp_path / "a.txt", SAID)
    errors = [one for one in taken(tmp_path) if isinstance(one, ReportError)]
    assert {(error.kind, error.path) for error in errors} == {("folder_file", str(tmp_path / "sayso.toml"))}
    assert said in errors[0].message


# who holds


@pytest.fixture(scope="module")
def five_say(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A page of which five say an outlet or a date."""
    folder = tmp_path_factory.mktemp("five")
    written(
        folder / "2024-02-04 a.html",
        page('<meta property="og:site_name" content="Page"><meta property="article:published_time" content="2024-02-03">'),
    )
    written(folder / "2024-02-04 a.json", '{"outlet": "Sidecar"}')
    toml(folder, ("*", 'outlet = "Toml"\npublished = 2024-02-02'))
    return report_in(folder / "2024-02-04 a.html", Intake(given=(("outlet", "Given"), ("published", "2024-02-05"), ("author", "Ada Venn"))))


def test_the_sidecar_holds_before_the_folder_the_page_and_the_command(five_say: Report) -> None:
    assert [fact.value for fact in five_say.facts if fact.name == "outlet"] == ["Sidecar", "Toml", "Page", "Given"]
    assert five_say.outlet == "Sidecar"


def test_the_folder_holds_before_the_page_the_files_name_and_the_command(five_say: Report) -> None:
    assert [fact.value for fact in five_say.facts if fact.name == "published"] == ["2024-02-02", "2024-02-03", "2024-02-04", "2024-02-05"]
    assert five_say.published == "2024-02-02"


def test_the_command_holds_where_nobody_else_says(five_say: Report) -> None:
    assert five_say.author == "Ada Venn"


def test_each_value_is_kept_with_who_says_so(five_say: Report) -> None:
    assert [fact.source for fact in five_say.facts if fact.name == "published"] == [
        "sayso.toml, for *",
        "its page",
        "its file's name",
        "as given with the command",
    ]


def test_a_command_may_give_what_is_no_date_in_vain(tmp_path: Path) -> None:
    assert report_in(written(tmp_path / "a.txt", SAID), Intake(given=(("published", "soon"),))).published is None


# single facts


@pytest.mark.parametrize(
    "written_as",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "javascript:1",
        " javascript:alert(1)",
        "\1javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/hosts",
        "mailto:a@b.example",
        "ftp://a.example/b",
        "//a.example/b",
        "/a/b",
        "no address",
        "https://",
        "https:///a",
        "https://[::1",
    ],
)
def test_what_is_no_web_address_never_becomes_one(written_as: str) -> None:
    assert fact_of("url", written_as, "here") is None


@pytest.mark.parametrize(
    ("written_as", "kept"),
    [
        ("https://a.example/b?utm_source=x&id=2&fbclid=y#top", "https://a.example/b?id=2"),
        ("HTTPS://A.Example:443/B", "https://a.example/B"),
        ("http://a.example:8080/b", "http://a.example:8080/b"),
        ("https://ada:secret@a.example/b", "https://a.example/b"),
        ("www.a.example/b", "https://www.a.example/b"),
    ],
)
def test_an_address_is_kept_without_what_is_not_the_pages(written_as: str, kept: str) -> None:
    fact = fact_of("url", written_as, "here")
    assert fact is not None
    assert fact.value == kept


def test_an_address_is_not_cut_short() -> None:
    long = "https://a.example/" + "b" * 3_000
    fact = fact_of("url", long, "here")
    assert fact is None or fact.value == long


def test_authors_are_joined_and_blanks_closed() -> None:
    fact = fact_of("author", ["Ada\n  Venn", "", None, "Bo Aho"], "here")
    assert fact is not None
    assert fact.value == "Ada Venn, Bo Aho"


@pytest.mark.parametrize("value", [None, True, {}, {"name": "a"}, [], [["a"]], "", " \n"])
def test_what_says_nothing_is_no_fact(value: object) -> None:
    assert fact_of("title", value, "here") is None


def test_the_title_of_a_novel_is_cut() -> None:
    fact = fact_of("title", "a" * 5_000, "here")
    assert fact is not None
    assert len(fact.value) == 1_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_whatever_values_are_given_the_facts_can_be_stored(values: dict[str, object]) -> None:
    for fact in facts_of(values, "here"):
        assert fact.value.strip()
        assert "\0" not in fact.value
        fact.value.encode()


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-02-09 ferry.txt", "2024-02-09"),
        ("20240209_ferry.txt", "2024-02-09"),
        ("ferry 2024.02.09.txt", "2024-02-09"),
        ("ferry_2024_02_09", "2024-02-09"),
        ("2024-02.09.txt", None),
        ("2024-13-45.txt", None),
        ("120240209.txt", None),
        ("1707473700.txt", None),
        ("ferry.txt", None),
    ],
)
def test_a_date_in_the_files_name_is_one(name: str, day: str | None) -> None:
    assert [fact.value for fact in named_date(name)] == ([day] if day else [])
