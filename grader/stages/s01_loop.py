"""01_loop: forward, loss, backward, step."""

from __future__ import annotations

import ast
import linecache
from dataclasses import replace
from itertools import pairwise
from typing import Any

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
from grader.scenes.training import draw as training

stage = Stage("The heartbeat: forward, loss, backward, step", minutes=50, difficulty="gentle")


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


LETTERS_LIMIT = 20
FILE = "<your order>"


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
    if len(letters) > LETTERS_LIMIT:
        raise BadOrder(f"STEP_ORDER has {len(letters)} letters; one step has five lines.")
    strange = [ch for ch in letters if ch not in LINES]
    if strange:
        raise BadOrder(f"STEP_ORDER has {strange[0]!r}; the lines are lettered A to F.")
    body = "\n".join(f"    {LINES[ch]}" for ch in letters)
    last = "    return loss if isinstance(loss, float) else loss.item()"
    source = f"def train_step(model, x, y, loss_fn, optimizer):\n{body}\n{last}\n"
    names: dict[str, Any] = {}
    # A card shows the line that raised: the first letter is line 1, so the head is line 0.
    tree = ast.increment_lineno(ast.parse(source), -1)
    linecache.cache[FILE] = (len(source), None, source.splitlines(keepends=True)[1:], FILE)
    exec(compile(tree, FILE, "exec"), names)
    return names["train_step"]


_STEP = (
    Probe("sgd", training.step, about="three batches under SGD"),
    Probe(
        "momentum",
        training.step,
        {"net": "rows", "optimizer": "momentum", "task": "regress", "lr": 0.1, "train": False},
        about="three batches of a regression, inputs of shape (N, 2, 5), SGD with momentum",
    ),
    Probe("adam", training.step, {"optimizer": "adam", "lr": 0.05}, about="Adam"),
    Probe("still", training.step, {"lr": 0.0, "task": "regress"}, about="a learning rate of 0"),
    Probe(
        "wild",
        training.step,
        {"sizes": (4, 5), "task": "regress", "lr": 0.003, "apart": 30.0},
        about="two batches far from their targets",
    ),
    Probe(
        "fine",
        training.step,
        {"sizes": (4, 5), "task": "regress", "lr": 0.5, "apart": (0.001, 0.04), "level": 10.0},
        about="two batches close to their targets",
    ),
)
_STEP_CURVE = Probe("curve", training.step, {"repeat": 6, "lr": 0.3})

