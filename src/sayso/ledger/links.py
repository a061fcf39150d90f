"""What linking and people say across reports, kept in the ledger: links and groups are replaced as a whole, judgements never."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from sayso.errors import LedgerError
from sayso.ids import dispute_id, group_id, judgement_id, link_id, statement_id
from sayso.ledger.given import called_now, give
from sayso.ledger.ledger import Ledger
from sayso.ledger.taken import now_named
from sayso.model import Across, Decision, Judgement, Link, Parts, Reason
from sayso.settings import Settings

_GROUPS = (
    "bearer_members", "bearers", "dispute_members", "disputes", "claim_members", "claims", "utterance_members", "utterances", "copy_members", "copy_families",
    "voice_members", "voice_groups",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last linking left, for the next one to begin from."""

    links: tuple[Link, ...]
    fingerprints: Mapping[str, Mapping[str, str]]
    vectors: Mapping[str, bytes]


def kept(ledger: Ledger) -> Kept:
    """Links, fingerprints and vectors as last recorded."""
    db = ledger.connection

    @cache
    def reasons(packed: str) -> tuple[Reason, ...]:
        """Many links have the same reasons."""
        return tuple(Reason(*reason) for reason in json.loads(packed))

    links = tuple(
        Link(row["kind"], row["left_id"], row["right_id"], row["weight"], reasons(row["reasons"]))
        for row in db.execute("SELECT * FROM links ORDER BY kind, left_id, right_id")
    )
    fingerprints: dict[str, dict[str, str]] = {}
    for kind, thing, fingerprint in db.execute("SELECT kind, thing, fingerprint FROM fingerprints"):
        fingerprints.setdefault(kind, {})[thing] = fingerprint
    return Kept(links, fingerprints, dict(db.execute("SELECT statement, vector FROM vectors").fetchall()))


def record(ledger: Ledger, across: Across, *, version: str, model: str, settings: Settings) -> None:
    """Replace links and groups by these, in one transaction."""
    with ledger.writing() as db:
        run = ledger.run(version, model, settings)
        _sync_links(db, across.links, run)
        db.execute("DELETE FROM fingerprints WHERE kind <> 'talks'")
        for table in ("designations", *_GROUPS):
            db.execute(f"DELETE FROM {table}")
        db.executemany(
            "INSERT INTO fingerprints VALUES (?,?,?)",
            ((kind, thing, print_) for kind, prints in across.fingerprints.items() for thing, print_ in prints.items()),
        )
        db.executemany("INSERT INTO designations VALUES (?,?)", across.designations.items())
        db.execute("DELETE FROM vectors WHERE statement NOT IN (SELECT id FROM statements)")
        db.executemany("INSERT OR IGNORE INTO vectors VALUES (?,?)", across.vectors.items())
        for voice in across.voices:
            key = group_id("w1", voice.voices)
            db.execute(
                "INSERT INTO voice_groups VALUES (?,?,?,?,?,?)",
                (key, voice.name, voice.kind, voice.side, _list(voice.names), _list(voice.roles)),
            )
            db.executemany("INSERT INTO voice_members VALUES (?,?)", ((member, key) for member in voice.voices))
        for bearer in across.bearers:
            key = group_id("b1", bearer.voices)
            db.execute(
                "INSERT INTO bearers VALUES (?1,?2,?3,(SELECT voice_group FROM voice_members WHERE voice = ?4))",
                (key, bearer.name, bearer.kind, bearer.speaks),
            )
            db.executemany("INSERT INTO bearer_members VALUES (?,?)", ((member, key) for member in bearer.voices))
        for family in across.families:
            key = group_id("k1", family.reports, family.kind)
            db.execute("INSERT INTO copy_families VALUES (?,?,?,?)", (key, family.first, family.kind, family.why))
            db.executemany("INSERT INTO copy_members VALUES (?,?)", ((key, member) for member in family.reports))
        for table, members, scheme, groups in (
            ("utterances", "utterance_members", "u1", [(u.statements, u.witnesses, u.why) for u in across.utterances]),
            ("claims", "claim_members", "c1", [(c.statements, c.voices, c.why) for c in across.claims]),
        ):
            for statements, counted, why in groups:
                key = group_id(scheme, statements)
                db.execute(f"INSERT INTO {table} VALUES (?,?,?,?,?)", (key, counted.low, counted.high, _list(counted.who), why))
                db.executemany(f"INSERT INTO {members} VALUES (?,?)", ((member, key) for member in statements))
        for dispute in across.disputes:
            key = dispute_id(dispute)
            db.execute(
                "INSERT OR IGNORE INTO disputes (id, kind, matter, why, confidence) VALUES (?,?,?,?,?)",
                (key, dispute.kind, dispute.matter, dispute.why, dispute.confidence),
            )
            db.executemany(
                "INSERT INTO dispute_members VALUES (?,?,?,?)",
                [(key, at, s, None) for at, side in enumerate(dispute.sides) for s in side.statements]
                + [(key, at, None, f) for at, side in enumerate(dispute.sides) for f in side.figures],
            )


