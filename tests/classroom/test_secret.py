"""The course's secret: refused where it is damaged or open, never made anew in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.classroom.steps.secret import course_secret, provide_secret

SOUND = "ab" * 32


def written(path: Path, text: str = SOUND, mode: int = 0o600) -> None:
    path.write_text(text)
    path.chmod(mode)


def _link(path: Path) -> None:
    written(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


DAMAGED: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "There is no secret"),
    "empty": (lambda path: written(path, ""), "is empty"),
    "blank": (lambda path: written(path, " \n"), "is empty"),
    "short": (lambda path: written(path, "ab" * 15), "has 15 bytes, so it can be guessed"),
    "words": (lambda path: written(path, "correct horse battery staple"), "is damaged"),
    "half": (lambda path: written(path, SOUND[:-1]), "is damaged"),
    "bytes": (lambda path: path.write_bytes(b"\xff" * 40) and path.chmod(0o600), "is damaged"),
    "folder": (Path.mkdir, "is not an ordinary file"),
    "link": (_link, "is a symbolic link"),
    "for_all": (lambda path: written(path, mode=0o644), "chmod 600"),
    "for_the_group": (lambda path: written(path, mode=0o640), "chmod 600"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_secret_that_is_none_is_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ".grader_secret"
    damage, told = DAMAGED[kind]
    damage(path)
    with pytest.raises(ValueError, match=r"\.$") as caught:
        course_secret(path)
    assert told in str(caught.value)
    assert SOUND not in str(caught.value)
    if kind != "missing":
        before = sorted(tmp_path.iterdir())
        with pytest.raises(ValueError, match=told):
            provide_secret(path, lambda: True, new=True)
        assert sorted(tmp_path.iterdir()) == before


def test_a_sound_secret_is_read(tmp_path: Path) -> None:
    path = tmp_path / ".grader_secret"
    written(path, f"{SOUND}\n")
    assert course_secret(path) == provide_secret(path, lambda: True) == bytes.fromhex(SOUND)
    path.chmod(0o640)
    assert course_secret(path, shared=True) == bytes.fromhex(SOUND)


def test_none_is_made_beside_marks_unless_asked_for(tmp_path: Path) -> None:
    path = tmp_path / ".grader_secret"
    with pytest.raises(ValueError, match="marks were given in this course already"):
        provide_secret(path, lambda: True)
    assert not path.exists()

    made = provide_secret(path, lambda: False)
    assert len(made) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    path.unlink()
    assert provide_secret(path, lambda: True, new=True) != made
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_a_secret_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="could not be written"):
        provide_secret(tmp_path / "nowhere" / ".grader_secret", lambda: False)
