"""3 linking: voices, copies, utterances and stories over all readings, by the steps and weights of `sayso.linking`.

What a ledger of the same readings would have, a lake has: a test compares the two. What only people's judgements and a whole story's
texts can tell, claims, origins and disputes, is found when a slice is pulled into a ledger.

Each step's table is kept until the linking is whole, so a job that died goes on behind the last step it finished.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sayso import __version__
from sayso.lake import rows
from sayso.lake.reading import current, newest
from sayso.lake.spark import Lake, by_group, mapped
from sayso.lake.tables import schema_of
from sayso.linking import copies, stories, utterances, voices
from sayso.linking.spark import Spark
from sayso.linking.weighing import Model, calibrated
from sayso.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

TABLES: Mapping[str, type] = {
    "voices": rows.VoiceRow, "copies": rows.CopyRow, "utterances": rows.UtteranceRow, "stories": rows.StoryRow, "links": rows.LinkRow,
    "readings": rows.ReadingRow,
}  # fmt: skip


def link(lake: Lake, settings: Settings | None = None, *, on_step: Callable[[str], object] = str) -> bool:
    """Link all readings that count; False where that was done already. The tables of the linking before stand until this one is whole."""
    read = current(lake, settings)
    key = _key(read)
    last = linked(lake)
    if last == key:
        _tidied(lake, key)
        return False
    engine = Spark(lake.session, lake.where(f"linking/{key}/steps"))
    steps = _Steps(lake, engine, key)
    for name, step in (("voices", steps.voices), ("copies", steps.copies), ("utterances", steps.utterances), ("stories", steps.stories)):
        if name == "voices":
            steps.prepare(read)
        step()
        on_step(name)
    steps.links()
    number = 0 if last is None else lake.read("linkings").count()
    lake.append("linkings", lake.session.createDataFrame([(number, key)], "number long, key string"))
    _tidied(lake, key)
    return True


def _tidied(lake: Lake, key: str) -> None:
    """Only the linking that stands stays, without its steps; others are earlier ones, whole or broken off."""
    for name in lake.names("linking"):
        lake.remove(f"linking/{name}/steps" if name == key else f"linking/{name}")


def linked(lake: Lake) -> str | None:
    """The key of the linking that stands, if the lake was linked."""
    if not lake.has("linkings"):
        return None
    return str(lake.read("linkings").orderBy("number", ascending=False).first()["key"])  # type: ignore[index]


def table(key: str, name: str) -> str:
    """Where a table of a linking lies in its lake."""
    return f"linking/{key}/{name}"


def _key(read: DataFrame) -> str:
    """Identifies what is linked, and how."""
    from pyspark.sql.functions import expr

    count, prints = read.agg(expr("count(*)"), expr("bit_xor(xxhash64(report, print))")).first() or (0, 0)
    how = [_model(kind, compared).digest for kind, compared in _COMPARED.items()]
    return blake2b(repr((__version__, count, prints, how)).encode(), digest_size=8).hexdigest()


_COMPARED = {
    "voice": voices.COMPARISONS, "copy": copies.COMPARISONS, "utterance": utterances.COMPARISONS, "story": stories.COMPARISONS,
}  # fmt: skip


def _model(kind: str, compared: Any) -> Model:
    return calibrated(kind, compared)


@dataclass(slots=True)
class _Steps:
    """The steps, in order. Each leaves tables under its engine, and at its end the lake's table of its name."""

    lake: Lake
    engine: Spark
    key: str

    def prepare(self, read: DataFrame) -> None:
        """The table `read`, of the newest text of each address."""
        read.select("report", "print").write.mode("overwrite").parquet(self.lake.where(table(self.key, "readings")))
        reports = self.lake.read("reports").drop("date").join(newest(self.lake), "id")
        both = reports.selectExpr("struct(*) AS text", "id AS report").join(read.selectExpr("struct(*) AS reading", "report"), "report")
        self.engine.keep("read", lambda: mapped(both, schema_of(rows.Read), rows.records))

    # 1 voices

    def voices(self) -> None:
        engine, read = self.engine, self._table("read")
        people = engine.keep("people", lambda: mapped(read, schema_of(rows.Person), rows.people))
        people.createOrReplaceTempView("people")
        engine.keep("together", lambda: mapped(read, rows.strings("name", "other"), rows.together).distinct())
        engine.step(
            "one_name",
            "names that reports give together with one other name only",
            "SELECT name FROM together GROUP BY name HAVING count(*) = 1",
        )
        engine.step(
            "known_as",
            "what is given together with the names of each designation",
            "SELECT DISTINCT designation, other FROM (SELECT designation, explode(forms) AS form FROM people WHERE designation IS NOT NULL)"
            " JOIN together ON name = form JOIN one_name a ON a.name = form JOIN one_name b ON b.name = other",
        )
        engine.step(
            "used_by",
            f"the first {voices.REPORTS} reports that use each designation",
            "SELECT designation, report FROM"
            " (SELECT designation, report, row_number() OVER (PARTITION BY designation ORDER BY report) AS place FROM (SELECT DISTINCT designation, voice.report AS report FROM people WHERE designation IS NOT NULL))"
            f" WHERE place <= {voices.REPORTS}",
        )
        made = self.lake.session.sql(
            "SELECT designation, first, reports, others FROM"
            " (SELECT designation, min_by(voice, voice.id) AS first FROM people WHERE designation IS NOT NULL GROUP BY designation)"
            " JOIN (SELECT designation, collect_list(report) AS reports FROM used_by GROUP BY designation) USING (designation)"
            " LEFT JOIN (SELECT designation, collect_list(other) AS others FROM known_as GROUP BY designation) USING (designation)"
        )
        engine.keep("designations", lambda: mapped(made, rows.columns(voices.SCHEMA), rows.designations))
        self._all_changed("designations")
        voices.prepare(engine)
        self._compare("voice", "designations", voices.keys, voices.candidates)
        voices.set_apart(engine)
        engine.step(
            "bearing",
            "the least voice of each designation stands for it",
            "SELECT designation, min(voice.id) AS least, length(min_by(voice.name, voice.id)) AS long FROM people"
            " WHERE designation IS NOT NULL GROUP BY designation",
        )
        engine.step(
            "voice_links",
            "links between those voices",
            f"SELECT l.least AS id_l, r.least AS id_r, l.long AS long_l, r.long AS long_r, {self._weighed('voice')} FROM voice_pairs_levels"
            " JOIN bearing l ON l.designation = id_l JOIN bearing r ON r.designation = id_r",
        )
        engine.step(
            "voices_apart",
            "voices that must stay apart",
            "SELECT l.least AS id_l, r.least AS id_r FROM voice_apart"
            " JOIN bearing l ON l.designation = id_l JOIN bearing r ON r.designation = id_r",
        )
        self._grouped("voice", "voices_apart")
        engine.step(
            "voice_of",
            "the voice across reports that each voice is",
            "SELECT voice.id AS voice, coalesce(g.group, least) AS group FROM people JOIN bearing USING (designation)"
            " LEFT JOIN voice_groups g ON g.member = least",
        )
        shown = self.lake.session.sql(
            "SELECT people.*, coalesce(v.group, people.voice.id) AS group, v.group IS NOT NULL AS linked FROM people"
            " LEFT JOIN voice_of v ON v.voice = people.voice.id WHERE speaks"
        )
        self._publish("voices", by_group(shown, "group", schema_of(rows.VoiceRow), rows.shown))

    # 2 copies

    def copies(self) -> None:
        engine, read = self.engine, self._table("read")
        lengths = {copies.RUN: "own", copies.KEY_RUN: "long"}
        engine.keep(
            "own_runs",
            lambda: mapped(
                read.select("report"),
                rows.columns({"unique_id": "VARCHAR", "day": "INTEGER", "own": "BIGINT[]", "long": "BIGINT[]"}),
                rows.own_runs,
            ),
        )
        every = " UNION ALL ".join(
            f"SELECT unique_id, {length} AS length, explode({column}) AS run, day div {copies.FORTNIGHT} AS fortnight FROM own_runs"
            for length, column in lengths.items()
        )
        engine.step(
            "stock",
            f"runs that reports have in {copies.STOCK} different fortnights",
            f"SELECT length, run FROM (SELECT DISTINCT length, run, fortnight FROM ({every}) WHERE fortnight IS NOT NULL)"
            f" GROUP BY length, run HAVING count(*) >= {copies.STOCK}",
        )
        engine.step(
            "stocked",
            "those of them that each report has",
            f"SELECT unique_id AS report, collect_list(CASE WHEN length = {copies.RUN} THEN run END) AS own,"
            f" collect_list(CASE WHEN length = {copies.KEY_RUN} THEN run END) AS long"
            f" FROM ({every}) JOIN stock USING (length, run) GROUP BY unique_id",
        )
        with_stock = self.lake.session.sql(
            "SELECT read.report, statements, stocked.own, stocked.long FROM read LEFT JOIN stocked ON stocked.report = read.report.id"
        )
        engine.keep("reports", lambda: mapped(with_stock, rows.columns(copies.SCHEMA), rows.copy_rows))
        self._all_changed("reports")
        self._compare("copy", "reports", copies.keys, copies.candidates)
        engine.step(
            "copy_links",
            "links between reports",
            f"SELECT id_l, id_r, 0 AS long_l, 0 AS long_r, {self._weighed('copy')} FROM copy_pairs_levels",
        )
        self._grouped("copy")
        members = self.lake.session.sql(
            "SELECT c.group, read.date, read.report, statements FROM read JOIN copy_groups c ON c.member = read.report.id"
        )
        self._publish("copies", by_group(members, "group", schema_of(rows.CopyRow), rows.copy_families))

    # 3 utterances

    def utterances(self) -> None:
        engine = self.engine
        engine.step(
            "heard",
            "the voices across reports of each report's voices",
            "SELECT people.voice.report AS of, collect_list(struct(v.voice, v.group, s.group AS shown)) AS groups FROM people"
            " JOIN voice_of v ON v.voice = people.voice.id JOIN voices_shown s ON s.voice = v.voice WHERE speaks GROUP BY people.voice.report",
        )
        told = self.lake.session.sql(
            "SELECT read.report, voices, statements, vectors, groups, coalesce(c.group, read.report.id) AS family FROM read"
            " LEFT JOIN heard ON heard.of = read.report.id LEFT JOIN copy_groups c ON c.member = read.report.id"
        )
        engine.keep("statements", lambda: mapped(told, rows.columns(utterances.SCHEMA), rows.statement_rows))
        self._all_changed("statements")
        self._compare("utterance", "statements", utterances.keys, utterances.candidates)
        engine.step(
            "utterance_links",
            "links between statements",
            f"SELECT id_l, id_r, 0 AS long_l, 0 AS long_r, {self._weighed('utterance')} FROM utterance_pairs_levels",
        )
        self._grouped("utterance")
        every = self.lake.session.sql(
            "SELECT date, s.*, groups FROM (SELECT date, report.id AS of, explode(statements) AS s FROM read) LEFT JOIN heard USING (of)"
        ).selectExpr("date", "id", "report", "kind", "mode", "source", "cue", "content", "voices", "groups")
        groups = self._table("utterance_groups").selectExpr("member AS id", "group")
        self._publish("utterances", mapped(every.join(groups, "id", "left"), schema_of(rows.UtteranceRow), rows.told))

    # 4 stories

    def stories(self) -> None:
        engine, read = self.engine, self._table("read")
        engine.keep("tellings", lambda: mapped(read.select("report", "named"), rows.columns(stories.SCHEMA), rows.tellings))
        stories.candidates(engine)
        engine.weigh("tellings", "story_pairs", _model("story", stories.COMPARISONS))
        engine.step(
            "story_links",
            "links between reports of one matter, with their days",
            f"SELECT id_l, id_r, l.day AS day_l, r.day AS day_r, {self._weighed('story')} FROM story_pairs_levels"
            " JOIN tellings l ON l.unique_id = id_l JOIN tellings r ON r.unique_id = id_r",
        )
        found = engine.keep("story_components", lambda: self._components("story")).join(self._table("story_links"), "id_l")
        engine.keep("story_groups", lambda: by_group(found, "component", rows.strings("member", "group"), rows.joined))
        self._publish(
            "stories",
            mapped(
                self.lake.session.sql(
                    "SELECT date, report, coalesce(g.group, report.id) AS first FROM read LEFT JOIN story_groups g ON g.member = report.id"
                ),
                schema_of(rows.StoryRow),
                rows.story_rows,
            ),
        )

    def links(self) -> None:
        """The table `links`, of all kinds."""
        kinds = [
            mapped(self._table(f"{kind}_pairs_levels"), schema_of(rows.LinkRow), rows.Links(_model(kind, compared)))
            for kind, compared in _COMPARED.items()
        ]
        every = kinds[0]
        for one in kinds[1:]:
            every = every.unionByName(one)
        every.write.mode("overwrite").parquet(self.lake.where(table(self.key, "links")))

    # what the steps have in common

    def _table(self, name: str) -> DataFrame:
        return self.lake.session.table(name)

    def _publish(self, name: str, frame: DataFrame) -> None:
        self.engine.keep(f"{name}_shown", lambda: frame)
        shown = self._table(f"{name}_shown")
        shown.write.mode("overwrite").partitionBy("date").parquet(self.lake.where(table(self.key, name)))

    def _all_changed(self, records: str) -> None:
        self._table(records).selectExpr("unique_id AS id").createOrReplaceTempView("changed")

    def _compare(self, kind: str, records: str, keys: Callable[[Any], object], candidates: Callable[[Any], None]) -> None:
        keys(self.engine)
        candidates(self.engine)
        self.engine.weigh(records, f"{kind}_pairs", _model(kind, _COMPARED[kind]))

    def _weighed(self, kind: str) -> str:
        """The columns of a scored pair's weight and of what it rests on."""
        levels = ", ".join(f"level_{number}" for number in range(len(_COMPARED[kind])))
        return f"round(match_weight, 4) AS weight, array({levels}) AS levels"

    def _components(self, kind: str) -> DataFrame:
        """For each end of a link, `id_l`, what hangs together with it by links, `component`."""
        from splink.clustering import cluster_pairwise_predictions_at_threshold

        links = f"{kind}_links"
        self.engine.step(f"{kind}_ends", "what is linked at all", f"SELECT id_l AS id FROM {links} UNION SELECT id_r FROM {links}")
        if not self.engine.count(f"{kind}_ends"):
            return self._table(f"{kind}_ends").selectExpr("id AS id_l", "id AS component")
        api = self.engine.splink()
        found = cluster_pairwise_predictions_at_threshold(
            api.register(f"{kind}_ends"), api.register(links), api, "id", edge_id_column_name_left="id_l", edge_id_column_name_right="id_r"
        )
        return self._table(found.physical_name).selectExpr("id AS id_l", "cluster_id AS component")

    def _grouped(self, kind: str, apart: str | None = None) -> None:
        """The table `KIND_groups` of `member` and `group`: of what is linked, by `groups.grouped`, a component at a time."""
        component = self.engine.keep(f"{kind}_components", lambda: self._components(kind))
        found = component.join(self._table(f"{kind}_links"), "id_l")
        if apart is not None:
            away = self._table(apart).selectExpr(
                "id_l", "id_r", "0 AS long_l", "0 AS long_r", f"CAST({voices.APART} AS DOUBLE) AS weight", "NULL AS levels"
            )
            other = component.selectExpr("id_l AS id_r", "component AS beside")
            found = found.unionByName(component.join(away, "id_l").join(other, "id_r").where("component = beside").drop("beside"))
        self.engine.keep(
            f"{kind}_groups",
            lambda: by_group(found, "component", rows.strings("member", "group"), rows.Grouped(_model(kind, _COMPARED[kind]), kind)),
        )
