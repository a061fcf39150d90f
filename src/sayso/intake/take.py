"""Sources to Reports: what kind of bytes each is, what it says of itself, and what others say of it.

1 sources (files, folders, addresses)  2 what their bytes are  3 documents and records taken apart  4 what is known of each  5 reports
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path

from sayso.errors import ReportError
from sayso.intake import crawls, exports, facts, packed
from sayso.intake.addresses import is_address
from sayso.intake.apart import Apart
from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import clean, decode
from sayso.intake.feeds import SOURCE
from sayso.intake.kinds import HEAD, kind_of
from sayso.intake.letters import messages
from sayso.intake.packed import scratch_folder
from sayso.intake.reports import GIVEN, Place, report_of
from sayso.intake.web import Answer, Fetcher, Memory
from sayso.intake.webpages import looks_marked_up
from sayso.model import Fact, Fetched, Original, Report
from sayso.settings import Intake

Taken = Report | ReportError | Fetched
NEVER = frozenset(
    """.css .js .mjs .map .png .jpg .jpeg .gif .svg .webp .avif .ico .bmp .tif .tiff .woff .woff2 .ttf .otf .eot .mp3 .mp4 .m4a .webm .ogg
    .wav .avi .mov .db .db-wal .db-shm .db-journal .sqlite .sqlite3 .pyc .cdx .cdxj .toml""".split()
)  # of files in a folder: parts of saved pages, ledgers, and what describes other files
_ARCHIVES = ("zip", "tar", "gzip", "bzip2", "xz")
_DOCUMENTS = ("html", "pdf", "email", "feed")


def take_in(
    sources: Iterable[str], intake: Intake | None = None, *, memory: Memory | None = None, only: frozenset[str] | None = None
) -> Iterator[Taken]:
    """The reports at `sources` (files, folders walked in order of name, http and https addresses), each a Report or why it is none.

    A plain text file in UTF-8 is a report's text as it stands. Behind the reports of an address comes what is to be remembered of it.
    `memory` tells what is remembered of an address; of files, those named in `only` are taken in where it is given.
    """
    intake = intake or Intake()
    with Apart(intake.limits) as apart, scratch_folder() as scratch, Fetcher(intake, memory) as fetcher:
        taker = _Taker(intake, apart, scratch, fetcher, only)
        for addresses, some in groupby(sources, is_address):
            for taken in taker.fetched(list(some)) if addresses else chain.from_iterable(map(taker.source, some)):
                yield _printable(taken)


class _Taker:
    """One walk over sources."""

    def __init__(self, intake: Intake, apart: Apart, scratch: Path, fetcher: Fetcher, only: frozenset[str] | None) -> None:
        self.intake = intake
        self.limits = intake.limits
        self.apart = apart
        self.scratch = scratch
        self.fetcher = fetcher
        self.only = only
        self.folders = facts.Folders()

    # 1 sources

    def source(self, shown: str) -> Iterator[Taken]:
        path = Path(shown)
        if path.is_dir():
            yield from self.folder(path, shown, depth=0)
            return
        if self.only is not None and shown not in self.only:
            return
        try:
            yield from self.file(path, shown, top=path.parent, depth=0, named=True)
        except ReportError as error:
            yield error

    def folder(self, top: Path, shown: str, depth: int) -> Iterator[Taken]:
        found = False
        closed: list[OSError] = []
        for path in _files(top, closed.append):
            name = os.path.join(shown, path.relative_to(top))
            if self.only is not None and depth == 0 and name not in self.only:
                found = True
                continue
            try:
                for taken in self.file(path, name, top=top, depth=depth, named=False):
                    found = True
                    yield taken
            except ReportError as error:  # of its sidecar
                found = True
                yield ReportError(name, error.kind, error.message)
        for one in closed:
            yield ReportError(str(one.filename), "unreadable", f"this folder cannot be opened ({one.strerror}); check its permissions")
        if not found and not closed:
            yield ReportError(shown, "no_reports", "no reports in this folder; docs/intake.md lists what sayso takes in")

    def file(self, path: Path, shown: str, *, top: Path, depth: int, named: bool) -> Iterator[Taken]:
        try:
            if named and path.exists() and not path.is_file():  # a pipe gives its bytes once only
                path = self.spooled(path)
            with path.open("rb") as stream:
                head = stream.read(HEAD)
        except FileNotFoundError:
            hint = "only http and https addresses are fetched" if "://" in shown else "check the path"
            yield ReportError(shown, "missing", f"no such file or folder; {hint}")
            return
        except OSError as error:
            yield ReportError(shown, "unreadable", f"cannot be opened ({error.strerror}); check its permissions")
            return
        if not head.strip():
            yield ReportError(shown, "empty", "the file is empty; fetch the report again or remove the file")
            return
        known = (*facts.sidecar_facts(str(path)), *self.folders.facts(path, top))
        while self.folders.broken:  # said once; the reports go on without it
            broken = self.folders.broken.pop()
            yield (
                broken if depth == 0 else ReportError(os.path.join(os.path.dirname(shown), facts.FOLDER_FILE), broken.kind, broken.message)
            )
        yield from self.opened(Place(path, shown, path.name, known, facts.named_date(path.name), depth=depth, named=named), head)

    def spooled(self, pipe: Path) -> Path:
        """What comes through a pipe, as a file; no more of it than a listing may have."""
        left = self.limits.listing
        with tempfile.NamedTemporaryFile(dir=self.scratch, suffix=pipe.suffix, delete=False) as file, pipe.open("rb") as stream:
            while left > 0 and (chunk := stream.read(min(left, HEAD))):
                file.write(chunk)
                left -= len(chunk)
            if left <= 0:
                raise ReportError(
                    str(pipe), "too_large", f"more than {self.limits.listing / 1e6:.0f} MB through a pipe; save it to a file first"
                )
        return Path(file.name)

    def fetched(self, urls: list[str]) -> Iterator[Taken]:
        """What the addresses hold, in their order."""
        given = dict(self.intake.given)
        for _, answer in self.fetcher.fetch_all(list(dict.fromkeys(urls))):
            if not isinstance(answer, Answer):
                yield answer
                continue
            told = answer.before.told if answer.before else ()  # by the feed that led to it, or with the command, when it was first had
            source = tuple(fact for fact in told if fact.source == SOURCE)
            after = tuple(fact for fact in told if fact.source != SOURCE and not (fact.source == GIVEN and fact.name in given))
            yield from self.answered(answer, follow=self.intake.follow, known=source, after=after)

    def answered(self, answer: Answer, *, follow: bool, known: tuple[Fact, ...] = (), after: tuple[Fact, ...] = ()) -> Iterator[Taken]:
        """What an answer from the web holds (of a feed, the pages it leads to where `follow`), and behind it what is to be remembered."""
        remembered = answer.fetched
        with tempfile.NamedTemporaryFile(dir=self.scratch) as file:
            file.write(answer.data)
            file.flush()
            own = (*facts.facts_of({"url": answer.url}, "its address"), *after)
            place = Place(Path(file.name), answer.fetched.url, answer.url, known, own, answer.declared, answer.fetched.at, named=True)
            feed = kind_of(answer.data[:HEAD], answer.url, answer.declared) == "feed"
            if not answer.data.strip():
                taken_in: Iterable[Taken] = (
                    ReportError(place.shown, "empty", "the address answers with nothing; look at it in a browser"),
                )
            else:
                taken_in = self.followed(place, answer) if feed and follow else self.opened(place, answer.data[:HEAD])
            whole = follow or not feed
            for taken in taken_in:
                whole = whole and not isinstance(taken, ReportError)
                yield taken
            if not whole:  # not all that it leads to was had: it is asked for again though it has not changed
                remembered = replace(remembered, etag=None, modified=None, stamp=None)
        yield remembered

    def followed(self, place: Place, answer: Answer) -> Iterator[Taken]:
        """The pages of a feed's entries, with what the feed says of them; where a page cannot be had or read, the feed's own words."""
        drafts, refused = self.apart.drafts("feed", answer.data, url=answer.url, charset=_charset(answer.declared))
        told = {draft.link: draft for draft in reversed(drafts) if draft.link}
        stamps = {link: draft.stamp for link, draft in told.items() if draft.stamp}
        for url, page in self.fetcher.fetch_all(list(dict.fromkeys(draft.link for draft in drafts if draft.link)), stamps):
            entry = told[url]
            source = tuple(fact for fact in entry.facts if fact.source == SOURCE)
            said = tuple(fact for fact in entry.facts if fact.source != SOURCE and fact.name != "url")
            had = isinstance(page, Fetched)
            for taken in self.answered(page, follow=False, known=source, after=said) if isinstance(page, Answer) else (page,):
                had = had or isinstance(taken, Report)
                yield taken
            if not had and entry.text:
                yield self.report(replace(place, shown=f"{place.shown}:{entry.part}", own=()), entry)
        for entry in drafts:
            if not entry.link:
                yield self.entry(place, entry)
        if refused is not None:
            yield ReportError(place.shown, refused.kind, refused.message)

    def entry(self, place: Place, entry: Draft) -> Taken:
        """A feed's entry by its own words. Its feed's address is not its own."""
        shown = f"{place.shown}:{entry.part}"
        if entry.text:
            return self.report(replace(place, shown=shown, own=()), entry)
        message = "the feed's entry has no words; fetch its page with --urls" if entry.link else "the feed's entry has no words"
        return ReportError(shown, "no_text", message)

    # 2 what the bytes are

    def opened(self, place: Place, head: bytes) -> Iterator[Taken]:
        kind = kind_of(head, place.name, place.declared)
        if kind == "gzip" and packed.peek(place.path).startswith(b"WARC/"):
            kind = "warc"
        if kind in _ARCHIVES:
            yield from self.archive(place, kind)
        elif kind == "warc":
            yield from self.crawl(place, None)
        elif kind == "mbox":
            for number, letter in messages(place.path, self.limits.document + 1):
                inner = replace(place, shown=f"{place.shown}:{number}")
                if len(letter) > self.limits.document:
                    yield ReportError(
                        inner.shown, "too_large", f"a letter of more than {self.limits.document / 1e6:.0f} MB; save it by itself"
                    )
                else:
                    yield from self.document(inner, "email", letter)
        elif kind in ("jsonl", "json", "csv"):
            yield from self.records(place, kind)
        else:
            size = place.path.stat().st_size
            most = self.limits.document if kind in _DOCUMENTS else self.limits.text
            if size > most:
                message = f"{size / 1e6:.0f} MB, and a report has at most {most / 1e6:.0f} MB; split it into its reports"
                yield ReportError(place.shown, "too_large", message)
            else:
                yield from self.document(place, kind, place.path.read_bytes())

    def archive(self, place: Place, kind: str) -> Iterator[Taken]:
        if place.depth >= self.limits.depth:
            message = f"archives {self.limits.depth} deep in archives; unpack it yourself and take the folder in"
            yield ReportError(place.shown, "too_deep", message)
            return
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            folder, lacking = Path(name), False
            try:
                for member, refused in packed.unpack(place.path, kind, place.name, folder, self.limits):
                    lacking = True
                    yield ReportError(f"{place.shown}/{member}", refused.kind, refused.message)
            except Refused as error:
                yield ReportError(place.shown, error.kind, error.message)
                if error.kind != "damaged" or not any(folder.iterdir()):  # of a torn archive, what it still gives is taken in
                    return
            if kind not in ("zip", "tar"):
                for path in folder.iterdir():  # one file, called as the archive without its ending
                    with path.open("rb") as stream:
                        inner = replace(place, path=path, name=path.name, depth=place.depth + 1)
                        yield from self.opened(inner, stream.read(HEAD))
            elif crawls.is_wacz(folder):
                for path in sorted((folder / "archive").iterdir()):
                    inner = replace(place, path=path, shown=f"{place.shown}/archive/{path.name}")
                    yield from self.crawl(inner, crawls.wacz_pages(folder))
            elif not lacking or any(folder.iterdir()):
                yield from self.folder(folder, place.shown, place.depth + 1)

    def crawl(self, place: Place, only: frozenset[str] | None) -> Iterator[Taken]:
        for captured in crawls.captured(place.path, self.limits, only):
            if isinstance(captured, tuple):
                number, refused = captured
                yield ReportError(f"{place.shown}:{number}", refused.kind, refused.message)
                continue
            own = (*facts.facts_of({"url": captured.url}, "its record in the crawl"), *place.own)
            inner = replace(place, shown=f"{place.shown}:{captured.number}", own=own, declared=captured.declared, seen=captured.seen)
            if captured.data.strip():
                yield from self.document(inner, kind_of(captured.data[:HEAD], captured.url, captured.declared), captured.data)

    # 3 documents and records

    def document(self, place: Place, kind: str, data: bytes) -> Iterator[Taken]:
        if kind in _DOCUMENTS:
            url = facts.first(place.own).get("url")
            drafts, refused = self.apart.drafts(kind, data, url=url, charset=_charset(place.declared))
            for draft in drafts:
                yield self.entry(place, draft) if kind == "feed" else self.report(place, draft, Original(kind, data))
            if refused is not None:
                yield ReportError(place.shown, refused.kind, refused.message)
        elif kind == "text":
            yield self.text(place, data)
        elif kind == "binary":
            if not data.startswith(b"SQLite format 3\0") or place.named:
                message = f"not a text file (a NUL byte at {data.index(0)}); save the report as plain text, a web page or a PDF"
                yield ReportError(place.shown, "binary", message)
        else:
            yield ReportError(place.shown, "unknown", f"{kind} that is no report, feed or export; save the report as plain text")

    def text(self, place: Place, data: bytes) -> Taken:
        decoded = decode(data, _charset(place.declared))
        if decoded is None or "\0" in decoded.text:
            message = "its encoding is not declared and cannot be told; convert it, for example with iconv -t UTF-8"
            return ReportError(place.shown, "encoding", message)
        draft = Draft(decoded.text, encoding=decoded.how, guessed=decoded.guessed)
        return self.report(place, draft, Original("text", data) if decoded.how else None)

    def records(self, place: Place, kind: str) -> Iterator[Taken]:
        with place.path.open("rb") as stream:
            for number, record in exports.records(stream, kind, self.limits):
                inner = replace(place, shown=f"{place.shown}:{number}")
                if isinstance(record, Refused):
                    yield ReportError(inner.shown, record.kind, record.message)
                    continue
                try:
                    draft = exports.draft_of(record, self.intake.fields)
                except Refused as refused:
                    yield ReportError(inner.shown, refused.kind, refused.message)
                    continue
                if looks_marked_up(draft.text):
                    yield from self.marked_up(inner, draft)
                else:
                    yield self.report(inner, draft)

    def marked_up(self, place: Place, draft: Draft) -> Iterator[Taken]:
        """A record whose text is markup: a whole page, or a piece of one."""
        data = draft.text.encode()
        kind = "html" if kind_of(data[:HEAD]) == "html" and "<body" in draft.text.casefold() else "fragment"
        made, refused = self.apart.drafts(kind, data, url=facts.first(draft.facts).get("url"))
        for page in made:
            yield self.report(place, replace(draft, text=page.text, facts=(*draft.facts, *page.facts)), Original("html", data))
        if refused is not None:
            yield ReportError(place.shown, refused.kind, refused.message)

    def report(self, place: Place, draft: Draft, original: Original | None = None) -> Report | ReportError:
        return report_of(place, draft, original, self.intake)


def _printable(taken: Taken) -> Taken:
    """A file's name may hold bytes that are no UTF-8, and messages what files hold: neither can be written down as it is."""
    if isinstance(taken, Fetched):
        return taken
    if isinstance(taken, ReportError):
        return ReportError(clean(taken.path), taken.kind, clean(taken.message), taken.again)
    return taken if taken.path.isascii() else replace(taken, path=clean(taken.path))


