"""01_loop: forward, loss, backward, step."""

from __future__ import annotations

from typing import Any

import torch  # noqa: F401  (patched references use it)

from grader.contract import Number, Numbers
from grader.exercise import Clause, Exercise, Probe, Stage

stage = Stage("The heartbeat: forward, loss, backward, step", minutes=35, difficulty="gentle")


def train_step(model, x, y, loss_fn, optimizer):  # type: ignore[no-untyped-def]  # noqa: D103
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_fn(prediction, y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_steps(model, x, y, loss_fn, optimizer, steps):  # type: ignore[no-untyped-def]  # noqa: D103
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        prediction = model(x)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


LINES = {
    "A": "optimizer.step()",
    "B": "loss = loss_fn(prediction, y)",
    "C": "optimizer.zero_grad()",
    "D": "prediction = model(x)",
    "E": "loss.backward()",
    "F": "loss = loss.item()",
}


class BadOrder(Exception):
    """The answer is not a string of line letters."""


def from_letters(answer: Any) -> Any:
    """Turn a string such as ``"CDBEA"`` into the training step it describes.

    Raises:
        BadOrder: if the answer is not a string of the letters A to F.
    """
    if not isinstance(answer, str):
        raise BadOrder(f"STEP_ORDER should be a string of letters, but it is {answer!r}.")
    letters = [ch for ch in answer.upper() if not (ch.isspace() or ch in ",;->")]
    if not letters:
        raise BadOrder("STEP_ORDER is not written yet: put the letters in order.")
    strange = [ch for ch in letters if ch not in LINES]
    if strange:
        raise BadOrder(f"STEP_ORDER has {strange[0]!r}; the lines are lettered A to F.")
    body = "\n".join(f"    {LINES[ch]}" for ch in letters)
    last = "    return loss if isinstance(loss, float) else loss.item()"
    source = f"def train_step(model, x, y, loss_fn, optimizer):\n{body}\n{last}\n"
    names: dict[str, Any] = {}
    exec(compile(source, "<your order>", "exec"), names)
    return names["train_step"]


_STEP = (
    Probe("sgd", "training:step", about="three batches under SGD"),
    Probe(
        "momentum",
        "training:step",
        {"optimizer": "momentum", "task": "regress", "lr": 0.1, "train": False},
        about="three batches of a regression, SGD with momentum",
    ),
    Probe("adam", "training:step", {"optimizer": "adam", "lr": 0.05}, about="Adam"),
    Probe("still", "training:step", {"lr": 0.0}, about="a learning rate of 0"),
)
_STEP_CURVE = Probe("curve", "training:step", {"repeat": 6, "lr": 0.3})

_MOVES = Clause(
    "Each call moves the weights by one step down the gradient of its own batch's loss.",
    items=("weights", "buffers", "rates", "trainable"),
    probes=("sgd", "momentum", "adam"),
    weight=3,
)
_FLOAT = Clause(
    "It returns the loss before the update as a number.",
    items=("return", "graph.returned"),
    probes=("still",),
)

exercises = (
    Exercise(
        name="STEP_ORDER",
        hints=(
            "Which line makes something that the next one needs?",
            "The loss needs a prediction, `backward()` needs a loss, `step()` needs gradients. What has to be gone before new gradients arrive?",
            "Prediction, loss, zero_grad, backward, step is one order that works.",
        ),
        reference=train_step,
        probes=_STEP,
        clauses=(_MOVES,),
        curve=_STEP_CURVE,
        prepare=from_letters,
    ),
    Exercise(
        name="train_step",
        hints=(
            "Name the four things that happen in one step, in order. What must be cleared in between?",
            "Forward, loss, backward, step; and gradients of an earlier call must not stay in `.grad`.",
            "Empty the gradients, predict, compute `loss_fn(prediction, y)`, call `backward()` on it, call `optimizer.step()`, return `loss.item()`.",
        ),
        reference=train_step,
        probes=_STEP,
        clauses=(
            _MOVES,
            _FLOAT,
            Clause(
                "What it returns belongs to the weights before the update.",
                items=("return",),
                probes=("sgd", "momentum", "adam"),
            ),
        ),
        returns=Number(),
        curve=_STEP_CURVE,
    ),
    Exercise(
        name="train_steps",
        hints=(
            "How does one step look, and what changes when it is repeated?",
            "Collect each loss as a float, before its update changes the weights.",
            "Write one whole step inside `for _ in range(steps):` and append `loss.item()` to a list.",
        ),
        reference=train_steps,
        probes=(
            Probe("sgd", "training:steps", about="4 steps, then 2 more, under SGD"),
            Probe(
                "momentum",
                "training:steps",
                {"optimizer": "momentum", "task": "regress", "lr": 0.1},
                about="a regression, SGD with momentum",
            ),
            Probe("adam", "training:steps", {"optimizer": "adam", "lr": 0.05}, about="Adam"),
            Probe(
                "still",
                "training:steps",
                {"lr": 0.0, "counts": (3, 1)},
                about="a learning rate of 0",
            ),
            Probe("long", "training:steps", {"lr": 0.1, "counts": (6,)}, about="6 steps"),
        ),
        clauses=(
            Clause(
                "Each step moves the weights once, down the gradient of its own loss.",
                items=("weights", "buffers", "rates", "trainable"),
                probes=("sgd", "momentum", "adam", "long"),
                weight=3,
            ),
            Clause(
                "It returns one number per step.",
                items=("return", "graph.returned"),
                probes=("still",),
            ),
            Clause(
                "Each number is the loss before its update.",
                items=("return",),
                probes=("sgd", "momentum", "adam", "long"),
            ),
            Clause(
                "No step's graph is kept after the step.",
                items=("graph.growth",),
                probes=("long",),
                weight=0.5,
                side=True,
            ),
        ),
        returns=Numbers(),
        curve=Probe("curve", "training:steps", {"counts": (18,), "lr": 0.3}),
    ),
)
