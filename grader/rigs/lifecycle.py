"""Builders for what surrounds a training loop: stopping, best weights, checkpoints, schedules.

Losses that are compared with each other are multiples of 1/16, so that "equal" and
"lower by exactly min_delta" are exact. Validation sets are searched for, so that the
validation loss goes up and down as a probe needs it, whatever the seed.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR

from grader.observe.recorder import Recorder
from grader.rigs import parts
from grader.rigs.training import Use

# -- checkpoints ---------------------------------------------------------------------


class _Training:
    """A model, its optimizer and its schedule; they can be trained for some epochs."""

    def __init__(self, rig: Recorder, optimizer: str, step_size: int, net: str) -> None:
        self.rig = rig
        self.model = parts.network(net, rig)
        self.optimizer = parts.optimizer(optimizer, self.model, 0.2)
        self.scheduler = StepLR(self.optimizer, step_size=step_size, gamma=0.5)

    @property
    def all(self) -> tuple[Any, Any, Any]:
        """What is saved and loaded."""
        return self.model, self.optimizer, self.scheduler

    def train(self, x: torch.Tensor, y: torch.Tensor, epochs: int) -> None:
        """Take one step per epoch; nothing of it is noted."""
        with self.rig.unwatched():
            for _ in range(epochs):
                self.optimizer.zero_grad()
                nn.functional.cross_entropy(self.model(x), y).backward()
                self.optimizer.step()
                self.scheduler.step()

    def tell(self, key: str) -> None:
        """Note the state as ``key.weights``, ``key.buffers`` and ``key.rates``."""
        self.rig.note(f"{key}.weights", dict(self.model.named_parameters()))
        self.rig.note(f"{key}.buffers", dict(self.model.named_buffers()))
        self.rig.note(f"{key}.rates", [g["lr"] for g in self.optimizer.param_groups])


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Work in an empty folder: whatever is written disappears again."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made,
        contextlib.chdir(made),
    ):
        (Path(made) / "runs").mkdir()
        yield Path(made) / "runs"


def _holds_a_model(path: Path) -> bool:
    """Return whether a file holds an object of a class of ``torch.nn``, not only its state."""
    return path.is_file() and b"torch.nn.modules" in path.read_bytes()


def checkpoints(
    rig: Recorder, *, optimizer: str = "sgd", step_size: int = 2, net: str = "plain"
) -> Use:
    """Save two checkpoints of one run, and go on from each with fresh objects."""
    run, fresh = (_Training(rig, optimizer, step_size, net) for _ in range(2))
    x = parts.inputs(rig, 6)
    y = parts.labels(run.model, x, rig)
    first, second = rig.count(3), rig.count(8)

    def use(subject: Any) -> None:
        save, load = subject
        with _folder() as folder:
            one, two = folder / "one.pt", folder / "two.pt"
            rig.calls += 1
            run.train(x, y, 3)
            save(str(one), *run.all, first)
            run.train(x, y, 2)
            save(two, *run.all, second)
            rig.note("files", [one.is_file(), two.is_file()])
            rig.note("whole_model", _holds_a_model(two))
            run.train(x, y, 1)
            run.tell("uninterrupted")
            fresh.train(x, y, 1)
            rig.took(load(str(one), *fresh.all))
            fresh.tell("loaded")
            fresh.train(x, y, 3)
            fresh.tell("resumed")
            rig.took(load(two, *fresh.all))
            fresh.tell("loaded")

    return use
