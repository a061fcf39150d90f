"""Every claim, and on whose say-so.

read      one report, a text or a file: its statements, figures, times, with their words and places
build     from files to ledger
Ledger    one SQLite file of reports and what was said in them, as typed collections and data frames
Reader    one report's text in, a Reading out: statements with source, cue, content, voice
Report    what a Reader reads; Reading, Statement, Voice, Span … are in `sayso.model`
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.7.0"
__all__ = ["Ledger", "Reader", "Reading", "Report", "SaysoError", "Span", "Statement", "Voice", "build", "read"]

if TYPE_CHECKING:
    from sayso.errors import SaysoError
    from sayso.model import Reading, Report, Span, Statement, Voice
    from sayso.pipeline import build
    from sayso.reading import Reader
    from sayso.views.python import Ledger, read

_HOMES = {
    "Ledger": "sayso.views.python",
    "Reader": "sayso.reading",
    "SaysoError": "sayso.errors",
    "build": "sayso.pipeline",
    "read": "sayso.views.python",
    **dict.fromkeys(("Reading", "Report", "Span", "Statement", "Voice"), "sayso.model"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    from importlib import import_module  # the reader loads numpy and onnxruntime: only who asks for it pays

    return getattr(import_module(_HOMES[name]), name)
