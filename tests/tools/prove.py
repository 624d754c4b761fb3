"""Proves that nothing which is compared hangs on the processor: everything, under every setting.

    python -m tests.tools.prove                                  everything
    python -m tests.tools.prove --part notebooks right           some parts
    python -m tests.tools.prove --only default THREADS=2         some settings

Each processor adds up in an order of its own, so the last bits of a sum differ. The settings
make one machine compute as others would. Parts run in the order of their cost; one that was
interrupted is taken up again with ``--part`` and ``--only``, which takes the settings whose
names hold all of its words. The last eight parts are done once: every notebook in a browser, all
attacks as every user, the inside of the sandbox for all exercises, what other tests take samples
of, all mistakes under 200 secrets, a whole release, then all mutants and all pairs. The last two
rewrite golden files:
where one differs afterwards, ``git diff`` says how.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import torch

from grader.progress.attempts import OFF, VARIABLE

ROOT = Path(__file__).resolve().parents[2]
CAPABILITIES = ("default", "avx2", "avx512")  # a processor has those before its own as well
PRODUCTS = "MKL_CBWR=COMPATIBLE OMP_NUM_THREADS=1"
AS_IT_IS = "OMP_NUM_THREADS=1"

# Kernels are fresh ones: those that are forked have the threads of where they come from.
EACH = {
    "notebooks": [
        *("--dist", "loadfile", "--nbval", "--nbval-sanitize-with", "tests/tools/pictures.cfg"),
        "solutions",
    ],
    "right": ["--whole", "--dist", "loadgroup", "tests/diagnose/test_right.py"],
    "golden": [
        *("--dist", "loadgroup", "-k", "golden_file"),
        *("tests/diagnose/test_mistakes.py", "tests/diagnose/test_mutants.py"),
    ],
}
# Both kinds of Jupyter; attacks as root and as an ordinary user; what can be seen and handed in
# from inside the sandbox; other declared samples, whole; marks under many secrets; a release with
# every page of its site; then what golden files tell.
ONCE = {
    "browser": ["-m", "pytest", "--whole", "-p", "no:nbval", "tests/browser"],
    "attacks": ["-m", "pytest", "--whole", "tests/judge/test_hostile.py"],
    "guest": ["-m", "pytest", "--whole", "tests/judge/test_guest.py"],
    "samples": [
        *("-m", "pytest", "--whole", "tests/diagnose/test_relations.py"),
        *("tests/diagnose/test_promises.py", "tests/diagnose/test_hidden.py"),
        *("tests/diagnose/test_atlas.py", "tests/classroom/test_autograde.py"),
        "tests/classroom/test_notebook.py",
    ],
    "secrets": ["-m", "tests.tools.secrets"],
    "site": ["-m", "tests.tools.site"],
    "mutants": ["-m", "tests.tools.mutants"],
    "matrix": ["-m", "tests.tools.matrix", "--all"],
}

Results = dict[tuple[str, str], str]  # of setting and part: what failed first, "" if nothing did


def settings(best: str, mkl: bool) -> tuple[list[str], list[str]]:
    """Return the settings that a machine can take, and those left out, each with the reason.

    Args:
        best: The most that its processor can do, as ATen names it.
        mkl: Whether its PyTorch multiplies with MKL.
    """
    usable, left_out = [], []
    known = CAPABILITIES[: CAPABILITIES.index(best) + 1] if best in CAPABILITIES else ("default",)
    for capability in CAPABILITIES:
        for threads in (1, 2):
            setting = f"ATEN_CPU_CAPABILITY={capability} OMP_NUM_THREADS={threads}"
            if capability in known:
                usable.append(setting)
            else:
                left_out.append(f"{setting}: this processor has {best} at most")
    if mkl:
        usable.append(PRODUCTS)
    else:
        left_out.append(f"{PRODUCTS}: this PyTorch does not multiply with MKL")
    return usable, left_out


def environment(setting: str) -> dict[str, str]:
    """Return what processes find in their environment under a setting."""
    outside = ("ATEN_CPU_CAPABILITY", "MKL_CBWR", "JUPYTER_PATH")
    kept = {name: value for name, value in os.environ.items() if name not in outside}
    here = {"JUPYTER_PREFER_ENV_PATH": "1", "PYTHONNOUSERSITE": "1"}  # notebooks run in this Python
    here[VARIABLE] = OFF  # a board that kept other attempts would show them
    return kept | here | dict(word.split("=") for word in setting.split())


def run(setting: str, words: list[str]) -> str:
    """Run Python with these words; return what failed first, "" when nothing did."""
    print(f"\n{setting} python {' '.join(words)}", flush=True)
    command, first = [sys.executable, "-u", *words], ""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(setting), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.startswith(("FAILED ", "ERROR ")) and not first:
                first = line.split(" ", 1)[1].split(" - ")[0].strip()
    return "" if process.returncode == 0 else first or f"ended with code {process.returncode}"


def measured() -> dict[Path, str]:
    """Return what all golden files hold."""
    found = ROOT.glob("tests/golden/*.json")
    return {path: path.read_text("utf-8") for path in found if path.name != "measured.json"}


def measure(words: list[str]) -> str:
    """Measure everything again; return the first golden file that is another one now."""
    before = measured()
    failed = run(AS_IT_IS, words)
    after = measured()
    other = [path for path in before | after if before.get(path) != after.get(path)]
    return failed or next((str(path.relative_to(ROOT)) for path in sorted(other)), "")


def table(results: Results, parts: list[str]) -> str:
    """Return a row for each setting, a column for each part, and a line for each failure."""
    rows = list(dict.fromkeys(setting for setting, _ in results))
    width = max(map(len, rows), default=0)
    lines = ["".join([" " * width, *(f"  {part:<9}" for part in parts)])]
    for row in rows:
        told = (results.get((row, part)) for part in parts)
        cells = ("-" if failed is None else "failed" if failed else "passed" for failed in told)
        lines.append("".join([f"{row:<{width}}", *(f"  {cell:<9}" for cell in cells)]))
    failures = [f"{row}, {part}: {what}" for (row, part), what in results.items() if what]
    return "\n".join(line.rstrip() for line in [*lines, *failures])


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when everything passed under every setting, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.prove")
    parser.add_argument("--part", nargs="+", choices=[*EACH, *ONCE], default=[*EACH, *ONCE])
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD")
    parser.add_argument("--processes", default="logical", help="as pytest-xdist takes it")
    chosen = parser.parse_args(arguments)
    os.environ.pop("ATEN_CPU_CAPABILITY", None)  # or PyTorch would not look at the processor
    best = torch.backends.cpu.get_cpu_capability().lower()
    usable, left_out = settings(best, torch.backends.mkl.is_available())
    print("\n".join(f"left out: {sentence}" for sentence in left_out), flush=True)
    pytest = ["-m", "pytest", "--maxprocesses", "8", "--numprocesses", chosen.processes]
    asked = [setting for setting in usable if all(word in setting for word in chosen.only)]
    results: Results = {}
    started = time.monotonic()
    try:
        for part in (part for part in EACH if part in chosen.part):
            for setting in asked:
                results[setting, part] = run(setting, [*pytest, *EACH[part]])
        for part in (part for part in ONCE if part in chosen.part and not chosen.only):
            results["once", part] = measure(ONCE[part])
    finally:  # also when it is interrupted
        print(f"\nafter {(time.monotonic() - started) / 60:.0f} minutes:")
        print(table(results, [part for part in [*EACH, *ONCE] if part in chosen.part]))
    return int(any(results.values()) or not results)


if __name__ == "__main__":
    sys.exit(main())
