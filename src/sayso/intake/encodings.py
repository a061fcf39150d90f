"""Bytes to text: by their mark, as UTF-8, as declared, then as detected; and what was done, where it was not UTF-8."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 100_000  # bytes that detection looks at: enough to tell, and it is slow
FEW, FEW_IN_SHORT = 0.03, 0.1  # of the bytes: too few to detect by; they are quotation marks, dashes and accents then
SHORT = 1_000  # bytes


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how its bytes were read: `how` is None for plain UTF-8; `guessed` where nothing but the bytes said so."""

    text: str
    how: str | None = None
    guessed: bool = False


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text that the bytes hold; None where no encoding fits. UTF-8 comes out unchanged, mark and all."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(name), f"{name}, by its mark")
            except UnicodeDecodeError:
                break
    try:
        return Decoded(data.decode("utf8"))
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            name = codecs.lookup(declared).name
            text = data.decode("cp1252" if name in ("iso8859-1", "ascii") else name)  # as the WHATWG's encoding standard has it
            return Decoded(text, f"{name}, as declared")
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return _detected(data)


def _detected(data: bytes) -> Decoded | None:
    high = sum(byte > 0x7F for byte in data[:SAMPLE])
    if high < (FEW_IN_SHORT if len(data) < SHORT else FEW) * min(len(data), SAMPLE):
        try:
            return Decoded(data.decode("cp1252"), "cp1252, guessed: nearly all of it is ASCII", guessed=True)
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE]).best()
    if best is None or (best.encoding in ("utf_8", "ascii") and len(data) > SAMPLE):
        return None
    try:
        return Decoded(data.decode(best.encoding), f"{best.encoding}, guessed from its bytes", guessed=True)
    except (UnicodeDecodeError, LookupError):
        return None


def clean(text: str) -> str:
    """A text that can be stored: what Unicode cannot encode (lone surrogates, as JSON may hold them) and NULs become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
