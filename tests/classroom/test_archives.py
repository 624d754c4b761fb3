"""Zips that somebody else made: what is in them, what is left out, and what cannot get out."""

from __future__ import annotations

import io
import os
import stat
import struct
import time
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from grader.classroom.platforms import downloads, parcels
from grader.classroom.platforms.archives import entries
from grader.classroom.platforms.parcels import Parcel
from grader.classroom.submission.handed_in import MEGABYTE, Unreadable
from tests.classroom.platform_files import zipped

BERLIN = timezone(timedelta(hours=1))


def unpacked(tmp_path: Path, content: bytes) -> Parcel:
    """Unpack what one person handed in."""
    parcel = Parcel(tmp_path / "parcel", UTC)
    parcel.folder.mkdir()
    parcel.add(entries(io.BytesIO(content), 1000, UTC))
    inside = {path.relative_to(parcel.folder).as_posix() for path in files(parcel.folder)}
    assert inside == parcel.times.keys()
    assert {path.name for path in tmp_path.iterdir()} == {"parcel"}
    return parcel


def files(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if not path.is_dir()]
    assert not any(path.is_symlink() for path in found)
    return found


def raw(name: str, content: bytes = b"x", **fields: int) -> bytes:
    """Return a zip with one entry, whose fields are what is asked for."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo(name)
        for field, value in fields.items():
            setattr(info, field, value)
        archive.writestr(info, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "name", ["../out.ipynb", "a/../../out.ipynb", "/etc/passwd", "C:\\x.ipynb", "..\\..\\x", "c:/x"]
)
def test_a_name_that_leads_out_is_left_out(tmp_path: Path, name: str) -> None:
    parcel = unpacked(tmp_path, raw(name))
    assert list(parcel.left_out.values()) == ["a name that leads out of the folder"]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (stat.S_IFLNK, "a symbolic link"),
        (stat.S_IFIFO, "a pipe"),
        (stat.S_IFCHR, "a device"),
        (stat.S_IFSOCK, "a socket"),
    ],
)
def test_what_is_no_plain_file_is_left_out(tmp_path: Path, kind: int, why: str) -> None:
    content = raw("x.ipynb", b"/etc/passwd", external_attr=(kind | 0o777) << 16, create_system=3)
    assert unpacked(tmp_path, content).left_out == {"x.ipynb": why}


def encrypted(content: bytes) -> bytes:
    """Return a zip whose entries say that they are encrypted."""
    made = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark) + place
        made[at] |= 1
    return bytes(made)


def test_an_encrypted_file_is_left_out(tmp_path: Path) -> None:
    parcel = unpacked(tmp_path, encrypted(zipped({"x.ipynb": b"1", "y.ipynb": b"2"})))
    assert parcel.left_out == {"x.ipynb": "encrypted"}
    assert parcel.times.keys() == {"y.ipynb"}


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    made = bytearray(content)
    made[45] ^= 0xFF  # within the first entry's data
    return bytes(made)


@pytest.mark.parametrize("damage", [cut, lambda _: b"", lambda _: b"PK", lambda _: b"no zip" * 9])
def test_a_damaged_zip_within_is_told(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    inner = damage(zipped({"x.ipynb": os.urandom(400)}))
    parcel = unpacked(tmp_path, zipped({"hw.zip": inner, "y.ipynb": b"2"}))
    assert parcel.left_out["hw.zip"] in ("a damaged zip", "an empty file")
    assert parcel.times.keys() == {"y.ipynb"}


def test_a_damaged_file_is_told_and_the_others_are_taken(tmp_path: Path) -> None:
    parcel = unpacked(tmp_path, flipped(zipped({"x.ipynb": os.urandom(400), "y.ipynb": b"2"})))
    assert parcel.left_out["x.ipynb"].startswith("damaged")
    assert parcel.times.keys() == {"y.ipynb"}


def test_a_method_that_python_does_not_know_is_damage(tmp_path: Path) -> None:
    made = bytearray(zipped({"x.ipynb": b"1" * 99}))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", made, made.find(mark) + place, 97)
    assert unpacked(tmp_path, bytes(made)).left_out["x.ipynb"].startswith("damaged")


# Sizes -------------------------------------------------------------------------------------------


def test_a_bomb_is_refused_before_it_fills_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped({f"{n}.txt": bytes(MEGABYTE) for n in range(8)})
    parcel = Parcel(tmp_path / "parcel", UTC, room=3 * MEGABYTE)
    parcel.folder.mkdir()
    with pytest.raises(Unreadable, match="MB unpacked"):
        parcel.add(entries(io.BytesIO(content), 1000, UTC))
    assert sum(path.stat().st_size for path in files(parcel.folder)) <= 3 * MEGABYTE


def test_a_bomb_in_zips_in_zips_is_refused(tmp_path: Path) -> None:
    content = zipped({"0": bytes(MEGABYTE)})
    for _ in range(3):
        content = zipped({f"{n}.zip": content for n in range(6)})
    parcel = Parcel(tmp_path / "parcel", UTC, room=20 * MEGABYTE)
    parcel.folder.mkdir()
    with pytest.raises(Unreadable, match="MB unpacked"):
        parcel.add(entries(io.BytesIO(content), 1000, UTC))


def test_a_size_that_is_untrue_does_not_help(tmp_path: Path) -> None:
    made = bytearray(zipped({"x.txt": bytes(MEGABYTE)}))
    struct.pack_into("<I", made, made.find(b"PK\x01\x02") + 24, 10)
    parcel = unpacked(tmp_path, bytes(made))
    assert sum(path.stat().st_size for path in files(parcel.folder)) <= 10


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcels, "ENTRIES", 20)
    parcel = Parcel(tmp_path / "parcel", UTC)
    parcel.folder.mkdir()
    with pytest.raises(Unreadable, match="more than 20 files"):
        parcel.add(entries(io.BytesIO(zipped({str(n): b"" for n in range(21)})), 1000, UTC))


def test_a_list_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({f"{n:09}": b"" for n in range(500)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(Unreadable, match="more than 100 files"):
        entries(io.BytesIO(content), 100, UTC)


def test_zips_lie_in_one_another_to_a_limit(tmp_path: Path) -> None:
    content = zipped({"x.ipynb": b"1"})
    for depth in range(4):
        content = zipped({f"{depth}.zip": content})
    parcel = unpacked(tmp_path, content)
    assert parcel.left_out == {"3/2/1/0.zip": "a zip in more than 3 others"}


# Names -------------------------------------------------------------------------------------------


def test_other_archives_are_named(tmp_path: Path) -> None:
    parcel = unpacked(tmp_path, zipped({"a.rar": b"1", "b.7z": b"2", "c.tar.gz": b"3"}))
    assert set(parcel.left_out.values()) == {"an archive that is not opened: ask for a zip"}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_are_the_same_however_they_are_written(tmp_path: Path, form: str) -> None:
    name = unicodedata.normalize(form, "Übung/Lösung.ipynb")  # type: ignore[arg-type]
    assert unpacked(tmp_path, zipped({name: b"1"})).times.keys() == {"Übung/Lösung.ipynb"}


def test_utf_8_that_is_not_called_so_is_read_as_that(tmp_path: Path) -> None:
    made = bytearray(zipped({"Lösung.ipynb": b"1"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", made, made.find(mark) + place, 0)
    assert unpacked(tmp_path, bytes(made)).times.keys() == {"Lösung.ipynb"}


def test_what_programs_leave_behind_is_passed_over(tmp_path: Path) -> None:
    litter = {"__MACOSX/._x.ipynb": b"", ".DS_Store": b"", ".ipynb_checkpoints/x.ipynb": b""}
    parcel = unpacked(tmp_path, zipped(litter | {"x.ipynb": b"1"}))
    assert parcel.times.keys() == {"x.ipynb"}
    assert parcel.left_out == {}


def test_names_that_no_file_can_have_are_left_out(tmp_path: Path) -> None:
    parcel = unpacked(
        tmp_path, zipped({"n" * 300: b"", "a\nb": b"", "d/" * 210 + "x": b"", "y": b""})
    )
    assert parcel.times.keys() == {"y"}
    assert len(parcel.left_out) == 3


def test_one_name_twice_is_taken_once(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("x.ipynb", "1")
        archive.writestr("x.ipynb/inner", "3")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x.ipynb", "2")
    parcel = unpacked(tmp_path, made.getvalue())
    assert parcel.times.keys() == {"x.ipynb"}
    assert parcel.left_out.keys() == {"x.ipynb", "x.ipynb/inner"}


# Times -------------------------------------------------------------------------------------------


def test_times_are_of_the_zone_that_is_told() -> None:
    (entry,) = entries(io.BytesIO(zipped({"x": b""}, (2026, 3, 1, 0, 30, 0))), 9, BERLIN)
    assert entry.when == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)


def test_a_time_in_utc_is_believed_before_one_without_a_zone() -> None:
    extra = struct.pack("<HHBi", 0x5455, 5, 1, 1_700_000_000)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo("x")
        info.extra = extra
        archive.writestr(info, b"")
    (entry,) = entries(made, 9, BERLIN)
    assert entry.when == datetime.fromtimestamp(1_700_000_000, UTC)


def test_no_time_is_no_time() -> None:
    (entry,) = entries(io.BytesIO(zipped({"x": b""}, (1980, 1, 1, 0, 0, 0))), 9, UTC)
    assert entry.when is None


# Folders -----------------------------------------------------------------------------------------


def test_a_folder_is_read_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "secret.ipynb").write_text("secret")
    folder = tmp_path / "download"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "x.ipynb").write_text("1")
    (folder / "a" / "y.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (folder / "b").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    with downloads.opened(folder, UTC) as found:
        wrong = {entry.path: entry.wrong for entry in found}
    assert wrong == {
        "a/x.ipynb": "",
        "a/y.ipynb": "a symbolic link",
        "b": "a symbolic link",
        "pipe": "a pipe",
    }


def test_a_file_that_becomes_a_link_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "download"
    folder.mkdir()
    (folder / "x.ipynb").write_text("1")
    with downloads.opened(folder, UTC) as found:
        (folder / "x.ipynb").unlink()
        (folder / "x.ipynb").symlink_to("/etc/passwd")
        parcel = Parcel(tmp_path / "parcel", UTC)
        parcel.folder.mkdir()
        parcel.add(found)
    assert parcel.left_out["x.ipynb"].startswith("damaged")


def test_a_large_download_is_not_read_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(zipped({f"{n}.ipynb": b"x" * 1000 for n in range(2000)}))
    before = time.process_time()
    with downloads.opened(path, UTC) as found:
        assert len(found) == 2000
    assert time.process_time() - before < 2
