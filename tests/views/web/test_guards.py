"""Who is answered, and what a browser may do with the answer: real requests to a real server."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sayso.views.web.guards import POLICY
from tests.journeys.browser import Answer, Served, ask, form, serving_room


def a_judgement(room: Served, decision: str = "confirm", **more: str) -> bytes:
    """The form of a decision on a statement that was not judged."""
    with closing(sqlite3.connect(room.ledger)) as db:
        (said,) = db.execute("SELECT id FROM statements WHERE id NOT IN (SELECT left_id FROM judgements) ORDER BY id LIMIT 1").fetchone()
    return urlencode({"left": said, "decision": decision, "back": "/statements", **more}).encode()


@pytest.fixture(scope="module")
def judged(newsroom: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A room that is judged in."""
    ledger = tmp_path_factory.mktemp("judged") / "story.db"
    shutil.copy(newsroom, ledger)
    with serving_room(ledger, "--by", "Ismay Corran") as room:
        yield room


def judgements(room: Served) -> int:
    with closing(sqlite3.connect(room.ledger)) as db:
        (number,) = db.execute("SELECT count(*) FROM judgements").fetchone()
    return int(number)


@pytest.mark.parametrize("host", ["localhost:{}", "127.0.0.1:{}", "LocalHost:{}", "[::1]:{}", "localhost"])
def test_this_machine_is_answered_by_any_of_its_own_names(served: Served, host: str) -> None:
    assert ask(served, "/statements", hosts=[host.format(served.host.rpartition(":")[2])]).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "user@localhost", "evil.example@127.0.0.1",
        "127.0.0.1/evil.example", "127.0.0.1:x", "", "127.0.0.2", "[::1", "localhost.", "127.0.0.1 evil.example",
        "evil.example#localhost", "localhost?evil.example", "evil.example\\@localhost",
    ],
)  # fmt: skip
def test_another_host_is_refused(served: Served, host: str) -> None:
    answer = ask(served, "/statements", hosts=[host])
    assert answer.status == 403
    assert "127.0.0.1" in answer.text
    assert "said" not in answer.text


@pytest.mark.parametrize("hosts", [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "evil.example"), ("evil.example", "127.0.0.1")])
def test_two_hosts_are_refused(served: Served, hosts: tuple[str, ...]) -> None:
    assert ask(served, "/statements", hosts=hosts).status in (400, 403)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_no_host_is_refused(served: Served, version: str) -> None:
    assert ask(served, "/statements", hosts=[], version=version).status in (400, 403)


def test_the_host_of_a_whole_address_does_not_stand_for_the_header(served: Served) -> None:
    answer = ask(served, f"{served.address}/statements", hosts=["evil.example"])
    assert answer.status == 403


def test_a_judgement_from_the_rooms_own_page_is_taken(judged: Served) -> None:
    before = judgements(judged)
    answer = form(judged, a_judgement(judged))
    assert (answer.status, answer.headers["location"]) == (303, "/statements")
    assert judgements(judged) == before + 1


def test_a_judgement_by_the_name_localhost_is_taken_with_the_origin_of_that_name(judged: Served) -> None:
    host = f"localhost:{judged.host.rpartition(':')[2]}"
    headers = [("Origin", f"http://{host}"), ("Content-Type", "application/x-www-form-urlencoded")]
    assert ask(judged, "/judge", method="POST", body=a_judgement(judged), hosts=[host], headers=headers).status == 303


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": None},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "{}.evil.example"},
        {"origin": "http://evil.example@{host}"},
        {"origin": "https://{host}"},
        {"origin": "{host}"},
        {"origin": "http://localhost:{port}"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"origin": None, "referer": "{}/statements"},
    ],
    ids=str,
)
def test_a_judgement_from_elsewhere_is_refused(served: Served, changed: dict[str, str | None]) -> None:
    host, port = served.host, served.host.rpartition(":")[2]
    before = judgements(served)
    told = {name: value and value.format(served.address, host=host, port=port) for name, value in changed.items()}
    answer = form(served, a_judgement(served), **told)
    assert answer.status == 403
    assert "own pages" in answer.text
    assert judgements(served) == before


def test_two_origins_are_refused(served: Served) -> None:
    headers = [("Origin", served.address), ("Origin", "http://evil.example")]
    assert ask(served, "/judge", method="POST", body=a_judgement(served), headers=headers).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_change_nothing_and_are_refused(served: Served, method: str) -> None:
    before = judgements(served)
    assert ask(served, "/judge", method=method, body=a_judgement(served)).status in (400, 403, 405)
    assert judgements(served) == before


