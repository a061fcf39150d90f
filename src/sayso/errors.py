"""Everything sayso raises on purpose.

SaysoError
├── ReportError        one report cannot be read; the others go on
├── LedgerError        the ledger cannot be used as asked
│   ├── NotALedger
│   ├── NewerLedger
│   └── LedgerFull     the disk holds no more; what was committed stands
├── ReaderError        the reader's weights are absent, damaged or not ours
├── LakeError          a lake cannot be used as asked: no Spark, no such file, nothing in it
├── AnnotationsError   a file of annotations cannot be read at all
├── IssueError         an issue cannot be taken as it is worded
└── RoomError          a page of the reading room cannot be shown as asked
    ├── BadQuestion    the address asks for what cannot be meant
    └── NotThere       the ledger has nothing at that address

Each message names the thing, the place and the next step.
"""

from __future__ import annotations


class SaysoError(Exception):
    """Root of the tree."""


class ReportError(SaysoError):
    """One report cannot be read. `kind` is a short fixed word, `path` the place as the user gave it.

    `again` is in how many seconds the place asks to be tried again, where it does.
    """

    def __init__(self, path: str, kind: str, message: str, again: float | None = None) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.kind = kind
        self.message = message
        self.again = again


class LedgerError(SaysoError):
    """The ledger cannot be used as asked."""


class NotALedger(LedgerError):
    """The file is not a sayso ledger."""


class NewerLedger(LedgerError):
    """The ledger was written by a newer sayso."""


class LedgerFull(LedgerError):
    """The disk that holds the ledger is full."""


class ReaderError(SaysoError):
    """The reader's weights are absent, damaged or not ours."""


class LakeError(SaysoError):
    """A lake cannot be used as asked."""


class AnnotationsError(SaysoError):
    """A file of annotations cannot be read at all: the message names it, the place in it and the next step.

    `path` is the file or folder as the user gave it; `foreign` says that it is a sound file of something else, as a report's sidecar is.
    """

    def __init__(self, path: str, message: str, *, foreign: bool = False) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.foreign = foreign


class IssueError(SaysoError):
    """An issue of negotiation cannot be taken as it is worded."""


class RoomError(SaysoError):
    """A page of the reading room cannot be shown as asked."""


class BadQuestion(RoomError):
    """The address asks for what cannot be meant: a day that is none, an order that there is not."""


class NotThere(RoomError):
    """The ledger has nothing at that address."""
