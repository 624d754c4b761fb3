"""12_scale: mixed precision and many workers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.utils.data.distributed import DistributedSampler

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Number, describe
from grader.observe.recorder import (
    BUFFERS,
    GRAPH_RETURNED,
    RATES,
    RETURN,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.clipping.play import TRAINING
from grader.scenes.follow import FOUND, LOSS, MEMORIES, MOVED_BY_CALL
from grader.scenes.groups import draw as grouped
from grader.scenes.groups.play import GRADIENTS, RESULT
from grader.scenes.groups.play import UNTOUCHED as WEIGHTS_UNTOUCHED
from grader.scenes.parts.play import ALIKE
from grader.scenes.passes import TRAINS
from grader.scenes.scaling import draw as scaled
from grader.scenes.scaling.follow import CLIPPED
from grader.scenes.scaling.play import SCALE, UPDATED
from grader.scenes.shards import draw as shards
from grader.scenes.shards.follow import ONE_ORDER, OTHER_ORDER
from grader.scenes.shards.play import INDICES, UNTOUCHED

stage = Stage("Mixed precision and many workers", minutes=80, difficulty="demanding")


def amp_step(model, x, y, loss_fn, optimizer, scaler, max_norm):  # type: ignore[no-untyped-def]  # noqa: D103
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.item()


def shard_indices(n, world_size, rank, epoch, seed):  # type: ignore[no-untyped-def]  # noqa: D103
    generator = torch.Generator()
    generator.manual_seed(seed + epoch)
    order = torch.randperm(n, generator=generator).tolist()
    per_rank = math.ceil(n / world_size)
    total = per_rank * world_size
    padded = (order * math.ceil(total / n))[:total]
    return padded[rank::world_size]


def average_gradients(model):  # type: ignore[no-untyped-def]  # noqa: D103
    world_size = dist.get_world_size()
    for p in model.parameters():
        if p.grad is not None:
            dist.all_reduce(p.grad)
            p.grad /= world_size


def mean_over_ranks(total, count):  # type: ignore[no-untyped-def]  # noqa: D103
    sums = torch.tensor([total, count], dtype=torch.float64)
    dist.all_reduce(sums)
    return (sums[0] / sums[1]).item()


@dataclass(frozen=True)
class Indices:
    """A list of whole numbers."""

    def problem(self, value: Any, name: str) -> str | None:
        """See ``grader.course.returns.Spec``."""
        if not isinstance(value, list):
            return f"{name} should be a list of ints, but it is {describe(value, name)}."
        strange = next((v for v in value if type(v) is not int), None)
        if strange is not None:
            return f"{name} should hold ints, but it holds {describe(strange)}."
        return None

    def style(self, value: Any, name: str) -> str | None:
        """See ``grader.course.returns.Spec``."""
        return None


def _indices(world: int) -> tuple[str, ...]:
    return tuple(INDICES.format(rank=rank, world=world) for rank in range(world))


def _gradients(world: int) -> tuple[str, ...]:
    return tuple(GRADIENTS.format(rank=rank, world=world) for rank in range(world))


def _results(world: int) -> tuple[str, ...]:
    return tuple(RESULT.format(rank=rank, world=world) for rank in range(world))


exercises = (
    Exercise(
        name="amp_step",
        hints=(
            "Which of the eight calls need gradients at the loss's own scale, and which need gradients at the scaler's?",
            "Scale, backward, unscale, clip, step, update. The scaler takes the place of `loss.backward()` and of `optimizer.step()`.",
            "`optimizer.zero_grad()`, the loss, `scaler.scale(loss).backward()`, `scaler.unscale_(optimizer)`, `torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)`, `scaler.step(optimizer)`, `scaler.update()`, and return `loss.item()`.",
        ),
        reference=amp_step,
        probes=(
            Probe(
                "sgd",
                scaled.amp,
                {"max_norm": 50.0},
                about="three batches under SGD, gradients below the limit",
            ),
            Probe(
                "clipped",
                scaled.amp,
                {"optimizer": "momentum", "task": "regress", "lr": 0.1, "train": False},
                about="SGD with momentum, gradients above the limit",
            ),
            Probe(
                "adam",
                scaled.amp,
                {"optimizer": "adam", "net": "norm", "lr": 0.05, "max_norm": 0.2},
                about="Adam and BatchNorm, gradients above the limit",
            ),
            Probe(
                "overflow",
                scaled.amp,
                {
                    "task": "regress",
                    "optimizer": "momentum",
                    "lr": 0.1,
                    "scale": 2.0**127,
                    "backoff": 2.0**-110,
                    "level": 100.0,
                },
                about="a scale at which the first batch's gradients become infinite",
            ),
            Probe("still", scaled.amp, {"lr": 0.0}, about="a learning rate of 0"),
            Probe(
                "left",
                scaled.amp,
                {"sizes": (5, 4), "max_norm": 50.0, "stale": True},
                about="gradients of earlier work",
            ),
            Probe(
                "huge",
                scaled.amp,
                {"task": "regress", "level": 100.0, "lr": 1e-4, "max_norm": 1e5, "sizes": (5,)},
                about="very long gradients, and a limit that is longer still",
            ),
        ),
        promises=(
            Promise(
                "Each call makes one step of the optimizer with the unscaled gradient of its own batch's loss, and changes nothing else in model or optimizer.",
                items=(WEIGHTS, BUFFERS, RATES, TRAINABLE),
                probes=("sgd", "huge"),
                stepwise=(FOUND, MOVED_BY_CALL, MEMORIES, RATES, TRAINABLE),
                weight=2,
                says=(
                    "One call makes",
                    "The backward pass",
                ),
            ),
            Promise(
                "Gradients that are there before the call do not count.",
                items=(ALIKE,),
                probes=("left",),
                weight=0.5,
                side=True,
                says=("One call makes",),
            ),
            Promise(
                "A model in train mode computes in it and is left in it.",
                items=(),  # how often it computes is free
                probes=("sgd", "adam", "still"),
                stepwise=(TRAINS, TRAINING),
                weight=0.5,
                side=True,
                says=("Its mode is not",),
            ),
            Promise(
                "Each call makes a step with the unscaled gradients, their norm clipped to max_norm.",
                items=(WEIGHTS,),
                probes=("clipped", "adam"),
                stepwise=(CLIPPED,),
                weight=2,
                says=("Before the step",),
            ),
            Promise(
                "Infinite gradients move nothing, and the next calls make the given optimizer's steps with a smaller scale.",
                items=(WEIGHTS, SCALE),
                probes=("overflow",),
                rests_on=(1, 4),
                says=("When a gradient",),
            ),
            Promise(
                "Where no gradient is infinite, the scaler is updated once in every call.",
                items=(SCALE, UPDATED),
                probes=("sgd", "clipped", "adam"),
                side=True,
                says=("The scaler's `update`",),
            ),
            Promise(
                "It returns the unscaled loss before the update as a number.",
                items=(RETURN, GRAPH_RETURNED),
                probes=("still", "sgd", "huge", "overflow"),
                stepwise=(LOSS, GRAPH_RETURNED),
                says=("The loss before",),
            ),
        ),
        returns=Number(),
        curve=Probe("curve", scaled.amp, {"repeat": 6, "lr": 0.3}),
        allows={
            "Its mode is not": "zero_last_in_train_mode",
            "(A 0-dim tensor without": "clipped_by_hand",
            "Autocast is the caller's": "autocast_switched_off",
        },
        describes=(
            "Make one training",
            "model: Module from",
            "x: Inputs of one",
            "y: Its targets.",
            "loss_fn: Takes outputs",
            "optimizer: Holds the model's",
            "scaler: A torch.amp.GradScaler, enabled.",
            "It may skip",
            "max_norm: Limit for the global",
        ),
    ),
    Exercise(
        name="shard_indices",
        hints=(
            "Every rank calls this function by itself. How can all of them know the same shuffled order without talking to each other?",
            "Seed a generator of your own with `seed + epoch` and draw the whole order. Lengthen it, by starting over at its beginning, until every rank gets equally many.",
            "`order = torch.randperm(n, generator=g).tolist()`, then repeat the order and cut it to `math.ceil(n / world_size) * world_size` entries, and return every world_size-th entry from `rank` on: `order[rank::world_size]`.",
        ),
        reference=shard_indices,
        probes=(
            Probe("even", shards.shard, {"n": 12, "world": 3}, about="12 examples for 3 ranks"),
            Probe(
                "epochs",
                shards.shard,
                {"n": 16, "world": 2, "epochs": 3, "seeds": 2},
                about="16 examples for 2 ranks, three epochs and two seeds",
            ),
            Probe("uneven", shards.shard, {"n": 9, "world": 4}, about="9 examples for 4 ranks"),
            Probe(
                "tiny",
                shards.shard,
                {"n": 3, "world": 11, "seeds": 2},
                about="3 examples for 11 ranks",
            ),
            Probe(
                "zero",
                shards.shard,
                {"n": 16, "world": 2, "epochs": 2, "zero": True},
                about="the epoch 0 and the seed 0",
            ),
        ),
        promises=(
            Promise(
                "Rank r gets a list of ints: the entries r, r + world_size, r + 2 · world_size … of the order that `torch.randperm(n)` draws with seed + epoch.",
                items=(*_indices(3), *_indices(2)),
                probes=("even", "epochs", "zero"),
                weight=2,
                says=(
                    "A list of ints: what",
                    "That is: the order",
                    "Of this, the rank",
                ),
            ),
            Promise(
                "The order is the same for all ranks and another one for every epoch and seed.",
                items=_indices(2),
                probes=("epochs", "zero"),
                stepwise=(ONE_ORDER, OTHER_ORDER),  # which order it is belongs to the first
                weight=2,
                says=("That is: the order",),
            ),
            Promise(
                "All ranks get equally many: the order is lengthened from its own beginning.",
                items=_indices(4),
                probes=("uneven",),
                rests_on=(1, 2),
                says=("It is lengthened",),
            ),
            Promise(
                "So it is with fewer examples than ranks.",
                items=_indices(11),
                probes=("tiny",),
                weight=0.5,
                rests_on=(1, 2, 3),
                says=("world_size: Number of ranks, at",),
            ),
            Promise(
                "The global random state is left alone.",
                items=(UNTOUCHED,),
                weight=0.5,
                side=True,
                says=("The global random",),
            ),
        ),
        returns=Indices(),
        describes=(
            "Return which examples",
            "n: Number of examples, at",
            "rank: Which rank",
            "epoch: Number of the epoch, from",
            "seed: The same",
        ),
    ),
    Exercise(
        name="average_gradients",
        hints=(
            "After the call, every rank holds the same gradients. What does the gradient of a mean over all batches have to do with the gradients of each?",
            "`dist.all_reduce(t)` replaces t, in place and in every rank, by the sum over all ranks. How does a sum become a mean?",
            "For every parameter whose `.grad` is not None: `dist.all_reduce(p.grad)`, then `p.grad /= dist.get_world_size()`.",
        ),
        reference=average_gradients,
        probes=(Probe("groups", grouped.averaging, about="a group of 2 and one of 3"),),
        promises=(
            Promise(
                "In a group of two, every gradient becomes the mean over the ranks, in every rank.",
                items=_gradients(2),
                weight=2,
                says=(
                    "Replace every gradient",
                    "Afterwards each `.grad`",
                ),
            ),
            Promise(
                "So it does in a group of three, and a gradient that is None stays None.",
                items=_gradients(3),
                weight=2,
                says=(
                    "A `.grad` may",
                    "Afterwards each `.grad`",
                    "The number of ranks",
                ),
            ),
            Promise(
                "The weights are left alone.",
                items=(WEIGHTS_UNTOUCHED,),
                weight=0.5,
                side=True,
                says=("The weights are",),
            ),
        ),
        in_group=True,
        allows={"It may be": "new_tensors", "What the function": "gives_the_model_back"},
        describes=(
            "It is called",
            "All ranks have",
            "model: Its `.grad`",
        ),
    ),
    Exercise(
        name="mean_over_ranks",
        hints=(
            "Rank 0 measured 10 examples and rank 1 measured 2. Whose mean counts how much?",
            "Sums and counts may be added up across ranks; means may not. Divide last.",
            "Put `total` and `count` into one tensor, `dist.all_reduce` it, and return the first entry divided by the second.",
        ),
        reference=mean_over_ranks,
        probes=(
            Probe(
                "groups",
                grouped.measuring,
                {
                    "parts": [
                        [(0.06, 10), (0.0917, 3)],
                        [(0.04, 3), (0.005, 7), (0.13, 6)],
                    ]
                },
                about="a group of 2 and one of 3, with 10, 3 and 3, 7, 6 examples",
            ),
        ),
        promises=(
            Promise(
                "In a group of two, every rank returns the mean over all examples.",
                items=_results(2),
                says=(
                    "Return the mean",
                    "Ranks may have",
                    "The sum of all",
                ),
            ),
            Promise("So it does in a group of three.", items=_results(3), says=("The sum of all",)),
        ),
        returns=Number(),
        in_group=True,
        describes=(
            "It is called",
            "total: Sum of the losses",
            "count: How many",
        ),
    ),
)


def _scaled(scale: float) -> tuple[torch.nn.Parameter, torch.optim.Optimizer, Any]:
    """Return a weight whose true gradient is 0.5, its optimizer, and a scaler."""
    weight = torch.nn.Parameter(torch.zeros(()))
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scaler = torch.amp.GradScaler("cpu", init_scale=scale)
    scaler.scale(0.5 * weight).backward()
    return weight, optimizer, scaler


def _clipped_too_early() -> Outcome:
    told = []
    for scale in (1024.0, 16.0):
        weight, optimizer, scaler = _scaled(scale)
        torch.nn.utils.clip_grad_norm_([weight], 1.0)
        scaler.step(optimizer)
        told.append(f"With a scale of {scale:.0f} the weight moved by {-weight.item():.3g}.")
    return Outcome("C", tuple(told))


def _shared_out() -> Outcome:
    examples: Any = range(10)
    ranks = range(4)
    lengths = [len(list(DistributedSampler(examples, 4, rank, seed=0))) for rank in ranks]
    told = f"The four ranks read {', '.join(map(str, lengths))}: {sum(lengths)} in all."
    return Outcome("B", (told,))


def _infinite() -> Outcome:
    weight, optimizer, scaler = _scaled(1024.0)
    weight.grad = torch.tensor(float("inf"))
    scaler.step(optimizer)
    before = scaler.get_scale()
    scaler.update()
    told = (
        f"The weight moved by {abs(weight.item()):.3g}.",
        f"The scale was {before:.0f} and is {scaler.get_scale():.0f} now.",
    )
    return Outcome("B", told)


def _three_ways() -> dict[str, list[float]]:
    """Return losses: unscaled and clipped, clipped without unscaling, and not clipped."""
    return {
        "A": _scaled_run(unscale=True, lr=0.5, limit=1.0),
        "B": _scaled_run(unscale=False, lr=0.5, limit=1.0),
        "C": _scaled_run(unscale=True, lr=20.0, limit=math.inf),
    }


def _scaled_run(unscale: bool, lr: float, limit: float) -> list[float]:
    torch.manual_seed(3)
    centres, labels = 2 * torch.randn(3, 5), torch.randint(0, 3, (96,))
    points = centres[labels] + torch.randn(96, 5)
    net = nn.Sequential(nn.Linear(5, 16), nn.Tanh(), nn.Linear(16, 3))
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(points), labels)
        scaler.scale(loss).backward()
        if unscale:
            scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(net.parameters(), limit)
        scaler.step(optimizer)
        scaler.update()
        losses.append(loss.item())
    return losses


def _unscaled_twice() -> Outcome:
    _, optimizer, scaler = _scaled(1024.0)
    try:
        for _ in range(2):
            scaler.unscale_(optimizer)
    except RuntimeError:
        return Outcome("B", ("The second call: a RuntimeError.",))
    return Outcome("A", ("The second call: no error.",))


def _nothing_to_step() -> Outcome:
    _, optimizer, scaler = _scaled(1024.0)
    optimizer.zero_grad()
    try:
        scaler.step(optimizer)
    except AssertionError:
        return Outcome("C", ("The step without gradients: an AssertionError.",))
    return Outcome("A", ("The step without gradients: no error.",))


questions = {
    "recall_1": Question(
        {
            "A": "NumPy has a generator of its own, which `torch.manual_seed` does not reach.",
            "B": "Python's and NumPy's generators do not take part: seed all three.",
            "C": "Three generators draw, and only one of them was seeded.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "All gradients get the same factor, 2 / 6, so their direction stays.",
            "B": "That would be clipping by value, which bends the direction.",
            "C": "The difference of the norms is not what is subtracted.",
        },
        answer="A",
    ),
    "recall_3": Question(
        {
            "A": "The sum of two means is twice the mean of all.",
            "B": "Each mean counts half, which gives the mean over both.",
            "C": "That makes it four times too large.",
        },
        answer="B",
    ),
    "prediction_1": Question(
        {
            "A": "When it was clipped, the norm was 512, and that is above the limit.",
            "B": "It is 1 after the clipping, and then it is divided by the scale.",
            "C": "The scaled norm of 512 is cut to 1, and 1 / 1024 is left.",
        },
        experiment=_clipped_too_early,
    ),
    "prediction_2": Question(
        {
            "A": "10 cannot be divided by 4, and all ranks get equally many.",
            "B": "Each rank gets 3, so two examples are read twice.",
            "C": "That would leave two examples out.",
        },
        experiment=_shared_out,
    ),
    "prediction_3": Question(
        {
            "A": "So it would be with `optimizer.step()`.",
            "B": "The scaler looks at the gradients first, and leaves the step out.",
            "C": "Skipping a step now and then is how the scaler finds its scale.",
        },
        experiment=_infinite,
    ),
    "prediction_4": Question(
        {
            "A": "That run unscales, then clips, and learns.",
            "B": "The limit is compared with gradients a thousand times too long, and what is left is divided by the scale.",
            "C": "Nothing limits its steps: the rate is far too large for it.",
        },
        answer="B",
        curves=Curves(_three_ways, "update", is_log=True),
    ),
    "prediction_5": Question(
        {
            "A": "The scaler remembers that it has divided.",
            "B": "The scaler keeps the state of each optimizer, and refuses to divide twice between two calls of `update`.",
            "C": "It would be a mistake without a word; the scaler does better.",
        },
        experiment=_unscaled_twice,
    ),
    "prediction_6": Question(
        {
            "A": "So would the optimizer; the scaler looks for infinite values, and needs gradients for that.",
            "B": "The gradients are gone, and nothing keeps a copy.",
            "C": "It looks for infinite values first, and there is nothing to look at.",
        },
        experiment=_nothing_to_step,
    ),
    "prediction_7": Question(
        {
            "A": "The worker hands its exception over, and the loader raises it again where the batch was asked for.",
            "B": "A batch with a hole would be wrong data; the loader does not invent it.",
            "C": "A worker that is killed is noticed as well.",
        },
        answer="A",
    ),
    "prediction_8": Question(
        {
            "A": "The mean is made by you: divide by the number of ranks.",
            "B": "`all_reduce` sums unless it is told otherwise.",
            "C": "Nobody's number is copied to the others.",
        },
        answer="B",
    ),
    "understanding_1": Question(
        {
            "A": "There are no gradients yet.",
            "B": "The limit is meant for real gradients.",
            "C": "Then the limit was applied to scaled gradients.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "The sum is four times the mean, and so is the step.",
            "B": "A larger batch would make the gradient more exact, not larger.",
            "C": "Momentum keeps something from step to step; here nothing is kept.",
        },
        answer="A",
    ),
    "understanding_3": Question(
        {
            "A": "Then one of the last rank's 2 examples counts as much as 2.5 of the others.",
            "B": "Counts can be added up, and are divided last.",
            "C": "It knows only its own 5 examples.",
        },
        answer="B",
    ),
}
