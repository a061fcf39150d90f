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
TORN = 3  # times as many characters as broken places: UTF-8 that was torn or spliced, not another encoding
# what news was and is written in, as the WHATWG's encoding standard has it; detection is as good as the list is short
_KNOWN = """big5 cp866 cp874 cp932 cp949 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 euc_jp euc_kr gb18030 iso8859_2
iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_10 iso8859_13 iso8859_14 iso8859_15 iso8859_16 koi8_r koi8_u
mac_cyrillic mac_roman""".split()
# Python's codecs that no document is written in
_NONE = frozenset("idna mbcs oem palmos punycode raw-unicode-escape undefined unicode-escape utf-7".split())


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how its bytes were read: `how` is None for plain UTF-8; `guessed` where nothing but the bytes said so."""

    text: str
    how: str | None = None
    guessed: bool = False


def marked(data: bytes) -> str | None:
    """The encoding that the first bytes mark, but for UTF-8."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text that the bytes hold; None where no encoding fits. UTF-8 comes out unchanged, mark and all."""
    mark = marked(data)
    if mark is not None:
        try:
            return Decoded(data.decode(mark), f"{mark}, by its mark")
        except UnicodeDecodeError:
            pass
    try:
        return Decoded(data.decode("utf8"))
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            name = codecs.lookup(declared).name
            name = "cp1252" if name in ("iso8859-1", "ascii") else name  # as the WHATWG's encoding standard has it
            if name not in _NONE:
                return Decoded(data.decode(name), f"{name}, as declared")
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return _detected(data)


def _detected(data: bytes) -> Decoded | None:
    torn = data.decode("utf8", "replace")
    lost = torn.count("\ufffd")
    if sum(character > "\x7f" for character in torn) - lost >= TORN * lost:
        return Decoded(torn, "utf-8, but for what is broken in it", guessed=True)
    high = sum(byte > 0x7F for byte in data[:SAMPLE])
    if high < (FEW_IN_SHORT if len(data) < SHORT else FEW) * min(len(data), SAMPLE):
        try:
            return Decoded(data.decode("cp1252"), "cp1252, guessed: nearly all of it is ASCII", guessed=True)
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE], cp_isolation=_KNOWN).best()
    if best is None:
        return None
    try:
        return Decoded(data.decode(best.encoding), f"{best.encoding}, guessed from its bytes", guessed=True)
    except (UnicodeDecodeError, LookupError):
        return None


def clean(text: str) -> str:
    """A text that can be stored: what Unicode cannot encode (lone surrogates, as JSON may hold them) and NULs become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
