"""Builds all that a whole run needs, and lets a function do the run."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR, ReduceLROnPlateau, StepLR

from grader.observe.arriving import ON_DEVICE, Arrivals
from grader.observe.recorder import Recorder
from grader.scenes.best.play import RESTORED, State, Witness, differ, state_of
from grader.scenes.parts import play as parts
from grader.scenes.updates.play import RECORDING

RECEIVED = "lowest value that the plateau scheduler received in call {n}"
RATES = (0.1, 1.0, 0.3, 1.0, 0.1, 2.0, 0.2)  # large ones make the validation loss go up
BATCH = 4


def run(
    recorder: Recorder,
    subject: Any,
    *,
    net: dict[str, Any],
    x: torch.Tensor,
    y: torch.Tensor,
    x_val: torch.Tensor,
    y_val: torch.Tensor,
    schedule: str,
    optimizer: str,
    lr: float,
    shares: list[float],
    epochs: int,
    patience: int,
    calls: int,
    arriving: bool,
) -> None:
    """Call ``fit_with_schedule``; note what it did last to the model's weights."""
    made = parts.network(**net)
    witness = Witness(made)
    recorder.snapshots_wanted = True  # the last one is of when the model was last asked
    model = recorder.model(nn.Sequential(made, witness).eval())
    opt = recorder.optimizer(parts.optimizer(optimizer, model, lr, shares))
    scheduler = scheduler_of(schedule, opt)
    training = parts.loader(recorder, x, y, BATCH, arriving)
    validation = parts.loader(recorder, x_val, y_val, BATCH, arriving)
    loss_fn = recorder.loss(nn.CrossEntropyLoss())
    arrivals = Arrivals(made, loss_fn)
    recorder.validates_on(x_val)
    given = (model, training, validation, loss_fn, opt, scheduler, epochs, patience, "cpu")
    for _ in range(calls):
        recorder.call(subject, *given)
        recorder.note(RESTORED, witness.told(differ(_last_used(recorder), state_of(model))))
        recorder.note(RECORDING, torch.is_grad_enabled())
        if isinstance(scheduler, ReduceLROnPlateau):
            recorder.note(RECEIVED, scheduler.best)
    if arriving:
        recorder.aside(ON_DEVICE, arrivals.moved())


still = creep = run  # what is asked for differs, what is done with it does not


def _last_used(recorder: Recorder) -> State:
    """Return the weights with which the model was last asked."""
    snapshot = recorder.snapshots[-1]
    return {name: value for name, value in snapshot.items() if value.is_floating_point()}


def scheduler_of(kind: str, optimizer: torch.optim.Optimizer) -> Any:
    """Return a schedule by table, one that halves on a plateau, or one that changes nothing."""
    if kind == "plateau":
        return ReduceLROnPlateau(optimizer, factor=0.5, patience=0)
    if kind == "table":
        return LambdaLR(optimizer, lambda epoch: RATES[min(int(epoch), len(RATES) - 1)])
    return StepLR(optimizer, step_size=100)
