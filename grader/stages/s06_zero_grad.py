"""06_zero_grad: gradients add up."""

from __future__ import annotations

import torch

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Number, Numbers
from grader.observe.recorder import (
    BUFFERS,
    GRADIENT_GRAPHS,
    GRAPH_GROWTH,
    GRAPH_RETURNED,
    GRAPHS_PILED,
    MOVED,
    RATES,
    RETURN,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.batches import draw as scenes
from grader.scenes.batches.play import UNTOUCHED
from grader.scenes.batches.read import JOINED, MISSED
from grader.scenes.follow import (
    FOUND,
    LOSS,
    MEMORIES,
    MODE,
    MODE_AFTER,
    MOVED_BY_CALL,
    RETURNED,
    STEPPED,
    UPDATES,
)

stage = Stage("Gradients add up", minutes=45, difficulty="steady")


def train_batches(model, batches, loss_fn, optimizer):  # type: ignore[no-untyped-def]  # noqa: D103
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        prediction = model(x)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def accumulate_step(model, micro_batches, loss_fn, optimizer):  # type: ignore[no-untyped-def]  # noqa: D103
    seen = sum(len(x) for x, _ in micro_batches)
    total_loss = 0.0
    optimizer.zero_grad()
    for x, y in micro_batches:
        prediction = model(x)
        loss = loss_fn(prediction, y)
        (loss * len(x) / seen).backward()
        total_loss += loss.item() * len(x)
    optimizer.step()
    return total_loss / seen


_THREE = ((5, 4, 6), (3, 2))
_STATE = (WEIGHTS, MOVED, BUFFERS, RATES, TRAINABLE)
_OWN_STATE = (FOUND, STEPPED, MOVED_BY_CALL, MEMORIES, UPDATES, RATES, TRAINABLE)
_MODE = Promise(
    "The model comes in train mode, computes in it, and is left in it.",
    items=(),
    stepwise=(MODE, MODE_AFTER),
    probes=("sgd", "adam"),
    weight=0.5,
    side=True,
    says=("Its mode is not",),
)
_WILD = {"task": "regress", "lr": 0.003, "apart": 30.0}
_FINE = {"task": "regress", "lr": 0.5, "apart": 0.04, "level": 10.0}
_REGRESSION = {"optimizer": "momentum", "task": "regress", "lr": 0.1}

exercises = (
    Exercise(
        name="train_batches",
        hints=(
            "What has to happen for every batch, and what must not be left over from the batch before?",
            "One whole step for each batch: the gradients of earlier batches have to be gone before new ones arrive. Keep each loss as a float.",
            "In `for x, y in batches:` write zero_grad, forward, loss, backward, step, and append `loss.item()` to a list.",
        ),
        reference=train_batches,
        probes=(
            Probe(
                "sgd",
                scenes.lists,
                {"calls": _THREE},
                about="3 batches, then 2 more, under SGD",
            ),
            Probe(
                "momentum",
                scenes.lists,
                {"calls": _THREE, **_REGRESSION},
                about="a regression, SGD with momentum",
            ),
            Probe(
                "adam",
                scenes.lists,
                {"calls": _THREE, "optimizer": "adam", "lr": 0.05},
                about="Adam",
            ),
            Probe(
                "still",
                scenes.lists,
                {"calls": ((4, 2, 3), (5,)), "lr": 0.0},
                about="a learning rate of 0",
            ),
            Probe(
                "long",
                scenes.lists,
                {"calls": ((3, 4, 2, 5, 1, 3),), "lr": 0.1},
                about="6 batches",
            ),
            Probe(
                "rising",
                scenes.lists,
                {"calls": ((4, 4, 4, 4, 4),), "task": "regress", "lr": 1.0, "apart": 0.1},
                about="a learning rate that is too large, and a loss that rises at every batch",
            ),
            Probe(
                "wild",
                scenes.lists,
                {"calls": ((4, 3),), **_WILD},
                about="two batches far from their targets",
            ),
            Probe(
                "fine",
                scenes.lists,
                {"calls": ((4, 3),), **_FINE},
                about="two batches close to their targets",
            ),
        ),
        promises=(
            Promise(
                "Each batch moves the weights by one step of the given optimizer, as it is set, along the gradient of its own loss; nothing else moves them.",
                items=_STATE,
                stepwise=_OWN_STATE,
                probes=("sgd", "momentum", "adam", "long", "rising", "wild", "fine", "still"),
                weight=3,
                says=(
                    "Use it for the updates.",
                    "Each batch moves",
                ),
            ),
            Promise(
                "It returns one number per batch, without a graph.",
                items=(RETURN, GRAPH_RETURNED),
                stepwise=(RETURNED, GRAPH_RETURNED),
                probes=("still",),
                elsewhere=("sgd", "momentum", "adam", "long", "rising", "wild", "fine"),
                says=("A list with",),
            ),
            Promise(
                "Each number is the loss of its batch before the update.",
                items=(RETURN,),
                stepwise=(LOSS,),
                probes=("sgd", "momentum", "adam", "long", "rising", "wild", "fine"),
                says=("A list with",),
            ),
            Promise(
                "No batch's graph is kept after its update, or while the next batch goes forward.",
                items=(GRAPH_GROWTH, GRAPHS_PILED, GRADIENT_GRAPHS, GRAPH_RETURNED),
                probes=("long",),
                weight=0.5,
                side=True,
                says=("No batch's graph",),
            ),
            Promise(
                "The list of batches and its tensors are left as they were.",
                items=(UNTOUCHED,),
                weight=0.5,
                side=True,
                says=("No batch's graph",),
            ),
            _MODE,
        ),
        returns=Numbers(),
        curve=Probe("curve", scenes.lists, {"calls": _THREE, "repeat": 4, "lr": 0.3}),
        loop_names=({"loader": "batches"},),
        allows={
            "Its mode is not": "zero_before_backward",
            "(0-dim tensors without": "autograd_grad",
        },
        describes=(
            "Make one training",
            "model: Module from",
            "batches: List of pairs",
            "They may differ",
            "loss_fn: Takes predictions",
            "optimizer: Holds the model's",
            "`.grad` is None",
        ),
    ),
    Exercise(
        name="accumulate_step",
        hints=(
            "`backward()` adds to `.grad`. How can that save you from joining the micro-batches, and by what must each of their mean losses be multiplied?",
            "The mean over all examples is the sum of the micro-batches' means, each times its share of the examples. Gradients follow the same rule.",
            "Empty the gradients once. For each micro-batch call `backward()` on `loss * len(x) / total`, where `total` counts all examples. Step once, at the end, and return the sum of `loss.item() * len(x)` divided by `total`.",
        ),
        reference=accumulate_step,
        probes=(
            Probe(
                "sgd",
                scenes.micro_batches,
                about="micro-batches of unequal size, in two calls, under SGD",
            ),
            Probe(
                "equal",
                scenes.micro_batches,
                {"calls": ((4, 4, 4), (3,) * 9)},
                about="three and then nine micro-batches of equal size",
            ),
            Probe(
                "momentum",
                scenes.micro_batches,
                {"calls": ((2, 6), (4, 1, 3)), **_REGRESSION},
                about="a regression, SGD with momentum",
            ),
            Probe(
                "adam",
                scenes.micro_batches,
                {"calls": ((1, 4), (5, 3)), "optimizer": "adam", "lr": 0.05},
                about="Adam",
            ),
            Probe(
                "still",
                scenes.micro_batches,
                {"calls": ((5, 1, 3), (2,)), "lr": 0.0, "task": "regress"},
                about="a learning rate of 0",
            ),
            Probe(
                "wild",
                scenes.micro_batches,
                {"calls": ((4, 3),), **_WILD},
                about="micro-batches far from their targets",
            ),
            Probe(
                "fine",
                scenes.micro_batches,
                {"calls": ((4, 3),), **_FINE},
                about="micro-batches close to their targets",
            ),
        ),
        promises=(
            Promise(
                "With micro-batches of equal size, each call makes the one update that the given optimizer, as it is set, makes on all examples together.",
                items=_STATE,
                stepwise=_OWN_STATE,
                probes=("equal",),
                says=(
                    "Each call makes",
                    "Its effect is that",
                    "It must be",
                ),
            ),
            Promise(
                "It does so with micro-batches of any size, and with any optimizer.",
                rests_on=(1,),
                items=_STATE,
                stepwise=_OWN_STATE,
                probes=("sgd", "momentum", "adam", "wild", "fine", "still"),
                weight=3,
                says=(
                    "They may differ",
                    "Use it for the update.",
                    "Its effect is that",
                ),
            ),
            Promise(
                "Each micro-batch goes forward by itself: no forward pass sees examples of two.",
                items=(JOINED, MISSED),
                weight=2,
                side=True,
                says=("Its effect is that",),
            ),
            Promise(
                "It returns the mean loss over all examples as a number, without a graph.",
                items=(RETURN, GRAPH_RETURNED),
                stepwise=(LOSS, GRAPH_RETURNED),
                probes=("still",),
                says=("The mean loss",),
            ),
            Promise(
                "What it returns belongs to the weights before the update.",
                rests_on=(4,),
                items=(RETURN,),
                stepwise=(LOSS,),
                probes=("sgd", "momentum", "adam", "wild", "fine"),
                says=("The mean loss",),
            ),
            Promise(
                "The list of micro-batches and its tensors are left as they were.",
                items=(UNTOUCHED,),
                weight=0.5,
                side=True,
                says=("The list and its",),
            ),
            _MODE,
        ),
        returns=Number(),
        curve=Probe(
            "curve",
            scenes.micro_batches,
            {"repeat": 6, "lr": 0.3, "one_update": True},
        ),
        loop_names=({"loader": "micro_batches"},),
        allows={
            "Its mode is not": "shares_added_up",
            "(A 0-dim tensor without": "gradients_divided",
            "(Several forward passes": "one_example_at_a_time",
        },
        describes=(
            "Make the one",
            "model: Module from",
            "micro_batches: List of pairs",
            "loss_fn: Takes predictions",
            "optimizer: Holds the model's",
        ),
    ),
)


def _small_task() -> tuple[torch.nn.Module, torch.Tensor, torch.Tensor]:
    """Return a linear model, inputs (40, 3) and targets (40, 1) that it can learn."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = torch.nn.Linear(3, 1)
        x = torch.randn(40, 3)
        y = x @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.1 * torch.randn(40, 1)
    return model, x, y


def _head_start() -> Outcome:
    after = {}
    for emptied in (True, False):
        model, x, y = _small_task()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
        for _ in range(6):
            if emptied:
                optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        after[emptied] = torch.nn.functional.mse_loss(model(x), y).item()
    told = (
        f"Loss after 6 updates with `zero_grad` {after[True]:.4g}.",
        f"Loss after 6 updates without it {after[False]:.4g}.",
    )
    return Outcome("A" if after[False] < after[True] else "B", told)


def _unscaled() -> Outcome:
    model, x, y = _small_task()
    weight = next(model.parameters())

    def gradient(parts: int) -> torch.Tensor:
        weight.grad = None
        for a, b in zip(x.chunk(parts), y.chunk(parts), strict=True):
            torch.nn.functional.mse_loss(model(a), b).backward()
        assert weight.grad is not None
        return weight.grad

    whole, added = gradient(1).norm().item(), gradient(4).norm().item()
    told = (
        f"Gradient of the 40 examples together: size {whole:.4g}.",
        f"Gradients of four times 10 examples, added up: size {added:.4g}.",
        f"The second is {added / whole:.4g} times the first.",
    )
    return Outcome("C", told)


def _empty_or_zero() -> Outcome:
    moved = {}
    for to_none in (True, False):
        model, x, y = _small_task()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=to_none)
        weight = next(model.parameters())
        before = weight.detach().clone()
        optimizer.step()
        moved[to_none] = (weight - before).norm().item()
    told = (
        f"With None in `.grad` the weights move by {moved[True]:.4g}.",
        f"With zeros in `.grad` they move by {moved[False]:.4g}.",
    )
    return Outcome("B", told)


def _losses(zero_grad: bool, momentum: float) -> list[float]:
    """Return the losses before each of 60 updates under SGD."""
    model, x, y = _small_task()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=momentum)
    losses = []
    for _ in range(60):
        if zero_grad:
            optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        losses.append(loss.item())
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return losses


def _curves() -> dict[str, list[float]]:
    return {"A": _losses(True, 0.0), "B": _losses(False, 0.0), "C": _losses(True, 0.9)}


def _swings() -> Outcome:
    late = {letter: max(losses[30:]) for letter, losses in _curves().items()}
    told = (
        f"The highest loss after update 30 is {late['B']:.2g} without `zero_grad`,",
        f"{late['C']:.2g} with momentum 0.9, and {late['A']:.2g} with neither.",
    )
    return Outcome(max(late, key=lambda letter: late[letter]), told)


def _first_group() -> Outcome:
    waiting = []
    for index in range(10):
        waiting.append(index)
        if index % 4 == 0:
            break
    return Outcome("B" if len(waiting) == 1 else "C", (f"In the first update: {waiting}.",))


def _running_total() -> Outcome:
    model, x, y = _small_task()
    total = torch.zeros(())
    try:
        for a, b in zip(x.chunk(2), y.chunk(2), strict=True):
            total = total + torch.nn.functional.mse_loss(model(a), b)
            total.backward()  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        return Outcome("B", (f"RuntimeError: {str(error).split('. ')[0]}",))
    return Outcome("C", ())


def _forward_between() -> Outcome:
    model, x, y = _small_task()
    torch.nn.functional.mse_loss(model(x), y).backward()
    weight = next(model.parameters())
    assert weight.grad is not None
    before = weight.grad.clone()
    model(x)
    same = torch.equal(weight.grad, before)
    return Outcome("B" if same else "A", (f"The same before and after: {same}.",))


questions = {
    "recall_1": Question(
        {
            "A": "Plain SGD remembers nothing.",
            "B": "Its velocity mixes the new gradient with those of earlier steps.",
            "C": "The learning rate is a setting; it does not move by itself.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "That would be the sum.",
            "B": "With mean reduction the batch of 10 has one loss, an average.",
            "C": "`reduction='none'` gives one loss per example.",
        },
        answer="B",
    ),
    "recall_3": Question(
        {
            "A": "Code that was not run is only text; Python does not know it.",
            "B": "The name still belongs to what ran last. Run the cell first, then its check.",
            "C": "Nothing is wrong with the old function as such, so nothing complains.",
        },
        answer="B",
    ),
    "prediction_1": Question(
        {
            "A": "Earlier gradients point roughly the same way as long as the goal is far, so the steps get longer and longer.",
            "B": "That comes later, when the steps run past the goal.",
            "C": "From the second update on, the gradients used are other ones.",
        },
        experiment=_head_start,
    ),
    "prediction_2": Question(
        {
            "A": "That is what shares of a quarter would give.",
            "B": "Adding up divides nothing; `backward` knows nothing of the other groups.",
            "C": "Four means were added up, and the mean over all is a quarter of their sum.",
        },
        experiment=_unscaled,
    ),
    "prediction_3": Question(
        {
            "A": "A parameter without a gradient is left alone, but zeros are a gradient.",
            "B": "Zeros are a gradient, so the velocity moves the weights on; None means that the parameter takes no part.",
            "C": "With None the optimizer leaves the parameter alone, its velocity too.",
        },
        experiment=_empty_or_zero,
    ),
    "prediction_4": Question(
        {
            "A": "This is the loop as it should be, under plain SGD.",
            "B": "Nothing that was ever added is forgotten, as with a momentum of 1: a ball in a bowl without friction.",
            "C": "A momentum of 0.9 forgets a tenth at each step, and that is friction.",
        },
        experiment=_swings,
        curves=Curves(_curves),
    ),
    "prediction_5": Question(
        {
            "A": "For that, the loop would have to ask for `(index + 1) % 4 == 0`.",
            "B": "0 % 4 is 0, so the very first batch is a group of its own.",
            "C": "The group that ends with batch 4 has four, numbers 1 to 4, and it is the second one.",
        },
        experiment=_first_group,
    ),
    "prediction_6": Question(
        {
            "A": "`.grad` adds up by itself; the running total would add the first loss once more.",
            "B": "The second total contains the first loss, whose graph was used up by the first `backward`.",
            "C": "With `retain_graph=True` that is what you would get.",
        },
        experiment=_running_total,
    ),
    "prediction_7": Question(
        {
            "A": "A graph keeps what it needs for itself; `.grad` lies with the parameters.",
            "B": "A forward pass neither reads nor writes `.grad`.",
            "C": "Only `backward` adds to it.",
        },
        experiment=_forward_between,
    ),
    "understanding_1": Question(
        {
            "A": "A new model has None in `.grad`, and later batches find what the end of the loop has emptied.",
            "B": "There is nothing in `.grad` that could be counted twice.",
            "C": "`backward` fills `.grad` whether it was None or not.",
        },
        answer="A",
    ),
    "understanding_2": Question(
        {
            "A": "Then every group would count the same, whatever its size.",
            "B": "12 of 16 examples are three quarters of the mean.",
            "C": "Unscaled, the two means would add up to about twice the gradient.",
        },
        answer="B",
    ),
    "understanding_3": Question(
        {
            "A": "The weights are the same for all micro-batches; they move once, at the end.",
            "B": "BatchNorm takes its statistics from one forward pass, that is, from one micro-batch.",
            "C": "A scaled loss gives a gradient scaled by the same factor, exactly.",
        },
        answer="B",
    ),
}
