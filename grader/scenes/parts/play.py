"""Small networks, losses, optimizers and loaders.

A layer's output depends on the mode without drawing random numbers; BatchNorm stands behind a
Linear without bias (with one, the true gradient of that bias is 0, and Adam turns its rounding
into steps).
"""

from __future__ import annotations

import contextlib
import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.func import functional_call
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data import DataLoader, TensorDataset

from grader.observe.arriving import arrive
from grader.observe.compare import same
from grader.observe.recorder import Recorder

INPUTS, HIDDEN, CLASSES = 5, 6, 3
ROWS = 2  # of each example, where it has any

ALIKE = "the weights end as with an empty .grad before"
GRAPHS_KEPT = "graphs pile up from update to update"


class ModeLayer(nn.Module):
    """Scales in train mode and not in eval mode, as dropout does on average, but exactly."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x (any shape), changed only in train mode."""
        return 1.7 * x + 0.3 if self.training else x


def network(
    kind: str, outputs: int = CLASSES, state: Mapping[str, torch.Tensor] | None = None
) -> nn.Module:
    """Return a network from (N, 5) to (N, outputs).

    Args:
        kind: ``"plain"``, ``"mode"`` (output depends on the mode), ``"norm"``
            (BatchNorm: buffers move in train mode), ``"batch"`` (BatchNorm without buffers:
            an example's output depends on the others in either mode) or ``"rows"`` (from
            (N, 2, 5): the first layer works on each row of an example).
        outputs: Number of outputs per example.
        state: Its weights and buffers.
    """
    middle: dict[str, list[nn.Module]] = {
        "plain": [],
        "mode": [ModeLayer()],
        "norm": [nn.BatchNorm1d(HIDDEN), ModeLayer()],
        "batch": [nn.BatchNorm1d(HIDDEN, track_running_stats=False)],
        "rows": [nn.Flatten()],
    }
    rows = ROWS if kind == "rows" else 1
    made = nn.Sequential(
        nn.Linear(INPUTS, HIDDEN // rows, bias=kind not in ("norm", "batch")),
        *middle[kind],
        nn.Tanh(),
        nn.Linear(HIDDEN, outputs),
    )
    if state is not None:
        made.load_state_dict(state)
    return made


def loss(kind: str) -> nn.Module:
    """Return the loss of a kind, a mean over the batch.

    Args:
        kind: ``"cross_entropy"`` or ``"mse"``; or ``"smoothed"``, with smoothed labels, or
            ``"huber"``: code that uses the plain one of its own, instead of what it was given,
            gets other numbers.
    """
    makers: dict[str, Callable[[], nn.Module]] = {
        "cross_entropy": nn.CrossEntropyLoss,
        "smoothed": lambda: nn.CrossEntropyLoss(label_smoothing=0.3),
        "mse": nn.MSELoss,
        "huber": lambda: nn.HuberLoss(delta=0.3),
    }
    return makers[kind]()


def optimizer(
    kind: str, model: nn.Module, lr: float, shares: Sequence[float] = ()
) -> torch.optim.Optimizer:
    """Return plain SGD, SGD with momentum 0.8, or Adam, by ``kind``.

    With ``shares``, as many of the last parameters are groups of their own, which learn at these
    shares of the rate.
    """
    makers: dict[str, Any] = {
        "sgd": lambda p: torch.optim.SGD(p, lr=lr),
        "momentum": lambda p: torch.optim.SGD(p, lr=lr, momentum=0.8),
        "adam": lambda p: torch.optim.Adam(p, lr=lr, betas=(0.8, 0.9), eps=1e-3),
    }
    made: torch.optim.Optimizer = makers[kind](_groups(list(model.parameters()), lr, shares))
    return made


def _groups(parameters: list[nn.Parameter], lr: float, shares: Sequence[float]) -> list[Any]:
    """Return parameters in groups; see ``optimizer``."""
    first = len(parameters) - len(shares)
    own = zip(parameters[first:], shares, strict=True)
    groups = [{"params": [parameter], "lr": lr * share} for parameter, share in own]
    return [{"params": parameters[:first]}, *groups] if shares else parameters


def fill(model: nn.Module, gradients: Sequence[torch.Tensor]) -> None:
    """Put into ``.grad`` what earlier work may have left there; nothing for no gradients."""
    for parameter, gradient in zip(model.parameters(), gradients, strict=False):
        parameter.grad = gradient.clone()


def with_and_without(
    recorder: Recorder,
    gradients: Sequence[torch.Tensor],
    work: Callable[[Sequence[torch.Tensor]], nn.Module],
) -> None:
    """Have work done on a model whose ``.grad`` holds something, and once more with nothing there.

    Whether they matter shows in the weights at the end, whatever else is wrong with the work.

    Args:
        recorder: Notes it.
        gradients: What ``.grad`` holds; where there are none, the work is done only once.
        work: Takes what ``.grad`` is to hold, and returns the model.
    """
    began = torch.get_rng_state(), random.getstate()  # both draw the same numbers, if any
    ended = []
    for left in [gradients, []] if gradients else [[]]:
        torch.set_rng_state(began[0])
        random.setstate(began[1])
        ended.append(_weights(work(left)))
    if gradients:
        recorder.note(ALIKE, same(*ended))


def _weights(model: nn.Module) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in model.parameters()]


