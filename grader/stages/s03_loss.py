"""03_loss: one number that says how wrong."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Number, TensorOf
from grader.observe.recorder import (
    BACKWARD_GRADIENT,
    BUFFERS,
    GRAPH_RETURNED,
    RAISED,
    RETURN,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.evaluation.play import GRADIENTS, MODES
from grader.scenes.functions.play import EXACTLY
from grader.scenes.losses import draw as scenes
from grader.scenes.losses.play import ARGUMENTS, DIFFERENTIABLE, GRADIENT, KIND, VALUE

stage = Stage("One number that says how wrong", minutes=60, difficulty="steady")


def mse(prediction, target):  # type: ignore[no-untyped-def]  # noqa: D103
    if prediction.shape != target.shape:
        raise ValueError("prediction and target need the same shape")
    losses = (prediction - target) ** 2
    return losses.mean()


def cross_entropy(logits, labels):  # type: ignore[no-untyped-def]  # noqa: D103
    shifted = logits - logits.max(dim=1, keepdim=True).values
    log_probabilities = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    losses = -log_probabilities[torch.arange(len(labels)), labels]
    return losses.mean()


def bce_with_logits(logits, targets):  # type: ignore[no-untyped-def]  # noqa: D103
    losses = logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))
    return losses.mean()


def classification_loss(model, x, labels):  # type: ignore[no-untyped-def]  # noqa: D103
    loss_fn = torch.nn.CrossEntropyLoss()
    logits = model(x)
    loss = loss_fn(logits, labels)
    return loss  # noqa: RET504


def expected_initial_loss(num_classes):  # type: ignore[no-untyped-def]  # noqa: D103
    return math.log(num_classes)


_SHAPES = (
    ((5, 1), (5,)),
    ((5,), (5, 1)),
    ((4, 3), (4, 3)),
    ((4, 3), (3,)),
    ((4, 3), (4, 1)),
    ((1,), (5,)),
    ((5, 1), (5, 1)),
    ((6,), (2, 3)),
    ((4, 3), (3, 4)),
    ((5,), (5,)),
)

_ONE_NUMBER = Promise(
    "The result is one number, a 0-dim tensor, with one example as well.",
    items=(KIND,),
    side=True,
    says=("A 0-dim tensor, for",),
)
_STABLE = Promise(
    "Value and gradient are finite and right for logits of 1e4 and -1e4.",
    rests_on=(1, 3),
    items=(RETURN, GRADIENT),
    stepwise=(VALUE, GRADIENT),
    probes=("large",),
    weight=2,
    says=("Value and gradient are finite",),
)
_UNCHANGED = Promise(
    "Both arguments are left as they were.",
    items=(ARGUMENTS, EXACTLY),
    side=True,
    says=("Both arguments are left",),
)

exercises = (
    Exercise(
        name="mse",
        hints=(
            "What does your function do first when the two shapes differ, and what when they do not?",
            "Compare the shapes, then square the differences; the mean goes over all entries, not only over the rows.",
            "Raise `ValueError` when `prediction.shape != target.shape`; otherwise return `((prediction - target) ** 2).mean()`.",
        ),
        reference=mse,
        probes=(
            Probe(
                "matrix",
                scenes.by_hand,
                {"shape": (4, 3), "targets": "numbers"},
                about="4 examples with 3 outputs",
            ),
            Probe(
                "column",
                scenes.by_hand,
                {"shape": (5, 1), "targets": "numbers"},
                about="a column of 5",
            ),
            Probe(
                "vector",
                scenes.by_hand,
                {"shape": (6,), "targets": "numbers"},
                about="a vector of 6",
            ),
            Probe(
                "deep",
                scenes.by_hand,
                {"shape": (2, 3, 2), "targets": "numbers"},
                about="three dimensions",
            ),
            Probe(
                "one",
                scenes.by_hand,
                {"shape": (1, 2), "targets": "numbers"},
                about="a single example",
            ),
            Probe(
                "far",
                scenes.by_hand,
                {"shape": (3, 2), "targets": "numbers", "scale": 4000.0},
                about="predictions far from their targets",
            ),
            Probe(
                "shapes",
                scenes.two_shapes,
                {"pairs": _SHAPES},
                about="shapes that differ, (5, 1) and (5,) among them, and some that do not",
            ),
        ),
        promises=(
            Promise(
                "The value is the mean of the squared differences over all entries.",
                items=(RETURN,),
                stepwise=(VALUE,),
                probes=("matrix", "column", "vector", "deep", "one", "far"),
                weight=2,
                says=("A 0-dim tensor: the mean",),
            ),
            Promise(
                "The result is one number, a 0-dim tensor.",
                items=(KIND,),
                probes=("matrix", "column", "vector", "deep", "one"),
                side=True,
                says=("A 0-dim tensor: the mean",),
            ),
            Promise(
                "The prediction gets the right gradient from it.",
                rests_on=(1,),
                items=(GRADIENT, GRAPH_RETURNED),
                probes=("matrix", "column", "vector", "deep", "one", "far"),
                says=("It is differentiable",),
            ),
            Promise(
                "ValueError is raised exactly when the shapes differ.",
                items=(RAISED,),
                probes=("shapes",),
                weight=2,
                says=("ValueError: if the two",),
            ),
            Promise(
                "Both arguments are left as they were.",
                items=(ARGUMENTS, EXACTLY),
                probes=("matrix", "column", "vector", "deep", "one"),
                side=True,
                says=("Both arguments are",),
            ),
        ),
        returns=TensorOf(),
        describes=(
            "Return the mean",
            "prediction: Floating-point tensor with",
            "target: Floating-point tensor of the same",
        ),
    ),
    Exercise(
        name="cross_entropy",
        hints=(
            "Which log-probability does each row give to its own label?",
            "log softmax is the score minus the log of the sum of the exponentials of its row. Subtract the row's largest score first: it changes nothing on paper, and no exponential overflows.",
            "`shifted = logits - logits.max(dim=1, keepdim=True).values`, then `shifted - shifted.exp().sum(dim=1, keepdim=True).log()`; pick `[torch.arange(len(labels)), labels]`, take the mean and turn its sign.",
        ),
        reference=cross_entropy,
        probes=(
            Probe(
                "scores",
                scenes.by_hand,
                {"shape": (6, 4), "targets": "classes"},
                about="6 examples, 4 classes, and no label of the last class",
            ),
            Probe(
                "many",
                scenes.by_hand,
                {"shape": (3, 7), "targets": "classes"},
                about="more classes than examples",
            ),
            Probe(
                "one",
                scenes.by_hand,
                {"shape": (1, 3), "targets": "classes"},
                about="a single example",
            ),
            Probe("large", scenes.large_for_classes, about="scores up to 1e4, on different levels"),
        ),
        promises=(
            Promise(
                "The value is the mean over the examples of minus the log-probability of the label.",
                items=(RETURN,),
                stepwise=(VALUE,),
                probes=("scores", "many", "one"),
                weight=3,
                says=(
                    "A batch need",
                    "A 0-dim tensor, for N",
                ),
            ),
            _ONE_NUMBER,
            Promise(
                "The logits get the right gradient from it.",
                rests_on=(1,),
                items=(GRADIENT, GRAPH_RETURNED),
                probes=("scores", "many", "one"),
                says=("It is differentiable",),
            ),
            _STABLE,
            _UNCHANGED,
        ),
        returns=TensorOf(),
        describes=(
            "Return the cross",
            "logits: Raw scores",
            "labels: Classes (N,), int64, from",
        ),
    ),
    Exercise(
        name="bce_with_logits",
        hints=(
            "What is the loss of one entry when its target is 1, and what when it is 0?",
            "-t·log(p) - (1-t)·log(1-p) with p = sigmoid(z) is log(1 + exp(z)) - z·t. Which of its parts overflows, and for which sign of z?",
            "log(1 + exp(z)) equals max(z, 0) + log(1 + exp(-|z|)): `logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))`, then the mean.",
        ),
        reference=bce_with_logits,
        probes=(
            Probe(
                "shares",
                scenes.by_hand,
                {"shape": (4, 3), "targets": "shares"},
                about="4 examples with 3 outputs and soft targets",
            ),
            Probe(
                "vector",
                scenes.by_hand,
                {"shape": (7,), "targets": "shares"},
                about="a vector of 7",
            ),
            Probe(
                "one",
                scenes.by_hand,
                {"shape": (1, 1), "targets": "shares"},
                about="a single example",
            ),
            Probe("large", scenes.large_for_shares, about="logits up to 1e4"),
        ),
        promises=(
            Promise(
                "The value is the mean of the binary cross entropy over all entries, soft targets included.",
                items=(RETURN,),
                stepwise=(VALUE,),
                probes=("shares", "vector", "one"),
                weight=3,
                says=(
                    "Soft targets such",
                    "A 0-dim tensor, for a single",
                ),
            ),
            _ONE_NUMBER,
            Promise(
                "The logits get the right gradient from it.",
                rests_on=(1,),
                items=(GRADIENT, GRAPH_RETURNED),
                probes=("shares", "vector", "one"),
                says=("It is differentiable",),
            ),
            _STABLE,
            _UNCHANGED,
        ),
        returns=TensorOf(),
        describes=(
            "Return the binary",
            "logits: Raw scores",
            "targets: Floats from",
            "(The gradient at a logit",
        ),
    ),
    Exercise(
        name="classification_loss",
        hints=(
            "What does the model return, and what does the cross entropy of PyTorch want?",
            "Both are raw scores: nothing belongs between the model and the loss.",
            "`return torch.nn.functional.cross_entropy(model(x), labels)`",
        ),
        reference=classification_loss,
        probes=(
            Probe("train", scenes.of_model, about="a model in train mode"),
            Probe("eval", scenes.of_model, {"train": False}, about="a model in eval mode"),
            Probe(
                "one",
                scenes.of_model,
                {"net": "rows", "n": 1, "calls": 1},
                about="a single example of 2 rows: x has the shape (1, 2, 5)",
            ),
            Probe(
                "batch",
                scenes.of_model,
                {"net": "batch", "calls": 1, "gain": 150.0},
                about="a model with BatchNorm in train mode, and large logits",
            ),
        ),
        promises=(
            Promise(
                "The value is the mean cross entropy of the model's raw logits, in the mode it comes in.",
                items=(RETURN,),
                stepwise=(VALUE,),
                weight=3,
                says=(
                    "The loss belongs",
                    "A 0-dim tensor: the mean",
                ),
            ),
            Promise(
                "The result is one number, a 0-dim tensor.",
                items=(KIND,),
                side=True,
                says=("A 0-dim tensor: the mean",),
            ),
            Promise(
                "Every parameter gets the right gradient from it.",
                rests_on=(1,),
                items=(BACKWARD_GRADIENT, DIFFERENTIABLE, GRAPH_RETURNED),
                weight=2,
                says=("It is differentiable",),
            ),
            Promise(
                "Modes, weights, `requires_grad` and `.grad` stay as they are, and buffers move as in one forward pass.",
                items=(MODES, WEIGHTS, BUFFERS, TRAINABLE, GRADIENTS),
                side=True,
                says=(
                    "The loss belongs",
                    "Calling `backward()` is the caller's",
                ),
            ),
        ),
        returns=TensorOf(),
        describes=(
            "Return the loss",
            "model: Module from",
            "x: Inputs of N",
            "labels: Classes (N,), int64.",
            "A batch need",
        ),
    ),
    Exercise(
        name="expected_initial_loss",
        hints=(
            "Which probability does a model that knows nothing give to each of C classes?",
            "The loss of one example is minus the log of the probability of its label. Put 1/C in.",
            "-ln(1/C) = ln(C): `return math.log(num_classes)`",
        ),
        reference=expected_initial_loss,
        probes=(
            Probe("few", scenes.numbers, {"arguments": (2, 3, 10)}, about="2, 3 and 10 classes"),
            Probe("many", scenes.numbers, {"arguments": (1000,)}, about="1000 classes"),
        ),
        promises=(
            Promise(
                "It is the cross entropy, with the natural logarithm, when all classes are equally probable.",
                items=(RETURN, GRAPH_RETURNED),
                says=(
                    "Return the cross",
                    "A float, with",
                ),
            ),
        ),
        returns=Number(),
        allows={"(A 0-dim tensor without": "tensor"},
        describes=("num_classes: How many",),
    ),
)


def _floor() -> Outcome:
    labels = torch.tensor([0, 1, 2])
    perfect = torch.eye(3)
    loss = torch.nn.functional.cross_entropy(perfect, labels).item()
    floor = -math.log(math.e / (math.e + 2))
    told = (f"The loss is {loss:.4g}.", f"-ln(e / (e + 3 - 1)) is {floor:.4g}.")
    return Outcome("B", told)


def _all_with_all() -> Outcome:
    target = torch.tensor([1.0, 2.0, 3.0, 6.0])
    column = target.unsqueeze(1)
    loss = ((column - target) ** 2).mean().item()
    told = (
        f"The differences have the shape {tuple((column - target).shape)}.",
        f"Their mean square is {loss:.4g}; the variance of the targets is {target.var(correction=0).item():.4g}.",
    )
    return Outcome("C", told)


def _overflow() -> Outcome:
    logit = torch.tensor(1e4)
    naive = torch.log(1 + torch.exp(logit)).item()
    stable = torch.nn.functional.softplus(logit).item()
    return Outcome("C", (f"log(1 + exp(z)) gives {naive}.", f"softplus(z) gives {stable:.5g}."))


WAYS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "A": lambda scores: scores,
    "B": lambda scores: scores.softmax(dim=1),
    "C": lambda scores: scores.softmax(dim=0),
}


def _losses(way: Callable[[torch.Tensor], torch.Tensor]) -> list[float]:
    """Return the loss before each update of a classifier, something being done to its scores."""
    torch.manual_seed(3)
    centres = 3 * torch.randn(3, 2)
    y = torch.arange(150) % 3
    x = centres[y] + torch.randn(150, 2)
    net = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 3))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
    losses = []
    for _ in range(400):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(way(net(x)), y)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    return losses


def _curves() -> dict[str, list[float]]:
    return {letter: _losses(way) for letter, way in WAYS.items()}


def _softmax_first() -> Outcome:
    right, first = _losses(WAYS["A"])[-1], _losses(WAYS["B"])[-1]
    told = f"Last loss of raw scores {right:.2g}, with softmax first {first:.2g}."
    return Outcome("B", (told, f"The floor is {-math.log(math.e / (math.e + 2)):.2g}."))


def _decision() -> Outcome:
    scores = torch.randn(4, 3, requires_grad=True)
    decided = scores.argmax(dim=1).float()
    try:
        torch.nn.functional.cross_entropy(decided, torch.ones(4)).backward()  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        return Outcome("B", (f"RuntimeError: {str(error).splitlines()[0]}",))
    return Outcome("C", ())


def _clamped() -> Outcome:
    z = torch.tensor([[0.0, 40.0]], requires_grad=True)
    loss = -z.softmax(dim=1).clamp(min=1e-7).log()[0, 0]
    right = torch.nn.functional.cross_entropy(z, torch.tensor([0]))
    (mine,) = torch.autograd.grad(loss, z)
    (other,) = torch.autograd.grad(right, z)
    told = (f"Clamped: {mine.tolist()[0]}.", f"Right: {[round(g, 3) for g in other.tolist()[0]]}.")
    return Outcome("B" if not mine.any() else "A", told)


questions = {
    "recall_1": Question(
        {
            "A": "A softmax would make probabilities of them; nothing here does.",
            "B": "They are raw scores: any real numbers, one for each class.",
            "C": "A decision is made from them by `argmax`, later.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "The chain goes back through every layer, to each parameter that took part.",
            "B": "Values are computed once; the graph is for going back.",
            "C": "Each operation knows those before it, so the whole way back is there.",
        },
        answer="C",
    ),
    "recall_3": Question(
        {
            "A": "Elementwise arithmetic keeps the shape, whatever the numbers.",
            "B": "Only `.mean()` or `.sum()` would make one number of it.",
            "C": "The entries stay in rows and columns.",
        },
        answer="A",
    ),
    "prediction_2": Question(
        {
            "A": "It would be, if the loss took probabilities. It applies its own softmax to them.",
            "B": "A softmax of 1, 0 and 0 gives the right class e / (e + 2) and no more, so the loss cannot get below that.",
            "C": "ln 3 belongs to a model that gives all three classes the same score.",
        },
        experiment=_floor,
    ),
    "prediction_1": Question(
        {
            "A": "Each prediction equals its own target, but it also meets the three others.",
            "B": "Subtraction broadcasts (4, 1) and (4,) to (4, 4) without an error.",
            "C": "All sixteen differences count. The mean of their squares is twice the variance, although every prediction is right.",
        },
        experiment=_all_with_all,
    ),
    "prediction_3": Question(
        {
            "A": "That is the true value. `exp` leaves the range of floating point on the way to it.",
            "B": "For a large negative number the same formula does give 0.",
            "C": "exp(10000) is too large for every floating-point type of PyTorch, and the log of infinity is infinity.",
        },
        experiment=_overflow,
    ),
    "prediction_4": Question(
        {
            "A": "This is the run on raw scores: it may go as far down as the data allow.",
            "B": "With a second softmax no prediction is good enough for less than the floor, about 0.55 for three classes.",
            "C": "Here the softmax was taken over the batch, and hardly anything can be learned.",
        },
        experiment=_softmax_first,
        curves=Curves(_curves),
    ),
    "prediction_5": Question(
        {
            "A": "A choice does not change when a weight changes a little, so nothing tells the weights where to go.",
            "B": "`argmax` has no gradient: its result has no graph, and `backward` says so.",
            "C": "On paper the slope of a choice is 0 nearly everywhere; PyTorch does not even record one.",
        },
        experiment=_decision,
    ),
    "prediction_6": Question(
        {
            "A": "The value is about right for small errors; beyond the clamp it no longer changes.",
            "B": "Below the clamp the loss is a constant, and a constant has no slope: the worst example teaches nothing.",
            "C": "The clamp avoids that; it costs the gradient.",
        },
        experiment=_clamped,
    ),
    "understanding_1": Question(
        {
            "A": "Its softmax lets the classes compete: exactly one is assumed to be right.",
            "B": "Each output is its own yes-or-no question, and several may be yes.",
            "C": "It does not raise an error, but it hardly corrects an output that is wrong beyond doubt.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "32 times ln 10: the batch was added up, not averaged.",
            "B": "No step has been made yet.",
            "C": "Softmax twice presses the loss of ten classes between 1.46 and 2.46.",
        },
        answer="A",
    ),
    "understanding_3": Question(
        {
            "A": "The loss takes the softmax of a softmax then, which is much flatter.",
            "B": "It cuts negative scores off.",
            "C": "Log-probabilities already sum to 1 after `exp`, so normalising them again changes nothing.",
        },
        answer="C",
    ),
}
