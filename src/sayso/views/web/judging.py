"""Judgements from the page: recorded at once, and the groups made anew behind them by a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from sayso.errors import BadQuestion
from sayso.ledger import Ledger
from sayso.ledger.links import judge, withdraw
from sayso.model import Decision

PAIR: dict[str, Decision] = {"same": "same", "different": "different", "unsure": "unsure"}  # decisions on two things
ALONE: dict[str, Decision] = {"confirm": "confirm", "reject": "reject"}  # and on one
FIELDS = {  # of a form, by decision: those that it must have, and how their values look; a note may be with them
    **{decision: {"left": "[vrs]1", "right": "[vrs]1"} for decision in PAIR},
    **{decision: {"left": "[sd]1"} for decision in ALONE},
    "withdraw": {"judgement": "j1"},
}


class Judges:
    """Takes judgements in a person's name. Grouping takes from a second to minutes; only the last judgement needs it done."""

    def __init__(self, ledger: Path, by: str | None) -> None:
        self.ledger = ledger
        self.by = by
        self._lock = threading.Lock()
        self._waiting = False  # a judgement came while groups were being made
        self._failed: str | None = None
        self._grouping: threading.Thread | None = None
        if by is not None and _behind(ledger):  # an earlier room was closed before its last judgements were grouped
            self._group()

    def judge(self, form: Mapping[str, str]) -> None:
        """Record the decision of a form, or take one back. Raises BadQuestion, or LedgerError where the ledger has no such thing."""
        if self.by is None:
            raise BadQuestion("this room was opened for reading only; start sayso serve without --read-only to judge")
        decision = _checked(form)
        with Ledger(self.ledger) as ledger:
            if decision == "withdraw":
                withdraw(ledger, form["judgement"])
            else:
                judge(ledger, form["left"], form.get("right"), (PAIR | ALONE)[decision], by=self.by, note=form.get("note"))
        self._group()

    def status(self) -> str | None:
        """What a reader should know of the groups just now."""
        grouping = self._grouping
        if grouping is not None and grouping.is_alive():
            return "Judgements are recorded; voices, utterances and disputes are being grouped anew. Reload in a moment."
        return self._failed

    def _group(self) -> None:
        with self._lock:
            self._waiting = True
            if self._grouping is None or not self._grouping.is_alive():
                self._grouping = threading.Thread(target=self._regroup, daemon=True)
                self._grouping.start()

    def _regroup(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._grouping = None
                    return
                self._waiting = False
            done = subprocess.run(  # noqa: S603 (our own command)
                [sys.executable, "-m", "sayso", "judge", str(self.ledger), "--regroup"],
                capture_output=True,
                text=True,
                check=False,
                start_new_session=True,  # Ctrl-C closes the room, not this
            )
            failed = f"The judgements are recorded, but grouping failed: {done.stderr.strip()[-300:]}"
            self._failed = failed if done.returncode else None


def _checked(form: Mapping[str, str]) -> str:
    """The decision of a form. Raises BadQuestion where it lacks what that is about, or has what would be left aside."""
    decision = form.get("decision", "")
    if decision not in FIELDS:
        raise BadQuestion(f"{decision[:40]!r} is no decision; there are {', '.join(FIELDS)}")
    needed = FIELDS[decision]
    for name, scheme in needed.items():
        if not re.fullmatch(f"{scheme}:[0-9a-f]{{16}}", form.get(name, "")):
            raise BadQuestion(f"{decision}: {name} is to be an id that this is decided of, and {form.get(name, '')[:40]!r} is none")
    over = form.keys() - needed.keys() - {"decision", "back", *(() if decision == "withdraw" else ("note",))}
    if over:
        raise BadQuestion(f"{decision}: what is meant by {min(over)[:40]!r} is not known; leave it out")
    return decision


def _behind(path: Path) -> bool:
    """Whether people judged after the ledger was last grouped: every grouping is a run of its own."""
    with Ledger(path) as ledger:
        row = ledger.connection.execute(
            "SELECT (SELECT substr(max(max(at), max(coalesce(withdrawn_at, ''))), 1, 19) FROM judgements)"  # to the second, as runs have it
            " > (SELECT substr(max(started), 1, 19) FROM runs)"
        ).fetchone()
    return bool(row[0])
