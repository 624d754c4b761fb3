"""What CONTRIBUTING.md names is there: files, modules, options, classes, and tests to run."""

from __future__ import annotations

import builtins
import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from tests.tools.support import ADDRESSES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
CODES = sorted(
    {
        " ".join(code.split())
        for code in re.findall(r"`([^`]+)`", TEXT.split("```")[0] + TEXT.split("```")[2])
    }
)
MINE = re.compile(r"my_|double\.py|14_my_stage")  # what a contributor is to add
# A file of the grader is also called by its name below one of these.
ROOMS = (
    ".",
    "grader",
    "grader/judge",
    "grader/judge/host",
    "grader/judge/guest",
    "grader/classroom",
)
PATHS = [
    code for code in CODES if re.fullmatch(r"[\w.]+(/[\w.]+)+/?", code) and not MINE.search(code)
]
COMMANDS = [shlex.split(code) for code in CODES if code.startswith((".venv/bin/", "python -m"))]


def is_there(path: str) -> bool:
    beside = (ROOT / room / (path + end) for room in ROOMS for end in ("", ".py"))
    return any(each.exists() for each in beside)


def modules() -> list[str]:
    return [words[words.index("-m") + 1] for words in COMMANDS if "-m" in words]


@pytest.mark.parametrize("path", [path for path in PATHS if path not in ADDRESSES])
def test_every_path_is_there(path: str) -> None:
    assert is_there(path)


@pytest.mark.parametrize("module", sorted(set(modules())))
def test_every_module_is_there(module: str) -> None:
    assert importlib.util.find_spec(module)


def asked_for(words: list[str]) -> tuple[str, list[str]]:
    """Return the text of the test files that a command of pytest names, and the words of ``-k``."""
    named = [ROOT / word for word in words if word.startswith("tests/")]
    files = [f for n in named for f in ([n] if n.is_file() else n.rglob("test_*.py"))]
    chosen = words[words.index("-k") + 1].split(" or ") if "-k" in words else []
    return "\n".join(f.read_text("utf-8") for f in files), chosen


@pytest.mark.parametrize("words", [w for w in COMMANDS if "pytest" in w], ids=" ".join)
def test_every_test_that_is_asked_for_is_there(words: list[str]) -> None:
    text, chosen = asked_for(words)
    assert text
    tests = re.findall(r"def (test_\w+)", text)
    for word in chosen:
        of_names = any(word in name for name in tests)
        if not MINE.search(word) and word not in (*ADDRESSES, "the_name"):
            assert of_names or right_version(word), word


def right_version(word: str) -> bool:
    exercise, _, name = word.partition("-")
    path = ROOT / "tests" / "right" / f"{exercise}.py"
    return path.is_file() and f"def {exercise}__{name}(" in path.read_text("utf-8")


def source_of(words: list[str]) -> str:
    """Return the source in which a command's options stand."""
    module = words[words.index("-m") + 1] if "-m" in words else "grader.__main__"
    found = importlib.util.find_spec(module)
    assert found
    assert found.origin
    return Path(found.origin).read_text("utf-8")


@pytest.mark.parametrize("words", [w for w in COMMANDS if "pytest" not in w], ids=" ".join)
def test_every_option_is_there(words: list[str]) -> None:
    source = source_of(words)
    for option in (word for word in words if word.startswith("--")):
        assert f'"{option}"' in source
    if words[0].endswith("/grader"):
        assert f'"{words[1]}"' in source


@pytest.mark.parametrize("name", [c for c in CODES if re.fullmatch(r"([A-Z][a-z]+)+", c)])
def test_every_class_is_there(name: str) -> None:
    if not hasattr(builtins, name):
        sources = (path.read_text("utf-8") for path in (ROOT / "grader").rglob("*.py"))
        assert any(f"class {name}" in source for source in sources)
