"""What the sandbox sees: the command of bubblewrap, and what is covered up in it."""

from __future__ import annotations

import os
import shutil
import site
import sys
import sysconfig
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
# All of the grader that the sandbox sees: no reference, no mistake, nothing that is drawn or
# expected. Of a scene only the half that plays.
VISIBLE = (
    "__init__.py",
    "data",
    "judge/__init__.py",
    "judge/guest",
    "judge/packing.py",
    "judge/wire.py",
    "observe",
    "scenes/__init__.py",
    "scenes/*/__init__.py",
    "scenes/*/play.py",
)
SYSTEM: tuple[str, ...] = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/fonts",
)
TEMP = "/tmp"  # inside the sandbox


def command(private: Sequence[Path] = ()) -> list[str]:
    """Return the bubblewrap command that the warm process is started with, or nothing.

    Args:
        private: Folders and files that are covered up where the sandbox would show them.
    """
    bwrap = shutil.which("bwrap")
    return [bwrap, *_options(private)] if bwrap and sys.platform == "linux" else []


def _options(private: Sequence[Path]) -> list[str]:
    # As root, children get users of their own instead of a shared one in a namespace.
    root = ["--cap-drop", "ALL"]
    for name in ("CAP_SETUID", "CAP_SETGID", "CAP_KILL"):
        root += ["--cap-add", name]
    return [
        *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *(root if os.geteuid() == 0 else ["--unshare-user"]),
        *("--die-with-parent", "--new-session"),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", TEMP),
        *_system(private),
        *_grader(),
        *(
            word
            for path in covered(private)
            if path.is_dir()
            for word in ("--remount-ro", str(path))
        ),
        *("--chdir", TEMP),
    ]


def _system(private: Sequence[Path]) -> Iterator[str]:
    """Yield what shows the system and Python, with covers over what is private."""
    covers = set(covered(private))
    shown = {path for path in map(Path, (*SYSTEM, *python())) if path not in covers}
    yield from _folders((*SYSTEM, *python(), str(PACKAGE)))
    for path in sorted(shown | covers):  # a folder before what lies in it
        if path not in covers:
            yield from ("--ro-bind-try", str(path), str(path))
        elif path.is_dir():
            below = [p for p in (*shown, PACKAGE) if p.is_relative_to(path)]
            yield from ("--tmpfs", str(path), *_folders(below, path))
        else:
            yield from ("--ro-bind", "/dev/null", str(path))


def _closed(covers: Sequence[Path]) -> Iterator[str]:
    for path in filter(Path.is_dir, covers):
        yield from ("--remount-ro", str(path))


def covered(private: Sequence[Path]) -> list[Path]:
    """Return the places where the sandbox would show what is private."""
    shown = [Path(path) for path in (*SYSTEM, *python()) if os.path.exists(path)]
    hidden = {Path(os.path.realpath(path)) for path in private if os.path.exists(path)}
    found = {
        path / place.relative_to(path.resolve())
        for path in shown
        for place in hidden
        if path.resolve() in place.parents
    }
    found -= set(shown)
    # What lies in a covered folder is gone, unless that folder holds Python, which is shown again.
    return [p for p in sorted(found) if _nearest(p, {*found, *shown}) not in found]


def tried(private: Sequence[Path]) -> Iterator[Path]:
    """Yield what the trial tries to read: around Python, where a private folder holds it."""
    shown = {up for path in python() for up in (Path(path), *Path(path).parents)}
    for path in (*private, *(Path(os.path.realpath(path)) for path in private)):
        if path not in shown:
            yield path
        elif path.is_dir():
            yield from (part for part in sorted(path.iterdir()) if part not in shown)


def _nearest(place: Path, folders: Container[Path]) -> Path:
    return next(up for up in place.parents if up in folders)


def _grader() -> Iterator[str]:
    """Yield what shows the guest's part of the grader."""
    yield from ("--tmpfs", str(PACKAGE))
    paths = visible()
    yield from _folders(paths, PACKAGE)
    for path in map(str, paths):
        yield from ("--ro-bind", path, path)
    yield from ("--remount-ro", str(PACKAGE))


def _folders(places: Iterable[str | Path], below: Path = Path("/")) -> Iterator[str]:
    """Yield what makes the folders that places lie in, for all users to pass through."""
    above = {up for place in places for up in Path(place).parents if below in up.parents}
    for folder in sorted(above):
        yield from ("--dir", str(folder))


def visible() -> list[Path]:
    """Return the files and folders of the grader that the sandbox sees."""
    return sorted(path for name in VISIBLE for path in PACKAGE.glob(name))


def python() -> list[str]:
    """Return the folders that Python and its packages lie in, parents first."""
    paths = {sys.base_prefix, sys.prefix, sysconfig.get_path("purelib"), *site.getsitepackages()}
    return sorted(str(Path(path)) for path in paths)


def readable() -> list[str]:
    """Return what a child may read."""
    return [*SYSTEM, *python(), *map(str, visible())]


def environment() -> dict[str, str]:
    """Return the variables of the warm process: none of this user's."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": TEMP,
        "USER": "learner",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MPLCONFIGDIR": f"{TEMP}/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # read when it is imported
        "IPYTHONDIR": f"{TEMP}/ipython",
        "NBGRADER_EXECUTION": "autograde",
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # macOS: or the warm process cannot fork
    }
