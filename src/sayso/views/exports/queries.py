"""The flat tables of a ledger, each by one query: what stands of it, in the order that the views have."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sayso.ids import designation_id
from sayso.ledger import Ledger
from sayso.ledger.links import judgements
from sayso.model import Reason, Span
from sayso.views.exports import rows
from sayso.views.exports.rows import Column, DisputeRow, FigureRow, LinkRow, ReportRow, StatementRow, UtteranceRow, VoiceRow, columns

Row = TypeVar("Row", bound=Any)

_LIVE = """statements.id NOT IN (SELECT value FROM json_each(:rejected))
  AND (:superseded OR statements.id NOT IN (SELECT statement FROM superseded))"""
_VOICE = """LEFT JOIN voice_members ON voice_members.voice = voices.id LEFT JOIN voice_groups ON voice_groups.id = voice_group"""
_IN_TIME = "coalesce(reports.published, '9999'), reports.path, reports.id"
_WORDS = "substr(reports.text, {0}start_at + 1, {0}end_at - {0}start_at)"
_NO_DISPUTE = """SELECT value FROM json_each(:rejected) UNION SELECT dispute FROM dispute_members LEFT JOIN statements ON statements.id = statement
  GROUP BY dispute, side HAVING sum(statement IS NOT NULL AND {live}) = 0"""
_LEFT_OUT = _NO_DISPUTE.format(live=_LIVE.replace(":superseded", "0"))
_START = "(SELECT min(start_at) FROM spans WHERE statement = statements.id AND role = 'content')"
_END = "(SELECT max(end_at) FROM spans WHERE statement = statements.id AND role = 'content')"
_SPEAKERS = f"""FROM (SELECT {{0}} AS value FROM speakers JOIN voices ON voices.id = speakers.voice {_VOICE}
    WHERE speakers.statement = {{1}} GROUP BY coalesce(voice_group, voices.id) ORDER BY min(position))"""
_NAME = "coalesce(voice_groups.name, voices.name)"
_OUTER_LIVE = _LIVE.replace("statements.id", "outer_one.id")


def _line(column: str, start: str) -> str:
    """SQL for the line of a text that a code point stands in, counted from 1."""
    return f"1 + {start} - length(replace(substr({column}, 1, {start}), char(10), ''))"


def _voices(of: str) -> str:
    return f"""(SELECT json_group_array(value) {_SPEAKERS.format("coalesce(voice_group, speakers.voice)", of)})"""


def _voice_names(of: str) -> str:
    return f"(SELECT json_group_array(value) {_SPEAKERS.format(_NAME, of)})"


def _told_by(of: str) -> str:
    """The voice of the statement in whose content one is told; on the word of one that a person rejected nobody is named."""
    return f"""(SELECT name FROM statements AS outer_one JOIN voices AS teller ON teller.id = outer_one.voice
    WHERE outer_one.id = {of}.within AND outer_one.id NOT IN (SELECT value FROM json_each(:rejected)))"""


def _spans(role: str) -> str:
    return f"""(SELECT json_group_array(json_array(start_at, end_at)) FROM
    (SELECT * FROM spans WHERE statement = statements.id AND role = '{role}' ORDER BY position)) AS {role}_spans"""


# `held` is the statement itself, or where a later text of its report has it too, that one: only the newest text is linked.
STATEMENTS = f"""
SELECT statements.id, statements.report, outlet, title, published, path, url, statements.report IN (SELECT report FROM earlier_texts) AS earlier_text,
  coalesce(voice_group, voices.id) AS voice, {_NAME} AS voice_name,
  coalesce(voice_groups.kind, voices.kind) AS voice_kind, voices.name AS called, voices.role, coalesce(voice_groups.side, voices.side) AS side,
  {_voices("held.id")} AS voices, {_voice_names("held.id")} AS voice_names,
  statements.source, statements.cue, statements.content, {_spans("source")}, {_spans("cue")}, {_spans("content")},
  {_START} AS start, {_END} AS "end", {_line("reports.text", _START)} AS line, statements.kind, statements.mode, statements.confidence, statements.addressee,
  (SELECT json_group_array(name) FROM (SELECT name FROM relays WHERE statement = statements.id ORDER BY position)) AS relay,
  {_WORDS.format("statements.said_")} AS said, statements.said_from, statements.said_to, statements.said_precision, statements.said_anchor,
  (SELECT id FROM statements AS outer_one WHERE id = statements.within AND {_OUTER_LIVE}) AS within, {_told_by("statements")} AS told_by,
  utterance, (SELECT count(DISTINCT s.report) FROM utterance_members AS t JOIN statements AS s ON s.id = t.statement
    WHERE t.utterance = utterances.id HAVING count(*)) AS told_in,
  utterances.low AS witnesses_low, utterances.high AS witnesses_high, coalesce(utterances.who, '[]') AS witnesses,
  claim, claims.low AS claim_voices_low, claims.high AS claim_voices_high,
  (SELECT json_group_array(dispute) FROM (SELECT DISTINCT dispute FROM dispute_members WHERE statement = held.id AND dispute NOT IN ({_LEFT_OUT}) ORDER BY 1))
    AS disputes,
  (SELECT json_group_array(issue) FROM (SELECT issue FROM issue_members WHERE statement = held.id ORDER BY score DESC, issue)) AS issues,
  acts.type AS act, acts.type_score AS act_score, modality, modality_score, stance, stance_score,
  (SELECT json_group_array(kind) FROM (SELECT DISTINCT flags.kind FROM flags JOIN spans ON spans.statement = statements.id
    WHERE flags.report = statements.report AND spans.start_at < flags.end_at AND flags.start_at < spans.end_at ORDER BY 1)) AS flags,
  statements.id IN (SELECT value FROM json_each(:confirmed)) AS confirmed