def _sync_links(db: sqlite3.Connection, links: Iterable[Link], run: int) -> None:
    """Take out links that no longer stand, put in new ones; one that stands keeps the run that made it."""
    wanted = {link_id(one.kind, one.left, one.right): one for one in links}
    held = {row["id"]: (row["weight"], row["reasons"]) for row in db.execute("SELECT id, weight, reasons FROM links")}
    packed = cache(json.dumps)
    rows = {key: (one.weight, packed(one.reasons)) for key, one in wanted.items()}
    db.executemany("DELETE FROM links WHERE id = ?", ((key,) for key in held if rows.get(key) != held[key]))
    db.executemany(
        "INSERT INTO links VALUES (?,?,?,?,?,?,?)",
        ((key, one.kind, one.left, one.right, *rows[key], run) for key, one in wanted.items() if held.get(key) != rows[key]),
    )


def _list(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def judge(ledger: Ledger, left: str, right: str | None, decision: Decision, *, by: str, note: str | None = None) -> str:
    """Record a person's decision; the id of the judgement. Raises LedgerError where the ledger has no such thing.

    Two voices, reports or statements are the same, different, or it is unsure; a statement or a dispute is confirmed or rejected.
    A statement is added by `judge_all`.
    """
    if right is not None:
        left, right = sorted((left, right))
        if left.partition(":")[0] != right.partition(":")[0]:
            raise LedgerError(f"{ledger.path}: {left} and {right} are not of one kind; give two voices, two reports or two statements")
        if left == right:
            raise LedgerError(f"{ledger.path}: {left} is itself; give two different ids")
    if left.startswith("w1:"):
        raise LedgerError(
            f"{ledger.path}: {left} is a voice across reports; judge two that it is made of: sayso trace {ledger.path} {left}"
        )
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    places = [json.dumps(_place(ledger, end)) for end in (left, right) if end is not None]
    alone = decision in ("confirm", "reject")
    if decision == "add":
        raise LedgerError(f"{ledger.path}: a statement is added with its words: mark them and use sayso import")
    if alone and (right is not None or left.partition(":")[0] not in ("s1", "d1")):
        raise LedgerError(f"{ledger.path}: {left} is no statement or dispute by itself; only these are confirmed or rejected")
    if not alone and (right is None or left.partition(":")[0] not in ("v1", "r1", "s1")):
        raise LedgerError(f"{ledger.path}: {left} cannot be {decision}; give two voices, two reports or two statements")
    with ledger.writing() as db:
        return _record(db, Judgement(left, right, decision, by, at, note), places)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of one statement, to be recorded: "confirm" or "reject" of `thing`, its id; or "add" of `given` to the report `thing`."""

    thing: str
    decision: Decision
    by: str
    note: str | None = None
    given: Parts | None = None


def judge_all(ledger: Ledger, verdicts: Sequence[Verdict]) -> list[str]:
    """Record what people say of statements, all of it or nothing; the ids of the judgements.

    Statements that are added are in the ledger once their reports are read again. Raises LedgerError where the ledger has no such thing.
    """
    now = datetime.now(UTC)
    keys = []
    with ledger.writing() as db:
        for number, one in enumerate(verdicts):  # the last on a thing holds: each has a moment of its own
            at = (now + timedelta(microseconds=number)).isoformat(timespec="microseconds")
            if one.given is None:
                thing, place = one.thing, _place(ledger, one.thing)
            else:
                thing = statement_id(one.thing, one.given)
                place = [*_place(ledger, one.thing), min(one.given.content).start, max(span.end for span in one.given.content)]
            keys.append(_record(db, Judgement(thing, None, one.decision, one.by, at, one.note), [json.dumps(place)]))
            if one.given is not None:
                give(db, keys[-1], one.given)
    return keys


def _record(db: sqlite3.Connection, made: Judgement, places: Sequence[str]) -> str:
    key = judgement_id(made)
    db.execute(
        "INSERT INTO judgements VALUES (?,?,?,?,?,?,?,NULL,?,?)",
        (key, made.left, made.right, made.decision, made.by, made.at, made.note, places[0], places[1] if made.right else None),
    )
    return key


def withdraw(ledger: Ledger, judgement: str) -> None:
    """Take a judgement back; it stays in the ledger as withdrawn. `judgement` is its id or the beginning of it."""
    with ledger.writing() as db:
        found = db.execute(
            "SELECT id FROM judgements WHERE withdrawn_at IS NULL AND substr(id, 1, length(?1)) = ?1", (judgement,)
        ).fetchall()
        found = found if judgement.startswith("j1:") else []
        if len(found) != 1:
            raise LedgerError(
                f"{ledger.path}: {len(found) or 'no'} live judgements begin with {judgement}; list them with: sayso judge {ledger.path}"
            )
        db.execute("UPDATE judgements SET withdrawn_at = ? WHERE id = ?", (datetime.now(UTC).isoformat(timespec="seconds"), found[0]["id"]))


def judgements(ledger: Ledger) -> list[Judgement]:
    """The live judgements in order of time, each on the things as they are called now.

    An id follows from words and place. Where another reading moved a statement's edges or changed a voice's kind, the judgement goes
    to the statement of a machine's that holds most of the same words, or to the voice of the same name in the report; of a dispute whose
    members changed, to the one of its kind that shares some of each of its sides. Who adds a statement confirms it.
    """
    live = (found for found in resolved(ledger) if found[0]["withdrawn_at"] is None)
    made = [Judgement(left, right, row["decision"], row["by"], row["at"], row["note"]) for row, left, right in live]
    return [replace(one, decision="confirm") if one.decision == "add" else one for one in made]


def judged_alone(ledger: Ledger) -> dict[str, Decision]:
    """The last live decision on each statement and dispute that was judged by itself."""
    return {one.left: one.decision for one in judgements(ledger) if one.right is None}


def rejected(ledger: Ledger) -> frozenset[str]:
    """The statements and disputes of which the last word is that they are wrong."""
    return frozenset(key for key, decision in judged_alone(ledger).items() if decision == "reject")


def resolved(ledger: Ledger) -> Iterator[tuple[sqlite3.Row, str, str | None]]:
    """All judgements in order of time, withdrawn ones too: the row as recorded, and what it judges as that is called now."""
    given = called_now(ledger.connection)
    for row in ledger.connection.execute("SELECT * FROM judgements ORDER BY at, id").fetchall():
        yield (
            row,
            _now(ledger, row["left_id"], row["left_place"], given),
            _now(ledger, row["right_id"], row["right_place"], given) if row["right_id"] else None,
        )


def _place(ledger: Ledger, thing: str) -> list[object]:
    """Where a thing stands, so that it is found again after another reading: report, and span or name."""
    db, scheme = ledger.connection, thing.partition(":")[0]
    if scheme == "r1":
        row = db.execute("SELECT id FROM reports WHERE id = ?", (thing,)).fetchone()
        found: list[object] = [thing] if row else []
    elif scheme == "v1":
        row = db.execute("SELECT report, name FROM voices WHERE id = ?", (thing,)).fetchone()
        found = list(row) if row else []
    elif scheme == "d1":
        row = db.execute("SELECT kind FROM disputes WHERE id = ?", (thing,)).fetchone()
        sides = [[(member, json.dumps(_place(ledger, member))) for member in side] for side in _sides(db, thing)]
        found = [row["kind"], sides] if row else []
    elif scheme == "f1":
        row = db.execute("SELECT report, start_at, end_at FROM figures WHERE id = ?", (thing,)).fetchone()
        found = list(row) if row else []
    else:
        row = db.execute(
            "SELECT report, min(start_at), max(end_at) FROM statements JOIN spans ON statement = id AND role = 'content' WHERE id = ? GROUP BY id",
            (thing,),
        ).fetchone()
        added = "SELECT left_place FROM judgements WHERE decision = 'add' AND left_id = ?"  # of one that is given and not yet read
        given = None if row else db.execute(added, (thing,)).fetchone()
        found = list(row) if row else json.loads(given["left_place"]) if given else []
    if not found:
        raise LedgerError(
            f"{ledger.path}: has no {thing}; ids of voices, reports, statements and disputes are in: sayso export {ledger.path} --format json"
        )
    return found


def _now(ledger: Ledger, thing: str, place: str, given: Mapping[str, str]) -> str:
    """What a thing is called now; `given` says so of statements that people gave, which no judgement on another goes to."""
    db, (report, *where) = ledger.connection, json.loads(place)
    if thing in given:
        return given[thing]
    if thing.startswith("d1:"):
        return _dispute_now(ledger, thing, given, kind=report, sides=where[0])
    report = now_named(db, report)
    if thing.startswith("r1:"):
        return now_named(db, thing)
    later = db.execute("SELECT by FROM superseded JOIN statements ON id = by WHERE statement = ?", (thing,)).fetchone()
    if later is not None:  # word for word in the newest version of the report that has it
        return str(later["by"])
    table = {"v1": "voices", "s1": "statements", "f1": "figures"}.get(thing.partition(":")[0])
    if table is None or db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (thing,)).fetchone():
        return thing
    if table == "voices":
        row = db.execute("SELECT id FROM voices WHERE report = ? AND name = ? ORDER BY id", (report, *where)).fetchone()
    elif table == "figures":
        row = db.execute(
            "SELECT id FROM figures WHERE report = ? AND start_at < ? AND ? < end_at ORDER BY id", (report, *where[::-1])
        ).fetchone()
    else:
        start, end = where
        row = db.execute(
            "SELECT statement, min(max(end_at), ?3) - max(min(start_at), ?2) AS common FROM spans JOIN statements ON id = statement"
            " WHERE report = ?1 AND role = 'content' AND statement NOT IN (SELECT value FROM json_each(?4)) GROUP BY statement"
            " HAVING 2 * common >= max(max(end_at) - min(start_at), ?3 - ?2) ORDER BY common DESC, statement",
            (report, start, end, json.dumps(sorted(given.values()))),
        ).fetchone()
    return row[0] if row else thing


def _sides(db: sqlite3.Connection, dispute: str) -> list[list[str]]:
    """The statements and figures of each side."""
    sides: dict[int, list[str]] = {}
    for row in db.execute("SELECT * FROM dispute_members WHERE dispute = ? ORDER BY side, rowid", (dispute,)):
        sides.setdefault(row["side"], []).append(row["statement"] or row["figure"])
    return [side for _, side in sorted(sides.items())]


def _dispute_now(ledger: Ledger, thing: str, given: Mapping[str, str], *, kind: str, sides: list[list[tuple[str, str]]]) -> str:
    """A dispute that has grown or lost members since it was judged: the one of its kind that shares some of each of its sides."""
    db = ledger.connection
    if db.execute("SELECT 1 FROM disputes WHERE id = ?", (thing,)).fetchone():
        return thing
    before = [{_now(ledger, member, place, given) for member, place in side} for side in sides]
    members = json.dumps(sorted(set().union(*before)))
    rows = db.execute(
        "SELECT DISTINCT dispute FROM dispute_members JOIN disputes ON id = dispute WHERE kind = ?1"
        " AND (statement IN (SELECT value FROM json_each(?2)) OR figure IN (SELECT value FROM json_each(?2))) ORDER BY 1",
        (kind, members),
    ).fetchall()
    for (other,) in rows:
        now = [set(side) for side in _sides(db, other)]
        if all(any(side & one for side in now) for one in before):
            return str(other)
    return thing
