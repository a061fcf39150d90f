"""The talks as values: parties, the matrix of issues and parties, positions in order of time, proposals with terms and answers, changes."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sayso.errors import LedgerError
from sayso.ledger import Ledger
from sayso.ledger.texts import Texts
from sayso.views.pages import DisputeLine, SaidLine, disputes, said_lines
from sayso.views.since import taken_since

COLUMNS = 6  # parties that a matrix shows where nobody asks for others
DISPUTES = ("status", "acceptance", "denial")  # kinds of disputes that are about talks


@dataclass(frozen=True, slots=True)
class SignLine:
    """Words that show a party's part: what they show, in how many places, and the first of these."""

    shows: str
    places: int
    words: str  # the sentence
    path: str
    line: int
    report: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party, mediator or other voice of the talks, and what shows it."""

    id: str
    name: str
    part: str
    statements: int
    positions: int
    signs: tuple[SignLine, ...]


@dataclass(frozen=True, slots=True)
class PositionLine:
    """What a party's voice is reported to hold on an issue: the stance, the words nearest to the issue, the whole statement."""

    party: str
    issue: str
    stance: str
    voice: str
    day: str | None
    start: int  # of the nearest words
    end: int
    said: SaidLine
    changes: SaidLine | None  # the earlier statement that it is the opposite of


