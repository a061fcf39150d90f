"""The groups of a ledger as the JSON object that other programs rely on: `sayso export --format json`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from sayso.ledger import Ledger
from sayso.ledger.links import judged_alone
from sayso.ledger.parts import parts_of

_REPORT = ("id", "path", "outlet", "title", "author", "url", "published", "language", "sha256", "length")


def export_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the object; ``sayso schema --export`` prints it."""
    loaded: dict[str, Any] = json.loads(files("sayso.views.exports").joinpath("groups.schema.json").read_text(encoding="utf8"))
    return loaded


def export_object(ledger: Ledger) -> dict[str, Any]:
    """All reports, statements, figures and groups, with the ids that ``sayso read`` gives. Unknown is None, absent is []."""
    db = ledger.connection

    def gathered(sql: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for group, member in db.execute(sql):
            found[group].append(member)
        return found

    borne = gathered("SELECT voice_group, voice FROM voice_members ORDER BY 1, 2")
    spoken = gathered("SELECT voice_group, speakers.statement FROM speakers JOIN voice_members USING (voice) GROUP BY 1, 2 ORDER BY 1, 2")
    told = gathered("SELECT utterance, statement FROM utterance_members ORDER BY 1, 2")
    claimed = gathered("SELECT claim, statement FROM claim_members ORDER BY 1, 2")
    copied = gathered("SELECT family, report FROM copy_members ORDER BY 1, 2")
    return {
        "reports": [{name: row[name] for name in _REPORT} for row in db.execute("SELECT * FROM reports ORDER BY id")],
        "voices": [
            {
                "id": row["id"], "name": row["name"], "names": json.loads(row["names"]), "kind": row["kind"], "side": row["side"],
                "roles": json.loads(row["roles"]), "members": borne[row["id"]], "statements": spoken[row["id"]],
            }
            for row in db.execute("SELECT * FROM voice_groups ORDER BY id")
        ],
        "utterances": [{"id": row["id"], "statements": told[row["id"]], "witnesses": _counted(row), "why": row["why"]}
                       for row in db.execute("SELECT * FROM utterances ORDER BY id")],
        "claims": [{"id": row["id"], "statements": claimed[row["id"]], "voices": _counted(row), "why": row["why"]}
                   for row in db.execute("SELECT * FROM claims ORDER BY id")],
        "copies": [{"id": row["id"], "reports": copied[row["id"]], "first": row["first"], "kind": row["kind"]}
                   for row in db.execute("SELECT * FROM copy_families ORDER BY id")],
        "disputes": _disputes(ledger),
        "figures": _figures(ledger),
        "statements": _statements(ledger),
        "links": [
            {"id": row["id"], "kind": row["kind"], "left": row["left_id"], "right": row["right_id"], "weight": row["weight"],
             "reasons": [{"signal": signal, "level": level, "weight": weight} for signal, level, weight in json.loads(row["reasons"])]}
            for row in db.execute("SELECT * FROM links ORDER BY kind, left_id, right_id")
        ],
        "judgements": judgement_objects(ledger),
        "places": _places(ledger),
        "versions": _versions(ledger),
        "superseded": [dict(row) for row in db.execute("SELECT statement, by FROM superseded ORDER BY 1")],
    }  # fmt: skip


def group_texts(ledger: Ledger) -> Iterator[str]:
    """The object as JSON on one line."""
    yield json.dumps(export_object(ledger), ensure_ascii=False) + "\n"


def judgement_objects(ledger: Ledger) -> list[dict[str, Any]]:
    """All judgements, those withdrawn among them, in order of time."""
    return [
        {"id": row["id"], "left": row["left_id"], "right": row["right_id"], "decision": row["decision"], "by": row["by"], "at": row["at"],
         "note": row["note"], "withdrawn_at": row["withdrawn_at"]}
        for row in ledger.connection.execute("SELECT * FROM judgements ORDER BY at, id")
    ]  # fmt: skip


def _versions(ledger: Ledger) -> list[dict[str, Any]]:
    """The texts of each address that had several, the oldest first."""
    texts: dict[str, list[str]] = defaultdict(list)
    for address, report in ledger.connection.execute("SELECT address, report FROM versions ORDER BY address, number"):
        texts[address].append(report)
    return [{"address": address, "reports": reports} for address, reports in texts.items()]


def _places(ledger: Ledger) -> list[dict[str, Any]]:
    """Where each report was found, and what is said of it there."""
    facts: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in ledger.connection.execute("SELECT report, path, name, value, source FROM facts ORDER BY report, path, position"):
        facts[row["report"], row["path"]].append({name: row[name] for name in ("name", "value", "source")})
    rows = ledger.connection.execute("SELECT report, path, seen, original FROM places ORDER BY report, path")
    return [{**dict(row), "facts": facts[row["report"], row["path"]]} for row in rows]


def _counted(row: Any) -> dict[str, Any]:
    return {"low": row["low"], "high": row["high"], "who": json.loads(row["who"])}


def _disputes(ledger: Ledger) -> list[dict[str, Any]]:
    db, judged = ledger.connection, judged_alone(ledger)
    members: dict[str, dict[int, dict[str, list[str]]]] = defaultdict(
        lambda: defaultdict(lambda: {"voices": [], "statements": [], "figures": []})
    )
    for row in db.execute("SELECT * FROM dispute_members ORDER BY dispute, side, rowid"):
        side = members[row["dispute"]][row["side"]]
        side["figures" if row["figure"] else "statements"].append(row["figure"] or row["statement"])
    for sides in members.values():
        for side in sides.values():
            rows = db.execute(
                "SELECT DISTINCT voice_group FROM speakers JOIN voice_members USING (voice) WHERE speakers.statement IN (SELECT value FROM json_each(?))"
                " ORDER BY 1", (json.dumps(side["statements"]),))  # fmt: skip
            side["voices"] = [group for (group,) in rows]
    return [
        {"id": row["id"], "kind": row["kind"], "matter": row["matter"], "why": row["why"], "confidence": row["confidence"],
         "sides": [side for _, side in sorted(members[row["id"]].items())]}
        for row in db.execute("SELECT * FROM disputes ORDER BY id")
        if judged.get(row["id"]) != "reject"
    ]  # fmt: skip


def _figures(ledger: Ledger) -> list[dict[str, Any]]:
    return [
        {
            "id": row["id"], "report": row["report"], "start": row["start_at"], "end": row["end_at"],
            **{name: row[name] for name in ("low", "high", "bound", "of", "who", "where", "as_of")},
            "as_of_moment": None if row["as_of_start_at"] is None else _moment(row, "as_of", row["text"]),
            "statement": row["statement"],
        }
        for row in ledger.connection.execute("SELECT figures.*, text FROM figures JOIN reports ON reports.id = report ORDER BY figures.report, start_at")
    ]  # fmt: skip


def _moment(row: Any, name: str, text: str) -> dict[str, Any]:
    start, end = row[f"{name}_start_at"], row[f"{name}_end_at"]
    said = name == "said"
    return {
        "text": text[start:end], "start": start, "end": end, "from": row[f"{name}_from"], "to": row[f"{name}_to"],
        "precision": row["said_precision"] if said else None, "anchor": row["said_anchor"] if said else None,
    }  # fmt: skip


def _statements(ledger: Ledger) -> list[dict[str, Any]]:
    db = ledger.connection
    parts = parts_of(db)
    voices: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in db.execute(
        "SELECT speakers.statement, voices.* FROM speakers JOIN voices ON voices.id = voice ORDER BY statement, position"
    ):
        mention = None if row["start_at"] is None else [row["start_at"], row["end_at"]]
        voices[row["statement"]].append(
            {"name": row["name"], "kind": row["kind"], "role": row["role"], "side": row["side"], "mention": mention}
        )
    relays: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in db.execute("SELECT * FROM relays ORDER BY statement, position"):
        relays[row["statement"]].append({"name": row["name"], "how": row["how"], "start": row["start_at"], "end": row["end_at"]})
    flags = dict(db.execute("SELECT id, flags FROM said").fetchall())
    return [
        {
            "id": (key := row["id"]), "report": row["report"], **parts[key].placed(), "kind": row["kind"], "mode": row["mode"], "within": row["within"],
            "voice": voices[key][0] if voices[key] else None, "voices": voices[key],
            "addressee": None if row["addressee"] is None
            else {"name": row["addressee"], "start": row["addressee_start_at"], "end": row["addressee_end_at"]},
            "relay": [step["name"] for step in relays[key]], "relay_steps": relays[key],
            "said": None if row["said_start_at"] is None else _moment(row, "said", row["text"]),
            "flags": sorted((flags[key] or "").split(",")) if flags[key] else [], "confidence": row["confidence"],
        }
        for row in db.execute("SELECT statements.*, text FROM statements JOIN reports ON reports.id = report ORDER BY report, position")
    ]  # fmt: skip