FROM {{which}} JOIN reports ON reports.id = statements.report LEFT JOIN superseded ON superseded.statement = statements.id
  JOIN statements AS held ON held.id = coalesce(superseded.by, statements.id) LEFT JOIN voices ON voices.id = held.voice {_VOICE}
  LEFT JOIN utterance_members ON utterance_members.statement = held.id LEFT JOIN utterances ON utterances.id = utterance
  LEFT JOIN claim_members ON claim_members.statement = held.id LEFT JOIN claims ON claims.id = claim LEFT JOIN acts ON acts.statement = held.id
WHERE {_LIVE} ORDER BY {{order}} {_IN_TIME}, statements.position
"""

FIGURES = f"""
SELECT figures.id, figures.report, outlet, title, published, path, url, {_WORDS.format("figures.")} AS words, figures.start_at AS start,
  figures.end_at AS "end", {_line("reports.text", "figures.start_at")} AS line, low, high, bound, figures."of", figures.who, figures."where",
  as_of, as_of_from, as_of_to, figures.statement, coalesce(voice_group, voices.id) AS voice, {_NAME} AS voice_name,
  {_voice_names("statements.id")} AS voice_names, statements.cue, {_told_by("statements")} AS told_by,
  (SELECT json_group_array(dispute) FROM (SELECT DISTINCT dispute FROM dispute_members WHERE figure = figures.id AND dispute NOT IN ({_LEFT_OUT}) ORDER BY 1)) AS disputes
FROM {{which}} JOIN reports ON reports.id = figures.report LEFT JOIN statements ON statements.id = figures.statement
  LEFT JOIN voices ON voices.id = statements.voice {_VOICE}
