"""How long from Shift-Enter to the painted card, in a real JupyterLab: printed, and kept.

    python -m tests.tools.bench_painted

Six exercises, right and wrong: warm, the median of some runs, and the first check of a fresh
kernel. Results go to .bench/results.json, beside those of ``tests.tools.bench``.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from grader.classroom.authoring.source import KERNEL
from grader.course.catalogue import exercise
from grader.diagnose.programs import source_of
from tests.tools import matrix
from tests.tools.bench import write
from tests.tools.jupyter import FLAGS, SECONDS, Opened, address, browser, jupyter

EXERCISES = (
    "00_start/hello",
    "01_loop/train_step",
    "03_loss/mse",
    "04_backward/numeric_gradient",
    "06_zero_grad/train_batches",
    "07_epoch/train_one_epoch",
)
RUNS = 3
START = """\
import torch
from torch import nn
from torch.nn import functional as F
from grader import check"""
# The moment of the key, and the moment after the frame in which the headline is there.
WATCH = """number => {
  window.painted = new Promise(done => {
    const cell = jupyterapp.shell.currentWidget.content.widgets[number].node;
    const old = cell.querySelector('.jp-OutputArea-output');
    let started = 0;
    const pressed = event => { if (event.key === 'Enter') started ||= performance.now(); };
    document.addEventListener('keydown', pressed, { capture: true });
    const seen = new MutationObserver(() => {
      const now = cell.querySelector('.jp-OutputArea-output h3');
      if (!started || !now || (old && old.contains(now))) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    });
    seen.observe(cell, { childList: true, subtree: true });
  });
}"""


def main() -> None:
    """Measure, print and write; the slowest of each kind counts."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        made = notebook()
        nbformat.write(made, Path(scratch) / "bench.ipynb")
        page = play.chromium.launch(executable_path=browser(), args=FLAGS).new_page(
            viewport={"width": 1280, "height": 800}
        )
        with jupyter(Path(scratch), windowing="none") as server:
            opened = Opened(page, address(server, "bench.ipynb"), len(made.cells))
            for number, name in enumerate(EXERCISES):
                for kind, place in (("right", 2 * number + 1), ("wrong", 2 * number + 2)):
                    for state, took in measured(opened, place):
                        found.setdefault(f"painted_{kind}_{state}_s", []).append(took)
                        print(f"{name:<28} {kind:<6} {state:<6} {took:.2f} s", flush=True)
    write({name: round(max(times), 3) for name, times in found.items()})


def notebook() -> nbformat.NotebookNode:
    """Return a notebook with two cells for each exercise: a right answer and a wrong one."""
    sources = [START]
    for address_ in EXERCISES:
        known = exercise(address_)
        check = f'\n\n\ncheck("{address_}", {known.name})'
        wrong = next(iter(matrix.shown_on(known))).source
        sources += [source_of(known) + check, wrong + check]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def measured(opened: Opened, place: int) -> Iterator[tuple[str, float]]:
    """Yield seconds: those of the first check in a fresh kernel, and the median of later ones."""
    opened.restart()
    opened.run_at(0)
    yield "fresh", _seconds(opened, place)
    yield "warm", statistics.median(_seconds(opened, place) for _ in range(RUNS))


def _seconds(opened: Opened, place: int) -> float:
    opened.enter(place)
    opened.page.evaluate(WATCH, place)
    opened.page.keyboard.press("Shift+Enter")
    opened.page.set_default_timeout(SECONDS)
    return float(opened.page.evaluate("window.painted")) / 1000


if __name__ == "__main__":
    main()
