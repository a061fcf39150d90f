"""Which voices of different reports are shown as one: for now, those of one name and kind.

An unnamed voice is never grouped across reports: two "senior officials" are two until something says otherwise.
"""

from __future__ import annotations

import unicodedata


def same_name(voice: str, name: str, kind: str) -> str:
    """The key of the group that the voice with this id belongs to."""
    if kind in ("anonymous", "document", "group"):
        return voice
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    return f"{kind}:{' '.join(plain.casefold().split())}"