WHERE (figures.statement IS NULL OR {_LIVE}) AND (:superseded OR figures.report NOT IN (SELECT report FROM earlier_texts))
ORDER BY {{order}} {_IN_TIME}, figures.start_at
"""

VOICES = f"""
WITH spoken AS MATERIALIZED (
  SELECT DISTINCT coalesce(voice_group, speakers.voice) AS voice, statements.id, statements.report
  FROM speakers JOIN statements ON statements.id = speakers.statement LEFT JOIN voice_members ON voice_members.voice = speakers.voice WHERE {_LIVE}
), named AS (
  SELECT id, name, kind, side, names, roles FROM voice_groups UNION ALL SELECT id, name, kind, side, json_array(name),
    CASE WHEN role IS NULL THEN '[]' ELSE json_array(role) END FROM voices WHERE id NOT IN (SELECT voice FROM voice_members)
), counted AS MATERIALIZED (
  SELECT voice, count(*) AS statements, count(DISTINCT report) AS reports FROM spoken GROUP BY voice
), heard AS MATERIALIZED (
  SELECT voice, json_group_array(outlet) AS outlets FROM (SELECT DISTINCT voice, outlet FROM spoken JOIN reports ON reports.id = spoken.report
    WHERE outlet IS NOT NULL ORDER BY 1, 2) GROUP BY voice)
SELECT named.id, name, kind, side, names, roles, coalesce(outlets, '[]') AS outlets, counted.statements AS statement_count,
  counted.reports AS report_count
FROM {{which}} JOIN counted ON counted.voice = named.id LEFT JOIN heard ON heard.voice = named.id ORDER BY {{order}} counted.statements DESC, counted.reports DESC, name, named.id
"""

DISPUTES = f"""
SELECT disputes.id AS dispute, disputes.kind, matter, why, disputes.confidence, made_by, disputes.id IN (SELECT value FROM json_each(:confirmed)) AS confirmed,
  dispute_members.side, dispute_members.statement, figure, coalesce(voice_group, voices.id) AS voice, {_NAME} AS voice_name,
  {_voice_names("statements.id")} AS voice_names, statements.cue, {_told_by("statements")} AS told_by,
  CASE WHEN figure IS NULL THEN statements.content ELSE {_WORDS.format("figures.")} END AS words,
  coalesce(figures.start_at, {_START}) AS start, coalesce(figures.end_at, {_END}) AS "end",
  reports.id AS report, outlet, title, published, path, url
FROM {{which}} JOIN dispute_members ON dispute = disputes.id LEFT JOIN figures ON figures.id = figure
  LEFT JOIN statements ON statements.id = coalesce(dispute_members.statement, figures.statement)
  JOIN reports ON reports.id = coalesce(figures.report, statements.report)
  LEFT JOIN voices ON voices.id = statements.voice LEFT JOIN voice_members ON voice_members.voice = voices.id
  LEFT JOIN voice_groups ON voice_groups.id = voice_group
WHERE disputes.id NOT IN ({_LEFT_OUT}) AND (statements.id IS NULL OR {_LIVE})
ORDER BY {{order}} disputes.confidence DESC, disputes.id, dispute_members.side, dispute_members.rowid
"""

# The end of a link of statements is called "voice — cue — content": what a report says that somebody said, never that it is so.
_SAYING = f"""(SELECT coalesce((SELECT group_concat(value, ', ') {_SPEAKERS.format(_NAME, "statements.id")}), 'no voice given')
    || ' — ' || cue || ' — ' || content FROM statements WHERE id = {{0}})"""
# A designation is borne by voices, or by those who are named and do not speak: the ledger keeps the former, `_borne` finds the latter.
_NAMES = f"""coalesce((SELECT name || coalesce(', ' || role, '') || coalesce(', for ' || side, '') FROM designations JOIN voices ON voices.id = voice
    WHERE designation = {{0}} ORDER BY voice LIMIT 1), {{1}}.name, (SELECT path FROM reports WHERE id = {{0}}), {_SAYING}, {{0}})"""
_BEARER = "(SELECT voice_group FROM designations JOIN voice_members USING (voice) WHERE designation = {0} ORDER BY voice LIMIT 1)"
LINKS = f"""
WITH judged AS MATERIALIZED (SELECT value ->> 0 AS one, value ->> 1 AS other, value ->> 2 AS decision FROM json_each(:judged)),
borne AS MATERIALIZED (SELECT value ->> 0 AS designation, value ->> 1 AS name FROM json_each(:borne))
SELECT links.id, links.kind, left_id AS left, right_id AS right, {_NAMES.format("left_id", "one_end")} AS left_name,
  {_NAMES.format("right_id", "other_end")} AS right_name, {_BEARER.format("left_id")} AS left_voice, {_BEARER.format("right_id")} AS right_voice,
  weight, reasons, decision AS judged
