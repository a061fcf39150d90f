"""Talks, kept in the ledger: acts for as long as weights and issues stay, all else replaced as a whole; issues are people's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from sayso.errors import LedgerError
from sayso.ids import dispute_id, party_id, proposal_id
from sayso.ledger.ledger import Ledger
from sayso.model import Act, Dispute, End, Issue, Span, Talks, Touch

_REPLACED = (
    "proposal_answers", "proposal_terms", "proposal_members", "proposal_parties", "proposals", "positions", "party_signs",
    "party_members", "parties",
)  # fmt: skip


def issues_of(ledger: Ledger) -> tuple[tuple[Issue, ...], bool]:
    """The issues that people gave the ledger, and whether these are all (True) or come on top of those shipped."""
    rows = ledger.connection.execute("SELECT * FROM issues ORDER BY position").fetchall()
    own = tuple(Issue(r["id"], r["name"], r["about"], tuple(json.loads(r["examples"]))) for r in rows if not r["shipped"])
    return own, bool(rows) and len(own) == len(rows)


def set_issues(ledger: Ledger, shipped: Sequence[Issue], own: Sequence[Issue]) -> None:
    """Record the issues that the next making of talks uses; statements are then held against them anew."""
    with ledger.writing() as db:
        _put_issues(db, shipped, own)
        db.execute("DELETE FROM fingerprints WHERE kind = 'talks'")


def _put_issues(db: sqlite3.Connection, shipped: Sequence[Issue], own: Sequence[Issue]) -> None:
    ids = {one.id for one in own}
    rows = [(one, 1) for one in shipped if one.id not in ids] + [(one, 0) for one in own]
    wanted = [
        (one.id, at, one.name, one.about, json.dumps(one.examples, ensure_ascii=False), theirs) for at, (one, theirs) in enumerate(rows)
    ]
    if wanted == [tuple(row) for row in db.execute("SELECT id, position, name, about, examples, shipped FROM issues ORDER BY position")]:
        return
    for table in ("positions", "issue_members", "issues"):
        db.execute(f"DELETE FROM {table}")
    db.executemany("INSERT INTO issues VALUES (?,?,?,?,?,?)", wanted)


def kept_acts(ledger: Ledger, fingerprint: str) -> dict[str, Act]:
    """The acts by statement, where they were read by these weights with these issues."""
    db = ledger.connection
    if fingerprint_of(ledger) != fingerprint:
        return {}
    touched: dict[str, list[Touch]] = {}
    for r in db.execute("SELECT * FROM issue_members ORDER BY statement, score DESC, issue"):
        touched.setdefault(r["statement"], []).append(Touch(r["issue"], r["score"], Span(r["start_at"], r["end_at"])))
    return {
        r["statement"]: Act(
            r["statement"], r["type"], r["mode"], r["modality"], r["stance"], r["type_score"], r["modality_score"], r["stance_score"],
            _end(r, "actor"), _end(r, "recipient"), tuple(touched.get(r["statement"], ())),
        )
        for r in db.execute("SELECT * FROM acts")
    }  # fmt: skip


def fingerprint_of(ledger: Ledger) -> str | None:
    """What the ledger's talks were made by."""
    row = ledger.connection.execute("SELECT fingerprint FROM fingerprints WHERE kind = 'talks'").fetchone()
    return row[0] if row else None


def _end(row: sqlite3.Row, name: str) -> End | None:
    start = row[f"{name}_start_at"]
    return None if start is None else End(row[name], Span(start, row[f"{name}_end_at"]))


