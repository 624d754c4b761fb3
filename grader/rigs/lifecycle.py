"""Builders for what surrounds a training loop: stopping, best weights, checkpoints, schedules.

Losses that are compared with each other are multiples of 1/16, so that "equal" and
"lower by exactly min_delta" are exact. Validation sets are searched for, so that the
validation loss goes up and down as a probe needs it, whatever the seed.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR, ReduceLROnPlateau, StepLR

from grader.observe.recorder import Recorder
from grader.rigs import parts
from grader.rigs.training import Use

# -- early stopping ------------------------------------------------------------------

# How the last losses, all without improvement, go on from the best one; i counts down to 0.
ENDS: dict[str, Callable[[int], float]] = {
    "rising": lambda i: 1.0 - i / 16,
    "falling": lambda i: 0.125 + 0.25 * i,
    "equal": lambda i: 0.0,
    "close": lambda i: 0.125,
    "nan": lambda i: float("nan"),
}


def stopping(
    rig: Recorder, *, patience: int | None = 3, min_delta: float = 0.0, end: str = "rising"
) -> Use:
    """Feed an ``EarlyStopping`` with losses at the last of which it has to stop.

    A patience of None makes it without arguments. What is said one call later is noted, and
    no promise is about it.
    """
    waits = 5 if patience is None else rig.count(patience)
    losses = _losses(rig, waits, end)
    arguments = () if patience is None else (waits, min_delta) if min_delta else (waits,)

    def use(subject: Any) -> None:
        rig.calls += 1
        stopper = subject(*arguments)
        for loss in losses:
            rig.took(stopper.should_stop(loss))
        with contextlib.suppress(Exception):
            rig.note("later", bool(stopper.should_stop(float("nan"))))

    return use


def _losses(rig: Recorder, waits: int, end: str) -> list[float]:
    best = rig.number(8.0)
    losses = [best]
    for _ in range(rig.count(1)):
        best -= 0.5
        losses.append(best)
    losses += [best + 0.125 + i / 4 for i in reversed(range(waits - 1))]  # nearly enough
    best -= 0.5
    return [*losses, best, *(best + ENDS[end](i) for i in reversed(range(waits)))]


def stopping_with_delta(rig: Recorder, *, patience: int = 3, min_delta: float = 0.25) -> Use:
    """Feed an ``EarlyStopping`` with losses that are lower, but not by enough."""
    waits = rig.count(patience)
    best = rig.number(8.0)
    losses = [best, *[best - min_delta / 2] * (waits - 1), best - min_delta * 1.25]
    best = losses[-1]
    losses += [best - min_delta / 2, *[best - min_delta] * (waits - 1)]

    def use(subject: Any) -> None:
        rig.calls += 1
        stopper = subject(waits, min_delta)
        for loss in losses:
            rig.took(stopper.should_stop(loss))

    return use


def stopping_twice(rig: Recorder, *, patience: int = 2) -> Use:
    """Feed two ``EarlyStopping`` objects in turn: neither may see the other's losses.

    These are below 0, as those of densities can be.
    """
    waits = rig.count(patience)
    good = rig.number(4.0) - 16.0

    def use(subject: Any) -> None:
        rig.calls += 1
        first, second = subject(waits), subject(waits)
        rig.took(first.should_stop(good))
        for bad in range(waits):
            rig.took(second.should_stop(good + 4.0 - bad))
            rig.took(first.should_stop(good + 1.0))

    return use


# -- best weights --------------------------------------------------------------------


class Witness(nn.Module):
    """A layer that does nothing but see how the state of another module is handled."""

    def __init__(self, home: nn.Module) -> None:
        super().__init__()
        self.home = (home,)  # a tuple, or it would be a layer of ours
        self.seen: list[str] = []
        home.register_load_state_dict_pre_hook(self._loads)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x (any shape). What was done before belongs to keeping, not to putting back."""
        self.seen.clear()
        return x

    def __deepcopy__(self, memo: dict[int, Any]) -> nn.Module:
        self.seen.append("copied")
        return nn.Identity()

    def _loads(self, module: nn.Module, state: dict[str, Any], *_: Any) -> None:
        if module is self.home[0]:
            mine = {p.data_ptr() for p in module.parameters()}
            aliased = any(t.data_ptr() in mine for t in state.values())
            self.seen.append("loaded itself" if aliased else "loaded")

    def told(self, moved: bool) -> str:
        """Return what putting back weights did; ways of doing nothing are told apart."""
        if moved:
            return "other weights than before"
        if "loaded itself" in self.seen:
            return "the model's own tensors were loaded"
        if "loaded" in self.seen:
            return "what the model held already was loaded"
        return "a copy was made, and not used" if "copied" in self.seen else "nothing"


