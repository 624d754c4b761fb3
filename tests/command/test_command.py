"""The ``grader`` command, run as a user runs it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from grader.__main__ import main
from grader.command import check
from grader.command.listing import table
from grader.command.similar import nearest
from grader.course.catalogue import mistakes
from grader.verdict import Verdict
from tests.command.checker import RIGHT, WRONG
from tests.tools.matrix import GOLDEN


def grader(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    files = {
        "right.py": RIGHT,
        "wrong.py": WRONG,
        "exits.py": "import os\nos._exit(3)\n",
        "endless.py": "while True: pass\n",
        "syntax.py": "def train_step(\n",
        "prints.py": 'import os\nos.write(1, b"noise")\nprint("noise")\n' + RIGHT,
        "empty.py": "",
        "broken.ipynb": "{",
    }
    for name, text in files.items():
        (made / name).write_text(text, encoding="utf-8")
    cells = [
        nbformat.v4.new_code_cell("%matplotlib inline\nimport torch\n1 / 0"),
        nbformat.v4.new_code_cell(WRONG),
        nbformat.v4.new_code_cell('check("01_loop/train_step", train_step)'),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), made / "wrong.ipynb")
    return made


def test_json_is_one_object_per_file_in_order_whatever_happens(folder: Path) -> None:
    names = [
        "wrong.py", "exits.py", "endless.py", "missing.py", "syntax.py", "prints.py",
        "empty.py", "broken.ipynb", "wrong.ipynb", "right.py",
    ]  # fmt: skip
    files = [str(folder / name) for name in names]
    done = grader("check", "01_loop/train_step", *files, "--json", "--timeout", "10")
    rows = dict(zip(names, map(json.loads, done.stdout.splitlines()), strict=True))
    assert done.returncode == 2
    assert rows["wrong.py"]["mistakes"] == ["missing_zero_grad"]
    assert rows["wrong.ipynb"]["mistakes"] == ["missing_zero_grad"]
    assert rows["right.py"]["passed"]
    assert rows["prints.py"]["passed"]
    assert rows["right.py"]["kind"] == "pass"
    for name in ("exits.py", "endless.py", "missing.py", "syntax.py", "broken.ipynb"):
        assert rows[name]["kind"] == "crash", name
    assert "10 seconds" in rows["endless.py"]["message"]
    assert rows["empty.py"]["kind"] == "contract"
    assert set(rows["right.py"]) == {
        "exercise", "passed", "mistakes", "kind", "message", "points", "max_points", "evidence",
    }  # fmt: skip


def test_an_interrupt_ends_what_still_runs(folder: Path) -> None:
    files = [str(folder / name) for name in ("right.py", "endless.py", "endless.py")]
    words = [sys.executable, "-m", "grader", "check", "01_loop/train_step", *files]
    with subprocess.Popen(
        [*words, "--timeout", "500"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert b"right.py" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=250)
    assert process.returncode == 130
    assert told == b"grader: interrupted\n"


def test_exit_status_is_0_when_all_passed(folder: Path) -> None:
    assert grader("check", "01_loop/train_step", str(folder / "right.py")).returncode == 0


def test_text_names_the_mistake_in_80_columns(folder: Path) -> None:
    done = grader("check", "01_loop/train_step", str(folder / "wrong.py"))
    assert done.returncode == 1
    assert "Gradients pile up" in done.stdout
    assert max(map(len, done.stdout.splitlines()[1:])) <= 80


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check", "01_loop/train_stp", "x.py"), 'Did you mean "01_loop/train_step"?'),
        (("explain", "missing_zero_gard"), 'Did you mean "missing_zero_grad"?'),
        (("new", "mistake", "Bad Name"), "small letters"),
        (("new", "mistake", "missing_step"), "already"),
        (("new", "stage", "epoch"), "two digits"),
    ],
)
def test_bad_usage_is_told_in_a_sentence(words: tuple[str, ...], told: str) -> None:
    done = grader(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_timeout_is_refused() -> None:
    done = grader("check", "01_loop/train_step", "x.py", "--timeout", "soon")
    assert done.returncode == 2
    assert "not a number of seconds" in done.stderr


def test_list_and_explain_and_help() -> None:
    assert "07_epoch/train_one_epoch" in grader("list").stdout
    assert "missing_zero_grad" in grader("list", "mistakes").stdout
    assert "Why it is easy to miss" in grader("explain", "missing_zero_grad").stdout
    assert "check" in grader("--help").stdout


@pytest.fixture
def listed(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return what lists: the ``grader list`` of this process."""

    def run(*words: str, status: int = 0) -> str:
        assert main(["list", *words]) == status
        told = capsys.readouterr()
        return told.err if status else told.out

    return run


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mistakes", "--in", "01_loop/train_stp"), 'Did you mean "01_loop/train_step"?'),
        (("mistakes", "--where", "missing_zero_gard"), 'Did you mean "missing_zero_grad"?'),
        (("mistakes", "--like", "xyzzy"), 'in words like "xyzzy"'),
        (("mistakes", "--like", ""), 'in words like ""'),
        (("--in", "01_loop/train_step"), "grader list mistakes"),
    ],
)
def test_what_cannot_be_listed_is_told_in_a_line(
    words: tuple[str, ...], told: str, listed: Callable[..., str]
) -> None:
    (line,) = listed(*words, status=2).splitlines()
    assert told in line


