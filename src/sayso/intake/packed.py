"""Archives (zip, tar, gzip, bzip2, xz) unpacked to a folder of our own, within bounds; their members are then taken in as files are.

Nothing is written outside the folder whatever the members are called, links are left out, and what swells beyond the bounds is refused.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import re
import shutil
import socket
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sayso.intake.draft import Refused
from sayso.intake.kinds import HEAD, kind_of
from sayso.settings import Limits

CHUNK = 1 << 18
MARK = ".scratch-of-sayso"  # tells a folder of ours from anybody's of a like name; it holds the name of the machine
LONGEST_NAME = 200  # bytes, of the 255 that file systems take
_BROKEN = (
    OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, struct.error, ValueError, RuntimeError,
    LookupError, AttributeError, OverflowError,
)  # fmt: skip
_OFFICE = frozenset(("[Content_Types].xml", "META-INF/manifest.xml"))  # of Office Open XML and OpenDocument
_MANY = ("tar", "warc", "mbox", "jsonl", "csv")  # kinds that hold many reports: what comes before a break is whole


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for what is unpacked. It bears our process's number, so that what a killed sayso left is found and removed by the next."""
    here = socket.gethostname()
    for left in Path(tempfile.gettempdir()).glob("sayso-*-*"):
        owner, mark = left.name.split("-")[1], left / MARK
        with suppress(OSError, UnicodeDecodeError):  # another user's cannot be read or removed, and stays
            if owner.isdigit() and not left.is_symlink() and mark.read_text() == here and not _lives(int(owner)):
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"sayso-{os.getpid()}-") as name:
        Path(name, MARK).write_text(here)
        yield Path(name)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # not ours to ask
        return True
    return True


def peek(archive: Path) -> bytes:
    """The first bytes of what a gzip file holds; none where it holds nothing that can be read."""
    try:
        with gzip.open(archive, "rb") as source:
            return source.read(64)
    except _BROKEN:
        return b""


class Unpacked:
    """What one archive has given so far."""

    def __init__(self, size: int, limits: Limits) -> None:
        self.most = min(limits.unpacked, max(limits.slack, size * limits.ratio))
        self.size = size
        self.written = 0
        self.members = 0
        self.limits = limits
        self.named: Counter[Path] = Counter()  # how many members asked for a path

    def member(self) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise Refused("too_many", f"more than {self.limits.members} members; unpack it yourself and take the folder in")

    def copy(self, source: Any, path: Path) -> None:
        with path.open("wb") as sink:
            while chunk := source.read1(CHUNK):  # what comes before a break, too
                self.written += len(chunk)
                if self.written > self.most:
                    raise Refused(
                        "bomb",
                        f"it unpacks to more than {self.most / 1e6:.0f} MB from {self.size / 1e6:.1f} MB; if that is right,"
                        " unpack it yourself and take the folder in",
                    )
                sink.write(chunk)

    def add(self, source: Any, folder: Path, member: str) -> None:
        """Copy a member to a path of its own. One that breaks off leaves nothing."""
        target = self._free(folder, member)
        try:
            self.copy(source, target)
        except _BROKEN:
            target.unlink(missing_ok=True)
            raise

    def _free(self, folder: Path, member: str) -> Path:
        """A path for a member below the folder: no part of its name leads out of it, and none overwrites another."""
        parts = [_safe(part) for part in re.split(r"[/\\]+", member) if part not in ("", ".", "..")]
        path = folder.joinpath(*parts or ["file"])
        for place in (path.parent, *path.parent.parents):  # a member that is called like another's folder
            if place == folder:
                break
            if place.is_file():
                return self._free(folder, "_".join(parts))
        path.parent.mkdir(parents=True, exist_ok=True)
        free = path
        while free.exists():
            self.named[path] += 1
            free = path.with_name(f"{path.stem} ({self.named[path] + 1}){path.suffix}")
        return free


def unpack(archive: Path, kind: str, name: str, folder: Path, limits: Limits) -> Iterator[tuple[str, Refused]]:
    """Write the members below `folder`. Yields the members that cannot be had, with the reason; raises Refused for the whole."""
    unpacked = Unpacked(archive.stat().st_size, limits)
    try:
        if kind == "zip":
            yield from _zip(archive, folder, unpacked)
        elif kind == "tar":
            with tarfile.open(archive, "r:") as tar:
                yield from _tar(tar, folder, unpacked)
        else:
            _single(archive, kind, folder / _safe(re.sub(r"\.(?:gz|bz2|xz|tgz)$", _shorter, name, flags=re.IGNORECASE) or "file"), unpacked)
    except _BROKEN as error:
        raise Refused(
            "damaged", f"not an archive that can be unpacked ({type(error).__name__}: {str(error)[:100]}); fetch it again"
        ) from error


def _shorter(match: re.Match[str]) -> str:
    return ".tar" if match[0].lower() == ".tgz" else ""


def _single(archive: Path, kind: str, path: Path, unpacked: Unpacked) -> None:
    opened: Any = {"gzip": gzip, "bzip2": bz2, "xz": lzma}[kind]
    try:
        with opened.open(archive, "rb") as source:
            unpacked.copy(source, path)
    except _BROKEN:
        with path.open("rb") as written:
            if kind_of(written.read(HEAD), path.name) not in _MANY:
                path.unlink()  # half a report is not taken for one
        raise


def _zip(archive: Path, folder: Path, unpacked: Unpacked) -> Iterator[tuple[str, Refused]]:
    with zipfile.ZipFile(archive) as opened:
        if _OFFICE.intersection(opened.namelist()):
            raise Refused("office", "a document of a word processor or spreadsheet; save it as plain text, PDF or CSV and take that in")
        for info in opened.infolist():
            unpacked.member()
            if info.filename.endswith("/"):
                continue
            if info.flag_bits & 1:
                yield info.filename, Refused("locked", "locked with a password; unpack it yourself and take the folder in")
                continue
            try:
                with opened.open(info) as source:
                    unpacked.add(source, folder, info.filename)
            except _BROKEN as error:
                yield info.filename, Refused("damaged", f"cannot be unpacked ({str(error)[:100]}); fetch the archive again")


def _tar(tar: tarfile.TarFile, folder: Path, unpacked: Unpacked) -> Iterator[tuple[str, Refused]]:
    for info in tar:
        unpacked.member()
        if info.issym() or info.islnk():
            yield info.name, Refused("link", "a link to another file, which is not followed; put the file itself in the archive")
        elif info.isfile():
            source = tar.extractfile(info)
            if source is not None:
                unpacked.add(source, folder, info.name)


def _safe(part: str) -> str:
    part = re.sub(r"[\0-\x1f:*?\"<>|/\\]", "_", part).encode("utf8", "replace").decode().strip()
    if len(part.encode()) > LONGEST_NAME:
        ending = suffix if len((suffix := Path(part).suffix).encode()) <= 16 else ""
        part = part.encode()[: LONGEST_NAME - len(ending)].decode(errors="ignore") + ending
    return part if part.strip(". ") else f"_{part}"