def _state(model: nn.Module) -> dict[str, torch.Tensor]:
    named = [*model.named_parameters(), *model.named_buffers()]
    return {name: value.detach().clone() for name, value in named}


def _differ(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> bool:
    return any(not torch.equal(before[name], after[name]) for name in before)


class _Kept:
    """A model that changes from epoch to epoch, and what is done to it."""

    def __init__(self, rig: Recorder) -> None:
        self.rig = rig
        net = parts.network("norm", rig)
        self.witness = Witness(net)
        self.model = nn.Sequential(net, self.witness)

    def changes(self) -> None:
        """Change every weight and buffer in place, as training does."""
        with torch.no_grad():
            for value in (*self.model.parameters(), *self.model.buffers()):
                if value.is_floating_point():
                    value += torch.rand(value.shape, generator=self.rig.generator) * 0.5
                else:
                    value += 2

    def updates(self, keeper: Any, loss: float) -> None:
        """Let a ``BestWeights`` look at the model; note its answer."""
        before = _state(self.model)
        self.rig.took(keeper.update(self.model, loss))
        self.rig.note("arguments.same", not _differ(before, _state(self.model)))

    def restores(self, keeper: Any) -> None:
        """Let a ``BestWeights`` put weights back; note what is there then."""
        before = _state(self.model)
        self.witness.seen.clear()
        keeper.restore(self.model)
        self.rig.note("restored", self.witness.told(_differ(before, _state(self.model))))
        self.rig.note("weights", dict(self.model.named_parameters()))
        self.rig.note("buffers", dict(self.model.named_buffers()))


def best(rig: Recorder, *, losses: Sequence[float]) -> Use:
    """Update a ``BestWeights`` after every epoch and restore three times."""
    kept = _Kept(rig)
    start = rig.number(2.0)
    rounds = [start + 1.0 - 0.125 * i for i in range(rig.count(1))]
    rounds += [start + loss for loss in losses]

    def use(subject: Any) -> None:
        rig.calls += 1
        keeper = subject()
        for loss in rounds:
            kept.changes()
            kept.updates(keeper, loss)
        for _ in range(3):
            kept.changes()
            kept.restores(keeper)

    return use


def best_of_two(rig: Recorder) -> Use:
    """Use two ``BestWeights`` in turn: neither may see what the other keeps.

    The losses are below 0, as those of densities can be.
    """
    kept = _Kept(rig)
    low = rig.number(1.0) - 8.0

    def use(subject: Any) -> None:
        rig.calls += 1
        first, second = subject(), subject()
        for keeper, loss in ((first, low), (second, low + 2.0), (second, low + 1.0)):
            kept.changes()
            kept.updates(keeper, loss)
        kept.restores(first)
        kept.restores(second)

    return use


def best_of_nothing(rig: Recorder) -> Use:
    """Restore from a ``BestWeights`` that has seen nothing yet."""
    kept = _Kept(rig)

    def use(subject: Any) -> None:
        rig.refused(lambda: subject().restore(kept.model))

    return use


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


# -- a whole run ---------------------------------------------------------------------

# Pairs of epochs: the validation loss of the first is lower than that of the second.
WAVES: dict[str, tuple[tuple[int, int], ...]] = {
    # up, down to the best, up, a little down: patience 2 ends here
    "stop": ((0, 1), (2, 0), (2, 3), (2, 4), (4, 3), (2, 5)),
    # only up
    "rise": ((0, 1), (0, 2)),
}
# The same for the training loss.
FALLS: dict[str, tuple[tuple[int, int], ...]] = {
    "stop": ((4, 0), (4, 1), (4, 2), (4, 3), (4, 5)),
    "rise": ((1, 0), (2, 1)),
}
LENGTH = {"stop": 6, "rise": 3}
RATES = (0.1, 1.0, 0.3, 1.0, 0.1, 2.0, 0.2)  # large ones make the validation loss go up
N, N_VAL, BATCH = 7, 5, 4
MARGIN = 0.02
DRAWN = 1000  # validation sets to choose from


def scheduled(
    rig: Recorder,
    *,
    wave: str = "stop",
    net: str = "norm",
    schedule: str = "table",
    optimizer: str = "momentum",
    lr: float = 1.0,
    epochs: int = 7,
    patience: int = 2,
) -> Use:
    """Call ``fit_with_schedule`` on data whose validation loss goes as ``wave`` says."""
    lr *= (3.0 + rig.number(1.0)) / 4.0
    state, x, y, x_val, y_val = _waving(rig.seed, wave, net, schedule, optimizer, lr)
    made = parts.network(net, rig)
    made.load_state_dict(state)
    witness = Witness(made)
    rig.snapshots_wanted = True  # the last one says with which weights the model was last asked
    model = rig.model(nn.Sequential(made, witness).eval())
    opt = rig.optimizer(parts.optimizer(optimizer, model, lr))
    scheduler = _scheduler(schedule, opt)
    training = parts.loader(rig, x, y, BATCH)
    validation = parts.loader(rig, x_val, y_val, BATCH)
    loss_fn = rig.loss(nn.CrossEntropyLoss())
    rig.validates_on(x_val)
    given = (model, training, validation, loss_fn, opt, scheduler, epochs, patience, "cpu")

    def use(subject: Any) -> None:
        rig.call(subject, *given)
        rig.note("restored", witness.told(_differ(_last_used(rig), _state(model))))

    return use


def _last_used(rig: Recorder) -> dict[str, torch.Tensor]:
    """Return the weights with which the model was last asked."""
    snapshot = rig.snapshots[-1]
    return {name: value for name, value in snapshot.items() if value.is_floating_point()}


def _scheduler(kind: str, optimizer: torch.optim.Optimizer) -> Any:
    """Return a schedule by table, one that halves on a plateau, or one that changes nothing."""
    if kind == "plateau":
        return ReduceLROnPlateau(optimizer, factor=0.5, patience=0)
    if kind == "table":
        return LambdaLR(optimizer, lambda epoch: RATES[min(int(epoch), len(RATES) - 1)])
    return StepLR(optimizer, step_size=100)


State = dict[str, torch.Tensor]
Data = tuple[State, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


@lru_cache(maxsize=64)
def _waving(seed: int, wave: str, net: str, schedule: str, optimizer: str, lr: float) -> Data:
    """Return weights, training data and validation data that give the wave.

    Training depends on the validation data only through a plateau schedule, and of that it
    is known when it halves the rate: after every epoch but the first.
    """
    rig = Recorder(seed)
    while True:
        made = parts.network(net, rig)
        state = _copy(made)
        x = parts.inputs(rig, N)
        y = parts.labels(made, x, rig)
        opt = parts.optimizer(optimizer, made, lr)
        losses, states = _trained(made, x, y, opt, _scheduler(schedule, opt), LENGTH[wave])
        if all(losses[low] < losses[high] - MARGIN for low, high in FALLS[wave]):
            found = _validation(rig, made, states, WAVES[wave])
            if found is not None:
                return state, x, y, *found


def _copy(net: nn.Module) -> State:
    return {name: value.clone() for name, value in net.state_dict().items()}


def _trained(
    net: nn.Module,
    x: torch.Tensor,
    y: torch.Tensor,
    optimizer: torch.optim.Optimizer,
    scheduler: Any,
    epochs: int,
) -> tuple[list[float], list[State]]:
    """Return the training loss of each epoch, and the state after it."""
    losses, states = [], []
    net.train()
    for epoch in range(epochs):
        total = 0.0
        for bx, by in zip(x.split(BATCH), y.split(BATCH), strict=True):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(bx), by)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(bx)
        losses.append(total / len(x))
        states.append(_copy(net))
        if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(float(epoch))  # as in "rise", only the first is an improvement
        else:
            scheduler.step()
    return losses, states


def _validation(
    rig: Recorder, net: nn.Module, states: Sequence[State], wave: Sequence[tuple[int, int]]
) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Return the first of many small sets whose losses under ``states`` give the wave."""
    x = parts.inputs(rig, DRAWN * N_VAL)
    y = torch.randint(0, parts.CLASSES, (len(x),), generator=rig.generator)
    curves = []
    net.eval()
    with torch.no_grad():
        for state in states:
            net.load_state_dict(state)
            each = nn.functional.cross_entropy(net(x), y, reduction="none")
            curves.append(each.view(DRAWN, N_VAL).mean(1))
    fits = torch.ones(DRAWN, dtype=torch.bool)
    for lower, higher in wave:
        fits &= curves[lower] < curves[higher] - MARGIN
    if not bool(fits.any()):
        return None
    place = int(fits.nonzero()[0]) * N_VAL
    return x[place : place + N_VAL], y[place : place + N_VAL]