@dataclass(frozen=True, slots=True)
class Cell:
    """One party on one issue: how often each stance, and positions in order of time, those without a day first."""

    issue: str
    party: str
    stances: tuple[tuple[str, int], ...]
    positions: tuple[PositionLine, ...]
    more: int  # positions that are not listed


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue of the taxonomy, with the statements that touch it and the positions on it."""

    id: str
    name: str
    about: str
    shipped: bool
    examples: tuple[str, ...]
    statements: int
    positions: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place in a report, with its words."""

    words: str
    kind: str | None  # of a term
    issue: str | None
    report: str
    path: str
    outlet: str | None
    published: str | None
    line: int
    start: int
    end: int
    statement: str | None  # that it stands in
    voice: str | None  # on whose word, where it stands in one


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What a party is reported to have answered."""

    party: str
    answer: str
    day: str | None
    voices: tuple[str, ...]
    said: SaidLine


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """Something on the table."""

    id: str
    name: str
    kind: str
    by: tuple[str, ...]
    where: str | None
    since: str | None
    until: str | None
    why: str
    reports: int
    mentions: tuple[PlaceLine, ...]
    terms: tuple[PlaceLine, ...]  # each in its first words
    answers: tuple[AnswerLine, ...]
    parted: tuple[str, ...]  # parties of which some accounts say that they accepted, others that they refused


@dataclass(frozen=True, slots=True)
class TalksPage:
    """The talks on one page. With `since` the positions are those of reports that came in from then on."""

    title: str
    since: str | None
    parties: tuple[PartyLine, ...]
    issues: tuple[IssueLine, ...]
    columns: tuple[str, ...]  # ids of the parties that the cells are of
    cells: tuple[Cell, ...]
    proposals: tuple[ProposalLine, ...]
    disputes: tuple[DisputeLine, ...]
    changes: tuple[PositionLine, ...]
    statements: int  # of the ledger
    untouched: int  # that touch no issue


def talks(
    ledger: Ledger, *, issue: str | None = None, party: str | None = None, since: str | None = None, columns: int = COLUMNS,
    listed: int = 3, proposals: int = 12, signs: int = 3,
) -> TalksPage:  # fmt: skip
    """The talks of a ledger; of one issue (id or name) or party (id or name) where asked. `listed` positions are shown of a cell.

    Raises LedgerError where there is no such issue or party.
    """
    db = ledger.connection
    wanted_issue = _chosen(ledger, "issues", issue) if issue else None
    wanted_party = _chosen(ledger, "parties", party) if party else None
    new = None if since is None else json.dumps(sorted(taken_since(ledger, since)))
    given = {"issue": wanted_issue, "party": wanted_party, "new": new}
    rows = db.execute(_POSITIONS, given).fetchall()
    texts = Texts(db)
    shown = _parties(db, texts, signs)
    ranked = [wanted_party] if wanted_party else [one.id for one in shown if any(row["party"] == one.id for row in rows)][:columns]
    cells: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
    told: set[tuple[str, ...]] = set()  # of one act of saying the first telling stands for all
    for row in rows:
        telling = (row["issue"], row["party"], row["stance"], row["utterance"] or row["statement"])
        if row["party"] in ranked and telling not in told:
            told.add(telling)
            cells[row["issue"], row["party"]].append(row)
    changed = [row for row in rows if row["changes"]]
    picked = {key: some[-listed:] if listed else [] for key, some in cells.items()}
    ids = {row["statement"] for some in picked.values() for row in some} | {row[k] for row in changed for k in ("statement", "changes")}
    found = _proposals(db, texts, proposals, new)
    answers = db.execute("SELECT * FROM proposal_answers ORDER BY proposal, party, coalesce(day, '9999'), statement").fetchall()
    answers = [row for row in answers if row["proposal"] in found]
    lines, who = said_lines(ledger, ids=ids | {row["statement"] for row in answers}, superseded=True)
    names = _names(db, who)
    issues = issue_lines(db)
    order = {one.id: at for at, one in enumerate(issues)}
    made = [
        Cell(i, p, _counted(some), tuple(_position(row, lines) for row in picked[i, p] if row["statement"] in lines), len(some) - len(picked[i, p]))
        for (i, p), some in sorted(cells.items(), key=lambda item: (order[item[0][0]], ranked.index(item[0][1])))
    ]  # fmt: skip
    parted = _all_disputes(ledger, new)
    (total,) = db.execute("SELECT count(*) FROM acts").fetchone()
    (touched,) = db.execute("SELECT count(DISTINCT statement) FROM issue_members").fetchone()
    return TalksPage(
        "Talks", since, shown, issues, tuple(ranked), tuple(made), _with_answers(found, answers, lines, who, names, shown), parted,
        tuple(_position(row, lines) for row in changed if row["statement"] in lines), total, total - touched,
    )  # fmt: skip


_POSITIONS = """
SELECT positions.*, coalesce(voice_groups.name, voices.name) AS who, issue_members.start_at, issue_members.end_at, utterance FROM positions
  JOIN issue_members USING (issue, statement) JOIN voices ON voices.id = positions.voice JOIN statements ON statements.id = positions.statement
  LEFT JOIN utterance_members ON utterance_members.statement = positions.statement
  LEFT JOIN voice_members ON voice_members.voice = positions.voice LEFT JOIN voice_groups ON voice_groups.id = voice_group
WHERE (:issue IS NULL OR positions.issue = :issue) AND (:party IS NULL OR party = :party)
  AND (:new IS NULL OR statements.report IN (SELECT value FROM json_each(:new)))
