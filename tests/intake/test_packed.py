"""Archives: what they hold is taken in as files are, within bounds, and nothing leaves the folder it is unpacked to."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import socket
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.intake import packed
from sayso.intake.draft import Refused
from sayso.intake.packed import LONGEST_NAME, unpack
from sayso.settings import Intake, Limits
from tests.intake.factory import REPLY, SAID, places, refusal_of, report_in, reports, tarred, written, zipped

SMALL = replace(Limits(), slack=100_000, ratio=10)


def unpacked(tmp_path: Path, data: bytes, kind: str, limits: Limits | None = None) -> tuple[list[str], list[str]]:
    """The files that come out, seen from their folder, and the kinds of what is refused."""
    archive, folder = written(tmp_path / "archive", data), tmp_path / "out" / "in"
    folder.mkdir(parents=True)
    why = []
    try:
        why += [refused.kind for _, refused in unpack(archive, kind, "archive", folder, limits or Limits())]
    except Refused as refused:
        why.append(refused.kind)
    assert os.listdir(tmp_path / "out") == ["in"]
    assert sorted(os.listdir(tmp_path)) == ["archive", "out"]
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()), why


# kinds


@pytest.mark.parametrize(
    "data",
    [
        zipped([("day/a.txt", SAID)]),
        tarred([("day/a.txt", SAID)]),
        gzip.compress(tarred([("day/a.txt", SAID)])),
        bz2.compress(tarred([("day/a.txt", SAID)])),
        lzma.compress(tarred([("day/a.txt", SAID)])),
    ],
)
def test_members_are_reports_named_behind_the_archive(tmp_path: Path, data: bytes) -> None:
    report = report_in(written(tmp_path / "reports.bin", data))
    assert (report.text, report.path) == (SAID, str(tmp_path / "reports.bin" / "day" / "a.txt"))


@pytest.mark.parametrize(("pack", "ending"), [(gzip.compress, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")])
def test_a_packed_file_is_the_file(tmp_path: Path, pack: object, ending: str) -> None:
    assert callable(pack)
    report = report_in(written(tmp_path / f"2024-02-09 a.txt.{ending}", pack(SAID.encode())))
    assert (report.text, report.published, report.path) == (SAID, "2024-02-09", str(tmp_path / f"2024-02-09 a.txt.{ending}"))


def test_a_packed_table_is_known_by_the_name_inside(tmp_path: Path) -> None:
    assert places(written(tmp_path / "a.csv.gz", gzip.compress(f'title,text\na,"{SAID}"\n'.encode()))) == [":2"]


def test_what_describes_members_is_read_with_them(tmp_path: Path) -> None:
    members = [
        ("Post/a.txt", SAID),
        ("Post/a.json", '{"author": "Ada Venn"}'),
        ("sayso.toml", '[[reports]]\npath = "{outlet}/*"\noutlet = "{outlet}"\n'),
    ]
    report = report_in(written(tmp_path / "a.zip", zipped(members)))
    assert (report.outlet, report.author) == ("Post", "Ada Venn")


def test_what_systems_leave_in_archives_is_passed_over(tmp_path: Path) -> None:
    assert places(
        written(tmp_path / "a.zip", zipped([("a.txt", SAID), ("__MACOSX/._a.txt", "x\0"), (".DS_Store", "x\0"), ("photo.jpg", "x\0")]))
    ) == ["/a.txt"]


def nested(depth: int) -> bytes:
    data = zipped([("a.txt", SAID)])
    for _ in range(depth - 1):
        data = zipped([("in.zip", data)])
    return data


def test_archives_in_archives_are_taken_in_to_a_depth(tmp_path: Path) -> None:
    assert places(written(tmp_path / "a.zip", nested(3))) == ["/in.zip/in.zip/a.txt"]
    assert places(written(tmp_path / "b.zip", nested(4))) == ["/in.zip/in.zip/in.zip too_deep"]


def test_an_archive_without_reports_says_so(tmp_path: Path) -> None:
    assert refusal_of(written(tmp_path / "a.zip", zipped([]))).kind == "no_reports"
    assert refusal_of(written(tmp_path / "b.zip", zipped([("photo.jpg", "x")]))).kind == "no_reports"


@pytest.mark.parametrize("member", ["[Content_Types].xml", "META-INF/manifest.xml"])
def test_a_word_processors_document_is_named_as_such(tmp_path: Path, member: str) -> None:
    error = refusal_of(written(tmp_path / "a.docx", zipped([(member, "<a/>"), ("word/document.xml", "<a/>")])))
    assert (error.kind, "PDF" in error.message) == ("office", True)


# names


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("../../a.txt", "a.txt"),
        ("/a.txt", "a.txt"),
        ("x/../../a.txt", "x/a.txt"),
        ("..\\a.txt", "a.txt"),
        ("C:\\x\\a.txt", "C_/x/a.txt"),
        ("\\\\host\\share\\a.txt", "host/share/a.txt"),
        ("a\nb.txt", "a_b.txt"),
        ("a?b*.txt", "a_b_.txt"),
        ("..", "file"),
        (" . /a.txt", "_./a.txt"),
        ("ferry é 渡船.txt", "ferry é 渡船.txt"),
    ],
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str, becomes: str) -> None:
    assert unpacked(tmp_path / "zip", zipped([(name, SAID)]), "zip") == ([becomes], [])
    assert unpacked(tmp_path / "tar", tarred([(name, SAID)]), "tar") == ([becomes], [])


def test_a_nul_in_a_name_does_no_harm(tmp_path: Path) -> None:
    data = zipped([("a#b.txt", SAID)]).replace(b"a#b.txt", b"a\0b.txt")
    assert len(unpacked(tmp_path, data, "zip")[0]) <= 1


def test_members_of_one_name_are_all_kept(tmp_path: Path) -> None:
    assert unpacked(tmp_path, zipped([("a.txt", SAID), ("a.txt", REPLY), ("x/../a.txt", SAID)]), "zip")[0] == [
        "a (2).txt",
        "a.txt",
        "x/a.txt",
    ]


def test_members_of_one_name_do_not_make_it_slow(tmp_path: Path) -> None:
    found, _ = unpacked(tmp_path, zipped([("a.txt", "")] * 3_000), "zip")
    assert (len(found), "a (3000).txt" in found) == (3_000, True)


def test_a_member_called_as_anothers_folder_is_kept(tmp_path: Path) -> None:
    assert unpacked(tmp_path, zipped([("a", SAID), ("a/b.txt", REPLY)]), "zip")[0] == ["a", "a_b.txt"]


@pytest.mark.parametrize("letter", ["a", "é", "渡"])
def test_long_names_are_cut_and_keep_their_ending(tmp_path: Path, letter: str) -> None:
    ((name,), _) = unpacked(tmp_path, zipped([(letter * 250 + ".html", SAID)]), "zip")
    assert (len(name.encode()) <= LONGEST_NAME, name.endswith(f"{letter}.html")) == (True, True)


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_member_too_deep_for_the_disk_is_named_or_ends_it(tmp_path: Path, kind: str) -> None:
    members = [("b.txt", REPLY), ("a/" * 3_000 + "a.txt", SAID)]
    found, why = unpacked(tmp_path, zipped(members) if kind == "zip" else tarred(members), kind)
    assert (found, why) == (["b.txt"], ["damaged"])


def test_links_and_devices_are_not_made(tmp_path: Path) -> None:
    links = [
        ("a", tarfile.SYMTYPE, "/etc/hostname"),
        ("b", tarfile.SYMTYPE, "../.."),
        ("b/c.txt", tarfile.LNKTYPE, "d.txt"),
        ("pipe", tarfile.FIFOTYPE, ""),
        ("device", tarfile.CHRTYPE, ""),
    ]
    assert unpacked(tmp_path, tarred([("d.txt", SAID)], links), "tar") == (["d.txt"], ["link", "link", "link"])


def test_a_file_behind_a_link_does_not_follow_it(tmp_path: Path) -> None:
    data = tarred([("out/a.txt", SAID)], [("out", tarfile.SYMTYPE, str(tmp_path))])
    assert unpacked(tmp_path / "x", data, "tar") == (["out/a.txt"], ["link"])


# bounds


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("zip", zipped([("a.txt", b"a" * 2_000_000)])),
        ("zip", zipped([(f"{number}.txt", b"a" * 20_000) for number in range(20)])),
        ("tar", tarred([("a.txt", b"a" * 50_000)])[:1_000]),
        ("gzip", gzip.compress(b"a" * 2_000_000)),
        ("bzip2", bz2.compress(b"a" * 2_000_000)),
        ("xz", lzma.compress(b"a" * 2_000_000)),
    ],
)
def test_what_swells_beyond_the_bounds_is_refused(tmp_path: Path, kind: str, data: bytes) -> None:
    assert unpacked(tmp_path, data, kind, SMALL)[1] == (["damaged"] if kind == "tar" else ["bomb"])


def test_of_a_bomb_nothing_is_read(tmp_path: Path) -> None:
    error = refusal_of(written(tmp_path / "a.zip", zipped([("a.txt", SAID), ("b.txt", b"a" * 2_000_000)])), Intake(limits=SMALL))
    assert (error.kind, "unpack it yourself" in error.message) == ("bomb", True)


def test_a_bomb_of_archives_is_refused_at_the_level_that_swells(tmp_path: Path) -> None:
    assert places(written(tmp_path / "a.zip", zipped([("in.zip", zipped([("a.txt", b"a" * 2_000_000)]))])), Intake(limits=SMALL)) == [
        "/in.zip bomb"
    ]


def test_what_is_small_may_swell_a_lot(tmp_path: Path) -> None:
    assert unpacked(tmp_path, zipped([("a.txt", b"a" * 90_000)]), "zip", SMALL) == (["a.txt"], [])


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_of_too_many_members_is_refused(tmp_path: Path, kind: str) -> None:
    members = [(f"{number}.txt", SAID) for number in range(30)]
    assert unpacked(tmp_path, zipped(members) if kind == "zip" else tarred(members), kind, replace(Limits(), members=20))[1] == ["too_many"]


# damage


def test_a_damaged_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped([("a.txt", SAID), ("b.txt", REPLY)], zipfile.ZIP_STORED))
    data[data.index(SAID.encode()) + 5] ^= 255
    assert places(written(tmp_path / "a.zip", bytes(data))) == ["/a.txt damaged", "/b.txt"]


def test_a_zip_without_its_end_is_refused(tmp_path: Path) -> None:
    assert refusal_of(written(tmp_path / "a.zip", zipped([("a.txt", SAID)])[:-30])).kind == "damaged"


def test_a_torn_tar_gives_its_whole_members_and_says_that_it_is_torn(tmp_path: Path) -> None:
    data = tarred([("a.txt", SAID), ("b.txt", REPLY * 50)])
    assert places(written(tmp_path / "a.tar", data[:3_000])) == [" damaged", "/a.txt"]


def test_a_torn_packed_tar_gives_its_whole_members_too(tmp_path: Path) -> None:
    data = gzip.compress(tarred([("a.txt", SAID), ("b.txt", os.urandom(50_000).hex())]))
    found = places(written(tmp_path / "a.tar.gz", data[:-20_000]))
    assert (found[0], found[-1]) == (" damaged", "/a.txt")


def test_torn_packed_lines_give_those_that_are_whole(tmp_path: Path) -> None:
    lines = "".join(f'{{"text": "{SAID} {os.urandom(500).hex()}"}}\n' for _ in range(20))
    found = places(written(tmp_path / "a.jsonl.gz", gzip.compress(lines.encode())[:-2_000]))
    assert (found[0], ":5" in found) == (" damaged", True)


@pytest.mark.parametrize("cut", [10, 300])
@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_half_a_packed_report_is_not_taken_for_one(tmp_path: Path, pack: object, cut: int) -> None:
    assert callable(pack)
    data = pack((SAID + os.urandom(2_000).hex()).encode())
    assert refusal_of(written(tmp_path / "a.txt.gz", data[:-cut])).kind == "damaged"


def test_a_locked_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped([("a.txt", SAID), ("b.txt", REPLY)]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert places(written(tmp_path / "a.zip", bytes(data))) == ["/a.txt locked", "/b.txt"]


def test_a_sparse_member_that_claims_to_be_vast_is_refused(tmp_path: Path) -> None:
    sink = io.BytesIO()
    info = tarfile.TarInfo("a.txt")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "a.txt", "GNU.sparse.realsize": str(10**12)}
    body = b"1\n0\n1\n".ljust(512, b"\0") + b"a"
    info.size = len(body)
    with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as made:
        made.addfile(info, io.BytesIO(body))
    assert unpacked(tmp_path, sink.getvalue(), "tar", SMALL)[1] in (["bomb"], ["damaged"])


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    path = written(tmp_path / "a.zip", zipped([("a.txt", SAID), ("in.zip", zipped([("b.txt", REPLY)]))]))
    assert len(reports(path)) == 2
    assert os.listdir(scratch) == []


# what a killed sayso leaves


def test_the_scratch_folders_of_processes_that_are_gone_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (f"sayso-{gone.pid}-a", f"sayso-{os.getpid()}-b", "sayso-mine-c", "other-1-d"):
        written(tmp_path / name / "big.bin", b"x")
        written(tmp_path / name / packed.MARK, socket.gethostname())
    written(tmp_path / f"sayso-{gone.pid}-reports" / "mine.txt", b"x")  # somebody's own, by chance of such a name
    with packed.scratch_folder() as folder:
        assert folder.parent == tmp_path
        left = sorted(path.name for path in tmp_path.iterdir() if path != folder)
    assert left == sorted([f"sayso-{os.getpid()}-b", "sayso-mine-c", "other-1-d", f"sayso-{gone.pid}-reports"])
    assert not folder.exists()
