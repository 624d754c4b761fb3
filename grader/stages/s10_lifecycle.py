"""10_lifecycle: schedules, checkpoints, stopping."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau, StepLR

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Keys, Number, Numbers
from grader.course.returns import describe as words_for
from grader.observe.arriving import ON_DEVICE
from grader.observe.recorder import (
    BUFFERS,
    GRAPH_RETURNED,
    GRAPH_VALIDATION,
    RAISED,
    RATES,
    RETURN,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.best import draw as keeping
from grader.scenes.best.play import ALSO_CHANGED, FREEZES, IN_PLACE, UNCHANGED
from grader.scenes.checkpoint import draw as saving
from grader.scenes.checkpoint.read import (
    FILES_THERE,
    IS_UNINTERRUPTED,
    LOADED_BUFFERS,
    LOADED_RATES,
    LOADED_WEIGHTS,
    RESUMED_BUFFERS,
    RESUMED_RATES,
    RESUMED_WEIGHTS,
)
from grader.scenes.passes import MEASURES, TRAINS
from grader.scenes.schedule import draw as scheduling
from grader.scenes.schedule.follow import EPOCHS, KEPT, RATE, WATCHED
from grader.scenes.schedule.play import RECEIVED
from grader.scenes.stopping import draw as stopping
from grader.stages.also import s10_lifecycle as also
from grader.stages.s07_epoch import train_one_epoch
from grader.stages.s08_validate import evaluate

stage = Stage("Schedules, checkpoints, stopping", minutes=80, difficulty="steady")


class EarlyStopping:  # noqa: D101
    def __init__(self, patience=5, min_delta=0.0):  # type: ignore[no-untyped-def]
        self.patience = patience
        self.min_delta = min_delta
        self.best = float("inf")
        self.waited = 0

    def should_stop(self, val_loss):  # type: ignore[no-untyped-def]  # noqa: D102
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.waited = 0
        else:
            self.waited += 1
        return self.waited >= self.patience


class BestWeights:  # noqa: D101
    def __init__(self):  # type: ignore[no-untyped-def]
        self.best = float("inf")
        self.state = None

    def update(self, model, val_loss):  # type: ignore[no-untyped-def]  # noqa: D102
        if val_loss < self.best:
            self.best = val_loss
            self.state = copy.deepcopy(model.state_dict())
            return True
        return False

    def restore(self, model):  # type: ignore[no-untyped-def]  # noqa: D102
        if self.state is None:
            raise RuntimeError("no weights were kept yet")
        model.load_state_dict(self.state)


def save_checkpoint(path, model, optimizer, scheduler, epoch):  # type: ignore[no-untyped-def]  # noqa: D103
    checkpoint = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "epoch": epoch,
    }
    torch.save(checkpoint, path)


def load_checkpoint(path, model, optimizer, scheduler):  # type: ignore[no-untyped-def]  # noqa: D103
    checkpoint = torch.load(path)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"]


def fit_with_schedule(  # type: ignore[no-untyped-def]  # noqa: D103
    model, train_loader, val_loader, loss_fn, optimizer, scheduler, epochs, patience, device
):
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": [], "lr": []}  # type: ignore[var-annotated]
    best, best_state, waited = float("inf"), None, 0
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        train = train_one_epoch(model, train_loader, loss_fn, optimizer, device)  # type: ignore[no-untyped-call]
        val = evaluate(model, val_loader, loss_fn, device)  # type: ignore[no-untyped-call]
        history["train_loss"].append(train["loss"])
        history["train_accuracy"].append(train["accuracy"])
        history["val_loss"].append(val["loss"])
        history["val_accuracy"].append(val["accuracy"])
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(val["loss"])
        else:
            scheduler.step()
        if val["loss"] < best:
            best, waited = val["loss"], 0
            best_state = copy.deepcopy(model.state_dict())
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(best_state)
    return history


@dataclass(frozen=True)
class Flag:
    """True or False."""

    def problem(self, value: Any, name: str) -> str | None:
        """See ``grader.course.returns.Spec``."""
        if isinstance(value, torch.Tensor) and value.dtype == torch.bool and not value.ndim:
            return None
        if not isinstance(value, bool):
            return f"{name} should be True or False, but it is {words_for(value)}."
        return None

    def style(self, value: Any, name: str) -> str | None:
        """See ``grader.course.returns.Spec``."""
        return None


_BEST = (0.5, 0.75, 0.625, 0.5, 0.875)

exercises = (
    Exercise(
        name="EarlyStopping",
        hints=(
            "What do you have to remember from one call to the next?",
            "The best loss so far, and how many calls in a row did not beat it.",
            "If `val_loss < best - min_delta`, it becomes the best and the count goes to 0; otherwise the count goes up by one. Return `count >= patience`.",
        ),
        reference=EarlyStopping,
        probes=(
            Probe("rising", stopping.one, about="patience 3 and losses that rise at the end"),
            Probe(
                "falling",
                stopping.one,
                {"end": "falling", "below": True},
                about="losses below 0 that fall at the end, but not below the best",
            ),
            Probe(
                "too_few",
                stopping.at_once,
                about="a first loss that stays the best, and too few worse ones to stop",
            ),
            Probe(
                "equal",
                stopping.one,
                {"end": "equal"},
                about="losses that equal the best at the end",
            ),
            Probe(
                "delta",
                stopping.small_gains,
                about="min_delta 0.25 and gains that are smaller, or just that",
            ),
            Probe(
                "close",
                stopping.one,
                {"min_delta": 0.25, "end": "close"},
                about="min_delta 0.25 and losses just above the best at the end",
            ),
            Probe("nan", stopping.one, {"end": "nan"}, about="nan at the end"),
            Probe("default", stopping.one, {"patience": None}, about="no arguments"),
            Probe("two", stopping.two, about="two objects side by side"),
            Probe(
                "zero",
                stopping.one,
                {"zero": True},
                about="a best loss of 0, and losses that rise after it",
            ),
            Probe(
                "wild",
                stopping.one,
                {"end": "wild"},
                about="huge losses that fall, and huge and infinite ones at the end",
            ),
        ),
        promises=(
            Promise(
                "It stops at the patience-th call in a row without improvement, and not before.",
                items=(RETURN,),
                probes=("rising", "falling", "too_few", "zero", "wild"),
                weight=3,
                says=(
                    "`should_stop(val_loss)` is called",
                    "The answer is False",
                    "An improvement starts",
                ),
            ),
            Promise(
                "An equal loss is no improvement.",
                items=(RETURN,),
                probes=("equal",),
                rests_on=(1,),
                says=("A loss is an",),
            ),
            Promise(
                "Improvement is more than min_delta below the best, and best moves only then.",
                items=(RETURN,),
                probes=("delta", "close"),
                weight=2,
                rests_on=(1,),
                says=(
                    "A loss is an",
                    "`best` is infinite",
                ),
            ),
            Promise(
                "A nan is no improvement: it is one more call without.",
                items=(RETURN,),
                probes=("nan",),
                rests_on=(1,),
                says=("A loss that",),
            ),
            Promise(
                "By default the patience is 5 and min_delta is 0.",
                items=(RETURN,),
                probes=("default",),
                rests_on=(1,),
                says=("`EarlyStopping(patience=5, min_delta=0.0)`: patience",),
            ),
            Promise(
                "Two objects do not share what they saw.",
                items=(RETURN,),
                probes=("two",),
                rests_on=(1,),
                says=("Two objects never",),
            ),
        ),
        returns=Flag(),
        allows={"What is returned": "says_so_once"},
        describes=("Says when a run",),
    ),
    Exercise(
        name="BestWeights",
        hints=(
            "What does `model.state_dict()` return: a copy, or the model's own tensors?",
            "Keep a copy of the whole state whenever the loss is strictly lower than the best so far.",
            "In `update`: `copy.deepcopy(model.state_dict())` if `val_loss < best`. In `restore`: `model.load_state_dict(...)`, or RuntimeError if nothing was kept.",
        ),
        reference=BestWeights,
        probes=(
            Probe("best", keeping.one, {"losses": _BEST}, about="the best loss in the middle"),
            Probe(
                "nan",
                keeping.one,
                {"losses": (0.5, float("nan"), 0.25, float("nan"))},
                about="nan among the losses",
            ),
            Probe("two", keeping.two, about="two objects side by side"),
            Probe(
                "zero",
                keeping.one,
                {"losses": (0.5, 2**-16, 0.0, 0.25, 0.125), "start": 0.0, "huge": True},
                about="a huge first loss, and a best loss of 0, the lowest by next to nothing",
            ),
            Probe("nothing", keeping.nothing, about="restoring before any update"),
        ),
        promises=(
            Promise(
                "`update` says whether the loss is strictly lower than all before.",
                items=(RETURN,),
                probes=("best", "zero"),
                weight=2,
                says=(
                    "It returns True",
                    "Otherwise it returns",
                ),
            ),
            Promise(
                "`restore` puts back the best weights, any number of times.",
                items=(WEIGHTS,),
                probes=("best",),
                weight=3,
                says=(
                    "`restore(model)` puts the kept",
                    "It may be",
                ),
            ),
            Promise(
                "`restore` puts back the buffers as well.",
                items=(BUFFERS,),
                probes=("best",),
                weight=2,
                says=("`restore(model)` puts the kept",),
            ),
            Promise(
                "A nan is never the best.",
                items=(RETURN, WEIGHTS, BUFFERS),
                probes=("nan",),
                rests_on=(1, 2, 3),
                says=("A nan is never",),
            ),
            Promise(
                "Two objects do not share what they keep.",
                items=(RETURN, WEIGHTS, BUFFERS),
                probes=("two",),
                rests_on=(1, 2, 3),
                says=("Two objects never",),
            ),
            Promise(
                "`update` leaves the model as it is.",
                items=(UNCHANGED, ALSO_CHANGED),
                side=True,
                says=("The model is not",),
            ),
            Promise(
                "`restore` before any update raises RuntimeError.",
                items=(RAISED,),
                probes=("nothing",),
                side=True,
                says=("Before any update",),
            ),
            Promise(
                "`restore` leaves the model its own parameters, frozen or not as they were.",
                items=(IN_PLACE, FREEZES),
                probes=("best", "two"),
                weight=0.5,
                side=True,
                says=("`restore(model)` puts the kept",),
            ),
        ),
        returns=Flag(),
        describes=(
            "Keeps the weights",
            "`BestWeights()` has seen",
            "`update(model, val_loss)` is called",
        ),
    ),
    Exercise(
        name="checkpoint",
        hints=(
            "What else, besides the weights, decides what the next step will do?",
            "Model, optimizer and scheduler each have `state_dict()` and `load_state_dict(...)`; the epoch is a number.",
            "`torch.save({...}, path)` with the three state dicts and the epoch; in `load_checkpoint`: `torch.load(path)`, three times `load_state_dict`, return the epoch.",
        ),
        reference=(save_checkpoint, load_checkpoint),
        probes=(
            Probe(
                "momentum",
                saving.pair,
                {"optimizer": "momentum", "step_size": 100, "net": "norm"},
                about="BatchNorm, SGD with momentum, and a path that is saved to twice",
            ),
            Probe("schedule", saving.pair, about="a rate that halves every two epochs"),
            Probe(
                "adam",
                saving.pair,
                {"optimizer": "adam", "restarts": True, "net": "norm", "zero": True},
                about="Adam, a schedule that begins anew, and an epoch 0",
            ),
        ),
        promises=(
            Promise(
                "Loading puts back the weights that were saved under this path.",
                items=(LOADED_WEIGHTS,),
                weight=2,
                says=(
                    "Other paths belong",
                    "Bring three objects",
                    "It is loaded",
                    "The three objects",
                ),
            ),
            Promise(
                "It puts back the buffers.",
                items=(LOADED_BUFFERS,),
                probes=("momentum", "adam"),
                says=("A run that",),
            ),
            Promise(
                "It returns the epoch that was saved.", items=(RETURN,), says=("The epoch that",)
            ),
            Promise(
                "A resumed run equals an uninterrupted one: the optimizer goes on as if nothing had happened.",
                items=(RESUMED_WEIGHTS, RESUMED_BUFFERS),
                probes=("momentum",),
                weight=2,
                rests_on=(1, 2),
                says=("A run that",),
            ),
            Promise(
                "The learning rate goes on according to the schedule.",
                items=(RESUMED_RATES, LOADED_RATES),
                probes=("schedule", "adam"),
                weight=2,
                side=True,
                says=("A run that",),
            ),
            Promise(
                "With Adam too a resumed run equals an uninterrupted one, learning rates included.",
                items=(LOADED_WEIGHTS, LOADED_BUFFERS, RESUMED_WEIGHTS, RESUMED_RATES),
                probes=("adam",),
                rests_on=(4, 5),
                says=("A run that",),
            ),
            Promise(
                "Saving writes a file under the path given, and leaves the run alone.",
                items=(FILES_THERE, *IS_UNINTERRUPTED),
                side=True,
                says=(
                    "After this there",
                    "The run itself",
                ),
            ),
        ),
        returns=Number("int"),
        allows={"After this there": "four_files"},
        describes=(
            "Write down everything",
            "path: Where the file goes, a string",
            "Its folder exists.",
            "model: Module with",
            "optimizer: Its optimizer, with",
            "scheduler: A learning-rate",
            "epoch: An int.",
            "path: Where the file is now, a string",
            "model: A module",
            "optimizer: An optimizer",
            "It may have",
            "scheduler: A scheduler",
            "(The state of random",
        ),
    ),
    Exercise(
        name="fit_with_schedule",
        hints=(
            "In which order do training, validation, the schedule and the decision to stop follow each other?",
            "Per epoch: note the rate, train, validate, append to the history, step the scheduler, compare with the best, stop or not. After the loop: load the best state.",
            "`scheduler.step(val_loss)` for a ReduceLROnPlateau, `scheduler.step()` for others; `copy.deepcopy(model.state_dict())` when the validation loss is strictly lower; `break` when the patience is used up.",
        ),
        reference=fit_with_schedule,
        also=(also.fit_with_schedule__both_loops,),
        probes=(
            Probe("stop", scheduling.run, about="BatchNorm, and a rate that goes up and down"),
            Probe(
                "plateau",
                scheduling.run,
                {
                    "wave": "rise",
                    "net": "plain",
                    "schedule": "plateau",
                    "optimizer": "sgd",
                    "lr": 0.5,
                    "epochs": 3,
                    "patience": 5,
                },
                about="a ReduceLROnPlateau, three epochs",
            ),
            Probe(
                "steady",
                scheduling.run,
                {
                    "wave": "rise",
                    "net": "plain",
                    "schedule": "steady",
                    "optimizer": "momentum",
                    "lr": 0.2,
                    "shares": (0.5, 2.0),
                    "epochs": 3,
                    "patience": 5,
                },
                about="three groups of parameters with rates that stay as they are, three epochs",
            ),
            Probe(
                "equal",
                scheduling.still,
                about="a learning rate of 0 and validation losses that are all 0; called twice",
            ),
            Probe(
                "creep",
                scheduling.creep,
                about="a tiny rate: each epoch is better by a few hundred-thousandths; patience 1",
            ),
        ),
        promises=(
            Promise(
                "Losses and accuracies of training and validation are right, one per epoch.",
                items=(
                    f"{RETURN}.train_loss",
                    f"{RETURN}.train_accuracy",
                    f"{RETURN}.val_loss",
                    f"{RETURN}.val_accuracy",
                ),
                probes=("steady",),
                weight=2,
                says=(
                    "train_loader: DataLoader to learn",
                    "A dictionary with",
                    "Losses and accuracies",
                    "In each epoch: train in train mode, validate",
                    "The mode at",
                ),
            ),
            Promise(
                "The scheduler steps once per epoch, after training; `lr` holds the rate used in each epoch.",
                items=(f"{RETURN}.lr",),
                probes=("stop", "steady"),
                stepwise=(RATE,),
                weight=3,
                says=(
                    '"lr" is the rate',
                    "In each epoch: train in train mode, validate",
                ),
            ),
            Promise(
                "A ReduceLROnPlateau receives the validation loss.",
                items=(f"{RETURN}.lr", RATES, RECEIVED),
                probes=("plateau",),
                stepwise=(RATES, WATCHED),
                weight=2,
                rests_on=(1, 2),
                says=("In each epoch: train in train mode, validate",),
            ),
            Promise(
                "Training stops at the patience-th epoch in a row without a lower validation loss, and that epoch is in the history.",
                items=(
                    f"{RETURN}.train_loss",
                    f"{RETURN}.train_accuracy",
                    f"{RETURN}.val_loss",
                    f"{RETURN}.val_accuracy",
                ),
                probes=("stop", "creep"),
                stepwise=(EPOCHS,),
                weight=2,
                says=("Training stops at",),
            ),
            Promise(
                "A loss that equals the lowest is not lower, and every call begins anew.",
                items=(f"{RETURN}.val_loss",),
                probes=("equal",),
                stepwise=(EPOCHS,),
                side=True,  # its numbers are the same for everybody
                rests_on=(4,),
                says=("Training stops at",),
            ),
            Promise(
                "Inputs and labels are moved to the device.",
                items=(ON_DEVICE,),
                probes=("equal",),
                weight=0.5,
                side=True,
                says=("Inputs and labels",),
            ),
            Promise(
                "At the end the model holds the weights and buffers of the epoch with the lowest validation loss, and no parameter is frozen.",
                items=(WEIGHTS, BUFFERS, TRAINABLE),
                probes=("stop", "steady"),
                stepwise=(KEPT, TRAINABLE),
                weight=3,
                says=("At the end, stopped",),
            ),
            Promise(
                "Validation builds no graph, and no result carries one.",
                items=(GRAPH_VALIDATION, GRAPH_RETURNED),
                side=True,
                says=("In each epoch: train in train mode, validate",),
            ),
            Promise(
                "Each epoch trains in train mode and validates in eval mode.",
                items=(),
                stepwise=(TRAINS, MEASURES),
                weight=0.5,
                side=True,
                says=("In each epoch: train in train mode, validate",),
            ),
        ),
        returns=Keys(
            {
                key: Numbers()
                for key in ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr")
            }
        ),
        loop_names=(
            {"train_loader": "loader"},
            {
                "x_val": "x",
                "y_val": "y",
                "val_loader": "loader",
                "val_total": "total_loss",
                "val_correct": "correct",
                "val_seen": "seen",
                "val_logits": "logits",
                "val_loss": "loss",
            },
        ),
        allows={
            "(0-dim tensors without": "stops_before_the_last_schedule_step",
            "Training stops at": "stops_before_the_last_schedule_step",
            "The mode at": "while_and_inline",
        },
        describes=(
            "Train with a schedule, stop",
            "model: Module from",
            "val_loader: DataLoader to measure",
            "loss_fn: Takes logits",
            "optimizer: Holds the model's",
            "scheduler: A scheduler",
            "epochs: At most",
            "patience: At least",
            "device: Where to compute, a string",
        ),
    ),
)


def _small_run(momentum: float = 0.0) -> tuple[nn.Module, torch.optim.Optimizer, Any]:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Linear(3, 1)
        x, y = torch.randn(8, 3), torch.randn(8, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=momentum)

    def update() -> None:
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()

    return model, optimizer, update


def _aliased() -> Outcome:
    model, _, update = _small_run()
    update()
    best, weights = model.state_dict(), copy.deepcopy(model.state_dict())
    for _ in range(3):
        update()
    last = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    away = [(model.state_dict()["weight"] - w["weight"]).norm().item() for w in (weights, last)]
    told = (
        f"Distance to the weights of the best epoch {away[0]:.4g}.",
        f"Distance to the weights of the last update {away[1]:.4g}.",
    )
    return Outcome("B", told)


def _every_batch() -> Outcome:
    _, optimizer, _ = _small_run()
    scheduler = StepLR(optimizer, step_size=10, gamma=0.1)
    before = optimizer.param_groups[0]["lr"]
    for _ in range(100):
        optimizer.step()
        scheduler.step()
    after = optimizer.param_groups[0]["lr"]
    told = (
        f"The rate was {before:.1g} before the epoch and is {after:.1g} after it.",
        f"It has been divided by {before / after:.1g}.",
    )
    return Outcome("C", told)


def _without_memory() -> Outcome:
    model, optimizer, update = _small_run(momentum=0.9)
    for _ in range(5):
        update()
    weights, memory = copy.deepcopy((model.state_dict(), optimizer.state_dict()))
    moved = []
    for remembered in (True, False):
        model, optimizer, update = _small_run(momentum=0.9)
        model.load_state_dict(weights)
        if remembered:
            optimizer.load_state_dict(memory)
        update()
        moved.append((model.state_dict()["weight"] - weights["weight"]).norm().item())
    told = (
        f"With the optimizer's memory the weight moves by {moved[0]:.4g}.",
        f"With a fresh optimizer it moves by {moved[1]:.4g}.",
    )
    return Outcome("A", told)


def _resumed() -> dict[str, list[float]]:
    """Return losses after a resume: with everything, without the optimizer, without the weights."""
    x, y = _noisy_task()
    net, optimizer = _fresh_run()
    _losses(net, optimizer, x, y)
    saved = copy.deepcopy((net.state_dict(), optimizer.state_dict()))
    curves = {}
    for letter, forgotten in (("A", "nothing"), ("B", "optimizer"), ("C", "weights")):
        net, optimizer = _fresh_run()
        if forgotten != "weights":
            net.load_state_dict(saved[0])
        if forgotten != "optimizer":
            optimizer.load_state_dict(saved[1])
        curves[letter] = _losses(net, optimizer, x, y)
    return curves


def _noisy_task() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(3)
    centres, classes = torch.randn(3, 5), torch.randint(0, 3, (40,))
    return centres[classes] + 1.3 * torch.randn(40, 5), classes


def _fresh_run() -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(4)
    net = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 3))
    return net, torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.95)


def _losses(
    net: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor
) -> list[float]:
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def _passed_over() -> Outcome:
    norm = nn.BatchNorm1d(2)
    norm.running_mean.fill_(7.0)  # type: ignore[union-attr, operator]
    weights = {name: p.detach().clone() for name, p in norm.named_parameters()}
    norm.load_state_dict(weights, strict=False)
    mean = norm.running_mean[0].item()  # type: ignore[index]
    told = f"Running mean before 7, after loading without it {mean:.3g}, and no error."
    return Outcome("B" if mean == 7 else "A", (told,))


def _counted_anew() -> Outcome:
    rates = []
    for restore in (True, False):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
        scheduler = StepLR(optimizer, step_size=4, gamma=0.5)
        for epoch in range(9):
            if epoch == 3 and not restore:
                scheduler = StepLR(optimizer, step_size=4, gamma=0.5)
            if optimizer.param_groups[0]["lr"] < 0.1:
                break
            optimizer.step()
            scheduler.step()
        rates.append(epoch)
    told = f"First epoch with half the rate: planned {rates[0]}, with a new scheduler {rates[1]}."
    return Outcome("B" if rates[1] > rates[0] else "A", (told,))


questions = {
    "recall_1": Question(
        {
            "A": "For that it would have to stand between `backward` and `step`.",
            "B": "The step has used the gradients as they were. Clipping comes too late, and says nothing.",
            "C": "It changes `.grad` only; weights that have moved stay where they are.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "That is the mean of the batch means, as if both batches had the same size.",
            "B": "8 times 1 and 2 times 2, divided by 10.",
            "C": "That is the last batch only.",
        },
        answer="B",
    ),
    "recall_3": Question(
        {
            "A": "`backward` fills `.grad` and nothing else.",
            "B": "Only `step()` moves weights.",
            "C": "Not even `zero_grad()` makes weights zero; it empties gradients.",
        },
        answer="A",
    ),
    "prediction_1": Question(
        {
            "A": "That would need a copy. `state_dict()` hands out the model's own tensors.",
            "B": "What was kept trained along, and loading it changed nothing.",
            "C": "Nobody kept those.",
        },
        experiment=_aliased,
    ),
    "prediction_2": Question(
        {
            "A": "That would be ten calls of `step()`, and there were a hundred.",
            "B": "A hundred calls make ten divisions by 10, and they multiply.",
            "C": "A hundred calls count as a hundred epochs, and every tenth divides by 10.",
        },
        experiment=_every_batch,
    ),
    "prediction_3": Question(
        {
            "A": "Momentum is a memory of earlier gradients, and it is kept in the optimizer.",
            "B": "The gradient is the same. The update is the gradient together with the memory.",
            "C": "A fresh optimizer is a valid one. Nothing tells you that its memory is missing.",
        },
        experiment=_without_memory,
    ),
    "prediction_4": Question(
        {
            "A": "That one goes on where it stopped: it resumed with everything.",
            "B": "It starts from the same loss, and has to gather speed again.",
            "C": "It begins at the top, with a model that knows nothing: the weights were forgotten.",
        },
        answer="B",
        curves=Curves(_resumed, "epoch after the resume"),
    ),
    "prediction_5": Question(
        {
            "A": "Nothing is set: what is not in the file is passed over.",
            "B": "`strict=False` passes over what is missing, and missing buffers keep the values they have.",
            "C": "Loading computes nothing, and the next batch moves them a little only.",
        },
        experiment=_passed_over,
    ),
    "prediction_6": Question(
        {
            "A": "The new scheduler begins to count at 0.",
            "B": "The rate comes back with the optimizer, and the count of epochs does not.",
            "C": "It counts, from 0: the rate is halved four epochs after the resume.",
        },
        experiment=_counted_anew,
    ),
    "understanding_1": Question(
        {
            "A": "0.95, the second 0.9 (equal is no improvement) and 0.92: three calls in a row.",
            "B": "That is only the second call in a row without improvement.",
            "C": "An equal loss does not start the count again.",
        },
        answer="A",
    ),
    "understanding_2": Question(
        {
            "A": "Adam would start without its averages, and the schedule from the beginning.",
            "B": "The rate would be right at first and change at the wrong epochs.",
            "C": "Each of the four decides something about what comes next.",
        },
        answer="C",
    ),
    "understanding_3": Question(
        {
            "A": "What was kept trained along with the model: loading it changes nothing.",
            "B": "Then the run would be longer, and the best weights would still come back.",
            "C": "That would change the number a little; it would not make it equal to the last one.",
        },
        answer="A",
    ),
}
