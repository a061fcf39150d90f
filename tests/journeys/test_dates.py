"""Undated reports, from the list of suggestions to the day that a person accepts; and outlets that the user adds."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from sayso.ledger import Ledger
from sayso.ledger.migrations import STEPS
from tests.journeys.test_commands import sayso

TEXT = (
    "The harbour board said on Friday that the ferry would sail before the winter storms arrive.\n\n"
    "Its chairman, Oren Tal, told Kvarnpost that no ship had been turned away since January 10, 2024.\n"
)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    folder = tmp_path / "story"
    folder.mkdir()
    (folder / "ferry.txt").write_text(TEXT, encoding="utf8")
    return folder


def built(story: Path, *options: str) -> Path:
    ledger = story.parent / "story.db"
    made = sayso("build", story, "-o", ledger, *options)
    assert made.returncode == 0, made.stderr
    return ledger


def test_a_suggestion_is_listed_with_its_words_and_taken_only_when_accepted(story: Path) -> None:
    ledger = built(story)
    (undated,) = json.loads(sayso("dates", ledger, "--json").stdout)
    (suggestion,) = undated["suggestions"]
    assert (suggestion["since"], suggestion["until"], suggestion["words"]) == ("2024-01-10", None, "January 10, 2024")
    with Ledger(ledger) as opened:
        row = opened.connection.execute("SELECT published, said_from, said_anchor FROM said WHERE said_anchor IS NOT NULL").fetchone()
    assert tuple(row) == (None, None, "Friday before publication")
    refused = sayso("dates", ledger, "--accept", undated["id"])
    assert refused.returncode == 1
    assert "--published" in refused.stderr
    accepted = sayso("dates", ledger, "--accept", undated["id"], "--published", "2024-02-12")
    assert accepted.returncode == 0, accepted.stderr
    with Ledger(ledger) as opened:
        row = opened.connection.execute("SELECT published, said_from FROM said WHERE said_from IS NOT NULL").fetchone()
    assert tuple(row) == ("2024-02-12", "2024-02-09")
    assert sayso("dates", ledger).stdout == "Every report has a date.\n"
    again = sayso("build", story, "-o", ledger)
    assert "nothing new" in again.stdout
    assert sayso("verify", ledger).returncode == 0


def test_a_date_given_for_the_build_resolves_what_hangs_on_it(story: Path) -> None:
    read = json.loads(sayso("read", story, "--json", "--published", "2024-02-12").stdout)
    assert read["report"]["published"] == "2024-02-12"
    assert read["suggested_dates"] == []
    assert {s["said"]["from"] for s in read["statements"] if s["said"]} == {"2024-02-09"}


def test_a_date_in_the_files_name_is_the_day_of_publication(story: Path) -> None:
    (story / "ferry.txt").rename(story / "2024-02-12 ferry.txt")
    assert json.loads(sayso("read", story, "--json").stdout)["report"]["published"] == "2024-02-12"


def test_a_day_that_is_none_is_refused_with_the_form(story: Path) -> None:
    refused = sayso("read", story, "--published", "12 February")
    assert refused.returncode == 2
    assert "YYYY-MM-DD" in refused.stderr


def test_an_outlet_that_the_user_adds_is_known_by_all_its_names(story: Path) -> None:
    more = story.parent / "outlets.toml"
    more.write_text('outlets = [ { name = "Kvarn Post", aliases = ["Kvarnpost"], kind = "agency" } ]\n', encoding="utf8")
    read = json.loads(sayso("read", story, "--json", "--outlets", more).stdout)
    assert [s["relay"] for s in read["statements"] if s["relay"]] == [["Kvarn Post"]]


def test_a_registry_that_is_none_is_named_with_what_is_wrong(story: Path) -> None:
    more = story.parent / "outlets.toml"
    more.write_text('outlets = [ { aliases = ["Kvarnpost"] } ]\n', encoding="utf8")
    refused = sayso("read", story, "--outlets", more)
    assert refused.returncode == 2
    assert "outlets.toml: entry 1 has no name" in refused.stderr


def test_a_ledger_of_the_first_form_is_brought_to_the_newest_and_read_anew(story: Path) -> None:
    ledger = story.parent / "story.db"
    with sqlite3.connect(ledger) as old:
        old.executescript(STEPS[0] + "PRAGMA user_version = 1; PRAGMA application_id = 0x73617973;")
    old.close()
    built(story)
    with Ledger(ledger) as opened:
        (version,) = opened.connection.execute("PRAGMA user_version").fetchone()
        (relays,) = opened.connection.execute("SELECT count(*) FROM relays WHERE how = 'told'").fetchone()
    assert version == len(STEPS)
    assert relays == 1
    assert sayso("verify", ledger).returncode == 0


def test_the_outermost_statements_alone_are_read_on_request(story: Path) -> None:
    (story / "ferry.txt").write_text("The mayor said the harbour board had denied that a ferry sank.\n", encoding="utf8")
    layers = [
        [s["within"] for s in json.loads(sayso("read", story, "--json", *more).stdout)["statements"]] for more in ((), ("--outermost",))
    ]
    assert len(layers[0]) == 2
    assert layers[1] == [None]