def record_talks(ledger: Ledger, talks: Talks, shipped: Sequence[Issue], own: Sequence[Issue], fingerprint: str) -> None:
    """Replace talks by these, in one transaction; acts that stand are left alone."""
    with ledger.writing() as db:
        _put_issues(db, shipped, own)
        if fingerprint_of(ledger) != fingerprint:
            db.execute("DELETE FROM issue_members")
            db.execute("DELETE FROM acts")
            db.execute("INSERT OR REPLACE INTO fingerprints VALUES ('talks', 'acts', ?)", (fingerprint,))
        live = json.dumps([act.statement for act in talks.acts])
        for table in ("issue_members", "acts"):
            db.execute(f"DELETE FROM {table} WHERE statement NOT IN (SELECT value FROM json_each(?))", (live,))
        held = {key for (key,) in db.execute("SELECT statement FROM acts")}
        fresh = [act for act in talks.acts if act.statement not in held]
        db.executemany("INSERT INTO acts VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", (_row(act) for act in fresh))
        db.executemany(
            "INSERT INTO issue_members VALUES (?,?,?,?,?)",
            ((touch.issue, act.statement, touch.score, *touch.span) for act in fresh for touch in act.issues),
        )
        for table in _REPLACED:
            db.execute(f"DELETE FROM {table}")
        for party in talks.parties:
            key = party_id(party.name)
            db.execute("INSERT INTO parties VALUES (?,?,?,?)", (key, party.name, party.part, party.statements))
            db.executemany("INSERT INTO party_members VALUES (?,?)", ((voice, key) for voice in party.voices))
            db.executemany("INSERT OR IGNORE INTO party_signs VALUES (?,?,?,?,?)", ((key, s.shows, s.report, *s.span) for s in party.signs))
        db.executemany(
            "INSERT INTO positions VALUES (?,?,?,?,?,?,?)",
            ((party_id(p.party), p.issue, p.statement, p.voice, p.stance, p.day, p.changes) for p in talks.positions),
        )
        _put_proposals(db, talks)
        _put_disputes(db, talks.disputes)


def _row(act: Act) -> tuple[object, ...]:
    ends = [(None, None, None) if end is None else (end.voice, *end.span) for end in (act.actor, act.recipient)]
    return (
        act.statement, act.type, act.mode, act.modality, act.stance, act.type_score, act.modality_score, act.stance_score,
        *ends[0], *ends[1],
    )  # fmt: skip


def _put_proposals(db: sqlite3.Connection, talks: Talks) -> None:
    for one in talks.proposals:
        key = proposal_id(one)
        db.execute("INSERT INTO proposals VALUES (?,?,?,?,?,?,?)", (key, one.name, one.kind, one.where, one.since, one.until, one.why))
        db.executemany("INSERT INTO proposal_parties VALUES (?,?,?)", ((key, at, party_id(name)) for at, name in enumerate(one.by)))
        db.executemany(
            "INSERT OR IGNORE INTO proposal_members VALUES (?,?,?,?,?)", ((key, m.report, *m.span, m.statement) for m in one.mentions)
        )
        db.executemany(
            "INSERT OR IGNORE INTO proposal_terms VALUES (?,?,?,?,?,?,?)",
            ((key, t.place.report, *t.place.span, t.kind, t.issue, t.place.statement) for t in one.terms),
        )
        db.executemany(
            "INSERT OR IGNORE INTO proposal_answers VALUES (?,?,?,?,?)",
            ((key, party_id(a.party), a.statement, a.stance, a.day) for a in one.answers),
        )


def _put_disputes(db: sqlite3.Connection, disputes: Iterable[Dispute]) -> None:
    """Those over who accepted what that linking has not found by the statements' words alone, in place of those made before."""
    db.execute("DELETE FROM dispute_members WHERE dispute IN (SELECT id FROM disputes WHERE made_by = 'talks')")
    db.execute("DELETE FROM disputes WHERE made_by = 'talks'")
    for dispute in disputes:
        sides = [json.dumps(side.statements) for side in dispute.sides]
        known = db.execute(
            "SELECT 1 FROM dispute_members AS a JOIN dispute_members AS b ON b.dispute = a.dispute AND b.side <> a.side"
            " WHERE a.statement IN (SELECT value FROM json_each(?)) AND b.statement IN (SELECT value FROM json_each(?))",
            sides,
        ).fetchone()
        if known is None:
            key = dispute_id(dispute)
            db.execute(
                "INSERT OR IGNORE INTO disputes VALUES (?,?,?,?,?,'talks')",
                (key, dispute.kind, dispute.matter, dispute.why, dispute.confidence),
            )
            db.executemany(
                "INSERT INTO dispute_members VALUES (?,?,?,NULL)",
                [(key, at, s) for at, side in enumerate(dispute.sides) for s in side.statements],
            )


def check(ledger: Ledger, issue: str) -> None:
    """Raises LedgerError where the ledger has no issue of this id."""
    if ledger.connection.execute("SELECT 1 FROM issues WHERE id = ?", (issue,)).fetchone() is None:
        raise LedgerError(f"{ledger.path}: has no issue {issue}; they are listed by: sayso issues {ledger.path}")