FROM {{which}} LEFT JOIN judged ON judged.one = left_id AND judged.other = right_id LEFT JOIN borne AS one_end ON one_end.designation = left_id
  LEFT JOIN borne AS other_end ON other_end.designation = right_id
WHERE left_id NOT IN (SELECT value FROM json_each(:rejected)) AND right_id NOT IN (SELECT value FROM json_each(:rejected))
ORDER BY {{order}} links.kind, weight DESC, links.id
"""

REPORTS = f"""
SELECT reports.id, path, outlet, title, author, url, published, language, sha256, length, reports.id IN (SELECT report FROM earlier_texts) AS earlier_text,
  (SELECT json_group_array(family) FROM (SELECT family FROM copy_members WHERE report = reports.id ORDER BY 1)) AS copies,
  (SELECT first FROM copy_members JOIN copy_families ON id = family WHERE report = reports.id AND first <> report ORDER BY family LIMIT 1) AS copy_of,
  (SELECT json_group_array(kind) FROM (SELECT DISTINCT kind FROM flags WHERE report = reports.id ORDER BY 1)) AS flags,
  (SELECT count(*) FROM statements WHERE report = reports.id AND {_LIVE}) AS statement_count, text
FROM {{which}} ORDER BY {{order}} {_IN_TIME}
"""

UTTERANCES = f"""
WITH told AS MATERIALIZED (
  SELECT utterance, statements.id, statements.report, statements.cue, statements.content, statements.mode, statements.within, statements.voice, published,
    row_number() OVER (PARTITION BY utterance ORDER BY {_IN_TIME}, statements.position) AS number
  FROM utterance_members JOIN statements ON statements.id = utterance_members.statement JOIN reports ON reports.id = statements.report WHERE {_LIVE}
), grouped AS MATERIALIZED (SELECT utterance, count(DISTINCT report) AS reports FROM told GROUP BY utterance)
SELECT utterances.id, coalesce(voice_group, voices.id) AS voice, {_NAME} AS voice_name,
  {_voice_names("first.id")} AS voice_names, first.cue, first.content, first.mode, {_told_by("first")} AS told_by, first.published,
  low AS witnesses_low, high AS witnesses_high, utterances.who AS witnesses, why,
  (SELECT json_group_array(id) FROM (SELECT id FROM told WHERE told.utterance = utterances.id ORDER BY number)) AS statements,
  grouped.reports AS report_count
FROM {{which}} JOIN told AS first ON first.utterance = utterances.id AND first.number = 1 JOIN grouped ON grouped.utterance = utterances.id
  LEFT JOIN voices ON voices.id = first.voice {_VOICE}