@contextlib.contextmanager
def graphs_counted(recorder: Recorder) -> Iterator[list[int]]:
    """Count how many graphs are alive at each update; yield the counts.

    Forward passes without an update do not come in between, as those of a validation would.
    """
    counts: list[int] = []
    count = register_optimizer_step_post_hook(lambda *_: counts.append(len(recorder.alive)))
    try:
        yield counts
    finally:
        count.remove()


def piled_up(counts: Sequence[int]) -> bool:
    """Return whether the number of live graphs grew with nearly every update."""
    return len(counts) >= 4 and counts[-1] - counts[0] >= len(counts) - 2


def warm_up() -> None:
    """Make an optimizer, so that learner code that makes the first one is not slow.

    PyTorch imports its compiler then, which can take longer than a run may.
    """
    torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.0)


def curve(
    recorder: Recorder, net: nn.Module, x: torch.Tensor, y: torch.Tensor, loss_fn: nn.Module
) -> None:
    """Let the recorder compute the loss on all data for every snapshot of the weights."""
    if not recorder.curves:
        return
    twin, measure = copy.deepcopy(net).eval(), copy.deepcopy(loss_fn)

    def loss_of(state: dict[str, torch.Tensor]) -> float:
        own = {k.removeprefix("net."): v for k, v in state.items()}
        with torch.no_grad():
            return float(measure(functional_call(twin, own, (x,)), y))

    recorder.loss_of = loss_of


def task(
    recorder: Recorder, net: Mapping[str, Any], x: torch.Tensor, y: torch.Tensor, loss_kind: str
) -> tuple[nn.Module, nn.Module]:
    """Return the network and the loss of a small task, whose curve can be drawn."""
    made, loss_fn = network(**net), recorder.loss(loss(loss_kind))
    curve(recorder, made, x, y, loss_fn)
    return made, loss_fn


class _Counted(TensorDataset):
    """A TensorDataset that counts how many examples are read."""

    def __init__(self, recorder: Recorder, *tensors: torch.Tensor) -> None:
        super().__init__(*tensors)
        self.recorder = recorder

    def __getitem__(self, index: int) -> tuple[torch.Tensor, ...]:
        self.recorder.fetched += 1
        return tuple(tensor[index] for tensor in self.tensors)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Counted:
        return _Counted(self.recorder, *(tensor.clone() for tensor in self.tensors))


def loader(
    recorder: Recorder, x: torch.Tensor, y: torch.Tensor, batch_size: int, arriving: bool = False
) -> DataLoader[Any]:
    """Return a loader over (x, y) in the given order, short last batch kept.

    With ``arriving``, batches show whether they were moved (see ``observe/arriving``).
    """
    collate = arrive if arriving else None
    return DataLoader(_Counted(recorder, x, y), batch_size=batch_size, collate_fn=collate)
