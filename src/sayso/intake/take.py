"""Sources to Reports: what kind of bytes each is, what it says of itself, and what others say of it.

1 sources (files, folders, addresses)  2 what their bytes are  3 documents and records taken apart  4 what is known of each  5 reports
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sayso.errors import ReportError
from sayso.intake import crawls, exports, facts, packed
from sayso.intake.addresses import is_address
from sayso.intake.apart import Apart
from sayso.intake.draft import Draft, Refused
from sayso.intake.encodings import clean, decode
from sayso.intake.kinds import HEAD, kind_of
from sayso.intake.letters import messages
from sayso.intake.web import Answer, Fetcher, Memory
from sayso.intake.webpages import looks_marked_up
from sayso.languages import language_of
from sayso.model import Fact, Fetched, Flag, Original, Report, Span
from sayso.settings import Intake

Taken = Report | ReportError | Fetched
NEVER = frozenset(
    """.css .js .mjs .map .png .jpg .jpeg .gif .svg .webp .avif .ico .bmp .tif .tiff .woff .woff2 .ttf .otf .eot .mp3 .mp4 .m4a .webm .ogg
    .wav .avi .mov .db .db-wal .db-shm .db-journal .sqlite .sqlite3 .pyc .cdx .cdxj .toml""".split()
)  # of files in a folder: parts of saved pages, ledgers, and what describes other files
_ARCHIVES = ("zip", "tar", "gzip", "bzip2", "xz")
_DOCUMENTS = ("html", "pdf", "email", "feed")


@dataclass(frozen=True, slots=True)
class Place:
    """Where bytes lie, what they are called to the user, and what is known of them from around them."""

    path: Path
    shown: str
    name: str
    known: tuple[Fact, ...] = ()  # from people: sidecar, sayso.toml
    own: tuple[Fact, ...] = ()  # from what holds it: a crawl's record, an answer's address
    declared: str | None = None  # media type
    seen: str | None = None
    depth: int = 0
    named: bool = False  # by the user, not found in a folder


def take_in(
    sources: Iterable[str], intake: Intake | None = None, *, memory: Memory | None = None, only: frozenset[str] | None = None
) -> Iterator[Taken]:
    """The reports at `sources` (files, folders walked in order of name, http and https addresses), each a Report or why it is none.

    A plain text file in UTF-8 is a report's text as it stands. Behind the reports of an address comes what is to be remembered of it.
    `memory` tells what is remembered of an address; of files, those named in `only` are taken in where it is given.
    """
    intake = intake or Intake()
    with Apart(intake.limits) as apart, tempfile.TemporaryDirectory(prefix="sayso-") as scratch, Fetcher(intake, memory) as fetcher:
        taker = _Taker(intake, apart, Path(scratch), fetcher, only)
        for source in sources:
            for taken in taker.fetched(source) if is_address(source) else taker.source(source):
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
        for path in _files(top):
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
        if not found:
            yield ReportError(shown, "no_reports", "no reports in this folder; docs/intake.md lists what sayso takes in")

    def file(self, path: Path, shown: str, *, top: Path, depth: int, named: bool) -> Iterator[Taken]:
        try:
            with path.open("rb") as stream:
                head = stream.read(HEAD)
        except FileNotFoundError:
            yield ReportError(shown, "missing", "no such file or folder; check the path")
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

    def fetched(self, url: str) -> Iterator[Taken]:
        answer = self.fetcher.fetch(url)
        if isinstance(answer, Answer):
            yield from self.answered(answer, follow=self.intake.follow)
            yield answer.fetched
        else:
            yield answer

    def answered(self, answer: Answer, *, follow: bool, known: tuple[Fact, ...] = (), after: tuple[Fact, ...] = ()) -> Iterator[Taken]:
        """What an answer from the web holds; of a feed, the pages it links to where `follow`."""
        with tempfile.NamedTemporaryFile(dir=self.scratch) as file:
            file.write(answer.data)
            file.flush()
            own = (*facts.facts_of({"url": answer.url}, "its address"), *after)
            place = Place(Path(file.name), answer.fetched.url, answer.url, known, own, answer.declared, answer.fetched.at, named=True)
            kind = kind_of(answer.data[:HEAD], answer.url, answer.declared)
            if kind == "feed" and follow:
                yield from self.followed(place, answer)
            elif not answer.data.strip():
                yield ReportError(place.shown, "empty", "the address answers with nothing; look at it in a browser")
            else:
                yield from self.opened(place, answer.data[:HEAD])

    def followed(self, place: Place, answer: Answer) -> Iterator[Taken]:
        """The pages of a feed's entries, with what the feed says of them; an entry without a page of its own is taken as it stands."""
        drafts, refused = self.apart.drafts("feed", answer.data, url=answer.url, charset=_charset(answer.declared))
        wanted = [draft.link or "" for draft in drafts]
        stamps = {draft.link: draft.stamp for draft in drafts if draft.link and draft.stamp}
        pages = self.fetcher.fetch_all([url for url in dict.fromkeys(wanted) if is_address(url)], stamps)
        told = {draft.link: draft for draft in drafts if draft.link}
        for url, page in pages:
            entry = told[url]
            if isinstance(page, Answer):
                source = tuple(fact for fact in entry.facts if fact.source != "the feed")
                said = tuple(fact for fact in entry.facts if fact.source == "the feed" and fact.name != "url")
                yield from self.answered(page, follow=False, known=source, after=said)
                yield page.fetched
            else:
                yield page
                if isinstance(page, ReportError) and entry.text:  # better the feed's words than none
                    yield self.report(replace(place, shown=f"{place.shown}:{entry.part}", own=()), entry, None)
        for entry in drafts:
            if not is_address(entry.link or "") and entry.text:
                yield self.report(replace(place, shown=f"{place.shown}:{entry.part}", own=()), entry, None)
        if refused is not None:
            yield ReportError(place.shown, refused.kind, refused.message)

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
            for number, letter in messages(place.path, self.limits.document):
                yield from self.document(replace(place, shown=f"{place.shown}:{number}"), "email", letter)
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
            folder = Path(name)
            try:
                for member, refused in packed.unpack(place.path, kind, place.name, folder, self.limits):
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
            else:
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
            own = () if kind == "feed" else place.own  # a feed's address is not its entries'
            for draft in drafts:
                shown = f"{place.shown}:{draft.part}" if draft.part else place.shown
                if draft.text:
                    yield self.report(replace(place, shown=shown, own=own), draft, None if kind == "feed" else Original(kind, data))
                else:
                    message = "the feed's entry has no words; fetch its page with --urls" if draft.link else "the feed's entry has no words"
                    yield ReportError(shown, "no_text", message)
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
                    yield self.report(inner, draft, None)

    def marked_up(self, place: Place, draft: Draft) -> Iterator[Taken]:
        """A record whose text is markup: a whole page, or a piece of one."""
        data = draft.text.encode()
        kind = "html" if kind_of(data[:HEAD]) == "html" and "<body" in draft.text.casefold() else "fragment"
        made, refused = self.apart.drafts(kind, data, url=facts.first(draft.facts).get("url"))
        for page in made:
            yield self.report(place, replace(page, facts=(*draft.facts, *page.facts), summary=draft.summary), Original("html", data))
        if refused is not None:
            yield ReportError(place.shown, refused.kind, refused.message)

    # 4 what is known of each, 5 reports

    def report(self, place: Place, draft: Draft, original: Original | None) -> Taken:
        text = draft.text
        size = len(text.encode())
        if size > self.limits.text:
            message = f"{size / 1e6:.0f} MB of text, and a report has at most {self.limits.text / 1e6:.0f} MB; split it into its reports"
            return ReportError(place.shown, "too_large", message)
        if not text.strip():
            return ReportError(place.shown, "empty", "no words in it; fetch the report again or leave it out")
        given = tuple(fact for name, value in self.intake.given if (fact := facts.fact_of(name, value, "as given with the command")))
        said = (*place.known, *draft.facts, *place.own, *facts.headline(text), *given)
        recognised = language_of(text)
        if recognised is not None and not any(fact.name == "language" for fact in place.known):
            said = _with_language(said, recognised)
        whole = Span(0, len(text))
        notes = []
        if draft.guessed:
            notes.append(Flag("encoding_guessed", whole, f"not UTF-8, and its encoding is not declared: read as {draft.encoding}"))
        elif draft.encoding:
            notes.append(Flag("encoding", whole, f"not UTF-8: read as {draft.encoding}"))
        if draft.summary:
            notes.append(Flag("summary", whole, "what the feed or export holds is a summary, not the report"))
        if "\ufffd" in text:
            at = text.index("\ufffd")
            notes.append(
                Flag("undecodable", Span(at, at + 1), f"{text.count(chr(0xFFFD))} characters were lost before the text reached us")
            )
        held = facts.first(said)
        outlet, title, author, url, published, language = (held.get(name) for name in facts.NAMES)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Report(
            place.shown, text, digest, outlet, title, author, url, published, language,
            facts=said, notes=tuple(notes), original=original, seen=place.seen,
        )  # fmt: skip