_STATE = (WEIGHTS, MOVED, BUFFERS, RATES, TRAINABLE)
_OWN_STATE = (FOUND, STEPPED, MOVED_BY_CALL, MEMORIES, UPDATES, RATES, TRAINABLE)
_MOVES = Promise(
    "Each call moves the weights by one step of the optimizer as it is given, with the gradient of its own batch's loss.",
    items=_STATE,
    stepwise=_OWN_STATE,
    probes=("sgd", "momentum", "adam", "wild", "fine", "still"),
    weight=3,
    says=("Use it for the update", "It must be right when"),
)
_FLOAT = Promise(
    "It returns what loss_fn gives for its own batch, as a number.",
    items=(RETURN, GRAPH_RETURNED),
    stepwise=(LOSS, GRAPH_RETURNED),
    probes=("still",),
    says=("The loss before the update",),
)
_MODE = Promise(
    "A model that comes in train mode computes in it, and is left in it.",
    items=(),
    stepwise=(MODE, MODE_AFTER),
    weight=0.5,
    side=True,
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
        promises=(_MOVES,),
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
        promises=(
            _MOVES,
            _FLOAT,
            Promise(
                "What it returns is the loss at the weights before the update.",
                rests_on=(2,),
                items=(RETURN,),
                stepwise=(LOSS,),
                probes=("sgd", "momentum", "adam", "wild", "fine"),
                says=("The loss before",),
            ),
            replace(_MODE, probes=("sgd", "adam"), says=("Its mode is not",)),
        ),
        returns=Number(),
        curve=_STEP_CURVE,
        allows={"Its mode is not": "model_zero_grad", "(A 0-dim tensor without": "tensor_result"},
        describes=(
            "Make one training",
            "model: Module from",
            "x: Inputs of one",
            "y: Targets of that",
            "loss_fn: Takes predictions",
            "optimizer: Holds the model's",
            "`.grad` is None",
        ),
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
            Probe("sgd", training.steps, about="4 steps, then 2 more, under SGD"),
            Probe(
                "momentum",
                training.steps,
                {"net": "rows", "optimizer": "momentum", "task": "regress", "lr": 0.1},
                about="a regression, inputs of shape (N, 2, 5), SGD with momentum",
            ),
            Probe("adam", training.steps, {"optimizer": "adam", "lr": 0.05}, about="Adam"),
            Probe(
                "still",
                training.steps,
                {"lr": 0.0, "counts": (3, 1)},
                about="a learning rate of 0",
            ),
            Probe("long", training.steps, {"lr": 0.1, "counts": (6,)}, about="6 steps"),
            Probe(
                "rising",
                training.steps,
                {"counts": (5,), "task": "regress", "lr": 0.8, "apart": 0.1},
                about="a learning rate that is too large, and a loss that rises at every step",
            ),
            Probe(
                "wild",
                training.steps,
                {"counts": (4,), "task": "regress", "lr": 0.2, "apart": 30.0},
                about="a batch far from its targets, and a loss that rises and falls again",
            ),
            Probe(
                "fine",
                training.steps,
                {"counts": (3,), "task": "regress", "lr": 0.1, "apart": 0.04, "level": 10.0},
                about="a batch close to its targets",
            ),
        ),
        promises=(
            Promise(
                "`steps` times the weights move by one step of the optimizer as it is given, with the gradient of the loss before it.",
                items=_STATE,
                stepwise=_OWN_STATE,
                probes=("sgd", "momentum", "adam", "long", "rising", "wild", "fine", "still"),
                weight=3,
                says=("Make several training",),
            ),
            Promise(
                "It returns one number per step, without a graph.",
                items=(RETURN, GRAPH_RETURNED),
                stepwise=(RETURNED, GRAPH_RETURNED),
                probes=("still",),
                elsewhere=("sgd", "momentum", "adam", "long", "rising", "wild", "fine"),
                says=("A list of `steps`",),
            ),
            Promise(
                "For each update, in order, it returns the loss before it.",
                items=(RETURN,),
                stepwise=(LOSS,),
                probes=("sgd", "momentum", "adam", "long", "rising", "wild", "fine"),
                says=("A list of `steps`",),
            ),
            Promise(
                "No step's graph is kept after the step.",
                items=(GRAPH_GROWTH, GRAPHS_PILED, GRADIENT_GRAPHS, GRAPH_RETURNED),
                probes=("long",),
                weight=0.5,
                side=True,
                says=("No step's graph",),
            ),
            replace(_MODE, probes=("sgd", "adam"), says=("model, x, y, loss_fn, optimizer: As",)),
        ),
        returns=Numbers(),
        curve=Probe("curve", training.steps, {"counts": (18,), "lr": 0.3}),
        describes=("steps: How many",),
    ),
)


def _small_task() -> tuple[torch.nn.Module, torch.Tensor, torch.Tensor, torch.optim.Optimizer]:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = torch.nn.Linear(3, 1)
        x, y = torch.randn(8, 3), torch.randn(8, 1)
    return model, x, y, torch.optim.SGD(model.parameters(), lr=0.1)


def _step_first() -> Outcome:
    model, x, y, optimizer = _small_task()
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return Outcome("C", (f"First loss {losses[0]:.4g}, last loss {losses[-1]:.4g}.",))


def _piled_up() -> Outcome:
    model, x, y, optimizer = _small_task()
    fresh, used = [], []
    weight = next(model.parameters())
    weight.register_hook(lambda gradient: fresh.append(gradient.flatten()[0].item()))
    for _ in range(2):
        torch.nn.functional.mse_loss(model(x), y).backward()
        assert weight.grad is not None
        used.append(weight.grad.flatten()[0].item())
        optimizer.step()
    told = (
        f"For one weight, the new gradients are {fresh[0]:.3g} and {fresh[1]:.3g}.",
        f"The gradients used are {used[0]:.3g} and {used[1]:.3g}.",
    )
    return Outcome("B", told)


