"""Sources that are followed: what is new comes in once, whatever happens in between."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sayso import watching
from sayso.ledger import Ledger
from sayso.pipeline import build
from sayso.reading import Reader
from sayso.views.versions import versions
from sayso.watching import LONGEST, Watch
from tests.following import EVERY, HANG, Followed, Step, feed, item, page, paths, rows, said
from tests.servers import NEAR, Page, Site, article, rss


def nothing() -> None:
    """Time passes."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "l.db"


# Folders


def test_files_are_taken_in_as_they_come(folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_text(said(1))
    followed = Followed(ledger, reader, folder)
    rounds = followed.sees(nothing, lambda: (folder / "2.txt").write_text(said(2)), nothing, nothing)
    assert [built.added for built in rounds] == [1, 1]
    assert paths(ledger) == [str(folder / "1.txt"), str(folder / "2.txt")]


def test_a_file_is_let_be_until_it_stands_still(folder: Path, ledger: Path, reader: Reader) -> None:
    def more() -> None:
        with (folder / "1.txt").open("a") as file:
            file.write(said(1) + "\n")

    followed = Followed(ledger, reader, folder)
    assert [built.added for built in followed.sees(more, more, more, nothing)] == [1]
    assert rows(ledger, "SELECT text FROM reports") == [((said(1) + "\n") * 3,)]


def test_a_file_that_was_there_for_long_is_taken_in_at_once(folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_text(said(1))
    followed = Followed(ledger, reader, folder)
    followed.watch.folders_every = 0.0
    assert [built.added for built in followed.sees()] == [1]


def test_a_changed_file_is_taken_in_again(folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_text(said(1))
    followed = Followed(ledger, reader, folder)
    rounds = followed.sees(nothing, nothing, lambda: (folder / "1.txt").write_text(said(2)), nothing, nothing)
    assert [built.added for built in rounds] == [1, 1]


def test_a_file_replaced_by_one_of_the_same_size_and_time_is_taken_in_again(folder: Path, ledger: Path, reader: Reader) -> None:
    def replaced() -> None:
        before = (folder / "1.txt").stat()
        (folder / "1.txt").write_text(said(2))
        os.utime(folder / "1.txt", ns=(before.st_atime_ns, before.st_mtime_ns))

    (folder / "1.txt").write_text(said(1))
    assert [built.added for built in Followed(ledger, reader, folder).sees(nothing, replaced, nothing)] == [1, 1]


def test_a_removed_file_stays_in_the_ledger_and_is_no_failure(folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_text(said(1))
    (folder / "2.txt").write_text(said(2))
    rounds = Followed(ledger, reader, folder).sees(
        nothing, (folder / "1.txt").unlink, nothing, lambda: (folder / "3.txt").write_text(said(3)), nothing
    )
    assert [(built.added, built.failures) for built in rounds] == [(2, ()), (1, ())]
    assert len(paths(ledger)) == 3


def test_the_sayso_toml_of_a_watched_folder_applies_and_may_be_changed(folder: Path, ledger: Path, reader: Reader) -> None:
    def named(outlet: str) -> Step:
        return lambda: (folder / "sayso.toml").write_text(f'[[reports]]\npath = "**/*.txt"\noutlet = "{outlet}"\n')

    (folder / "monday").mkdir()
    (folder / "monday" / "1.txt").write_text(said(1))
    named("Estuary Post")()
    followed = Followed(ledger, reader, folder)
    followed.sees(nothing)
    assert rows(ledger, "SELECT outlet FROM reports") == [("Estuary Post",)]
    followed.sees(named("Kvarnpost"), nothing)
    assert rows(ledger, "SELECT outlet FROM reports") == [("Kvarnpost",)]


def test_a_path_that_is_not_there_is_said_once_and_taken_in_when_it_comes(tmp_path: Path, ledger: Path, reader: Reader) -> None:
    late = tmp_path / "late.txt"
    rounds = Followed(ledger, reader, late).sees(nothing, nothing, lambda: late.write_text(said(1)), nothing)
    assert [(built.added, [error.kind for error in built.failures]) for built in rounds] == [(0, ["missing"]), (1, [])]
    assert rows(ledger, "SELECT * FROM failures") == []


def test_a_folder_without_reports_is_no_failure_of_each_round(folder: Path, tmp_path: Path, ledger: Path, reader: Reader) -> None:
    (tmp_path / "empty").mkdir()
    (folder / "1.txt").write_text(said(1))
    (built,) = Followed(ledger, reader, folder, tmp_path / "empty").sees(nothing)
    assert (built.added, built.failures) == (1, ())


def test_a_broken_file_is_said_once(folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_bytes(b"PK\x03\x04 torn")
    rounds = Followed(ledger, reader, folder).sees(nothing, nothing, nothing)
    assert [[error.kind for error in built.failures] for built in rounds] == [["damaged"]]


def test_a_watch_that_is_begun_again_finds_all_known(folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_text(said(1))
    Followed(ledger, reader, folder).sees(nothing)
    before = ledger.read_bytes()
    (built,) = Followed(ledger, reader, folder).sees(nothing)
    assert (built.added, built.reread, built.known) == (0, 0, 1)
    assert ledger.read_bytes() == before


def test_only_so_many_rounds_are_made_as_are_asked_for(folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_text(said(1))
    watch = Watch([str(folder)], ledger, reader, folders_every=0.0)
    assert [built.added for built in watch.rounds(1)] == [1]


def test_what_each_round_brings_is_of_a_run_of_its_own(folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_text(said(1))
    Followed(ledger, reader, folder).sees(nothing, nothing, lambda: (folder / "2.txt").write_text(said(2)), nothing)
    assert len(rows(ledger, "SELECT DISTINCT run FROM reports")) == 2


# Feeds


def test_new_entries_of_a_feed_come_in_and_nothing_is_fetched_twice(site: Site, ledger: Path, reader: Reader) -> None:
    def grown() -> None:
        site.pages["/feed"] = feed(site, 3, 2, 1)
        followed.all_due()

    site.pages["/feed"] = feed(site, 2, 1)
    followed = Followed(ledger, reader, site.url("/feed"))
    rounds = followed.sees(followed.all_due, grown)
    assert [built.added for built in rounds] == [2, 0, 1]
    assert site.paths == ["/feed", "/2", "/1", "/feed", "/feed", "/3"]
    assert paths(ledger) == [site.url(f"/{quay}") for quay in (1, 2, 3)]


def test_a_feed_is_asked_as_often_as_was_said(site: Site, ledger: Path, reader: Reader) -> None:
    site.pages["/feed"] = feed(site, 1)
    followed = Followed(ledger, reader, site.url("/feed"))
    assert len(followed.sees(nothing, nothing)) == 1
    assert site.paths == ["/feed", "/1"]
    assert all(EVERY - HANG < waited <= EVERY for waited in followed.waits.asked)


def test_a_source_that_fails_is_asked_more_and_more_seldom_until_it_answers(site: Site, ledger: Path, reader: Reader) -> None:
    def mended() -> None:
        site.pages["/feed"] = feed(site, 1)
        followed.all_due()

    followed = Followed(ledger, reader, site.url("/feed"))
    rounds = followed.sees(followed.all_due, followed.all_due, mended)
    assert [len(built.failures) for built in rounds] == [1, 1, 1, 0]
    wanted = (2 * EVERY, 4 * EVERY, 8 * EVERY, EVERY)
    assert all(most - HANG < waited <= most for waited, most in zip(followed.waits.asked, wanted, strict=True))


@pytest.mark.parametrize(
    ("every", "asked", "waited"),
    [(EVERY, "7200", 7200.0), (EVERY, "10", 2 * EVERY), (EVERY, "9" * 9, LONGEST), (2 * LONGEST, "10", 2 * LONGEST)],
)
def test_a_source_that_asks_for_time_gets_it_within_reason(
    site: Site, ledger: Path, reader: Reader, every: float, asked: str, waited: float
) -> None:
    site.pages["/feed"] = Page(status=503, headers={"Retry-After": asked})
    followed = Followed(ledger, reader, site.url("/feed"), every=every)
    followed.sees()
    (first,) = followed.waits.asked
    assert waited - HANG < first <= waited


def test_a_failing_source_holds_up_no_other(site: Site, folder: Path, ledger: Path, reader: Reader) -> None:
    (folder / "1.txt").write_text(said(1))
    site.pages["/feed"] = feed(site, 2)
    followed = Followed(ledger, reader, site.url("/none"), folder, site.url("/feed"))
    rounds = followed.sees(nothing, nothing)
    assert [(built.added, len(built.failures)) for built in rounds] == [(1, 1), (1, 0)]


def test_a_page_that_failed_is_asked_for_again_though_its_feed_has_not_changed(site: Site, ledger: Path, reader: Reader) -> None:
    def mended() -> None:
        site.pages["/1"] = page(1)
        followed.all_due()

    site.pages |= {"/feed": replace(feed(site, 1), headers={"ETag": '"f"'}), "/1": Page(status=503)}
    followed = Followed(ledger, reader, site.url("/feed"))
    followed.sees(mended)
    assert paths(ledger) == [site.url("/1")]


# Pages looked at again


def age(ledger: Path, hours: float, url: str | None = None) -> Step:
    """As if the fetches had been made so long ago."""

    def aged() -> None:
        then = (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
        rows(ledger, "UPDATE fetches SET at = ?1, first = ?1 WHERE ?2 IS NULL OR url = ?2", then, url)
        rows(ledger, "UPDATE places SET seen = ?1 WHERE ?2 IS NULL OR path = ?2", then, url)

    return aged


def steps(*some: Step) -> Step:
    return lambda: [step() for step in some]


def test_a_page_edited_without_a_word_is_found(site: Site, ledger: Path, reader: Reader) -> None:
    def edited() -> None:
        site.pages["/1"] = Page(
            article(
                "Quay 1", said(1).replace("before the ice", "after the ice"), "A clerk told reporters that 40 porters had signed a list."
            )
        )

    site.pages["/feed"] = feed(site, 1)
    followed = Followed(ledger, reader, site.url("/feed"))
    rounds = followed.sees(steps(age(ledger, 2), edited, followed.all_due))
    assert [(built.added, built.changed) for built in rounds] == [(1, 0), (1, 1)]
    with Ledger(ledger) as opened:
        (found,) = versions(opened)
    assert [change.words for change in found.versions[1].changes] == ["before", "after"]


def test_a_page_is_looked_at_again_the_more_seldom_the_older_it_is(site: Site, ledger: Path, reader: Reader) -> None:
    ages = [(0.5, 0.5, False), (1.5, 1.5, True), (2, 5, False), (3, 5, True), (1, 24, False), (13, 24, True), (400, 900, False)]
    site.pages["/feed"] = feed(site, *range(len(ages)))
    followed = Followed(ledger, reader, site.url("/feed"))
    followed.sees()
    for quay, (at, first, _) in enumerate(ages):
        age(ledger, at, site.url(f"/{quay}"))()
        then = (datetime.now(UTC) - timedelta(hours=first)).isoformat(timespec="seconds")
        rows(ledger, "UPDATE fetches SET first = ? WHERE url = ?", then, site.url(f"/{quay}"))
    followed.sees(followed.all_due)
    assert [site.paths.count(f"/{quay}") - 1 for quay in range(len(ages))] == [int(again) for _, _, again in ages]


def test_a_page_that_is_as_it_was_is_not_new(site: Site, ledger: Path, reader: Reader) -> None:
    site.pages |= {"/feed": feed(site, 1), "/1": replace(page(1), headers={"ETag": '"1"'})}
    followed = Followed(ledger, reader, site.url("/feed"))
    rounds = followed.sees(steps(age(ledger, 2), followed.all_due), followed.all_due)
    assert [(built.added, built.reread, built.unchanged) for built in rounds] == [(1, 0, 0), (0, 0, 1), (0, 0, 0)]
    assert site.last("/1").headers["if-none-match"] == '"1"'


def test_pages_that_are_gone_take_no_turn_of_others(site: Site, ledger: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "AGAIN_MOST", 1)
    site.pages["/feed"] = feed(site, 1, 2)
    followed = Followed(ledger, reader, site.url("/feed"))
    followed.sees()
    age(ledger, 2)()
    age(ledger, 3, site.url("/1"))()
    del site.pages["/1"]
    site.asked.clear()
    followed.sees(followed.all_due, followed.all_due, followed.all_due)
    assert site.paths.count("/1") == 1
    assert site.paths.count("/2") == 1


def test_a_feed_that_was_fetched_once_is_no_page_to_be_looked_at_again(site: Site, ledger: Path, reader: Reader) -> None:
    site.pages |= {"/feed": feed(site, 1), "/other": rss(item(site, 2, f"<description>{said(2)}</description>")), "/2": page(2)}
    build([site.url("/other")], ledger, load=lambda: reader, intake=NEAR)
    age(ledger, 2)()
    Followed(ledger, reader, site.url("/feed")).sees()
    assert site.paths.count("/other") == 1
    assert paths(ledger) == [site.url("/1"), site.url("/2")]


def test_a_page_looked_at_again_keeps_what_its_feed_said_of_it(site: Site, ledger: Path, reader: Reader) -> None:
    site.pages |= {"/feed": rss(item(site, 1, "<source url='https://kvarnpost.example/'>Kvarnpost</source>")), "/1": page(1)}
    followed = Followed(ledger, reader, site.url("/feed"))
    followed.sees(steps(age(ledger, 2), followed.all_due))
    assert site.paths.count("/1") == 2
    assert rows(ledger, "SELECT outlet FROM reports") == [("Kvarnpost",)]
