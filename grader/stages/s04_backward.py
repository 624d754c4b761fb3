"""04_backward: who is to blame."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import GradientsByName, Number, PairOfGradients, TensorOf
from grader.observe.recorder import GRAPH_RETURNED, NUMPY_RETURNED, RETURN
from grader.scenes.gradients import draw as scenes
from grader.scenes.gradients.play import (
    ARGUMENTS,
    DB,
    DW,
    EMPTY,
    FOLLOWED,
    FROZEN,
    HELD,
    MISSING,
    MODES,
    NUMBERS,
    PARAMETERS,
    TRAINABLE,
    W_KEPT,
)

stage = Stage("Who is to blame", minutes=60, difficulty="steady")


def linear_gradients(x, y, w, b):  # type: ignore[no-untyped-def]  # noqa: D103
    error = x @ w + b - y
    dw = 2 * (x.T @ error) / len(x)
    db = 2 * error.sum() / len(x)
    return dw, db


def numeric_gradient(f, w, eps=1e-6):  # type: ignore[no-untyped-def]  # noqa: D103
    gradient = torch.zeros_like(w)
    flat, result = w.view(-1), gradient.view(-1)
    for i in range(w.numel()):
        kept = flat[i].item()
        flat[i] = kept + eps
        above = f(w)
        flat[i] = kept - eps
        below = f(w)
        flat[i] = kept
        result[i] = (above - below) / (2 * eps)
    return gradient


def gradients(model, x, y, loss_fn):  # type: ignore[no-untyped-def]  # noqa: D103
    loss = loss_fn(model(x), y)
    trainable = {name: p for name, p in model.named_parameters() if p.requires_grad}
    found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)
    result = {name: None for name, p in model.named_parameters()}
    result.update(zip(trainable, found, strict=True))  # type: ignore[arg-type]
    return result


def freeze(model, prefix):  # type: ignore[no-untyped-def]  # noqa: D103
    count = 0
    for name, p in model.named_parameters():
        if name.startswith(prefix):
            p.requires_grad = False
            p.grad = None
            count += 1
    return count


_UNTRAINED = (
    "spare.weight",
    "spare.bias",
    "unused",
    "body.2.weight",
    "body.2.bias",
)
_TRAINED = (
    "0.weight",
    "0.bias",
    "2.weight",
    "2.bias",
    "body.0.weight",
    "body.0.bias",
    "head.weight",
    "head.bias",
    "scale",
    "silent",
)

exercises = (
    Exercise(
        name="linear_gradients",
        hints=(
            "Write the loss with sums: mean over i of (prediction i minus target i) squared. What does w[j] do to prediction i, and what does b do to it?",
            "The outer derivative is 2 · error, divided by N because of the mean. The inner one is x[i, j] for w[j] and 1 for b.",
            "`error = x @ w + b - y`, `dw = 2 * (x.T @ error) / len(x)`, `db = 2 * error.mean()`.",
        ),
        reference=linear_gradients,
        probes=(
            Probe("five", scenes.linear, about="5 examples with 3 inputs"),
            Probe(
                "square",
                scenes.linear,
                {"n": 4, "inputs": 4},
                about="4 examples with 4 inputs",
            ),
            Probe("one", scenes.linear, {"n": 1, "inputs": 3}, about="a single example"),
            Probe(
                "column",
                scenes.linear,
                {"n": 6, "inputs": 1},
                about="6 examples with a single input",
            ),
            Probe(
                "unrecorded",
                scenes.linear,
                {"n": 3, "inputs": 5, "record_graph": False},
                about="3 examples with 5 inputs, below torch.no_grad()",
            ),
        ),
        promises=(
            Promise(
                "dw is the gradient of the mean squared error with respect to w, of shape (D,).",
                items=(DW,),
                probes=("five", "square"),
                weight=2,
                says=(
                    "The pair (dw, db): dw",
                    "The loss is the mean",
                ),
            ),
            Promise(
                "db is the gradient with respect to b, a float or 0-dim.",
                items=(DB,),
                probes=("five", "square"),
                says=("The pair (dw, db): dw",),
            ),
            Promise(
                "So it is for a single example and for a single input.",
                rests_on=(1, 2),
                items=(DW, DB),
                probes=("one", "column"),
                says=("N may be",),
            ),
            Promise(
                "It does the same below `torch.no_grad()`, and autograd has no part in it.",
                rests_on=(1, 2),
                items=(DW, DB, FOLLOWED),
                probes=("unrecorded",),
                weight=2,
                says=("It works without",),
            ),
            Promise(
                "None of the arguments is changed.",
                items=(ARGUMENTS,),
                weight=0.5,
                side=True,
                says=("None of the arguments",),
            ),
        ),
        returns=PairOfGradients(),
        describes=(
            "Return the gradients",
            "x: Inputs (N, D).",
            "y: Targets (N,).",
            "w: Weights (D,).",
            "b: Bias, 0-dim.",
            "All four are",
        ),
    ),
    Exercise(
        name="numeric_gradient",
        hints=(
            "Move one entry of w a little, leave all the others alone: by how much does f change? How many entries are there, whatever the shape of w?",
            "Central means both sides: f with the entry at +eps minus f with the entry at -eps, divided by the distance between the two. Then the entry goes back to what it was.",
            "Go over `flat = w.view(-1)` with an index i: keep `flat[i].item()`, set `flat[i]` to it plus eps and call `f(w)`, minus eps and call `f(w)`, put it back, and store the difference divided by `2 * eps`.",
        ),
        reference=numeric_gradient,
        probes=(
            Probe(
                "vector",
                scenes.numeric,
                {"shape": (4,), "level": 2.0, "falls": True},
                about="a w of shape (4,), entries above 2, eps = 0.1, and an f that falls",
            ),
            Probe(
                "matrix",
                scenes.numeric,
                {"shape": (2, 3)},
                about="a w of shape (2, 3) and eps = 0.1",
            ),
            Probe(
                "fine",
                scenes.numeric,
                {"shape": (3, 2), "eps": None, "level": 200.0},
                about="entries near 200 and the default eps",
            ),
            Probe(
                "number",
                scenes.numeric,
                {"shape": (), "eps": 0.2},
                about="a 0-dim w and eps = 0.2",
            ),
            Probe(
                "cube",
                scenes.numeric,
                {"shape": (2, 1, 2), "eps": 0.05},
                about="a w of shape (2, 1, 2) and eps = 0.05",
            ),
        ),
        promises=(
            Promise(
                "For a vector w, entry i of the result is the central difference of f in entry i of w, with a step of eps to either side.",
                items=(RETURN,),
                probes=("vector",),
                weight=2,
                says=("Each entry is (f",),
            ),
            Promise(
                "So it is for a w of any shape: the result is a tensor of that shape, with each difference in its entry's place.",
                rests_on=(1,),
                items=(RETURN, NUMPY_RETURNED),
                probes=("matrix", "number", "cube"),
                weight=2,
                says=(
                    "w: float64, contiguous, of any",
                    "A float tensor of the shape",
                ),
            ),
            Promise(
                "With the default eps it is right too, which needs float64.",
                rests_on=(1, 2),
                items=(RETURN,),
                probes=("fine",),
                says=("Compute in float64: with",),
            ),
            Promise(
                "Afterwards w is what it was before.",
                items=(W_KEPT,),
                weight=0.5,
                side=True,
                says=("You may move",),
            ),
        ),
        returns=TensorOf(),
        allows={"You may move": "in_place"},
        describes=(
            "Return the gradient",
            "f: A smooth",
            "It uses nothing",
            "eps: How far",
        ),
    ),
    Exercise(
        name="gradients",
        hints=(
            "Which call hands gradients to you without writing them anywhere?",
            "`torch.autograd.grad(loss, tensors)` returns them. It refuses tensors that require no gradients, and `allow_unused=True` gives None for those the loss does not depend on.",
            "Collect the names and parameters that require gradients, call `torch.autograd.grad(loss, parameters, allow_unused=True)`, and fill a dictionary that has None under every other name.",
        ),
        reference=gradients,
        probes=(
            Probe(
                "plain",
                scenes.of_model,
                {"net": "plain", "task": "regress"},
                about="a model that is trained as a whole, with one layer in eval mode",
            ),
            Probe(
                "partly",
                scenes.of_model,
                {"net": "mode"},
                about="a model with a frozen layer, layers it does not use, and a gradient of 0",
            ),
            Probe(
                "stale",
                scenes.of_model,
                {"stale": True, "sizes": (4, 3)},
                about="gradients that are there already, and two batches",
            ),
            Probe(
                "one",
                scenes.of_model,
                {"net": "mode", "sizes": (1,), "train": False},
                about="a single example, and a model in eval mode",
            ),
        ),
        promises=(
            Promise(
                "Every trainable parameter that the loss depends on has its gradient under its name, computed in the model's own mode.",
                items=tuple(f"{RETURN}.{name}" for name in _TRAINED),
                probes=("plain", "partly", "one"),
                weight=3,
                says=(
                    "Under it stands",
                    "The model computes",
                ),
            ),
            Promise(
                "What `.grad` holds already does not count, at any call.",
                rests_on=(1,),
                items=tuple(f"{RETURN}.{name}" for name in _TRAINED),
                probes=("stale",),
                says=("The gradients are",),
            ),
            Promise(
                "Every name of the model is there: those of frozen and unused parameters too, with None.",
                items=(MISSING, *(f"{RETURN}.{name}" for name in _UNTRAINED)),
                probes=("partly", "stale", "one"),
                side=True,
                says=(
                    "A dictionary with",
                    "Under it stands",
                ),
            ),
            Promise(
                "The gradients carry no graph.",
                items=(GRAPH_RETURNED,),
                weight=0.5,
                side=True,
                says=("Under it stands",),
            ),
            Promise(
                "Every `.grad` of the model holds what it held before.",
                items=(HELD,),
                weight=2,
                side=True,
                says=("Afterwards each `.grad`",),
            ),
            Promise(
                "Nothing else about the model is changed.",
                items=(
                    NUMBERS,
                    PARAMETERS,
                    MODES,
                    TRAINABLE,
                ),
                weight=0.5,
                side=True,
                says=("Afterwards each `.grad`",),
            ),
        ),
        returns=GradientsByName(),
        allows={"Further keys are": "further_keys"},
        describes=(
            "Return the gradient",
            "model: Module from",
            "Some of its",
            "Its `.grad` fields",
            "x: Inputs of one",
            "y: Its targets.",
            "loss_fn: Takes outputs",
            "Buffers need no",
        ),
    ),
    Exercise(
        name="freeze",
        hints=(
            "Where do you get every parameter together with its name?",
            "Strings have a method that says whether they begin with another string. Two things have to happen to a parameter that matches.",
            "Loop over `model.named_parameters()`; where `name.startswith(prefix)`, set `p.requires_grad = False` and `p.grad = None` and count one.",
        ),
        reference=freeze,
        probes=(
            Probe(
                "part",
                scenes.freezing,
                {"prefixes": ("neck",), "empty": ("neck.body.weight", "body.1.weight")},
                about='the prefix "neck", and gradients that are None here and there',
            ),
            Probe(
                "inside",
                scenes.freezing,
                {"prefixes": ("body", "gain")},
                about='names that contain the prefix "body" elsewhere, or go on after it',
            ),
            Probe(
                "literal",
                scenes.freezing,
                {
                    "prefixes": (
                        "body.1",
                        "body.1.",
                        "neck.a+b",
                        "Neck",
                        "neck*",
                        "ne?k",
                        "[mn]eck",
                    )
                },
                about='prefixes such as "body.1.", "neck.a+b", "Neck" and "neck*"',
            ),
            Probe(
                "pieces",
                scenes.freezing,
                {"prefixes": ("body.1.we", "head", "")},
                about="a prefix that ends inside a word, one that fits nothing, and an empty one",
            ),
            Probe(
                "again",
                scenes.freezing,
                {"prefixes": ("neck",), "frozen": ("neck.body.bias", "body.1.bias")},
                about="parameters that are frozen already",
            ),
        ),
        promises=(
            Promise(
                "Parameters whose names start with the prefix are frozen, and no others.",
                items=(FROZEN,),
                probes=("part", "inside"),
                weight=2,
                says=(
                    "Freeze all parameters",
                    "Each parameter that",
                    "All others keep",
                ),
            ),
            Promise(
                "So it is for every prefix, also an empty one: it is taken literally, sign by sign.",
                rests_on=(1,),
                items=(FROZEN,),
                probes=("literal", "pieces"),
                says=("prefix: The beginning",),
            ),
            Promise(
                "What is frozen already stays frozen, whether it matches or not, and all else that matches is frozen too.",
                rests_on=(1,),
                items=(FROZEN,),
                probes=("again",),
                says=("All others keep",),
            ),
            Promise(
                "The `.grad` of every parameter that matches is None, and all others are kept.",
                rests_on=(1, 2),
                items=(EMPTY, HELD),
                weight=2,
                says=(
                    "Each parameter that",
                    "All others keep",
                ),
            ),
            Promise(
                "It returns how many parameter tensors match, without a graph.",
                rests_on=(1, 2),
                items=(RETURN, GRAPH_RETURNED),
                weight=1.5,
                says=("How many parameter",),
            ),
            Promise(
                "The parameters stay the same objects; weights, buffers and modes are left as they were.",
                items=(NUMBERS, PARAMETERS, MODES),
                weight=0.5,
                side=True,
                says=("The parameters stay",),
            ),
        ),
        returns=Number("int"),
        allows={"An int; a float": "tensor_count"},
        describes=(
            "model: Any nn.Module.",
            "Its `.grad` fields",
        ),
    ),
)


def _only_backward() -> Outcome:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = nn.Linear(3, 1)
        x, y = torch.randn(8, 3), torch.randn(8, 1)
    torch.optim.SGD(layer.parameters(), lr=0.1)
    before = layer.weight.detach().clone()
    nn.functional.mse_loss(layer(x), y).backward()
    assert layer.weight.grad is not None
    moved = (layer.weight.detach() - before).norm().item()
    told = (
        f"The gradient has the length {layer.weight.grad.norm().item():.4g}.",
        f"The weight moved by {moved:.4g}.",
    )
    return Outcome("B", told)


def _frozen_with_old_gradient() -> Outcome:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
        x, y = torch.randn(8, 3), torch.randn(8, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    nn.functional.mse_loss(model(x), y).backward()
    body = model.get_parameter("0.weight")
    body.requires_grad = False
    before = body.clone()
    told = []
    for number in (1, 2):
        optimizer.step()
        moved = (body - before).norm().item()
        told.append(f"After step {number} the frozen weight has moved by {moved:.4g}.")
    return Outcome("A", tuple(told))


def _float32_difference() -> Outcome:
    errors = []
    for eps in (1e-2, 1e-6):
        w = torch.tensor(3.0)
        slope = ((w + eps) ** 2 - (w - eps) ** 2) / (2 * eps)
        errors.append(abs(slope.item() - 6))
    told = (
        f"With eps = 0.01 the error is {errors[0]:.2g}.",
        f"With eps = 0.000001 it is {errors[1]:.2g}.",
    )
    return Outcome("C", told)


def _losses(way: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> list[float]:
    """Return the losses of a linear model whose gradients are worked out in some way."""
    torch.manual_seed(5)
    x = torch.randn(12, 3) + 1
    y = x @ torch.tensor([1.0, -1.0, 2.0]) + 0.7
    w, b, losses = torch.zeros(3), torch.tensor(0.0), []
    for _ in range(20):
        error = x @ w + b - y
        losses.append((error**2).mean().item())
        w, b = w - 0.05 * way(x, error), b - 0.05 * way(torch.ones(12, 1), error)[0]
    return losses


WAYS: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "A": lambda x, error: 2 * x.T @ error / len(x),
    "B": lambda x, error: 2 * error.mean().expand(x.shape[1]),
    "C": lambda x, error: -2 * x.T @ error / len(x),
}


def _curves() -> dict[str, list[float]]:
    return {letter: _losses(way) for letter, way in WAYS.items()}


def _stops_early() -> Outcome:
    right, early = _losses(WAYS["A"]), _losses(WAYS["B"])
    told = (
        f"The loss ends at {early[-1]:.2g}, and ten updates before at {early[-11]:.2g}.",
        f"With the right gradients it ends at {right[-1]:.2g}.",
    )
    return Outcome("B", told)


def _raised(run: Callable[[], object], otherwise: str, letter: str) -> Outcome:
    """Return the option for an error if there is one, and another if there is none."""
    try:
        run()
    except RuntimeError as error:
        return Outcome(letter, (f"RuntimeError: {str(error).split('. ')[0]}",))
    return Outcome(otherwise, ())


def _in_place() -> Outcome:
    weight = nn.Linear(3, 1).weight
    return _raised(lambda: weight.sub_(0.1), "A", "B")


def _flag_of_a_result() -> Outcome:
    made = nn.Linear(3, 1)(torch.ones(2, 3))
    return _raised(lambda: setattr(made, "requires_grad", False), "A", "B")


def _unused() -> Outcome:
    used, spare = nn.Linear(3, 1), nn.Linear(3, 1)
    loss = used(torch.ones(2, 3)).mean()
    return _raised(lambda: torch.autograd.grad(loss, [used.weight, spare.weight]), "B", "C")


def _step_unrecorded() -> Outcome:
    layer = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    layer(torch.ones(2, 3)).mean().backward()
    before = layer.weight.detach().clone()
    with torch.no_grad():
        optimizer.step()
    moved = (layer.weight - before).norm().item()
    told = f"The weight moved by {moved:.2g}; it requires gradients: {layer.weight.requires_grad}."
    return Outcome("B" if moved and layer.weight.requires_grad else "A", (told,))


questions = {
    "recall_1": Question(
        {
            "A": "The mean leaves a single number, which has no dimensions.",
            "B": "There is one squared difference per example, but then comes the mean.",
            "C": "That has one number as well, and one dimension too many.",
        },
        answer="A",
    ),
    "recall_2": Question(
        {
            "A": "For that, something would have to empty `.grad` in between.",
            "B": "`backward` adds to what is there.",
            "C": "Nobody divides by the number of calls.",
        },
        answer="B",
    ),
    "recall_3": Question(
        {
            "A": "Data that nobody differentiates has no history.",
            "B": "A parameter is where the history begins: it was not computed from anything.",
            "C": "Such a result remembers the operation that made it.",
        },
        answer="C",
    ),
    "prediction_1": Question(
        {
            "A": "That is what `step()` would do. Nobody called it.",
            "B": "`backward` writes into `.grad` and nowhere else.",
            "C": "The gradient has a place of its own, beside the weight.",
        },
        experiment=_only_backward,
    ),
    "prediction_3": Question(
        {
            "A": "The optimizer moves whatever has a gradient, and the old one is still there.",
            "B": "`requires_grad` tells autograd what to do. The optimizer does not ask for it.",
            "C": "A frozen parameter in an optimizer is allowed, and so is a gradient in it.",
        },
        experiment=_frozen_with_old_gradient,
    ),
    "prediction_2": Question(
        {
            "A": "That holds on paper, where numbers have all their digits.",
            "B": "For a square the formula itself is exact at every eps, but the arithmetic is not.",
            "C": "With a tiny eps the two squares agree in nearly all of their seven digits; what is left of the difference is rounding.",
        },
        experiment=_float32_difference,
    ),
    "prediction_4": Question(
        {
            "A": "This is the right gradient: each weight gets the error times its own input.",
            "B": "The last factor of the chain, the input, is missing: only one direction of all can be learned.",
            "C": "For that, the sign would have to be wrong.",
        },
        experiment=_stops_early,
        curves=Curves(_curves, is_log=True),
    ),
    "prediction_5": Question(
        {
            "A": "It would, below `torch.no_grad()`.",
            "B": "The change would itself be recorded, and a leaf that has been changed is no longer where the history begins.",
            "C": "Nothing but `zero_grad` empties `.grad`.",
        },
        experiment=_in_place,
    ),
    "prediction_6": Question(
        {
            "A": "That is what `prediction.detach()` gives.",
            "B": "Flags are set on leaves; whether a result requires gradients follows from what it was computed from.",
            "C": "PyTorch does not let you believe that: it refuses.",
        },
        experiment=_flag_of_a_result,
    ),
    "prediction_7": Question(
        {
            "A": "Only with `materialize_grads=True`.",
            "B": "Only with `allow_unused=True`.",
            "C": "It asks first whether you meant it: `allow_unused=True` says so.",
        },
        experiment=_unused,
    ),
    "prediction_8": Question(
        {
            "A": "`no_grad` stops the recording. Moving is no recording.",
            "B": "An optimizer's step is never recorded anyway.",
            "C": "The flag belongs to the parameter, and nobody changed it.",
        },
        experiment=_step_unrecorded,
    ),
    "understanding_1": Question(
        {
            "A": "That would say: the loss depends on it, and is flat here.",
            "B": "None means that nothing arrived: frozen, unused, or no `backward` yet.",
            "C": "A frozen parameter is one of several reasons for it.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "Frozen means that a weight gets no gradient. What lies before it still gets its share through it.",
            "B": "The frozen layer keeps no gradient for itself, but it hands on those of the layer before it.",
            "C": "Freezing cuts nothing off: the layers on both sides get their gradients as before.",
        },
        answer="A",
    ),
    "understanding_3": Question(
        {
            "A": "It falls much faster than that.",
            "B": "That is the difference to one side only.",
            "C": "The error shrinks with the square of eps, until rounding takes over.",
        },
        answer="C",
    ),
}
