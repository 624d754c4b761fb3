"""What is run under every processor setting, and what is told of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from grader.progress.attempts import VARIABLE
from tests.tools import prove


def test_a_setting_that_the_processor_has_not_is_left_out_with_the_reason() -> None:
    usable, left_out = prove.settings("avx2", mkl=True)
    assert [s.split()[0].partition("=")[2] for s in usable] == [
        *("default", "default", "avx2", "avx2", "COMPATIBLE")
    ]
    assert all("avx512" in s and "this processor has avx2 at most" in s for s in left_out)
    assert len(left_out) == 2


def test_another_kind_of_processor_has_the_default_only() -> None:
    usable, left_out = prove.settings("sve256", mkl=False)
    assert usable == [f"ATEN_CPU_CAPABILITY=default OMP_NUM_THREADS={n}" for n in (1, 2)]
    assert len(left_out) == 5


def test_a_setting_reaches_a_process(capfd: pytest.CaptureFixture[str]) -> None:
    code = "import torch; print(torch.get_num_threads())"
    code += "; print(torch.backends.cpu.get_cpu_capability())"
    assert prove.run("ATEN_CPU_CAPABILITY=default OMP_NUM_THREADS=2", ["-c", code]) == ""
    assert capfd.readouterr().out.split()[-2:] == ["2", "DEFAULT"]


def test_notebooks_show_no_attempts_but_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    assert prove.environment("OMP_NUM_THREADS=1")[VARIABLE] == "off"


def test_these_tests_run_with_the_threads_that_are_asked_for() -> None:
    assert torch.get_num_threads() == int(os.environ.get("OMP_NUM_THREADS", "1"))


def test_the_first_test_that_failed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "test_it.py"
    path.write_text("def test_one(): pass\ndef test_two(): assert 0\ndef test_three(): assert 0")
    words = ["-m", "pytest", "-q", "--rootdir", str(tmp_path), "-p", "no:cacheprovider", str(path)]
    assert prove.run("OMP_NUM_THREADS=1", words).endswith("test_it.py::test_two")
    assert prove.run("OMP_NUM_THREADS=1", ["-c", "raise SystemExit(3)"]) == "ended with code 3"


def test_a_golden_file_that_is_another_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prove, "ROOT", tmp_path)
    path = tmp_path / "tests" / "golden" / "a.json"
    path.parent.mkdir(parents=True)
    path.write_text("1")
    assert prove.measure(["-c", "pass"]) == ""
    change = "from pathlib import Path; Path('tests/golden/a.json').write_text('2')"
    assert prove.measure(["-c", change]) == str(Path("tests", "golden", "a.json"))


def test_the_table_has_a_row_for_each_setting_and_names_what_failed() -> None:
    results = {("A=1", "notebooks"): "", ("B=22", "notebooks"): "x.ipynb::Cell 3"}
    assert prove.table(results, ["notebooks", "right"]) == (
        "      notebooks  right\n"
        "A=1   passed     -\n"
        "B=22  failed     -\n"
        "B=22, notebooks: x.ipynb::Cell 3"
    )
