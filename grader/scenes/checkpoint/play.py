"""Builds a model, its optimizer and its schedule, and lets them be saved, or loaded.

Nothing is trained here: the states in which things are saved, or loaded into, are handed
over, and the states after that are handed out, to be trained on elsewhere.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts, LRScheduler, StepLR

from grader.observe.recorder import Recorder
from grader.scenes.parts import play as parts

# These are handed out for ``read.py``, and nobody else sees them.
SAVED = "the run after saving {n}"
LOADED = "the run after loading {n}"
FILES = "what the files hold"

GAMMA = 0.5


class Trained:
    """What is saved and loaded.

    Args:
        net: Keyword arguments of ``parts.play.network``.
        optimizer: See ``parts.play.optimizer``.
        lr: Learning rate of the first epochs.
        step_size: After so many epochs it halves, or begins anew.
        restarts: Whether it falls from one beginning to the next, each time for twice as long:
            then more than a count of epochs has to be known.
    """

    def __init__(
        self, net: Mapping[str, Any], optimizer: str, lr: float, step_size: int, restarts: bool
    ) -> None:
        self.model = parts.network(**net)
        self.optimizer = parts.optimizer(optimizer, self.model, lr)
        self.scheduler: LRScheduler = (
            CosineAnnealingWarmRestarts(self.optimizer, T_0=step_size, T_mult=2)
            if restarts
            else StepLR(self.optimizer, step_size=step_size, gamma=GAMMA)
        )

    def enter(self, state: Mapping[str, Any]) -> None:
        """Bring all three to a state; in their settings lists stand for tuples."""
        self.model.load_state_dict(state["weights"] | state["buffers"])
        for parameter, memory in zip(self.model.parameters(), state["memory"], strict=True):
            self.optimizer.state[parameter] = dict(memory)
        for group, known in zip(self.optimizer.param_groups, state["groups"], strict=True):
            group.update({k: tuple(v) if isinstance(v, list) else v for k, v in known.items()})
        self.scheduler.load_state_dict(state["schedule"])

    def state(self) -> dict[str, Any]:
        """Return the state of all three, and what they still have to do with each other."""
        parameters, groups = list(self.model.parameters()), self.optimizer.param_groups
        held = {id(parameter) for group in groups for parameter in group["params"]}
        return {
            "weights": dict(self.model.named_parameters()),
            "buffers": dict(self.model.named_buffers()),
            "memory": [self.optimizer.state.get(parameter, {}) for parameter in parameters],
            "groups": [{k: v for k, v in g.items() if k != "params"} for g in groups],
            "schedule": self.scheduler.state_dict(),
            "held": [id(parameter) in held for parameter in parameters],
            "trainable": [parameter.requires_grad for parameter in parameters],
            "training": [module.training for module in self.model.modules()],
            "scheduled": self.scheduler.optimizer is self.optimizer,
        }


def pair(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    optimizer: str,
    lr: float,
    step_size: int,
    restarts: bool,
    files: dict[str, torch.Tensor] | None,
) -> None:
    """Save a run in each state that comes; or load each of ``files`` that is asked for."""
    save, load = subject
    run = Trained(net, optimizer, lr, step_size, restarts)
    recorder.calls += 1
    with _folder(files or {}) as folder:
        for piece in recorder.more():
            run.enter(piece["state"])
            path = folder / piece["file"]
            given = (str(path) if piece["as_text"] else path, run.model, run.optimizer)
            if files is None:
                save(*given, run.scheduler, piece["epoch"])
                recorder.note(SAVED, run.state())
            else:
                recorder.took(load(*given, run.scheduler))
                recorder.note(LOADED, run.state())
        if files is None:
            recorder.note(FILES, _contents(folder))


@contextlib.contextmanager
def _folder(files: Mapping[str, torch.Tensor]) -> Iterator[Path]:
    """Work in a new folder that holds some files: whatever is written disappears again."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made,
        contextlib.chdir(made),
    ):
        folder = Path(made) / "runs"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.numpy().tobytes())
        yield folder


def _contents(folder: Path) -> dict[str, torch.Tensor]:
    """Return the bytes of all files in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): _bytes(path.read_bytes()) for path in files}


def _bytes(data: bytes) -> torch.Tensor:
    empty = torch.empty(0, dtype=torch.uint8)
    return torch.frombuffer(bytearray(data), dtype=torch.uint8) if data else empty