ORDER BY {{order}} coalesce(first.published, '9999'), utterances.id
"""


@dataclass(frozen=True, slots=True)
class Kind(Generic[Row]):
    """A table: its name, its rows, the query, the table that has the ids by which some of them are asked for, the column they stand in."""

    name: str
    row: type[Row]
    sql: str
    of: str
    key: str
    columns: tuple[Column, ...]

    def rows(self, ledger: Ledger, ids: Sequence[str] | None = None, *, all_texts: bool = False) -> Iterator[Row]:
        """The rows; with `ids` those, in that order. With `all_texts` also what only stands in an earlier text of a report, or again in a later."""
        decoders = [_DECODERS.get(column.type) for column in self.columns]
        for values in ledger.connection.execute(self._asked(ids), self._given(ledger, ids, all_texts=all_texts)):
            yield self.row(
                *(value if decode is None or value is None else decode(value) for decode, value in zip(decoders, values, strict=True))
            )

    def ids(self, ledger: Ledger) -> tuple[str, ...]:
        """The ids of what the table has, in order."""
        found = ledger.connection.execute(f"SELECT {self.key} FROM ({self._asked(None)})", self._given(ledger, None, all_texts=False))
        return tuple(dict.fromkeys(key for (key,) in found))

    def _given(self, ledger: Ledger, ids: Sequence[str] | None, *, all_texts: bool) -> dict[str, Any]:
        borne = list(_borne(ledger).items()) if ":borne" in self.sql else []
        return {
            "ids": None if ids is None else json.dumps(list(ids)),
            "superseded": all_texts,
            "borne": json.dumps(borne),
            **_judged(ledger),
        }

    def _asked(self, ids: Collection[str] | None) -> str:
        if ids is None:
            return self.sql.format(which=self.of, order="")
        return self.sql.format(
            which=f"(SELECT key AS nth, value AS wanted FROM json_each(:ids)) CROSS JOIN {self.of} ON {self.of}.id = wanted", order="nth,"
        )


def _borne(ledger: Ledger) -> dict[str, str]:
    """Designations of those whom reports name, whether they speak or not, each with what it says in words."""
    rows = ledger.connection.execute("SELECT name, kind, max(role) AS role FROM mentions GROUP BY voice ORDER BY voice")
    return {designation_id(name, kind, role, None): f"{name}, {role}" if role else name for name, kind, role in rows}


def _judged(ledger: Ledger) -> dict[str, Any]:
    """What people judged, as the queries take it: the last word on each thing."""
    alone: dict[str, str] = {}
    pairs: dict[tuple[str, str], str] = {}
    designated: Callable[[str], str] = lambda key: key  # noqa: E731
    held = judgements(ledger)
    if any(judgement.right for judgement in held):
        designated = _designations(ledger)
    for judgement in held:
        if judgement.right is None:
            alone[judgement.left] = judgement.decision
        else:
            left, right = sorted((designated(judgement.left), designated(judgement.right)))
            pairs[left, right] = judgement.decision  # in order of time: the last holds
    both = [(*pair, decision) for one, decision in pairs.items() for pair in (one, one[::-1])]
    return {
        "rejected": json.dumps([key for key, decision in alone.items() if decision == "reject"]),
        "confirmed": json.dumps([key for key, decision in alone.items() if decision == "confirm"]),
        "judged": json.dumps(both),
    }


def _designations(ledger: Ledger) -> Callable[[str], str]:
    """Links of voices are between designations, judgements between voices."""
    known = dict(ledger.connection.execute("SELECT voice, designation FROM designations").fetchall())
    return lambda key: known.get(key, key)


_DECODERS: dict[Any, Callable[[Any], Any]] = {
    bool: bool,
    rows.Texts: lambda packed: tuple(json.loads(packed)),
    rows.Spans: lambda packed: tuple(Span(*span) for span in json.loads(packed)),
    rows.Reasons: lambda packed: tuple(Reason(*reason) for reason in json.loads(packed)),
}

KINDS: dict[str, Kind[Any]] = {
    name: Kind(name, row, sql, of, key, columns(row))
    for name, row, sql, of, key in (
        ("statements", StatementRow, STATEMENTS, "statements", "id"),
        ("figures", FigureRow, FIGURES, "figures", "id"),
        ("voices", VoiceRow, VOICES, "named", "id"),
        ("disputes", DisputeRow, DISPUTES, "disputes", "dispute"),
        ("links", LinkRow, LINKS, "links", "id"),
        ("reports", ReportRow, REPORTS, "reports", "id"),
        ("utterances", UtteranceRow, UTTERANCES, "utterances", "id"),
    )
}
