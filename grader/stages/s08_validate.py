"""08_validate: the metric must not lie."""

from __future__ import annotations

import torch
from torch import nn

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Keys, Number, Numbers
from grader.observe.arriving import ON_DEVICE
from grader.observe.recorder import (
    BUFFERS,
    GRADIENT_GRAPHS,
    GRAPH_GROWTH,
    GRAPH_RETURNED,
    GRAPH_VALIDATION,
    RAISED,
    RATES,
    RETURN,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.evaluation import draw as evaluation
from grader.scenes.evaluation.play import GRADIENTS, MODES, PASSED_ON
from grader.scenes.follow import FOUND, MEMORIES, STEPPED, UPDATES
from grader.scenes.parts.play import GRAPHS_KEPT
from grader.scenes.passes import (
    AFTER,
    MEASURES,
    MEASURING_UPDATES,
    PER_EXAMPLE_ACCURACY,
    PER_EXAMPLE_LOSS,
    TRAIN_ACCURACY,
    TRAIN_LOSS,
    TRAINS,
    VAL_ACCURACY,
    VAL_LOSS,
)
from grader.scenes.training import draw as training
from grader.scenes.updates.play import RECORDING

stage = Stage("The metric must not lie", minutes=55, difficulty="steady")


def evaluate(model, loader, loss_fn, device):  # type: ignore[no-untyped-def]  # noqa: D103
    was_training = model.training
    model.eval()
    total_loss, correct, seen = 0.0, 0, 0
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                logits = model(x)
                loss = loss_fn(logits, y)
                total_loss += loss.item() * len(x)
                correct += (logits.argmax(dim=1) == y).sum().item()
                seen += len(x)
    finally:
        model.train(was_training)
    if seen == 0:
        raise ValueError("the loader gave no examples")
    return {"loss": total_loss / seen, "accuracy": correct / seen}


def fit(model, train_loader, val_loader, loss_fn, optimizer, epochs, device):  # type: ignore[no-untyped-def]  # noqa: D103
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}  # type: ignore[var-annotated]
    for _ in range(epochs):
        model.train()
        total_loss, correct, seen = 0.0, 0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            logits = model(x)
            loss = loss_fn(logits, y)
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * len(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
        history["train_loss"].append(total_loss / seen)
        history["train_accuracy"].append(correct / seen)

        model.eval()
        val_total, val_correct, val_seen = 0.0, 0, 0
        with torch.no_grad():
            for x_val, y_val in val_loader:
                x_val, y_val = x_val.to(device), y_val.to(device)
                val_logits = model(x_val)
                val_loss = loss_fn(val_logits, y_val)
                val_total += val_loss.item() * len(x_val)
                val_correct += (val_logits.argmax(dim=1) == y_val).sum().item()
                val_seen += len(x_val)
        history["val_loss"].append(val_total / val_seen)
        history["val_accuracy"].append(val_correct / val_seen)
    return history


exercises = (
    Exercise(
        name="evaluate",
        hints=(
            "What must be different from training, and what must be as before when you return?",
            "Eval mode and no graph while you measure; the mode you found when you leave, even if something raises.",
            "Remember `model.training`, call `model.eval()`, loop under `torch.no_grad()`, restore the mode in `finally`, raise ValueError when no example came.",
        ),
        reference=evaluate,
        probes=(
            Probe(
                "plain",
                evaluation.evaluate,
                {"net": "plain", "changing": range(11)},
                about="11 examples in batches of 4",
            ),
            Probe("train", evaluation.evaluate, {"calls": 2}, about="a model in train mode, twice"),
            Probe("eval", evaluation.evaluate, {"train": False}, about="a model in eval mode"),
            Probe("norm", evaluation.evaluate, {"net": "norm", "n": 10}, about="BatchNorm"),
            Probe("empty", evaluation.loaders, about="an empty loader, and two with examples"),
            Probe("broken", evaluation.broken, about="a loader that raises"),
            Probe("long", evaluation.evaluate, {"n": 22}, about="six batches"),
            Probe(
                "loud",
                evaluation.evaluate,
                {"net": "plain", "n": 6, "gain": 100.0, "loss": "smoothed"},
                about="a large loss that is not the plain cross entropy",
            ),
            Probe(
                "quiet",
                evaluation.evaluate,
                {"net": "plain", "n": 7, "gain": 3.0, "known": 1.0},
                about="a small loss",
            ),
            Probe(
                "left",
                evaluation.evaluate,
                {"n": 6, "calls": 2, "left": True, "arriving": True},
                about="gradients and a frozen layer that are there, and batches that have to be moved",
            ),
        ),
        promises=(
            Promise(
                "The loss is the mean of `loss_fn` over all examples.",
                (f"{RETURN}.loss",),
                ("plain", "loud", "quiet"),
                weight=2,
                says=(
                    "The last batch",
                    "A dictionary with",
                ),
            ),
            Promise(
                "The accuracy is the share of all examples that are right.",
                (f"{RETURN}.accuracy",),
                ("plain",),
                weight=2,
                says=("A dictionary with",),
            ),
            Promise(
                "The model is measured in eval mode.",
                (f"{RETURN}.loss", f"{RETURN}.accuracy"),
                ("train", "eval", "norm", "long"),
                stepwise=(MEASURES,),
                weight=2,
                says=("A dictionary with",),
            ),
            Promise(
                "Inputs and labels are moved to the device.",
                (ON_DEVICE,),
                ("left",),
                weight=0.5,
                side=True,
                says=("Inputs and labels",),
            ),
            Promise(
                "No graph is built.",
                (GRAPH_VALIDATION, GRAPH_RETURNED, GRAPH_GROWTH),
                ("plain", "train", "eval", "norm", "long", "left"),
                side=True,
                says=("No graph is built, and afterwards",),
            ),
            Promise(
                "No weight, buffer or gradient changes, and no parameter is frozen or set free.",
                (WEIGHTS, BUFFERS, GRADIENTS, TRAINABLE),
                ("plain", "train", "eval", "norm", "long", "left"),
                side=True,
                says=("No weight, buffer",),
            ),
            Promise(
                "Afterwards graphs are recorded as before.",
                (RECORDING,),
                ("plain", "train", "eval", "norm", "long", "left", "broken"),
                weight=0.5,
                side=True,
                says=("No graph is built, and afterwards",),
            ),
            Promise(
                "The mode is left as it was found, also when an error is raised.",
                (MODES,),
                side=True,
                says=("The mode is left",),
            ),
            Promise(
                "An error of the loader is passed on.",
                (PASSED_ON,),
                ("broken",),
                weight=0.5,
                side=True,
                says=("The mode is left",),
            ),
            Promise(
                "ValueError is raised exactly when no example came.",
                (RAISED,),
                ("empty",),
                says=("ValueError: if the loader",),
            ),
        ),
        returns=Keys({"loss": Number(), "accuracy": Number()}),
        allows={"(0-dim tensors without": "tensors"},
        describes=(
            "Measure a classifier",
            "model: Module from",
            "loader: DataLoader of (inputs, labels",
            "loss_fn: Takes logits",
            "device: Where to compute, a string",
        ),
    ),
    Exercise(
        name="fit",
        hints=(
            "Which of the two modes belongs to which half of an epoch?",
            "Both calls, `model.train()` and `model.eval()`, belong inside the loop over epochs.",
            "Per epoch: train mode, one full pass with updates; eval mode, one pass under `torch.no_grad()`; append four averages per example.",
        ),
        reference=fit,
        probes=(
            Probe("mode", training.fit, about="three epochs, a model handed over in eval mode"),
            Probe(
                "still",
                training.fit,
                {"net": "plain", "lr": 0.0, "epochs": 2, "train": True, "loss": "smoothed"},
                about="a learning rate of 0, so that only the averages matter, "
                "and a loss that is not the plain cross entropy",
            ),
            Probe(
                "norm",
                training.fit,
                {"net": "norm", "optimizer": "momentum", "lr": 0.1, "train": True},
                about="BatchNorm, and SGD with momentum",
            ),
            Probe(
                "adam",
                training.fit,
                {
                    "net": "plain",
                    "optimizer": "adam",
                    "lr": 0.05,
                    "n": 11,
                    "n_val": 11,
                    "epochs": 1,
                    "calls": 2,
                    "loss": "smoothed",
                },
                about="Adam, called twice, and a loss that is not the plain cross entropy",
            ),
            Probe(
                "long",
                training.fit,
                {"n": 22, "epochs": 1, "lr": 0.1},  # few batches without a graph, or growth drowns
                about="six batches, counting the graphs that stay alive",
            ),
            Probe(
                "arriving",
                training.fit,
                {
                    "net": "plain",
                    "n_val": 5,
                    "epochs": 2,
                    "arriving": True,
                    "gain": 100.0,
                    "lr": 1e-3,
                },
                about="batches that have to be moved, with large losses and long gradients",
            ),
        ),
        promises=(
            Promise(
                "Every training batch moves the weights by one step of the given optimizer, with the gradient of its own loss; rates and `requires_grad` stay.",
                (WEIGHTS, RATES, TRAINABLE),
                ("mode", "norm", "adam", "long", "arriving"),
                stepwise=(FOUND, STEPPED, MEMORIES, UPDATES, RATES, TRAINABLE),
                weight=3,
                says=(
                    "train_loader: DataLoader to learn",
                    "The mode at",
                ),
            ),
            Promise(
                "Training happens in train mode in every epoch.",
                (WEIGHTS, f"{RETURN}.train_loss"),
                ("mode", "norm"),
                stepwise=(TRAINS,),
                says=("Training happens in train mode",),
            ),
            Promise(
                "In training, each epoch's loss is the mean of `loss_fn` over all examples, and its accuracy the share that is right.",
                (f"{RETURN}.train_loss", f"{RETURN}.train_accuracy"),
                ("still", "mode", "norm", "adam", "long"),
                stepwise=(PER_EXAMPLE_LOSS, PER_EXAMPLE_ACCURACY),
                weight=2,
                says=(
                    "A dictionary with",
                    "All are averages",
                    "The train values",
                ),
            ),
            Promise(
                "In validation, each epoch's loss is the mean of `loss_fn` over all examples, and its accuracy the share that is right.",
                (f"{RETURN}.val_loss", f"{RETURN}.val_accuracy"),
                ("still", "mode", "adam", "long"),
                stepwise=(VAL_LOSS, VAL_ACCURACY),
                weight=2,
                says=(
                    "A dictionary with",
                    "All are averages",
                    "The train values",
                ),
            ),
            Promise(
                "Validation happens in eval mode, after the epoch's training, and changes nothing.",
                (f"{RETURN}.val_loss", f"{RETURN}.val_accuracy", BUFFERS),
                ("mode", "norm", "adam", "long"),
                stepwise=(MEASURES, AFTER, MEASURING_UPDATES),
                weight=2,
                says=(
                    "The train values",
                    "Validation builds no",
                ),
            ),
            Promise(
                "The train averages are right while the weights move.",
                (f"{RETURN}.train_loss", f"{RETURN}.train_accuracy"),
                ("mode", "norm", "adam", "long"),
                stepwise=(TRAIN_LOSS, TRAIN_ACCURACY),
                says=("The train values",),
            ),
            Promise(
                "No graph is built in validation, and none is kept.",
                (GRAPH_VALIDATION, GRAPH_GROWTH, GRAPHS_KEPT, GRADIENT_GRAPHS, GRAPH_RETURNED),
                ("mode", "long"),
                weight=0.5,
                side=True,
                says=("Validation builds no",),
            ),
            Promise(
                "Inputs and labels are moved to the device.",
                (ON_DEVICE,),
                ("arriving",),
                weight=0.5,
                side=True,
                says=("Inputs and labels",),
            ),
        ),
        returns=Keys(
            {
                "train_loss": Numbers(),
                "train_accuracy": Numbers(),
                "val_loss": Numbers(),
                "val_accuracy": Numbers(),
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
        curve=Probe("curve", training.fit, {"epochs": 6, "lr": 0.3}),
        allows={
            "(0-dim tensors without": "helper_restores_the_mode",
            "The mode at": "while_and_inference_mode",
        },
        describes=(
            "Train for some",
            "model: Module from",
            "val_loader: DataLoader to measure",
            "loss_fn: Takes logits",
            "optimizer: Holds the model's",
            "epochs: At least",
            "device: Where to compute, a string",
        ),
    ),
)


def _polluted() -> Outcome:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        linear, norm = torch.nn.Linear(5, 4), torch.nn.BatchNorm1d(4)
        x = torch.randn(16, 5)
    before = {k: v.clone() for k, v in (norm.state_dict() | linear.state_dict()).items()}
    with torch.no_grad():
        for _ in range(10):
            norm(linear(x))
    after = norm.state_dict() | linear.state_dict()
    moved = {k: (after[k].double() - before[k].double()).norm().item() for k in before}
    told = (
        f"The weights moved by {moved['weight']:.4g}.",
        f"The running mean moved by {moved['running_mean']:.4g}.",
    )
    return Outcome("C", told)


def _once() -> Outcome:
    model = torch.nn.Dropout(0.5)
    model.train()
    modes = []
    for _ in range(3):
        modes.append("train" if model.training else "eval")
        model.eval()
    return Outcome("B", (f"Mode while training in epochs 1, 2, 3: {', '.join(modes)}.",))


def _three_losses() -> dict[str, list[float]]:
    """Return the training loss, the validation loss, and the latter without eval mode."""
    train, val = _memorised(eval_mode=True)
    return {"A": train, "B": val, "C": _memorised(eval_mode=False)[1]}


def _memorised(eval_mode: bool) -> tuple[list[float], list[float]]:
    torch.manual_seed(3)
    centres, classes = torch.randn(3, 5), torch.randint(0, 3, (160,))
    points = centres[classes] + 1.3 * torch.randn(160, 5)
    torch.manual_seed(4)
    net = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.8)
    train, val = [], []
    for _ in range(20):
        net.train()
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(points[:40]), classes[:40])
        loss.backward()
        optimizer.step()
        train.append(loss.item())
        net.train(not eval_mode)
        with torch.no_grad():
            val.append(nn.functional.cross_entropy(net(points[40:]), classes[40:]).item())
    return train, val


def _batch_of_one() -> Outcome:
    try:
        nn.BatchNorm1d(8)(torch.zeros(1, 8))
    except ValueError:
        return Outcome("A", ("One example in train mode: a ValueError.",))
    return Outcome("B", ("One example in train mode: no error.",))


questions = {
    "recall_1": Question(
        {
            "A": "That would be an average over batches.",
            "B": "4 + 4 + 3 examples.",
            "C": "The last batch has only three.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "Plain SGD remembers nothing; Adam does.",
            "B": "Two running averages per weight, and the number of steps.",
            "C": "An optimizer never sees the loss.",
        },
        answer="B",
    ),
    "recall_3": Question(
        {
            "A": "The classes are dimension 1; one answer per example is left.",
            "B": "That would be `argmax(dim=0)`.",
            "C": "That would be `argmax()` without a dimension.",
        },
        answer="A",
    ),
    "prediction_1": Question(
        {
            "A": "In train mode BatchNorm learns from every forward pass.",
            "B": "Without a step no weight changes.",
            "C": "Running statistics are updated by forward passes in train mode, graph or no graph.",
        },
        experiment=_polluted,
    ),
    "prediction_2": Question(
        {
            "A": "Nobody switches back after the first validation.",
            "B": "The first epoch is right; then `eval()` stays.",
            "C": "Before the first validation the model is in train mode.",
        },
        experiment=_once,
    ),
    "prediction_3": Question(
        {
            "A": "That is the training loss: it goes on falling.",
            "B": "That is the validation loss, measured in eval mode: it jumps least.",
            "C": "Dropout throws away other units at each measurement, so this curve jumps most.",
        },
        answer="C",
        curves=Curves(_three_losses, "epoch"),
    ),
    "prediction_4": Question(
        {
            "A": "A spread cannot be computed from one value, and PyTorch says so.",
            "B": "The value minus itself would be 0, and divided by a spread of 0 it is no number.",
            "C": "In eval mode the running statistics are used; train mode needs a batch.",
        },
        experiment=_batch_of_one,
    ),
    "prediction_5": Question(
        {
            "A": "The average met weights that had learned less, and with dropout; the measurement came last and without.",
            "B": "The measurement came after all updates, and in eval mode.",
            "C": "The data are the same, and the weights and the mode are not.",
        },
        answer="A",
    ),
    "understanding_1": Question(
        {
            "A": "Then graphs are built for nothing.",
            "B": "Then dropout and BatchNorm behave as in training.",
            "C": "The two switches are independent, and a validation wants both.",
        },
        answer="C",
    ),
    "understanding_2": Question(
        {
            "A": "An error leaves the loop, and the line after it never runs.",
            "B": "`finally` runs whether the loop ends or raises.",
            "C": "The caller does not know which mode you found.",
        },
        answer="B",
    ),
    "understanding_3": Question(
        {
            "A": "Then the training loss would not fall.",
            "B": "It gets better on what it has seen and worse on what it has not.",
            "C": "More epochs would widen the gap.",
        },
        answer="B",
    ),
}
