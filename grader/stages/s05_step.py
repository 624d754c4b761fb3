"""05_step: learn something."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.scenes.updates import draw as updates
from grader.scenes.updates.draw import ABOVE, ALIKE, BELOW, CANCELLING, DIFFERENT
from grader.scenes.updates.follow import CORRECTED, LEFT_OUT, NOT_LEFT, ZERO_LEFT_OUT
from grader.scenes.updates.play import (
    COUNT,
    DTYPES,
    FIRST_MOMENTS,
    GRADIENTS,
    LEAVES,
    MOVED,
    PARAMETERS,
    RECORDING,
    SAME,
    SECOND_MOMENTS,
    VELOCITIES,
    VELOCITY_GRADIENTS,
)

stage = Stage("Learn something", minutes=60, difficulty="steady")


def sgd_step(params, lr):  # type: ignore[no-untyped-def]  # noqa: D103
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad


def momentum_step(params, velocity, lr, momentum):  # type: ignore[no-untyped-def]  # noqa: D103
    with torch.no_grad():
        for p, v in zip(params, velocity, strict=True):
            if p.grad is not None:
                v.copy_(momentum * v + p.grad)
                p -= lr * v


def adam_step(params, state, lr, betas=(0.9, 0.999), eps=1e-8):  # type: ignore[no-untyped-def]  # noqa: D103
    beta1, beta2 = betas
    state["t"] += 1
    t = state["t"]
    with torch.no_grad():
        for p, m, v in zip(params, state["m"], state["v"], strict=True):
            if p.grad is not None:
                m.copy_(beta1 * m + (1 - beta1) * p.grad)
                v.copy_(beta2 * v + (1 - beta2) * p.grad**2)
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                p -= lr * m_hat / (v_hat.sqrt() + eps)


# Which parameters, by place in the list, have no gradient at the first call, the second, ...
_MIDDLE = {"shapes": ALIKE, "calls": 3, "missing": ((1,), (0, 2), (3,)), "unrecorded": (1,)}
_ABOUT_MIDDLE = "four parameters, some without a gradient; once below torch.no_grad()"
_ZERO = ((), (0, 2), (2,))

_NUMBERS = PARAMETERS + MOVED
# Large and small gradients, and weights beside which their step is small.
_WILD = {
    "shapes": ((3,), (2, 2), (3,)),
    "scales": (40.0, 0.004, 0.02),
    "heights": (1.0, 1.0, 50.0),
    "calls": 1,
}
_ABOUT_WILD = "large and small gradients, and weights of different size"

_KEPT = (
    Promise(
        "`params` holds the same objects, of the same dtype and in the same order; they require gradients as before and have no graph.",
        items=(SAME, LEAVES, DTYPES),
        weight=0.5,
        side=True,
        says=("The parameters stay the", "They still require gradients"),
    ),
    Promise(
        "Every `.grad` is what it was, and gradients are recorded afterwards as before.",
        items=(GRADIENTS, RECORDING),
        weight=0.5,
        side=True,
        says=("`params` and every",),
    ),
)

exercises = (
    Exercise(
        name="sgd_step",
        hints=(
            "Where does a parameter keep its gradient, and what stands there when none arrived?",
            "The numbers inside the parameter have to change: `p = …` only gives a name to another tensor. And the change must not be recorded.",
            "Below `with torch.no_grad():`, loop over `params`; where `p.grad is not None`, write `p -= lr * p.grad`.",
        ),
        reference=sgd_step,
        probes=(
            Probe(
                "all",
                updates.sgd,
                {"shapes": DIFFERENT},
                about="three parameters of different shapes",
            ),
            Probe(
                "middle",
                updates.sgd,
                _MIDDLE,
                about=_ABOUT_MIDDLE,
            ),
            Probe("wild", updates.sgd, _WILD, about=_ABOUT_WILD),
            Probe(
                "partly",
                updates.sgd,
                {"shapes": ((3,), (2, 2), (2,)), "forms": (ABOVE, BELOW, CANCELLING), "calls": 1},
                about="gradients of which one entry is 0, and one whose entries add up to 0",
            ),
        ),
        promises=(
            Promise(
                "Each parameter becomes p - lr · p.grad, with the p.grad that was handed over.",
                items=_NUMBERS,
                stepwise=MOVED,
                probes=("all", "wild", "partly"),
                weight=3,
                says=("Each parameter p",),
            ),
            Promise(
                "A parameter whose `.grad` is None is left alone, and the others are not.",
                rests_on=(1,),
                items=_NUMBERS,
                stepwise=(NOT_LEFT, LEFT_OUT),
                probes=("middle",),
                weight=2,
                says=("One whose `.grad`",),
            ),
            *_KEPT,
        ),
        allows={"What the function": "flags"},
        describes=(
            "Make one step",
            "params: A list",
            "The `.grad` of each",
            "lr: Learning rate, a positive",
            "It may be",
        ),
    ),
    Exercise(
        name="momentum_step",
        hints=(
            "Two things change for each parameter. Which of them first?",
            "The new velocity is momentum times the old one plus the gradient, and the list has to hold it when your function returns. The parameter moves by lr times the new velocity.",
            "Loop over `zip(params, velocity)` below `torch.no_grad()`; where there is a gradient, `v.copy_(momentum * v + p.grad)` and then `p -= lr * v`.",
        ),
        reference=momentum_step,
        probes=(
            Probe(
                "all",
                updates.momentum,
                {"shapes": DIFFERENT, "reuse": True},
                about="three parameters of different shapes, starting with a velocity of zero",
            ),
            Probe(
                "changing",
                updates.momentum,
                {
                    "shapes": ((3,), (4, 1)),
                    "started": True,
                    "changing": True,
                    "forgets": (1,),
                    "reuse": True,
                },
                about="a velocity from before, and another lr and momentum at every call, once 0",
            ),
            Probe(
                "middle",
                updates.momentum,
                {**_MIDDLE, "started": True},
                about=_ABOUT_MIDDLE,
            ),
            Probe(
                "zero",
                updates.momentum,
                {"shapes": ((3,), (2, 2), (2,)), "zero": _ZERO},
                about="gradients that are zero",
            ),
            Probe("wild", updates.momentum, {**_WILD, "started": True}, about=_ABOUT_WILD),
        ),
        promises=(
            Promise(
                "Each velocity becomes momentum · v + p.grad; the list holds it until the next call, and it requires no gradients.",
                items=(*VELOCITIES, VELOCITY_GRADIENTS),
                stepwise=(*VELOCITIES, VELOCITY_GRADIENTS),
                probes=("all", "wild"),
                weight=2,
                says=(
                    "For each parameter",
                    "Afterwards the list",
                ),
            ),
            Promise(
                "Each parameter becomes p - lr · v, with the new velocity.",
                items=_NUMBERS,
                stepwise=MOVED,
                probes=("all", "wild"),
                weight=2,
                says=("For each parameter",),
            ),
            Promise(
                "It goes on from any velocity, with the lr and momentum of that call.",
                rests_on=(1, 2),
                items=(*_NUMBERS, *VELOCITIES),
                stepwise=(*MOVED, *VELOCITIES),
                probes=("changing",),
                says=(
                    "It holds zeros, or what",
                    "Both may be",
                ),
            ),
            Promise(
                "A parameter whose `.grad` is None is left alone, its velocity too, and the others are not.",
                rests_on=(1, 2),
                items=_NUMBERS + VELOCITIES,
                stepwise=(NOT_LEFT, LEFT_OUT),
                probes=("middle",),
                weight=2,
                says=("Where `.grad` is None, the parameter",),
            ),
            Promise(
                "A gradient that is zero counts like any other.",
                rests_on=(1, 2),
                items=_NUMBERS + VELOCITIES,
                stepwise=(ZERO_LEFT_OUT,),
                probes=("zero",),
                says=("A gradient that",),
            ),
            *_KEPT,
        ),
        allows={"What the function": "foreach"},
        describes=(
            "Make one step",
            "params: A list",
            "velocity: A list",
            "lr: Learning rate, a positive",
            "momentum: How much",
        ),
    ),
    Exercise(
        name="adam_step",
        hints=(
            "What has to be remembered from one call to the next, and where is it kept?",
            "Per call: t grows by one. Per parameter with a gradient: m and v move a little towards the gradient and its square, m̂ and v̂ are computed from them without being stored, then p moves.",
            "`m.copy_(beta1 * m + (1 - beta1) * p.grad)`, the same for v with `p.grad**2`, `m_hat = m / (1 - beta1**t)`, `v_hat` likewise, `p -= lr * m_hat / (v_hat.sqrt() + eps)`.",
        ),
        reference=adam_step,
        probes=(
            Probe(
                "all",
                updates.adam,
                {"shapes": DIFFERENT},
                about="other betas, a large eps, and three parameters of different shapes",
            ),
            Probe(
                "defaults",
                updates.adam,
                {
                    "shapes": ((3,), (4, 1), (2,)),
                    "tiny": (2,),
                    "defaults": True,
                    "changing": True,
                    "reuse": True,
                },
                about="betas and eps left out, another lr at every call, and some tiny gradients",
            ),
            Probe(
                "middle",
                updates.adam,
                _MIDDLE,
                about=_ABOUT_MIDDLE,
            ),
            Probe(
                "zero",
                updates.adam,
                {"shapes": ((3,), (2, 2), (2,)), "zero": _ZERO},
                about="gradients that are zero",
            ),
            Probe("wild", updates.adam, _WILD, about=_ABOUT_WILD),
            Probe(
                "none",
                updates.adam,
                {"shapes": ((3,), (2, 2)), "missing": ((0, 1),), "calls": 1},
                about="two parameters, neither with a gradient",
            ),
        ),
        promises=(
            Promise(
                'state["m"] and state["v"] hold the new m and v until the next call.',
                items=FIRST_MOMENTS + SECOND_MOMENTS,
                stepwise=FIRST_MOMENTS + SECOND_MOMENTS,
                probes=("all", "defaults", "wild"),
                weight=2,
                says=(
                    "Then, for each",
                    'Afterwards `state["t"]`, `state["m"]`',
                ),
            ),
            Promise(
                'state["t"] grows by one with every call.',
                items=(COUNT,),
                stepwise=(COUNT,),
                weight=0.5,
                says=("t grows by one",),
            ),
            Promise(
                "Each parameter becomes p - lr · m̂ / (√v̂ + eps).",
                items=_NUMBERS,
                stepwise=(*MOVED, CORRECTED),
                probes=("all", "wild"),
                elsewhere=("middle",),
                weight=3,
                says=("Then, for each",),
            ),
            Promise(
                "So it is with betas and eps left out, and with another lr at every call.",
                rests_on=(3,),
                items=_NUMBERS,
                stepwise=MOVED,
                probes=("defaults",),
                says=(
                    "It may be",
                    "betas: Two floats",
                    "eps: A small",
                ),
            ),
            Promise(
                "A parameter whose `.grad` is None is left alone, its state too, and the others are not.",
                rests_on=(1, 3),
                items=_NUMBERS + FIRST_MOMENTS + SECOND_MOMENTS,
                stepwise=(NOT_LEFT, LEFT_OUT),
                probes=("middle",),
                weight=2,
                says=("Where `.grad` is None, the parameter, its",),
            ),
            Promise(
                "A gradient that is zero counts like any other.",
                rests_on=(1, 3),
                items=_NUMBERS + FIRST_MOMENTS + SECOND_MOMENTS,
                stepwise=(ZERO_LEFT_OUT,),
                probes=("zero",),
                says=("A gradient that",),
            ),
            *_KEPT,
        ),
        allows={"Further keys are": "tensor_count", "What the function": "new_lists"},
        describes=(
            "Make one step",
            "params: A list",
            "state: A dictionary",
            "Before the first",
            "lr: Learning rate, a positive",
        ),
    ),
)


def _too_large() -> Outcome:
    w = torch.tensor(1.0, requires_grad=True)
    loss = w**2
    loss.backward()
    assert w.grad is not None
    moved = w.item() - 1.1 * w.grad.item()
    told = (
        f"The gradient is {w.grad.item():.4g}, so w moves from {w.item():.4g} to {moved:.4g}.",
        f"The loss goes from {loss.item():.4g} to {moved**2:.4g}.",
    )
    return Outcome("C", told)


def _terminal_velocity() -> Outcome:
    w = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)
    told = []
    for number in range(1, 101):
        before = w.item()
        w.grad = torch.ones(())
        optimizer.step()
        if number in (1, 2, 10, 100):
            told.append(f"Step {number} moves the weight by {before - w.item():.3g}.")
    return Outcome("B", tuple(told))


def _scaled_loss() -> Outcome:
    told = []
    for scale in (1.0, 1000.0):
        w = torch.tensor([1.0, -2.0], requires_grad=True)
        optimizer = torch.optim.Adam([w], lr=0.1)
        (scale * (w**2).sum()).backward()
        before = w.detach().clone()
        optimizer.step()
        moved = math.sqrt(float((w.detach() - before).pow(2).sum()))
        told.append(f"Loss times {scale:.0f}: the first step has the length {moved:.4g}.")
    return Outcome("A", tuple(told))


def _valley(w: torch.Tensor) -> torch.Tensor:
    return 0.5 * (w[0] ** 2 + 12 * w[1] ** 2)


def _path(optimizer_for: Callable[[list[torch.Tensor]], torch.optim.Optimizer]) -> list[float]:
    """Return the losses on the way down the valley of the notebook, 25 steps long."""
    w = torch.tensor([-4.0, 1.5], requires_grad=True)
    optimizer = optimizer_for([w])
    losses = []
    for _ in range(26):
        optimizer.zero_grad()
        loss = _valley(w)
        loss.backward()  # type: ignore[no-untyped-call]
        losses.append(loss.item())
        optimizer.step()
    return losses


RATES = {"A": 0.002, "B": 0.05, "C": 0.18}


def _curves() -> dict[str, list[float]]:
    return {
        letter: _path(lambda p, lr=rate: torch.optim.SGD(p, lr=lr))  # type: ignore[misc]
        for letter, rate in RATES.items()
    }


def _highest_rate() -> Outcome:
    every = _curves()
    told = tuple(f"lr {RATES[k]}: the loss ends at {every[k][-1]:.2g}." for k in RATES)
    return Outcome(max(every, key=lambda letter: every[letter][-1]), told)


def _replaced_weight() -> Outcome:
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    model.weight = torch.nn.Parameter(torch.zeros(1, 3))
    for _ in range(10):
        optimizer.zero_grad()
        (model(torch.ones(4, 3)) - 1).square().mean().backward()
        optimizer.step()
    still = not model.weight.any()
    return Outcome("B" if still else "A", (f"The weight is {model.weight.tolist()}.",))


def _result_for_a_leaf() -> Outcome:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    try:
        torch.optim.SGD([w - 0.1], lr=0.1)
    except ValueError as error:
        return Outcome("C", (f"ValueError: {error}",))
    return Outcome("A", ())


def _truth_of_gradient() -> Outcome:
    try:
        told = bool(torch.ones(1, 2))
    except RuntimeError as error:
        return Outcome("C", (f"RuntimeError: {error}",))
    return Outcome("B", (f"It is {told}.",))


def _angles() -> Outcome:
    ways: dict[str, Callable[[list[torch.Tensor]], torch.optim.Optimizer]] = {
        "SGD": lambda p: torch.optim.SGD(p, lr=0.15),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.6),
        "Adam": lambda p: torch.optim.Adam(p, lr=0.4),
    }
    told, apart = [], []
    for name, optimizer_for in ways.items():
        w = torch.tensor([-4.0, 1.5], requires_grad=True)
        optimizer = optimizer_for([w])
        for _ in range(10):
            optimizer.zero_grad()
            _valley(w).backward()  # type: ignore[no-untyped-call]
            before = w.detach().clone()
            optimizer.step()
        assert w.grad is not None
        along = torch.nn.functional.cosine_similarity(w.detach() - before, -w.grad, dim=0)
        angle = float(torch.rad2deg(torch.acos(along.clamp(-1, 1))))
        apart.append(angle > 1)
        told.append(f"{name}: {angle:.0f} degrees apart.")
    answer = "A" if not any(apart) else "B" if apart == [False, True, True] else "C"
    return Outcome(answer, tuple(told))


def _adam_too_far() -> Outcome:
    losses = _path(lambda p: torch.optim.Adam(p, lr=40.0))
    told = f"The loss goes from {losses[0]:.3g} to about {round(losses[-1], -1):.0f}."
    return Outcome("C" if losses[-1] > 2 * losses[0] else "B", (told,))


questions = {
    "recall_1": Question(
        {
            "A": "Zero would say that the loss depends on it and is flat there.",
            "B": "Nothing arrived, so there is nothing.",
            "C": "Gradients begin as None, not as random numbers.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "`parameters()` knows registered layers only, and those of a plain list are not.",
            "B": "A plain list is not looked into, so `parameters()` does not give their weights.",
            "C": "Nothing complains, which is what makes this hard to find.",
        },
        answer="A",
    ),
    "recall_3": Question(
        {
            "A": "Emptying is somebody else's work: `zero_grad`.",
            "B": "The weights move by the scaled gradient; `.grad` itself is not scaled.",
            "C": "`step` reads `.grad` and leaves it as it is.",
        },
        answer="C",
    ),
    "prediction_1": Question(
        {
            "A": "The direction is right, but the step goes past the lowest point.",
            "B": "That would need a step to exactly the same height on the other side, which lr = 1 makes.",
            "C": "The step leads past the minimum and further up on the other side than where it began.",
        },
        experiment=_too_large,
    ),
    "prediction_3": Question(
        {
            "A": "Gradients add up in the velocity: the second step is longer than the first already.",
            "B": "A tenth of the velocity is lost at each step. It stops growing when this tenth is as large as the gradient that comes in.",
            "C": "A tenth of the velocity is lost at each step, and that loss grows with it.",
        },
        experiment=_terminal_velocity,
    ),
    "prediction_4": Question(
        {
            "A": "Adam divides by the size of the gradients, so their scale drops out.",
            "B": "That is what plain SGD would do.",
            "C": "The division takes away the scale, and no more than that.",
        },
        experiment=_scaled_loss,
    ),
    "prediction_2": Question(
        {
            "A": "This is the lowest rate, 0.002: it goes the right way and gets nowhere.",
            "B": "This is 0.05: short enough for the steep direction, long enough for the flat one.",
            "C": "In the steep direction each step lands further up on the other side.",
        },
        experiment=_highest_rate,
        curves=Curves(_curves, label="step", is_log=True),
    ),
    "prediction_5": Question(
        {
            "A": "An optimizer holds tensors, not names, and it holds the old one.",
            "B": "Its gradients arrive, and nobody moves it.",
            "C": "The old tensor is still there for the optimizer, and its `.grad` is None: nothing to do, no error.",
        },
        experiment=_replaced_weight,
    ),
    "prediction_6": Question(
        {
            "A": "It is a result with a history, and an optimizer takes leaves only.",
            "B": "The optimizer knows only what it is given.",
            "C": "It cannot optimise what is no leaf: a step has to change the tensor that is there.",
        },
        experiment=_result_for_a_leaf,
    ),
    "prediction_7": Question(
        {
            "A": "That is asked by `p.grad is not None`.",
            "B": "It would, for a tensor with one number, and that is not what you want either: zero is a gradient.",
            "C": "A tensor with more than one number is neither true nor false.",
        },
        experiment=_truth_of_gradient,
    ),
    "prediction_8": Question(
        {
            "A": "Only a step that is the gradient times a number is.",
            "B": "Momentum still has old gradients in it, and Adam stretches each direction by itself.",
            "C": "Plain SGD moves by -lr times the gradient and nothing else.",
        },
        experiment=_angles,
    ),
    "prediction_9": Question(
        {
            "A": "It adapts to the size of the gradients, and a step is about lr long whatever they are.",
            "B": "The first step alone goes 40 far, where less than 5 would do.",
            "C": "Each weight first moves by about lr, far past the lowest point, and the way back takes long.",
        },
        experiment=_adam_too_far,
    ),
    "understanding_1": Question(
        {
            "A": "Every step lands further up than the one before.",
            "B": "A loss that grows by about the same factor at every step does not turn round by itself.",
            "C": "With too small a rate the loss hardly moves, but it falls.",
        },
        answer="A",
    ),
    "understanding_2": Question(
        {
            "A": "The weights are kept in the model; no optimizer can lose them.",
            "B": "They live in the optimizer, and the new one begins with zeros and t = 0.",
            "C": "The weights are there, but the memory of the optimizer is not.",
        },
        answer="B",
    ),
    "understanding_3": Question(
        {
            "A": "An optimizer holds tensors, not names.",
            "B": "The tensors of the old head are valid parameters: nothing is there to complain about.",
            "C": "The optimizer goes on with the tensors of the old head, which nobody uses any more.",
        },
        answer="C",
    ),
}