ORDER BY positions.issue, party, coalesce(day, '0'), statements.report, statements.position
"""


def _chosen(ledger: Ledger, table: str, asked: str) -> str:
    rows = ledger.connection.execute(
        f"SELECT id FROM {table} WHERE id = ?1 OR lower(name) = lower(?1) OR (length(?1) > 5 AND substr(id, 1, length(?1)) = ?1) ORDER BY id",
        (asked,),
    ).fetchall()
    if len(rows) != 1:
        what = {"issues": "issue", "parties": "party"}[table]
        raise LedgerError(
            f"{ledger.path}: has {len(rows) or 'no'} {what} {asked!r}; they are listed by: sayso {'issues' if what == 'issue' else 'talks'} {ledger.path}"
        )
    return str(rows[0]["id"])


def _counted(rows: Collection[sqlite3.Row]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["stance"]] += 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _position(row: sqlite3.Row, lines: Mapping[str, SaidLine]) -> PositionLine:
    return PositionLine(
        row["party"], row["issue"], row["stance"], row["who"], row["day"], row["start_at"], row["end_at"], lines[row["statement"]],
        lines.get(row["changes"] or ""),
    )  # fmt: skip


def _place(row: sqlite3.Row, texts: Texts, kind: str | None = None, issue: str | None = None) -> PlaceLine:
    start, end = row["start_at"], row["end_at"]
    return PlaceLine(
        texts.words(row["report"], start, end), kind, issue, row["report"], row["path"], row["outlet"], row["published"],
        texts.line(row["report"], start), start, end, row["statement"], row["voice"],
    )  # fmt: skip


def _round(text: str, start: int, end: int) -> str:
    """The line of text that a place stands in, some words on either side of it."""
    low, high = max(text.rfind("\n", 0, start) + 1, start - 60), min(text.find("\n", end) % (len(text) + 1), end + 60)
    low = low if low == 0 or text[low - 1] == "\n" else text.find(" ", low, start) + 1 or low
    high = high if high >= len(text) or text[high] == "\n" else max(text.rfind(" ", end, high), end)
    return text[low:high]


# acts of saying, each once on an issue
_HELD = (
    "SELECT {of}, count(DISTINCT party || issue || stance || coalesce(utterance, positions.statement)) FROM positions"
    " LEFT JOIN utterance_members ON utterance_members.statement = positions.statement GROUP BY {of}"
)


def _parties(db: sqlite3.Connection, texts: Texts, most: int) -> tuple[PartyLine, ...]:
    signs: dict[str, dict[str, list[sqlite3.Row]]] = defaultdict(lambda: defaultdict(list))
    for row in db.execute(
        "SELECT party_signs.*, path FROM party_signs JOIN reports ON reports.id = report ORDER BY party, sign, report, start_at"
    ):
        signs[row["party"]][row["sign"]].append(row)
    held = dict(db.execute(_HELD.format(of="party")).fetchall())
    order = {"party": 0, "mediator": 1, "other": 2}
    out = []
    for row in db.execute("SELECT * FROM parties"):
        shown = sorted(signs[row["id"]].items(), key=lambda item: (-len(item[1]), item[0]))[:most]
        lines = tuple(
            SignLine(
                sign, len(places), _round(texts.of(first["report"]), start, end), first["path"], texts.line(first["report"], start),
                first["report"], start, end,
            )
            for sign, places in shown
            for first in places[:1]
            for start, end in [(first["start_at"], first["end_at"])]
        )  # fmt: skip
        out.append(PartyLine(row["id"], row["name"], row["part"], row["statements"], held.get(row["id"], 0), lines))
    return tuple(sorted(out, key=lambda one: (order[one.part], -one.positions, -one.statements, one.name)))


def issue_lines(db: sqlite3.Connection) -> tuple[IssueLine, ...]:
    """The issues of a ledger in their order."""
    touching = dict(db.execute("SELECT issue, count(*) FROM issue_members GROUP BY issue").fetchall())
    held = dict(db.execute(_HELD.format(of="issue")).fetchall())
    return tuple(
        IssueLine(
            r["id"],
            r["name"],
            r["about"],
            bool(r["shipped"]),
            tuple(json.loads(r["examples"])),
            touching.get(r["id"], 0),
            held.get(r["id"], 0),
        )
        for r in db.execute("SELECT * FROM issues ORDER BY position")
    )


_VOICE = "(SELECT voices.name FROM statements JOIN voices ON voices.id = statements.voice WHERE statements.id = {table}.statement) AS voice"


def _proposals(db: sqlite3.Connection, texts: Texts, most: int, new: str | None) -> dict[str, ProposalLine]:
    """The proposals that most reports speak of and most is known of, those that are answered first."""
    rows = db.execute(
        "SELECT proposals.*, (SELECT count(*) FROM proposal_parties WHERE proposal = proposals.id) AS putters, (SELECT count(DISTINCT report) FROM proposal_members WHERE proposal = proposals.id) AS reports,"
        " (SELECT count(*) FROM proposal_answers WHERE proposal = proposals.id) AS answers,"
        " (SELECT count(*) FROM proposal_terms WHERE proposal = proposals.id) AS terms FROM proposals"
        " WHERE ?2 IS NULL OR EXISTS (SELECT 1 FROM proposal_members WHERE proposal = proposals.id AND report IN (SELECT value FROM json_each(?2)))"
        " ORDER BY reports + answers + (terms > 0) + 2 * (putters > 0) DESC, coalesce(since, '9999'), proposals.id LIMIT ?1",
        (most, new),
    ).fetchall()
    out = {}
    for row in rows:
        mentions, terms = (
            tuple(
                _place(r, texts, *((r["kind"], r["issue"]) if table == "proposal_terms" else ()))
                for r in db.execute(
                    f"SELECT {table}.*, path, outlet, published, {_VOICE.format(table=table)} FROM {table} JOIN reports ON reports.id = report WHERE proposal = ? ORDER BY report, start_at LIMIT 40",
                    (row["id"],),
                )
            )
            for table in ("proposal_members", "proposal_terms")
        )
        by = tuple(name for (name,) in db.execute(
            "SELECT name FROM proposal_parties JOIN parties ON parties.id = party WHERE proposal = ? ORDER BY position", (row["id"],)
        ))  # fmt: skip
        out[row["id"]] = ProposalLine(
            row["id"], row["name"], row["kind"], by, row["where"], row["since"], row["until"], row["why"], row["reports"],
            mentions, tuple({(term.kind, term.words.casefold()): term for term in reversed(terms)}.values())[::-1], (), (),
        )  # fmt: skip
    return out


def _with_answers(
    found: Mapping[str, ProposalLine], answers: Collection[sqlite3.Row], lines: Mapping[str, SaidLine], who: Mapping[str, tuple[str, ...]],
    names: Mapping[str, str], parties: Collection[PartyLine],
) -> tuple[ProposalLine, ...]:  # fmt: skip
    called = {one.id: one.name for one in parties}
    out = []
    for key, one in found.items():
        own = [row for row in answers if row["proposal"] == key and row["statement"] in lines]
        given = tuple(
            AnswerLine(
                called[r["party"]], r["answer"], r["day"], tuple(names[v] for v in who[r["statement"]] if v in names), lines[r["statement"]]
            )
            for r in own
        )
        said = {(a.party, a.answer) for a in given}
        parted = tuple(sorted({p for p, _ in said if {(p, "acceptance"), (p, "rejection")} <= said}))
        out.append(replace(one, answers=given, parted=parted))
    return tuple(out)


def _names(db: sqlite3.Connection, who: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    ids = json.dumps(sorted({key for some in who.values() for key in some}))
    return dict(db.execute(
        "SELECT id, name FROM voice_groups WHERE id IN (SELECT value FROM json_each(?1)) UNION ALL"
        " SELECT id, name FROM voices WHERE id IN (SELECT value FROM json_each(?1))", (ids,)
    ).fetchall())  # fmt: skip


def _all_disputes(ledger: Ledger, new: str | None) -> tuple[DisputeLine, ...]:
    """The open disputes over what is over, who accepted what and what is denied; with `new` those that a new report has a part in."""
    rows = ledger.connection.execute(
        f"SELECT DISTINCT disputes.id, dispute_members.statement FROM disputes JOIN dispute_members ON dispute = disputes.id"
        f" JOIN statements ON statements.id = dispute_members.statement WHERE disputes.kind IN ({','.join('?' * len(DISPUTES))})"
        " AND (? IS NULL OR EXISTS (SELECT 1 FROM dispute_members AS m JOIN statements AS s ON s.id = m.statement WHERE m.dispute = disputes.id"
        " AND s.report IN (SELECT value FROM json_each(?))))",
        (*DISPUTES, new, new),
    ).fetchall()
    wanted = {row["id"] for row in rows}
    lines, _ = said_lines(ledger, ids={row["statement"] for row in rows})
    return tuple(one for one in disputes(ledger, lines) if one.id in wanted)
