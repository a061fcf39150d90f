"""Which voices of different reports are shown as one: for now, those of one name.

An unnamed voice is never grouped across reports: two "senior officials" are two until something says otherwise.
A person known by two names or more stays apart from a body of the same words; a single word ("Georgia") is whatever it
is read as most often.
"""

from __future__ import annotations

import unicodedata


def same_name(voice: str, name: str, kind: str) -> str:
    """The key of the group that the voice with this id belongs to."""
    if kind in ("anonymous", "document", "group"):
        return voice
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    words = plain.casefold().split()
    return f"{'person' if kind == 'person' and len(words) > 1 else 'name'}:{' '.join(words)}"