def test_a_judgement_cannot_be_asked_for_by_a_link(served: Served) -> None:
    before = judgements(served)
    answer = ask(served, f"/judge?{a_judgement(served).decode()}")
    assert answer.status in (404, 405)
    assert judgements(served) == before


def test_a_room_for_reading_takes_no_judgement(newsroom: Path, tmp_path: Path) -> None:
    shutil.copy(newsroom, tmp_path / "story.db")
    with serving_room(tmp_path / "story.db", "--read-only") as room:
        before = judgements(room)
        answer = form(room, a_judgement(room))
        assert answer.status == 400
        assert "--read-only" in answer.text
        assert judgements(room) == before
        assert 'action="/judge"' not in ask(room, "/statements").text


@pytest.mark.parametrize("length", [20_001, 200_000, 10**9])
def test_a_judgement_that_is_too_long_is_refused_before_all_of_it_came(served: Served, length: int) -> None:
    body = b"note=" + b"x" * min(length, 200_000)
    answer = form(served, body, content_length=str(max(length, len(body))))
    assert answer.status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"", b"&&&", b"decision=confirm", b"decision=same&left=s1:0", b"decision=erase&left=s1:0", b"decision=withdraw&judgement=j1:zz",
        b"decision=withdraw", b"decision=confirm&left=%00", b"decision=confirm&left=\xff\xfe", b"decision=same&left=w1:0&right=s1:0",
        b"decision=confirm&left=s1:0000000000000000", b"\x00\x01", b"a" * 19_000, b"&".join(b"a%d=1" % n for n in range(2000)),
    ],
)  # fmt: skip
def test_a_form_that_makes_no_sense_is_told_so_and_nothing_is_recorded(served: Served, body: bytes) -> None:
    before = judgements(served)
    answer = form(served, body)
    assert answer.status in (400, 404, 409)
    assert "Traceback" not in answer.text
    assert judgements(served) == before


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil.example", "/\r\nSet-Cookie: a=b", "/\t/evil.example", "javascript:hack()",
     "", "/\x00", " //evil.example", "/%0d%0aSet-Cookie:a=b", "/..//evil.example", "///evil.example"],
)  # fmt: skip
def test_no_judgement_leads_off_the_site(judged: Served, back: str) -> None:
    answer = form(judged, a_judgement(judged, back=back))
    assert answer.status == 303
    leads = answer.headers["location"]
    assert leads.startswith("/")
    assert not leads.startswith(("//", "/\\"))
    assert leads.isprintable()
    assert "set-cookie" not in answer.headers


def policed(answer: Answer) -> bool:
    """Whether an answer says what a browser may do with it."""
    return answer.headers.get("content-security-policy") == POLICY and answer.headers.get("x-content-type-options") == "nosniff"


@pytest.mark.parametrize(
    ("target", "status"),
    [("/statements", 200), ("/statements.json", 200), ("/static/room.css", 200), ("/static/room.js", 200), ("/static/icon.svg", 200),
     ("/static/none", 404), ("/nothing", 404), ("/nothing.json", 404), ("/statements?since=yesterday", 400), ("/judge", 405)],
)  # fmt: skip
def test_every_answer_has_the_policy(served: Served, target: str, status: int) -> None:
    answer = ask(served, target)
    assert answer.status in (status, 404 if target == "/judge" else status)
    assert policed(answer)
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


def test_refusals_have_the_policy(served: Served) -> None:
    assert policed(ask(served, "/", hosts=["evil.example"]))
    assert policed(ask(served, "/judge", method="POST"))
    assert policed(form(served, b"x" * 30_000))
    assert policed(form(served, b"decision=erase"))
    assert policed(ask(served, "/statements", method="POST", headers=[("Origin", served.address)]))


def test_the_policy_lets_no_script_run_but_the_rooms_own() -> None:
    assert "unsafe" not in POLICY
    assert "script-src 'self';" in POLICY
    assert "default-src 'none'" in POLICY


def test_the_room_is_bound_to_this_machine_only(served: Served) -> None:
    assert served.address.startswith("http://127.0.0.1:")
    other = Served(served.ledger, served.address.replace("127.0.0.1", "127.0.0.2"))
    with pytest.raises(ConnectionRefusedError):
        ask(other, hosts=[served.host])