ORDERS = {
    "A": "zero forward backward step",
    "B": "zero forward step backward",
    "C": "forward backward step",
}


def _losses(order: str, steps: int = 150) -> list[float]:
    """Return the loss before each update of a loop whose calls are in some order."""
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    x, y = torch.randn(16, 3), torch.randn(16, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
    losses: list[float] = []
    for _ in range(steps):
        for call in order.split():
            if call == "zero":
                optimizer.zero_grad()
            elif call == "forward":
                loss = torch.nn.functional.mse_loss(net(x), y)
                losses.append(loss.item())
            elif call == "backward":
                loss.backward()
            else:
                optimizer.step()
    return losses


def _curves() -> dict[str, list[float]]:
    return {letter: _losses(order) for letter, order in ORDERS.items()}


def _never_emptied() -> Outcome:
    losses = _losses(ORDERS["C"])
    rises = sum(after > before for before, after in pairwise(losses))
    right = sum(after > before for before, after in pairwise(_losses(ORDERS["A"])))
    told = (
        f"Without `zero_grad`, {rises} of {len(losses) - 1} updates made the loss larger.",
        f"With it, {right or 'none'} did.",
    )
    return Outcome("C" if rises and not right else "A", told)


def _between() -> Outcome:
    usual, moved = _losses(ORDERS["A"]), _losses("forward zero backward step")
    same = usual == moved
    told = f"All {len(usual)} losses are the same: {same}."
    return Outcome("A" if same else "C", (told,))


questions = {
    "recall_1": Question(
        {
            "A": "The text is never searched: code may be written in any way.",
            "B": "Gradients, weights, results and the order of events are compared.",
            "C": "A final loss alone cannot tell two mistakes apart.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "Nothing sums the elements up.",
            "B": "Elementwise arithmetic keeps the shape.",
            "C": "The values are doubled, not their number.",
        },
        answer="B",
    ),
    "recall_3": Question(
        {
            "A": "It writes into the tensor, for everybody who holds it.",
            "B": "A copy is made by `x + 1`, not by `x += 1`.",
            "C": "The shape makes no difference.",
        },
        answer="A",
    ),
    "prediction_1": Question(
        {
            "A": "For that, gradients would have to be there when `step` runs.",
            "B": "The late gradients never come to use: the next `zero_grad` throws them away.",
            "C": "`step` finds emptied gradients each time, so nothing moves at all.",
            "D": "A step without gradients is allowed and does nothing.",
        },
        experiment=_step_first,
    ),
    "prediction_2": Question(
        {
            "A": "That is what `zero_grad` would make of it.",
            "B": "`backward` adds to what is in `.grad`.",
            "C": "Nothing divides by the number of batches.",
        },
        experiment=_piled_up,
    ),
    "prediction_3": Question(
        {
            "A": "The loop with `zero_grad` does that: each step goes down one gradient.",
            "B": "For that, nothing would have to move; without `zero_grad` the gradients are there, and too many.",
            "C": "Without `zero_grad`, each update uses the sum of all gradients so far, so the steps grow: first ahead, then past the goal.",
        },
        experiment=_never_emptied,
        curves=Curves(_curves),
    ),
    "prediction_4": Question(
        {
            "A": "`.grad` has to be empty when `backward` adds to it, and full when `step` reads it. Both hold.",
            "B": "`zero_grad` touches `.grad` alone; the prediction and its graph stay.",
            "C": "What it throws away was used by the step before.",
        },
        experiment=_between,
    ),
    "understanding_1": Question(
        {
            "A": "`backward` fills `.grad` and leaves the weights alone.",
            "B": "The optimizer moves the weights, and only in `step`.",
            "C": "A forward pass only reads the weights.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "Then the loss would jump about or grow.",
            "B": "Then the weights do move, and too far.",
            "C": "Without gradients `step` moves nothing, and the loss stays as it is.",
        },
        answer="C",
    ),
    "understanding_3": Question(
        {
            "A": "At the end of the step it empties `.grad` for the next one, which is fine.",
            "B": "Between the two it throws away the gradients that `step` is about to use.",
            "C": "Before `backward` it empties `.grad` just in time, which is fine.",
        },
        answer="B",
    ),
}
