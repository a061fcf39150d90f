"""The command `sayso watch`: ended by a signal, killed, begun again."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sayso.reading import Reader
from tests.following import HANG, Followed, feed, page, paths, rows, said
from tests.servers import Page, Site

ROOT = Path(__file__).parents[2]
LATE = 5 * HANG  # on a machine that is busy with other things


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "l.db"


@contextmanager
def command(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, *map(str, arguments)], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    late = threading.Timer(LATE, process.kill)
    late.start()
    try:
        yield process
    finally:
        late.cancel()
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_cleanly_when_it_is_told_to(folder: Path, ledger: Path, number: signal.Signals) -> None:
    (folder / "1.txt").write_text(said(1))
    with command("-m", "sayso", "watch", folder, "-o", ledger) as process:
        assert line(process) == f"{ledger}: 1 report added, 0 known already\n"
        process.send_signal(number)
        assert process.wait(LATE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert paths(ledger) == [str(folder / "1.txt")]


def test_the_command_tells_each_round_and_ends_after_the_last(folder: Path, ledger: Path) -> None:
    (folder / "1.txt").write_text(said(1))
    with command("-m", "sayso", "watch", folder, "-o", ledger, "--rounds", "2", "--json") as process:
        assert '"added": 1' in line(process)
        shutil.copy(folder / "1.txt", folder / "2.txt")
        (folder / "2.txt").write_text(said(2))
        assert '"added": 1' in line(process)
        assert process.wait(LATE) == 0


def test_a_signal_in_the_middle_leaves_the_rest_for_the_next_watch(site: Site, ledger: Path, reader: Reader) -> None:
    followed = Followed(ledger, reader, site.url("/feed"))
    site.pages["/feed"] = feed(site, 1, 2, 3)
    second = site.pages["/2"]
    assert isinstance(second, Page)

    def answer_and_stop(handler: object) -> None:
        followed.waits.set()
        handler._send(second)  # type: ignore[attr-defined]

    site.pages["/2"] = answer_and_stop
    followed.sees()
    assert len(paths(ledger)) < 3
    site.pages["/2"] = second
    Followed(ledger, reader, site.url("/feed")).sees()
    assert paths(ledger) == [site.url(f"/{quay}") for quay in (1, 2, 3)]


# With no pause between requests, and told on its output when a round is done
WATCH = """
import sys
from sayso.reading import Reader
from sayso.watching import Watch
from tests.servers import NEAR
for built in Watch(sys.argv[2:], sys.argv[1], Reader.load(), intake=NEAR, every=0.2).rounds():
    print(built.added, flush=True)
"""


def test_a_watch_killed_in_the_middle_loses_nothing_and_takes_nothing_twice(site: Site, folder: Path, ledger: Path) -> None:
    quays = range(1, 25)
    site.pages["/feed"] = feed(site, *quays)
    for quay in range(101, 121):
        (folder / f"{quay}.txt").write_text(said(quay))
    running: list[subprocess.Popen[str]] = []
    left = [1, 9, 20]  # pages at whose request the watch is killed, each once

    def deadly(quay: int) -> Callable[[object], None]:
        def killed(handler: object) -> None:
            if quay in left:
                left.remove(quay)
                running[-1].kill()
            handler._send(page(quay))  # type: ignore[attr-defined]

        return killed

    site.pages |= {f"/{quay}": deadly(quay) for quay in tuple(left)}
    while left:
        before = len(left)
        with command("-c", WATCH, ledger, site.url("/feed"), folder) as process:
            running.append(process)
            assert process.wait(LATE) == -signal.SIGKILL
        assert len(left) < before
        paths(ledger)  # opens, and all that is in it holds
    site.asked.clear()
    with command("-c", WATCH, ledger, site.url("/feed"), folder) as process:
        running.append(process)
        line(process)
        line(process)
        process.kill()
    wanted = [site.url(f"/{quay}") for quay in quays] + [str(folder / f"{quay}.txt") for quay in range(101, 121)]
    assert paths(ledger) == sorted(wanted)
    assert rows(ledger, "SELECT path FROM places GROUP BY path HAVING count(*) > 1") == []
    assert rows(ledger, "SELECT id FROM reports WHERE id NOT IN (SELECT report FROM readings)") == []
    assert rows(ledger, "SELECT * FROM versions") == []
    assert len(site.paths) == len(set(site.paths)) + site.paths.count("/feed") - 1