def test_mistakes_of_an_exercise_are_those_that_show_on_it(listed: Callable[..., str]) -> None:
    golden = json.loads((GOLDEN / "09_stability-lr_range_test.json").read_text("utf-8"))
    lines = listed("mistakes", "--in", "09_stability/lr_range_test").splitlines()
    slugs = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert slugs == list(golden["named"])
    assert golden["harmless_here"]


def test_exercises_of_a_mistake_are_those_on_which_it_shows(listed: Callable[..., str]) -> None:
    named = {
        path.stem.replace("-", "/")
        for path in GOLDEN.glob("*-*.json")
        if "graph_in_validation" in json.loads(path.read_text("utf-8"))["named"]
    }
    assert set(listed("mistakes", "--where", "graph_in_validation").split()) == named


def test_mistakes_fit_into_80_columns_with_their_titles_below_each_other() -> None:
    long = [entry for entry in mistakes().values() if len(entry.title) > 60][:5]
    lines = table([mistakes()["no_shuffle"], *long]).splitlines()
    assert max(map(len, lines)) <= 80
    column = lines[0].index("The data is never shuffled.")
    assert {line[column - 1] for line in lines} == {" "}
    assert all(line[column] != " " for line in lines)
    assert len(lines) > 6


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("shuffling", "no_shuffle"),  # another ending
        ("missing_zero_gard", "missing_zero_grad"),  # a slip of the pen
        ("gradient accum", "accumulation_off_by_one"),  # cut short
        ("softmax twice", "softmax_on_output"),  # said in the prose only
        ("rate ignored learning", "learning_rate_ignored"),  # in any order
    ],
)
def test_mistakes_are_found_by_words(words: str, slug: str) -> None:
    assert slug in [entry.slug for entry in nearest(words, 3)]


def test_every_mistake_is_the_nearest_to_its_own_name_and_title() -> None:
    for slug, entry in mistakes().items():
        assert nearest(f"{slug} {entry.title}", 1) == [entry]


def test_of_the_mistakes_like_some_words_the_far_ones_are_left_out(
    listed: Callable[..., str],
) -> None:
    lines = listed("mistakes", "--like", "shuffled", "data").splitlines()
    assert any(line.startswith("no_shuffle ") for line in lines)
    assert len(lines) < len(nearest("shuffled data", 10))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("checks", "x"), "check"),
        (("curse", "new"), "course"),
        (("course", "checks"), "check"),
        (("export", "one", "--to", "moodley"), "moodle"),
        (("zzz",), ""),
    ],
)
def test_a_misspelt_word_is_told_what_it_was_meant_to_be(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], meant: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert ("Did you mean" in told) is bool(meant)
    assert f'Did you mean "{meant}"?' in told or not meant


def test_json_holds_nothing_that_a_terminal_obeys() -> None:
    told = "\x9b2J\u202e"
    verdict = Verdict("01_loop/train_step", "crash", told, 0.0, 9.5, (), output=told)
    line = check._json(verdict)
    assert line.isascii()
    assert json.loads(line)["message"] == told
