"""A lake on a standalone cluster: a job that dies goes on where it was, a worker that dies changes nothing, and what comes out is what
one ledger of the same reports has."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from sayso.ledger import Ledger
from sayso.linking import link, records_of, stories
from sayso.linking.engine import DuckDB
from sayso.linking.weighing import calibrated
from sayso.model import Reading, Report
from sayso.pipeline import build
from tests.lake.conftest import JAVA, SMALL, needs_java

PATIENCE = 600  # seconds: a limit for what hangs, not a measure
BIN = Path(sys.executable).parent


@dataclass
class Cluster:
    """A master and its workers, each a process group of its own, so that a worker dies with its executors."""

    master: str
    workers: list[subprocess.Popen[bytes]]


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(holds: Callable[[], Any], what: str) -> Any:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        if found := holds():
            return found
        time.sleep(0.2)
    raise TimeoutError(what)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    needs_java()
    folder = tmp_path_factory.mktemp("cluster")
    port = free_port()
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (folder / f"{name}.log").open("wb") as log:
            environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_JAVA_OPTS": JAVA}
            started.append(
                subprocess.Popen([BIN / "spark-class", *arguments], stdout=log, stderr=log, env=environment, start_new_session=True)
            )
        return started[-1]

    start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port()))
    until(lambda: b"I have been elected leader" in (folder / "master.log").read_bytes(), "the master")
    workers = [
        start(
            f"worker{n}", "org.apache.spark.deploy.worker.Worker", f"spark://127.0.0.1:{port}", "--host", "127.0.0.1", "--cores", "1",
            "--memory", "1g", "--work-dir", str(folder / f"work{n}"), "--webui-port", str(free_port()),
        )
        for n in range(2)
    ]  # fmt: skip
    until(lambda: (folder / "master.log").read_bytes().count(b"Registering worker") == 2, "two workers")
    yield Cluster(f"spark://127.0.0.1:{port}", workers)
    for one in started:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


@dataclass
class Job:
    """`sayso lake`, running."""

    process: subprocess.Popen[bytes]
    said: Path

    def tells(self, words: str) -> bool:
        assert self.process.poll() is None or words in self.said.read_text(), self.said.read_text()
        return words in self.said.read_text()


def fill(cluster: Cluster, lake: Path, inputs: Path, said: Path) -> Job:
    settings = {**SMALL, "spark.executor.memory": "512m", "spark.task.maxFailures": "20"}
    conf = [word for key, value in settings.items() for word in ("--conf", f"{key}={value}")]
    with said.open("wb") as log:
        command = [sys.executable, "-m", "sayso", "lake", str(lake), str(inputs), "--master", cluster.master, "--json", *conf]
        return Job(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True), said)


def rows(lake: Path, table: str) -> list[dict[str, Any]]:
    found = ds.dataset(lake / table, format="parquet", partitioning="hive").to_table().to_pylist()
    return [dict(row) for row in found]


def of_linking(lake: Path, table: str) -> list[dict[str, Any]]:
    (linking,) = rows(lake, "linkings")
    return rows(lake, f"linking/{linking['key']}/{table}")


def groups(rows: list[dict[str, Any]], member: str, group: str) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row[group], set()).add(row[member])
    return {frozenset(one) for one in found.values()}


def test_a_lake_survives_what_dies_and_has_what_a_ledger_has(
    cluster: Cluster, sample_read: list[tuple[Report, Reading]], tmp_path: Path
) -> None:
    lake, sample = tmp_path / "lake", tmp_path / "sample.jsonl"
    facts = ("text", "outlet", "title", "author", "url", "published", "language")
    records = [{name: getattr(report, name) for name in facts} for report, _ in sample_read]
    sample.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf8")
    first = fill(cluster, lake, sample, tmp_path / "first.log")
    until(lambda: first.tells("reading"), "the reports are taken in")
    os.killpg(first.process.pid, signal.SIGKILL)
    first.process.wait()
    taken = {row["id"] for row in rows(lake, "reports")}

    second = fill(cluster, lake, sample, tmp_path / "second.log")
    until(lambda: second.tells("reading"), "the reports are known")
    assert "sayso: 0 new reports" in second.said.read_text()
    until(lambda: second.tells("linked: voices"), "the voices are linked")
    os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    assert second.process.wait(PATIENCE) == 0, second.said.read_text()
    done = json.loads(second.said.read_text().strip().splitlines()[-1])
    assert done == {"added": 0, "read": len(taken), "linked": True, "failures": []}

    readings = [row["report"] for row in rows(lake, "readings")]
    assert sorted(readings) == sorted(taken) == sorted(set(readings))
    with_ledger(lake, sample, tmp_path / "sample.db")


def with_ledger(lake: Path, sample: Path, path: Path) -> None:
    """What the lake linked is what a ledger of the same reports links, and what is pulled is that ledger's."""
    build([str(sample)], path)
    with Ledger(path) as ledger:
        records = records_of(ledger.connection)
    across = link(records)
    assert groups(of_linking(lake, "voices"), "voice", "group") == {frozenset(one.voices) for one in across.voices}
    named = {row["group"] for row in of_linking(lake, "voices") if row["statements"]}
    assert {voice for row in of_linking(lake, "utterances") for voice in row["voices"]} == named
    assert groups(of_linking(lake, "utterances"), "statement", "utterance") == {frozenset(one.statements) for one in across.utterances}
    assert {(frozenset(one), kind) for one, kind in families(lake)} == {(frozenset(one.reports), one.kind) for one in across.families}
    between = {(row["kind"], row["left"], row["right"], row["weight"]) for row in of_linking(lake, "links") if row["kind"] != "story"}
    assert between == {
        (one.kind, one.left, one.right, one.weight) for one in across.links if one.kind != "claim" and one.reasons[0].weight != -10
    }
    assert groups(of_linking(lake, "stories"), "report", "story") == told(records)

    pulled = path.with_name("pulled.db")
    story = max(groups(of_linking(lake, "stories"), "report", "story"), key=len)
    key = next(row["story"] for row in of_linking(lake, "stories") if row["report"] in story)
    subprocess.run([sys.executable, "-m", "sayso", "pull", str(lake), "--story", key, "-o", str(pulled)], check=True, capture_output=True)
    with Ledger(pulled) as slice_, Ledger(path) as whole:
        for table, of in (("statements", "id"), ("figures", "id"), ("voices", "id"), ("mentions", "voice")):
            sql = f"SELECT * FROM {table} WHERE report IN ({', '.join('?' * len(story))}) ORDER BY {of}, report"
            some, every = ([tuple(row)[:-1] for row in db.connection.execute(sql, sorted(story))] for db in (slice_, whole))
            assert [row[0] for row in some] == [row[0] for row in every], table
            assert some, table
        assert {key for (key,) in slice_.connection.execute("SELECT id FROM reports")} == {*story}
    assert subprocess.run([sys.executable, "-m", "sayso", "verify", str(pulled)], check=False, capture_output=True).returncode == 0


def families(lake: Path) -> Iterator[tuple[set[str], str]]:
    kinds = {row["family"]: row["kind"] for row in of_linking(lake, "copies")}
    found: dict[str, set[str]] = {}
    for row in of_linking(lake, "copies"):
        found.setdefault(row["family"], set()).add(row["report"])
    for family, reports in found.items():
        yield reports, kinds[family]


def told(records: Any) -> set[frozenset[str]]:
    engine = DuckDB.start()
    engine.add("tellings", stories.rows(records.reports, records.named), stories.SCHEMA)
    stories.candidates(engine)
    links = [(one.left, one.right, one.weight) for one in engine.score("tellings", "story_pairs", calibrated("story", stories.COMPARISONS))]
    days = {str(row["unique_id"]): row["day"] for row in stories.rows(records.reports, records.named)}
    found: dict[str, set[str]] = {}
    for report, first in stories.joined(days, links).items():  # type: ignore[arg-type]
        found.setdefault(first, set()).add(report)
    return {frozenset(one) for one in found.values()}
