"""09_stability: when the loss explodes."""

from __future__ import annotations

import math

import torch
from torch import nn

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Number, Numbers
from grader.observe.recorder import (
    BUFFERS,
    GRAPH_RETURNED,
    RATES,
    RETURN,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.clipping import draw as clipping
from grader.scenes.clipping.follow import NORM
from grader.scenes.clipping.play import IS_ZERO, SAME_PARAMETERS, TRAINING
from grader.scenes.evaluation.play import GRADIENTS
from grader.scenes.finite import draw as finite
from grader.scenes.finite.play import REFUSED
from grader.scenes.finite.read import PASSED
from grader.scenes.follow import FOUND, MEMORIES, MOVED_BY_CALL
from grader.scenes.parts.play import ALIKE
from grader.scenes.passes import TRAINS
from grader.scenes.rates import draw as rates

stage = Stage("When the loss explodes", minutes=75, difficulty="steady")


def clip_gradients(parameters, max_norm):  # type: ignore[no-untyped-def]  # noqa: D103
    gradients = [p.grad for p in parameters if p.grad is not None]
    total = 0.0
    for g in gradients:
        total += (g**2).sum().item()
    norm = total**0.5
    if norm > max_norm:
        for g in gradients:
            g.mul_(max_norm / norm)
    return norm


def clipped_step(model, x, y, loss_fn, optimizer, max_norm):  # type: ignore[no-untyped-def]  # noqa: D103
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm.item()


def lr_range_test(make_model, x, y, loss_fn, learning_rates, steps):  # type: ignore[no-untyped-def]  # noqa: D103
    losses = []
    for lr in learning_rates:
        model = make_model()
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            prediction = model(x)
            loss = loss_fn(prediction, y)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            final = loss_fn(model(x), y).item()
        losses.append(final if math.isfinite(final) else math.inf)
    return losses


def check_finite(loss):  # type: ignore[no-untyped-def]  # noqa: D103
    if not torch.isfinite(loss):
        raise FloatingPointError(f"the loss is {loss.item()}")
    return None  # noqa: RET501  (written out, so that it can be written in other styles)


_ABOVE = ("sgd", "momentum", "adam")

exercises = (
    Exercise(
        name="check_finite",
        hints=(
            "Which kinds of values are not finite? There are three.",
            "`torch.isfinite(loss)` is True for every other value. A comparison with nan is never true, so `==` does not find it.",
            '`if not torch.isfinite(loss): raise FloatingPointError(f"the loss is {loss.item()}")`',
        ),
        reference=check_finite,
        probes=(
            Probe(
                "finite",
                finite.losses,
                {
                    "kinds": (
                        "plain",
                        "graph",
                        "zero",
                        "large",
                        "negative",
                        "double",
                        "minus large",
                        "largest",
                        "large double",
                    )
                },
                about="finite losses, small and large, positive and negative",
            ),
            Probe(
                "nan",
                finite.losses,
                {"kinds": ("graph", "nan", "plain nan", "plain", "negative")},
                about="nan among finite losses",
            ),
            Probe(
                "inf",
                finite.losses,
                {"kinds": ("plain", "inf", "large", "graph", "plain inf")},
                about="infinity among finite losses",
            ),
            Probe(
                "minus",
                finite.losses,
                {"kinds": ("graph", "plain -inf", "-inf", "minus large", "plain")},
                about="minus infinity among finite losses",
            ),
        ),
        promises=(
            Promise(
                "A loss of nan raises FloatingPointError.",
                (REFUSED, PASSED),
                ("nan",),
                stepwise=(REFUSED,),
                weight=2,
                says=("FloatingPointError: if the loss",),
            ),
            Promise(
                "Infinity does too.",
                (REFUSED, PASSED),
                ("inf",),
                stepwise=(REFUSED,),
                says=("FloatingPointError: if the loss",),
            ),
            Promise(
                "And so does minus infinity.",
                (REFUSED, PASSED),
                ("minus",),
                stepwise=(REFUSED,),
                says=("FloatingPointError: if the loss",),
            ),
            Promise(
                "Every finite loss passes, whatever its size and sign.",
                (PASSED,),
                ("finite",),
                side=True,
                says=("Every finite loss",),
            ),
        ),
        allows={"The message is up": "numpy", "What the function": "not_equal_to_itself"},
        describes=(
            "Raise FloatingPointError if",
            "loss: A 0-dim",
        ),
    ),
    Exercise(
        name="lr_range_test",
        hints=(
            "For a fair comparison of two rates, what must be the same for both?",
            "Outer loop over the rates: a new model and a new optimizer each. Inner loop over the steps: one full step each. After it, measure the loss.",
            "For each rate: `model = make_model()`, `optimizer = torch.optim.SGD(model.parameters(), lr=lr)`, `steps` times zero_grad, forward, loss, backward, step; then below `torch.no_grad()` `final = loss_fn(model(x), y).item()`; append it, or `math.inf` unless `math.isfinite(final)`.",
        ),
        reference=lr_range_test,
        probes=(
            Probe(
                "three",
                rates.sweep,
                {"rates": (0.3, 0.02, 1.0)},
                about="three rates",
            ),
            Probe(
                "up",
                rates.sweep,
                {"rates": (0.45, 0.3), "task": "regress", "steps": 2, "apart": 1.0},
                about="a rate at which the loss rises, and one at which it falls",
            ),
            Probe(
                "wild",
                rates.sweep,
                {"rates": (0.05, 1e30, 0.1), "task": "regress", "n": 6},
                about="a rate at which the loss ends as nan, and after it one at which it falls",
            ),
            Probe(
                "once",
                rates.sweep,
                {"rates": (1e30, 300.0, 0.1), "task": "regress", "steps": 1},
                about="a single step, rates at which the loss is infinite after it, and huge",
            ),
            Probe(
                "rising",
                rates.sweep,
                {"rates": (0.05, 3.0, 0.02), "task": "regress", "n": 6, "steps": 2, "calls": 2},
                about="a rate at which the loss becomes large and stays finite; called twice",
            ),
            Probe(
                "far",
                rates.sweep,
                {"rates": (0.05, 0.3), "task": "regress", "n": 6, "steps": 2, "apart": 3e12},
                about="targets so far away that every loss has 25 digits or more",
            ),
            Probe(
                "sinking",
                rates.sweep,
                {"rates": (1e30, 0.1), "task": "regress", "steps": 1, "sinks": True},
                about="a loss that may fall without end, and a rate at which it is minus infinity",
            ),
        ),
        promises=(
            Promise(
                "Where no loss becomes large, it returns for each rate, in the order given and without a graph, the loss that a new model has after `steps` updates of SGD.",
                items=(RETURN, GRAPH_RETURNED),
                probes=("three", "up"),
                weight=3,
                says=(
                    "Return the loss",
                    "A list with",
                    "For each rate: take",
                ),
            ),
            Promise(
                "Where that loss is nan or plus infinity, the entry is inf, and the rates after it are tried as well.",
                items=(RETURN,),
                probes=("wild",),
                weight=1.5,
                rests_on=(1,),
                says=(
                    "Where this last",
                    "Every rate is tried, also",
                ),
            ),
            Promise(
                "So it is with a single step, and with minus infinity.",
                items=(RETURN,),
                probes=("once", "sinking"),
                rests_on=(1, 2, 4),
                says=(
                    "steps: How many",
                    "Where this last",
                ),
            ),
            Promise(
                "A loss that is large and finite is a loss like any other, at every call.",
                items=(RETURN,),
                probes=("rising", "far"),
                rests_on=(1, 2),
                says=(
                    "A loss that",
                    "Every rate is tried, also",
                ),
            ),
        ),
        returns=Numbers(),
        allows={"Its mode is not": "eval_and_warnings", "(0-dim tensors without": "one_more_round"},
        describes=(
            "make_model: Called without",
            "x: Inputs (N, D).",
            "y: Targets.",
            "loss_fn: Takes outputs",
            "learning_rates: List of floats, in any",
        ),
    ),
    Exercise(
        name="clip_gradients",
        hints=(
            "If all gradients were written one behind the other into one long vector, how long would that vector be?",
            "Its length is the root of the sum of the squares of all entries of all gradients. When it is too long, one factor for all of them brings it to max_norm and keeps its direction.",
            "Collect `p.grad` of all parameters that have one in a list, add up `(g**2).sum().item()`, take the root, and if it is above max_norm multiply each in place: `g.mul_(max_norm / norm)`. Return the norm.",
        ),
        reference=clip_gradients,
        probes=(
            Probe(
                "above",
                clipping.gradients,
                {"limits": (2.0, 5.0)},
                about="a norm above max_norm",
            ),
            Probe(
                "below",
                clipping.gradients,
                {"limits": (90.0,), "times": (1.1,)},
                about="a norm far below max_norm, and one a little below it",
            ),
            Probe(
                "generator",
                clipping.gradients,
                {"limits": (1.5,), "generator": True},
                about="parameters that come as a generator",
            ),
            Probe(
                "missing",
                clipping.gradients,
                {"limits": (3.0,), "missing": (1, 3)},
                about="two parameters without a gradient",
            ),
            Probe(
                "nothing",
                clipping.gradients,
                {"missing": (0, 1, 2, 3, 4)},
                about="no gradient at all",
            ),
            Probe(
                "zero",
                clipping.gradients,
                {"size": 0.0},
                about="gradients that are all zero",
            ),
        ),
        promises=(
            Promise(
                "When the norm of all gradients together is above max_norm, each is multiplied by max_norm / norm.",
                items=(GRADIENTS,),
                probes=("above",),
                weight=3,
                says=("When that norm",),
            ),
            Promise(
                "When it is not, the gradients stay as they are.",
                items=(GRADIENTS,),
                probes=("below",),
                side=True,
                says=("Otherwise the gradients",),
            ),
            Promise(
                "It returns the norm from before the clipping, without a graph.",
                items=(RETURN, GRAPH_RETURNED),
                probes=("above", "below"),
                weight=2,
                says=("The global norm",),
            ),
            Promise(
                "The parameters may come as a generator.",
                items=(RETURN, GRADIENTS),
                probes=("generator",),
                rests_on=(1, 3),
                says=("parameters: The parameters",),
            ),
            Promise(
                "Parameters without a gradient are left out.",
                items=(RETURN, GRADIENTS),
                probes=("missing",),
                rests_on=(1, 3),
                says=("In some or all",),
            ),
            Promise(
                "Without any gradient, or with gradients of zero, the norm is 0, and `.grad` stays as it is.",
                items=(RETURN, IS_ZERO, GRADIENTS),
                probes=("nothing", "zero"),
                weight=0.5,
                side=True,
                says=("It is 0.0",),
            ),
            Promise(
                "The parameters themselves are left as they were.",
                items=(SAME_PARAMETERS,),
                weight=0.5,
                side=True,
                says=("The parameters themselves",),
            ),
        ),
        returns=Number(),
        allows={"When that norm": "small_number_in_the_divisor"},
        describes=(
            "Shorten all gradients",
            "max_norm: The limit, a float",
        ),
    ),
    Exercise(
        name="clipped_step",
        hints=(
            "Clipping changes what is in `.grad`. When is it filled, and when is it used?",
            "Clip between `backward()` and `step()`. `torch.nn.utils.clip_grad_norm_` does it in place and returns the norm that it found.",
            "Empty the gradients, predict, compute the loss, call `backward()`, then `norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)`, call `optimizer.step()`, return `norm.item()`.",
        ),
        reference=clipped_step,
        probes=(
            Probe(
                "sgd",
                clipping.step,
                {"limit": 0.15, "lr": 1.0},
                about="three batches under SGD, with gradients longer than max_norm",
            ),
            Probe(
                "momentum",
                clipping.step,
                {"optimizer": "momentum", "task": "regress", "lr": 0.3, "limit": 0.4},
                about="three batches of a regression, SGD with momentum",
            ),
            Probe(
                "loose",
                clipping.step,
                {"limit": 60.0, "train": False},
                about="gradients shorter than max_norm",
            ),
            Probe(
                "adam",
                clipping.step,
                {"optimizer": "adam", "lr": 0.05, "limit": 0.1},
                about="Adam",
            ),
            Probe(
                "left",
                clipping.step,
                {"sizes": (5, 4), "limit": 0.15, "stale": True},
                about="gradients of earlier work",
            ),
            Probe(
                "long",
                clipping.step,
                {"task": "regress", "apart": 100.0, "lr": 1e-4, "limit": 1e5, "sizes": (5,)},
                about="very long gradients, and a limit that is longer still",
            ),
            Probe(
                "short",
                clipping.step,
                {"task": "regress", "apart": 1e-3, "lr": 50.0, "limit": 60.0, "sizes": (5,)},
                about="very short gradients, and a large learning rate",
            ),
        ),
        promises=(
            Promise(
                "Each call moves the weights by one step of the optimizer, with the gradient of its own loss, clipped to max_norm; rates and `requires_grad` stay.",
                items=(WEIGHTS, BUFFERS, RATES, TRAINABLE),
                probes=_ABOVE,
                stepwise=(FOUND, MOVED_BY_CALL, MEMORIES, RATES, TRAINABLE),
                weight=3,
                says=(
                    "The optimizer makes",
                    "All this holds",
                ),
            ),
            Promise(
                "When the norm is not above max_norm, it is an ordinary step, with that gradient as it is.",
                items=(WEIGHTS, BUFFERS, RATES, TRAINABLE),
                probes=("loose", "long", "short"),
                stepwise=(FOUND, MOVED_BY_CALL, MEMORIES, RATES, TRAINABLE),
                says=("Gradients whose norm",),
            ),
            Promise(
                "Gradients that are there already do not count.",
                items=(ALIKE,),
                probes=("left",),
                weight=0.5,
                side=True,
                says=("The optimizer makes",),
            ),
            Promise(
                "A model in train mode computes in it, and is left in it.",
                items=(),  # how often it computes is free
                probes=("sgd", "momentum", "adam"),
                stepwise=(TRAINS, TRAINING),
                weight=0.5,
                side=True,
                says=("Its mode is not",),
            ),
            Promise(
                "It returns the norm of the gradients from before the clipping, without a graph.",
                items=(RETURN, GRAPH_RETURNED),
                probes=("sgd", "momentum", "adam", "loose", "long", "short"),
                stepwise=(NORM, GRAPH_RETURNED),
                weight=2,
                says=("The global norm",),
            ),
        ),
        returns=Number(),
        curve=Probe("curve", clipping.step, {"repeat": 6, "lr": 1.0, "limit": 0.15}),
        allows={"Its mode is not": "zero_last", "(A 0-dim tensor without": "closure"},
        describes=(
            "Make one training",
            "model: Module from",
            "x: Inputs of one",
            "y: Its targets.",
            "loss_fn: Takes outputs",
            "optimizer: Holds the model's",
            "max_norm: The limit",
        ),
    ),
)


def _clipped_by_norm() -> Outcome:
    weight = nn.Parameter(torch.zeros(2))
    weight.grad = torch.tensor([3.0, 4.0])
    norm = torch.nn.utils.clip_grad_norm_([weight], 1.0)
    told = (
        f"The norm was {norm.item():.4g}.",
        f"After clipping the gradient is ({weight.grad[0].item():.4g}, {weight.grad[1].item():.4g}).",
    )
    return Outcome("B", told)


def _clipped_too_late() -> Outcome:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    before = [p.detach().clone() for p in layer.parameters()]
    x, y = torch.tensor([[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]]), torch.full((2, 1), -40.0)
    nn.functional.mse_loss(layer(x), y).backward()
    optimizer.step()
    norm = torch.nn.utils.clip_grad_norm_(layer.parameters(), 1.0)
    moves = [p.detach() - b for p, b in zip(layer.parameters(), before, strict=True)]
    moved = sum(float((move**2).sum()) for move in moves) ** 0.5
    told = (
        f"The norm of the gradients was {norm.item():.4g}, and max_norm is 1.",
        f"With the learning rate 0.1 the weights moved by {moved:.4g}.",
    )
    return Outcome("C", told)


def _clipped_nan() -> Outcome:
    weight = nn.Parameter(torch.tensor([1.0, 2.0]))
    weight.grad = torch.tensor([float("nan"), 0.1])
    torch.nn.utils.clip_grad_norm_([weight], 1.0)
    torch.optim.SGD([weight], lr=0.1).step()
    told = (
        f"After clipping the gradient is {weight.grad.tolist()}.",
        f"After the step the weights are {weight.tolist()}.",
    )
    return Outcome("C", told)


def _three_places() -> dict[str, list[float]]:
    """Return losses with a rate of 0, clipped after the step, and clipped before it."""
    return {
        "A": _with_extremes("nowhere", 0.0),
        "B": _with_extremes("after", 0.02),
        "C": _with_extremes("between", 0.02),
    }


def _with_extremes(place: str, lr: float) -> list[float]:
    torch.manual_seed(2)
    x = torch.randn(1600, 5)
    clean = x @ torch.tensor([1.0, -2.0, 0.5, 0.0, 1.5])
    y = clean.clone()
    y[[100, 777, 1234]] *= 100
    net = nn.Sequential(nn.Linear(5, 16), nn.Tanh(), nn.Linear(16, 1))
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for bx, by in zip(x.split(8), y.split(8), strict=True):
        optimizer.zero_grad()
        nn.functional.mse_loss(net(bx).squeeze(1), by).backward()
        if place == "between":
            nn.utils.clip_grad_norm_(net.parameters(), 3.0)
        optimizer.step()
        with torch.no_grad():
            losses.append(nn.functional.mse_loss(net(x[:64]).squeeze(1), clean[:64]).item())
    return losses


def _root() -> Outcome:
    z = torch.tensor([4.0, 0.0], requires_grad=True)
    (torch.sqrt(z) * torch.tensor([1.0, 0.0])).sum().backward()
    entry = z.grad[1].item()  # type: ignore[index]
    return Outcome("C" if math.isnan(entry) else "A", (f"Gradient of the second entry: {entry}.",))


def _clipped_infinity() -> Outcome:
    weight = nn.Parameter(torch.zeros(2))
    weight.grad = torch.tensor([float("inf"), 0.5])
    nn.utils.clip_grad_norm_([weight], 1.0)
    clipped = weight.grad.tolist()
    told = f"Gradients after clipping: {clipped[0]} and {clipped[1]}."
    return Outcome("B" if math.isnan(clipped[0]) else "A", (told,))


def _clipped_adam() -> Outcome:
    moved = []
    for limit in (math.inf, 0.01):
        weight = nn.Parameter(torch.zeros(3))
        optimizer = torch.optim.Adam([weight], lr=0.01)
        weight.grad = torch.tensor([6.0, -2.0, 3.0])
        nn.utils.clip_grad_norm_([weight], limit)
        optimizer.step()
        moved.append(weight.detach().norm().item())
    told = f"Length of the step: {moved[0]:.3f} without clipping, {moved[1]:.3f} with it."
    return Outcome("B" if moved[1] > 0.9 * moved[0] else "A", (told,))


questions = {
    "recall_1": Question(
        {
            "A": "Below it nothing is recorded, whatever the mode.",
            "B": "`eval()` changes what some layers do. Graphs are recorded all the same.",
            "C": "That is another way to write `eval()`.",
        },
        answer="A",
    ),
    "recall_2": Question(
        {
            "A": "There it empties what the last step has used, in time for the next `backward()`.",
            "B": "There it throws away the gradients that the step is about to use.",
            "C": "There it empties what has been used already.",
        },
        answer="B",
    ),
    "recall_3": Question(
        {
            "A": "That would be a model that is sure and always right.",
            "B": "That is the probability of the right class, not its loss.",
            "C": "Each class gets a probability of about 1/10, and the loss is minus its log.",
        },
        answer="C",
    ),
    "prediction_1": Question(
        {
            "A": "That is what cutting off each entry at 1 would give: another direction, and a norm above 1.",
            "B": "One factor for all entries: the direction stays, and the length becomes 1.",
            "C": "The largest entry plays no special part. What counts is the length of the whole.",
        },
        experiment=_clipped_by_norm,
    ),
    "prediction_2": Question(
        {
            "A": "Clipping takes what is in `.grad`, whenever it is called. Nothing is checked.",
            "B": "For that, it would have to come before the step.",
            "C": "The step has used the gradients at full length. What is clipped afterwards is not used.",
        },
        experiment=_clipped_too_late,
    ),
    "prediction_3": Question(
        {
            "A": "Nothing in clipping or in a step looks out for nan.",
            "B": "For that the norm would have to be a number, and with one nan among the entries it is not.",
            "C": "The norm is nan, so is the factor, and so is every entry after the multiplication.",
        },
        experiment=_clipped_nan,
    ),
    "prediction_4": Question(
        {
            "A": "With a rate of 0 nothing moves at all.",
            "B": "After the step nobody uses the gradients: each extreme batch throws the weights far away.",
            "C": "Between the two calls the limit holds, and extreme batches are steps like others.",
        },
        answer="B",
        curves=Curves(_three_places, "update", is_log=True),
    ),
    "prediction_5": Question(
        {
            "A": "Clipping makes long gradients short; it makes none longer.",
            "B": "What has vanished is not there to be scaled: the direction of the gradient stays as it is.",
            "C": "It scales everything alike, so the share of the early positions stays what it was.",
        },
        answer="B",
    ),
    "prediction_6": Question(
        {
            "A": "0 times a number is 0, and the slope of the root at 0 is no number but infinity.",
            "B": "The infinite slope is multiplied by 0, and that is not infinity.",
            "C": "The slope of the root at 0 is infinite, and infinity times 0 is nan.",
        },
        experiment=_root,
    ),
    "prediction_7": Question(
        {
            "A": "The factor is 1 divided by the norm, and the norm is infinite.",
            "B": "The norm is infinite, so the factor is 0, and 0 times infinity is nan.",
            "C": "The other one becomes 0; infinity times 0 is nan.",
        },
        experiment=_clipped_infinity,
    ),
    "prediction_8": Question(
        {
            "A": "So it is with plain SGD.",
            "B": "Adam divides by the size of the gradients, so a factor common to all of them drops out, up to eps.",
            "C": "The gradients are short, not zero.",
        },
        experiment=_clipped_adam,
    ),
    "understanding_1": Question(
        {
            "A": "A single entry is never looked at. All are multiplied by the same factor.",
            "B": "The factor is 2 / 8, for every entry.",
            "C": "The limit is one for the whole, not for each entry.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "There nothing has been spoilt yet: gradients, weights and optimizer state are still good.",
            "B": "Then the gradients are spoilt already, though the weights are not.",
            "C": "Then the weights are nan, and no later batch will repair them.",
        },
        answer="A",
    ),
    "understanding_3": Question(
        {
            "A": "It does no harm, and hardly anything else: the loss is nearly what it was.",
            "B": "It still ended finite, but higher than with smaller rates: too large already.",
            "C": "The lowest loss, or a little below its rate to keep a distance from the edge.",
        },
        answer="C",
    ),
}
