"""``grader check`` of loaders with workers, which are processes of a process of the checker."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from grader.judge.host.sandbox import Sandbox
from tests.command.checker import check, write

pytestmark = pytest.mark.xdist_group("judge")

START = "import random\nimport numpy\nimport torch\nfrom torch.utils.data import DataLoader\n"
SEEDED_WORKERS = """
def begins(number):
    number = torch.initial_seed() % 2**32
    numpy.random.seed(number)
    random.seed(number)

def make_loader(dataset, batch_size, shuffle, seed):
    order = torch.Generator().manual_seed(seed)
    return DataLoader(
        dataset, batch_size=batch_size, shuffle=shuffle, generator=order,
        num_workers=2, worker_init_fn=begins,
    )
"""
KEPT_WORKERS = """
def make_loader(dataset, batch_size, shuffle, seed):
    order = torch.Generator().manual_seed(seed)
    return DataLoader(
        dataset, batch_size, shuffle, num_workers=2, persistent_workers=True,
        prefetch_factor=1, generator=order,
    )
"""


@pytest.mark.parametrize("sandboxed", [False, True])
def test_workers_read_for_a_loader(
    sandboxed: bool,
    tmp_path: Path,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = contextlib.nullcontext(sandbox)
    monkeypatch.setattr("grader.command.check._sandbox", lambda: shared)
    write(tmp_path, {"file.py": START + SEEDED_WORKERS, "notebook.ipynb": [START, KEPT_WORKERS]})
    paths = [tmp_path / "file.py", tmp_path / "notebook.ipynb"]
    _, rows = check(paths, "07_epoch/make_loader", sandboxed=sandboxed)
    for row in rows:
        assert row["passed"], row