def _printable(taken: Taken) -> Taken:
    """A file's name may hold bytes that are no UTF-8, and messages what files hold: neither can be written down as it is."""
    if isinstance(taken, Fetched):
        return taken
    if isinstance(taken, ReportError):
        return ReportError(clean(taken.path), taken.kind, clean(taken.message), taken.again)
    return taken if taken.path.isascii() else replace(taken, path=clean(taken.path))


def _with_language(said: tuple[Fact, ...], recognised: str) -> tuple[Fact, ...]:
    """The words decide: pages declare the language of their template. A variant of the recognised language ("en-GB") stays."""
    agreeing = [fact for fact in said if fact.name == "language" and _same(fact.value, recognised)]
    held = agreeing[0] if agreeing else Fact("language", recognised, "its words")
    return (held, *(fact for fact in said if fact is not held))


def _same(declared: str, recognised: str) -> bool:
    return declared.partition("-")[0].casefold() == recognised


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


def _files(top: Path) -> Iterator[Path]:
    """The files below a folder in order of name, but for hidden ones, parts of saved pages, sidecars and what is never a report."""
    for parent, folders, names in os.walk(top):
        pages = {Path(name).stem for name in names if name.lower().endswith((".html", ".htm", ".xhtml"))}
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".") and name.removesuffix("_files") not in pages - {name}]
        wanted = [name for name in names if not name.startswith(".") and Path(name).suffix.lower() not in NEVER]
        for name in facts.without_sidecars(wanted):
            path = Path(parent, name)
            if path.is_file():
                yield path