def _charset(declared: str | None) -> str | None:
    for part in (declared or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def files_in(source: str) -> Iterator[tuple[str, list[str]]]:
    """The files that a source (a file or a folder) gives, as they are named to the user, each with the files that say something of it."""
    path = Path(source)
    if not path.is_dir():
        yield source, [str(one) for one in (facts.sidecar_of(source), path.parent / facts.FOLDER_FILE) if one is not None]
        return
    for file in _files(path):
        folders = [parent for parent in file.parents if parent == path or path in parent.parents]
        beside = [facts.sidecar_of(str(file)), *(folder / facts.FOLDER_FILE for folder in folders)]
        yield os.path.join(source, file.relative_to(path)), [str(one) for one in beside if one is not None]


def _files(top: Path, on_closed: Callable[[OSError], object] | None = None) -> Iterator[Path]:
    """The files below a folder in order of name, but for hidden ones, parts of saved pages, sidecars and what is never a report.

    `on_closed` is told of folders that cannot be opened.
    """
    for parent, folders, names in os.walk(top, onerror=on_closed):
        pages = {Path(name).stem for name in names if name.lower().endswith((".html", ".htm", ".xhtml"))}
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".") and name.removesuffix("_files") not in pages - {name}]
        wanted = [name for name in names if not name.startswith(".") and Path(name).suffix.lower() not in NEVER]
        for name in facts.without_sidecars(wanted):
            path = Path(parent, name)
            if path.is_file():
                yield path
