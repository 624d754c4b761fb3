"""13_capstone: from a blank page."""

from __future__ import annotations

import copy
from dataclasses import replace

import torch
from torch import nn
from torch.utils.data import DataLoader

from grader.course.exercise import Curves, Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Keys, Number, Numbers
from grader.observe.recorder import (
    BUFFERS,
    GRADIENT_GRAPHS,
    GRAPH_GROWTH,
    GRAPH_RETURNED,
    GRAPH_VALIDATION,
    RETURN,
    STEP_GRADIENT,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.chunks import draw as sequences
from grader.scenes.chunks.follow import HANDED_ON
from grader.scenes.chunks.play import STATE
from grader.scenes.experiment import draw as experiment
from grader.scenes.experiment.follow import BEST_EPOCH, KEPT, RAN, USED
from grader.scenes.experiment.play import DROPPING
from grader.scenes.experiment.read import (
    CLIPPED,
    FASTER,
    HELD,
    LEARNED,
    MODE,
    ONCE,
    ORDERED,
    PER_EXAMPLE,
    REPEATED,
    RESTORED,
    SAME_ORDER,
    STOPPED,
)
from grader.scenes.follow import FOUND, LOSS, MEMORIES, RETURNED, STEPPED, UPDATES
from grader.scenes.heads import draw as heads
from grader.scenes.heads.play import HEAD
from grader.scenes.loops import draw as loops
from grader.scenes.loops.play import REDUCTION, TYPES
from grader.scenes.parts.play import ALIKE, GRAPHS_KEPT
from grader.scenes.passes import (
    MEASURES,
    TRAIN_ACCURACY,
    TRAIN_LOSS,
    TRAINS,
    VAL_ACCURACY,
    VAL_LOSS,
)
from grader.scenes.schedule.follow import EPOCHS
from grader.scenes.updates.play import RECORDING

stage = Stage("From a blank page", minutes=150, difficulty="demanding")


def run_experiment(  # type: ignore[no-untyped-def]  # noqa: D103
    model, train_dataset, val_dataset, *, epochs, batch_size, lr, max_norm, patience, seed, device
):
    torch.manual_seed(seed)
    train_loader = DataLoader(train_dataset, batch_size=batch_size, shuffle=True)
    val_loader = DataLoader(val_dataset, batch_size=batch_size)
    model.to(device)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}  # type: ignore[var-annotated]
    best_loss, best_epoch, best_weights, waited = float("inf"), 0, None, 0
    for epoch in range(epochs):
        model.train()
        total_loss, hits, seen = 0.0, 0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            logits = model(x)
            loss = loss_fn(logits, y)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()
            total_loss += loss.item() * len(x)
            hits += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
        history["train_loss"].append(total_loss / seen)
        history["train_accuracy"].append(hits / seen)

        model.eval()
        val_total, val_hits, val_seen = 0.0, 0, 0
        with torch.no_grad():
            for x_val, y_val in val_loader:
                x_val, y_val = x_val.to(device), y_val.to(device)
                val_logits = model(x_val)
                val_loss = loss_fn(val_logits, y_val)
                val_total += val_loss.item() * len(x_val)
                val_hits += (val_logits.argmax(dim=1) == y_val).sum().item()
                val_seen += len(x_val)
        history["val_loss"].append(val_total / val_seen)
        history["val_accuracy"].append(val_hits / val_seen)

        if history["val_loss"][-1] < best_loss:
            best_loss = history["val_loss"][-1]
            best_epoch = epoch
            best_weights = copy.deepcopy(model.state_dict())
            waited = 0
        else:
            waited += 1
        if waited >= patience:
            break
    model.load_state_dict(best_weights)
    return {**history, "best_epoch": best_epoch}


def repair_1(model, batches, loss_fn, optimizer):  # type: ignore[no-untyped-def]  # noqa: D103
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_2(model, train_loader, val_loader, loss_fn, optimizer, epochs):  # type: ignore[no-untyped-def]  # noqa: D103
    val_losses = []
    for _ in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            batch_loss = loss_fn(model(x), y)
            batch_loss.backward()
            optimizer.step()
        model.eval()
        total, seen = 0.0, 0
        with torch.no_grad():
            for x, y in val_loader:
                total += loss_fn(model(x), y).item() * len(x)
                seen += len(x)
        val_losses.append(total / seen)
    return val_losses


def repair_3(model, loader):  # type: ignore[no-untyped-def]  # noqa: D103
    model.eval()
    correct, seen = 0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            correct += (logits.argmax(dim=1) == y).sum().item()
            seen += len(x)
    return correct / seen


def repair_4(model, loader, loss_fn):  # type: ignore[no-untyped-def]  # noqa: D103
    model.eval()
    total_loss, seen = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            loss = loss_fn(model(x), y)
            total_loss += loss.item() * len(x)
            seen += len(y)
    return total_loss / seen


def repair_5(model, loader, loss_fn, optimizer):  # type: ignore[no-untyped-def]  # noqa: D103
    total_loss, seen = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad(set_to_none=True)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(x)
        seen += len(y)
    return total_loss / seen


def repair_6(model, batches, loss_fn, optimizer):  # type: ignore[no-untyped-def]  # noqa: D103
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y.unsqueeze(1))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def repair_7(model, head, batches, loss_fn, lr):  # type: ignore[no-untyped-def]  # noqa: D103
    model.head = head
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        batch_loss = loss_fn(model(x), y)
        batch_loss.backward()
        optimizer.step()
        losses.append(batch_loss.item())
    return losses


def repair_8(model, chunks, loss_fn, optimizer):  # type: ignore[no-untyped-def]  # noqa: D103
    hidden = None
    losses = []
    for x, y in chunks:
        optimizer.zero_grad()
        output, hidden = model(x, hidden)
        chunk_loss = loss_fn(output, y)
        chunk_loss.backward()
        optimizer.step()
        hidden = hidden.detach()
        losses.append(chunk_loss.item())
    return losses


LOSS_OF_BATCH = "its own `loss_fn(model(x), y)`"
ERROR_OF_BATCH = "its own mean squared error, each prediction against its own target,"
NO_OTHER = "no other change to weights, buffers or `requires_grad`"


def _steps(*probes: str, loss: str, says: tuple[str, ...] = ()) -> tuple[Promise, ...]:
    moves = f"Each batch makes one step of the optimizer as given, with the gradient of {loss} in train mode, and {NO_OTHER}."
    return (
        Promise(
            moves,
            (WEIGHTS, BUFFERS, TRAINABLE),
            probes,
            stepwise=(FOUND, STEPPED, MEMORIES, UPDATES, TRAINABLE),
            weight=2,
            says=("Every batch moves the", *says),
        ),
        Promise(
            f"The list returned holds for each batch {loss} in train mode before the update, as a number without a graph.",
            (RETURN, GRAPH_RETURNED),
            probes,
            stepwise=(LOSS, RETURNED, GRAPH_RETURNED),
            says=("A list with one",),
        ),
    )


_ANEW = Promise(
    "Gradients that are there before the call do not count.",
    (ALIKE,),
    ("left",),
    weight=0.5,
    side=True,
    says=("Every batch moves",),
)

exercises = (
    Exercise(
        name="run_experiment",
        vague=(LEARNED,),
        hints=(
            "Which parts have you written before, and in which order does an epoch need them?",
            "Seed, loaders, optimizer; then per epoch: train with clipping, validate, compare with the best loss, copy the weights or count up, stop or go on.",
            "Write the `fit` of stage 08, add `torch.nn.utils.clip_grad_norm_` between backward and step, keep `copy.deepcopy(model.state_dict())` at each new best, load it at the end, and add `best_epoch`.",
        ),
        reference=run_experiment,
        probes=(
            Probe(
                "short",
                experiment.drift,
                {"n": 7, "n_val": 9, "epochs": 2, "max_norm": 100.0, "again": 1},
                about="a learning rate of 0, gradients of earlier work, and no clipping needed",
            ),
            Probe(
                "stops",
                experiment.drift,
                about="a learning rate of 0, a model whose validation loss rises again, patience 2",
            ),
            Probe(
                "equal",
                experiment.drift,
                {"levels": experiment.EQUAL, "labels": (1, 1, 1, 1), "epochs": 6},
                about="a learning rate of 0, and a lowest validation loss of 0 that comes again",
            ),
            Probe(
                "learn",
                experiment.learn,
                about="22 easy examples, dropout, a learning rate of 0.125, max_norm 0.8",
            ),
        ),
        promises=(
            Promise(
                "Each training batch passes through the model once and makes one update, with the clipped gradient of the cross entropy of its raw logits, and no parameter is frozen.",
                (STEP_GRADIENT, TRAINABLE),
                ("short", "stops"),
                stepwise=(USED, UPDATES, TRAINABLE),
                weight=2,
                says=(
                    "The loss is the cross",
                    "Each training batch",
                    "Gradients of earlier",
                ),
            ),
            Promise(
                "Cross entropy and accuracy of training are numbers, one per epoch: averages per example over the outputs made while training, in train mode.",
                (f"{RETURN}.train_loss", f"{RETURN}.train_accuracy", GRAPH_RETURNED),
                ("short", "stops"),
                stepwise=(RAN, TRAIN_LOSS, TRAIN_ACCURACY, TRAINS, GRAPH_RETURNED),
                weight=1.5,
                says=(
                    "A dictionary with",
                    "Each training batch",
                    "All four values",
                    "Those of training",
                ),
            ),
            Promise(
                "Cross entropy and accuracy of validation are averages per example, one per epoch, taken in eval mode after the epoch's training.",
                (f"{RETURN}.val_loss", f"{RETURN}.val_accuracy", PER_EXAMPLE),
                ("short", "stops", "learn"),
                stepwise=(RAN, VAL_LOSS, VAL_ACCURACY),
                weight=1.5,
                says=(
                    "A dictionary with",
                    "All four values",
                    "Those of training",
                ),
            ),
            Promise(
                "No graph is built in validation, and no batch's graph is kept.",
                (GRAPH_VALIDATION, GRAPHS_KEPT),
                ("short", "stops", "learn"),
                weight=0.5,
                side=True,
                says=(
                    "Those of training",
                    "No batch's graph",
                ),
            ),
            Promise(
                "best_epoch is the first epoch with the lowest validation loss, and the model holds its weights and buffers at return.",
                (f"{RETURN}.best_epoch", WEIGHTS, BUFFERS),
                ("short", "stops", "equal"),
                stepwise=(BEST_EPOCH, KEPT),
                weight=2,
                says=(
                    "It is trained",
                    "A dictionary with",
                    "At return the model",
                ),
            ),
            Promise(
                "With a real learning rate the loss falls, training happens in train mode with dropout as it was, every update reaches all weights at a rate of at most lr, no gradient norm exceeds max_norm, and every example is seen once per epoch.",
                (LEARNED, CLIPPED, ONCE, MODE, DROPPING, HELD, FASTER),
                ("learn",),
                weight=0.5,
                rests_on=(1, 2),
                says=(
                    "The last batch",
                    "A schedule keeps",
                    "max_norm: Largest global",
                    "In every epoch",
                    "No batch's graph",
                ),
            ),
            Promise(
                "Training stops as patience says, and with a real learning rate the model at return has exactly the lowest validation loss.",
                (RESTORED, STOPPED, f"{RETURN}.val_loss"),
                ("stops", "equal", "learn"),
                stepwise=(RESTORED, STOPPED, EPOCHS),
                rests_on=(3,),
                says=("patience: Training stops",),
            ),
            Promise(
                "The same seed and start weights give the same history; another seed, another order.",
                (REPEATED, SAME_ORDER, ORDERED),
                ("learn",),
                weight=0.5,
                side=True,
                rests_on=(2,),
                says=(
                    "seed: Decides everything",
                    "The same seed",
                ),
            ),
        ),
        returns=Keys(
            {
                "train_loss": Numbers(),
                "train_accuracy": Numbers(),
                "val_loss": Numbers(),
                "val_accuracy": Numbers(),
                "best_epoch": Number("int"),
            }
        ),
        loop_names=(
            {"train_loader": "loader"},
            {
                "x_val": "x",
                "y_val": "y",
                "val_loader": "loader",
                "val_total": "total_loss",
                "val_seen": "seen",
                "val_logits": "logits",
                "val_loss": "loss",
            },
        ),
        allows={
            "(Batches of the validation": "keeps_a_copy_of_the_model",
            "A schedule keeps": "adam_and_cosine",
            "(Further keys are": "adam_and_cosine",
            "At return the model": "closure_and_rmsprop",
        },
        describes=(
            "Train a classifier",
            "model: Module from",
            "train_dataset: Map-style dataset",
            "val_dataset: The same",
            "epochs: Largest number",
            "batch_size: Examples in a training",
            "lr: Learning rate, at",
            "At least 1.",
            "device: Where to compute, a string",
        ),
    ),
    Exercise(
        name="repair_1",
        is_repair=True,
        hints=(
            "The weights never move. What does `optimizer.step()` find in `.grad`?",
            "Something empties the gradients between the call that fills them and the call that uses them.",
            "Zero above `loss.backward()`, where gradients of earlier work are emptied as well.",
        ),
        reference=repair_1,
        probes=(
            Probe("sgd", loops.batches, about="three batches of 5, 4 and 6 examples"),
            Probe(
                "momentum",
                loops.batches,
                {
                    "net": "mode",
                    "optimizer": "momentum",
                    "lr": 0.1,
                    "sizes": (3, 3),
                    "loss": "smoothed",
                },
                about="SGD with momentum, a model whose outputs depend on the mode",
            ),
            Probe(
                "left",
                loops.batches,
                {"sizes": (4, 3), "stale": True},
                about="gradients of earlier work",
            ),
            Probe(
                "loud",
                loops.batches,
                {"sizes": (5,), "gain": 100.0, "lr": 1e-3},
                about="a large loss and long gradients",
            ),
        ),
        promises=(*_steps("sgd", "momentum", "loud", loss=LOSS_OF_BATCH), _ANEW),
        returns=Numbers(),
        describes=(
            "Train on a list",
            "model: Module from",
            "batches: List of (inputs, targets).",
            "loss_fn: Takes outputs",
            "optimizer: Holds the model's",
            "The repaired loop;",
        ),
    ),
    Exercise(
        name="repair_2",
        is_repair=True,
        hints=(
            "In which mode is the model while it learns in the second epoch?",
            "`model.eval()` runs in every epoch; what undoes it?",
            "Move `model.train()` into the loop over epochs.",
        ),
        reference=repair_2,
        probes=(
            Probe("mode", loops.fit, about="three epochs, a model handed over in eval mode"),
            Probe(
                "norm",
                loops.fit,
                {
                    "net": "norm",
                    "optimizer": "momentum",
                    "lr": 0.1,
                    "train": True,
                    "epochs": 2,
                    "loss": "smoothed",
                },
                about="BatchNorm, and SGD with momentum",
            ),
            Probe(
                "loud",
                loops.fit,
                {"net": "plain", "n": 10, "gain": 100.0, "lr": 1e-3, "epochs": 1},
                about="a large loss and long gradients",
            ),
        ),
        promises=(
            Promise(
                f"In every epoch each training batch makes one step of the optimizer as given, with the gradient of {LOSS_OF_BATCH} in train mode, and there is {NO_OTHER}.",
                (WEIGHTS, BUFFERS, TRAINABLE),
                stepwise=(FOUND, STEPPED, MEMORIES, UPDATES, TRAINS, TRAINABLE),
                weight=2,
                says=(
                    "train_loader: DataLoader to learn",
                    "Training happens in train mode",
                ),
            ),
            Promise(
                "It returns one validation loss per epoch, measured after its training in eval mode: the mean over all examples, as a number without a graph.",
                (RETURN, GRAPH_RETURNED),
                stepwise=(VAL_LOSS, MEASURES, GRAPH_RETURNED),
                says=("A list of floats, one",),
            ),
            Promise(
                "No graph is built in validation.",
                (GRAPH_VALIDATION,),
                weight=0.5,
                side=True,
                says=("Validation builds no",),
            ),
        ),
        returns=Numbers(),
        allows={"The mode at": "train_again_after_validation"},
        describes=(
            "Train and validate",
            "model: Module from",
            "val_loader: DataLoader to measure",
            "loss_fn: Takes logits",
            "optimizer: Holds the model's",
            "epochs: At least",
            "The repaired loop;",
        ),
    ),
    Exercise(
        name="repair_3",
        is_repair=True,
        hints=(
            "Run it twice on the same model. Do you get the same number, and the same buffers?",
            "`torch.no_grad()` stops the graph. What does it leave alone?",
            "Call `model.eval()` before the loop.",
        ),
        reference=repair_3,
        probes=(
            Probe("norm", loops.measure, about="BatchNorm, a model in train mode"),
            Probe("mode", loops.measure, {"net": "mode", "n": 22}, about="22 examples"),
        ),
        promises=(
            Promise(
                "It returns the share of examples that are right in eval mode as a number, and leaves weights and buffers as they were.",
                (RETURN, BUFFERS, WEIGHTS, TYPES, GRAPH_RETURNED),
                weight=2,
                says=(
                    "Return the share",
                    "A float between",
                    "No graph is built, and neither",
                ),
            ),
            Promise(
                "No graph is built, no parameter is frozen or set free, and afterwards graphs are recorded as before.",
                (GRAPH_VALIDATION, RECORDING, TRAINABLE),
                weight=0.5,
                side=True,
                says=("No graph is built, and neither",),
            ),
        ),
        returns=Number(),
        allows={"The mode at": "mode_restored"},
        describes=(
            "model: Module from",
            "loader: DataLoader of (inputs, labels",
            "The repaired loop;",
        ),
    ),
    Exercise(
        name="repair_4",
        is_repair=True,
        hints=(
            "How much does one example of a short last batch weigh in this average?",
            "Turn each batch's mean back into a sum before you add it up.",
            "Add `loss.item() * len(x)` and divide by the number of examples.",
        ),
        reference=repair_4,
        probes=(
            Probe(
                "uneven",
                loops.measure,
                {"net": "plain", "with_loss": True},
                about="11 examples in batches of 4",
            ),
            Probe(
                "mode",
                loops.measure,
                {"net": "mode", "n": 9, "with_loss": True, "loss": "smoothed"},
                about="9 examples in batches of 4, a model in train mode",
            ),
        ),
        promises=(
            Promise(
                "It returns the mean of loss_fn over all examples in eval mode, as a number without a graph.",
                (RETURN, GRAPH_RETURNED),
                weight=2,
                says=("A float: the mean",),
            ),
            Promise(
                "Weights, `requires_grad` and loss_fn stay as they were, no graph is built, and afterwards graphs are recorded as before.",
                (WEIGHTS, TYPES, GRAPH_VALIDATION, RECORDING, TRAINABLE, REDUCTION),
                weight=0.5,
                side=True,
                says=("No graph is built",),
            ),
        ),
        returns=Number(),
        allows={"The mode at": "running_mean"},
        describes=(
            "Return a classifier's",
            "model: Module from",
            "loader: DataLoader of (inputs, labels",
            "loss_fn: Takes logits",
            "The repaired loop;",
        ),
    ),
    Exercise(
        name="repair_5",
        is_repair=True,
        hints=(
            "The numbers are right. What does the sum hold on to?",
            "A loss tensor remembers its graph, and a sum of them remembers all of theirs.",
            "Add `loss.item() * len(x)`, a plain number.",
        ),
        reference=repair_5,
        probes=(
            Probe(
                "long",
                loops.epoch,
                {"net": "mode"},
                about="six batches, counting the graphs that stay alive",
            ),
            Probe(
                "loud",
                loops.epoch,
                {"n": 10, "gain": 100.0, "lr": 1e-3, "loss": "smoothed"},
                about="a large loss and long gradients",
            ),
        ),
        promises=(
            Promise(
                "No batch's graph outlives its update, and the weights and the mean loss are right.",
                (GRAPH_GROWTH, GRADIENT_GRAPHS, GRAPH_RETURNED, WEIGHTS, RETURN),
                says=(
                    "A float: the mean",
                    "Every batch moves",
                    "No batch's graph",
                ),
            ),
        ),
        returns=Number(),
        describes=(
            "Train for one",
            "model: Module from",
            "loader: DataLoader of (inputs, labels",
            "loss_fn: Takes logits",
            "optimizer: Holds the model's",
            "The repaired loop;",
        ),
    ),
    Exercise(
        name="repair_6",
        is_repair=True,
        hints=(
            "Print the shapes of the two tensors that the loss compares.",
            "(N, 1) against (N,) becomes an N by N table.",
            "Give both the same shape: `y.unsqueeze(1)`.",
        ),
        reference=repair_6,
        probes=(
            Probe(
                "sgd",
                loops.batches,
                {"task": "regress", "lr": 0.2},
                about="three batches of 5, 4 and 6 numbers",
            ),
            Probe(
                "adam",
                loops.batches,
                {
                    "task": "regress",
                    "net": "mode",
                    "optimizer": "adam",
                    "lr": 0.05,
                    "sizes": (4, 1),
                },
                about="Adam, and a last batch of one example",
            ),
            Probe(
                "loud",
                loops.batches,
                {"task": "regress", "sizes": (5,), "apart": 100.0, "lr": 1e-4},
                about="a large loss and long gradients",
            ),
        ),
        promises=_steps("sgd", "adam", "loud", loss=ERROR_OF_BATCH, says=("Each prediction is",)),
        returns=Numbers(),
        describes=(
            "Train a regression",
            "model: Module from",
            "batches: List of (inputs, targets",
            "loss_fn: Mean squared",
            "optimizer: Holds the model's",
            "The repaired loop;",
        ),
    ),
    Exercise(
        name="repair_7",
        is_repair=True,
        hints=(
            "Which tensors does the optimizer hold? Compare them with the model's parameters at the end.",
            "The optimizer takes its list when it is made. What happens to the model afterwards?",
            "Replace the head first, then make the optimizer.",
        ),
        reference=repair_7,
        probes=(
            Probe("three", heads.replaced, about="a new head for 3 classes"),
            Probe(
                "five",
                heads.replaced,
                {"classes": 5, "sizes": (6, 2), "loss": "smoothed"},
                about="a new head for 5 classes",
            ),
            Probe(
                "left",
                heads.replaced,
                {"sizes": (4, 3), "stale": True},
                about="gradients of earlier work",
            ),
            Probe(
                "loud",
                heads.replaced,
                {"sizes": (4,), "gain": 100.0},
                about="large losses and long gradients",
            ),
        ),
        promises=(
            Promise(
                f"Each batch moves all weights of the model, the new head's too, by -lr times the gradient of {LOSS_OF_BATCH}.",
                (WEIGHTS,),
                ("three", "five", "loud"),
                weight=2,
                says=("Every batch moves",),
            ),
            Promise(
                f"The list returned holds for each batch {LOSS_OF_BATCH} before the update, as a number without a graph.",
                (RETURN, GRAPH_RETURNED),
                ("three", "five"),
                rests_on=(1,),
                says=("A list with",),
            ),
            _ANEW,
            Promise(
                "The model's head is the layer that was handed over.",
                (HEAD,),
                ("three", "five"),
                weight=0.5,
                side=True,
                says=("Put a new",),
            ),
        ),
        returns=Numbers(),
        describes=(
            "model: Module with",
            "head: The layer",
            "batches: List of (inputs, labels",
            "loss_fn: Takes scores",
            "lr: Learning rate",
            "The repaired loop;",
        ),
    ),
    Exercise(
        name="repair_8",
        is_repair=True,
        hints=(
            "The second backward fails. Into which graph does it walk?",
            "The state of the last chunk still remembers how it was made. Its value is wanted, its history is not.",
            "Hand on `hidden.detach()`.",
        ),
        reference=repair_8,
        probes=(
            Probe("four", sequences.sequence, about="four chunks of three time steps"),
            Probe(
                "momentum",
                sequences.sequence,
                {"count": 3, "optimizer": "momentum", "lr": 0.1, "loss": "huber"},
                about="three chunks, and SGD with momentum",
            ),
            Probe(
                "left",
                sequences.sequence,
                {"count": 2, "stale": True},
                about="gradients of earlier work",
            ),
            Probe(
                "loud",
                sequences.sequence,
                {"count": 1, "level": 100.0, "lr": 1e-4},
                about="a large loss and long gradients",
            ),
        ),
        promises=(
            Promise(
                "Each chunk moves the weights by one step of the optimizer as given, with the gradient of its own loss.",
                (WEIGHTS,),
                ("four", "momentum", "loud"),
                rests_on=(4,),
                says=("Every chunk makes",),
            ),
            Promise(
                "The list returned holds the loss of each chunk before its update, as a number without a graph.",
                (RETURN, GRAPH_RETURNED),
                ("four", "momentum"),
                rests_on=(1, 4),
                says=("A list with",),
            ),
            replace(_ANEW, says=("Every chunk makes",)),
            Promise(
                "The first chunk begins with zeros, every other with the state at the end of the one before.",
                (STATE,),
                ("four", "momentum", "loud"),
                stepwise=(HANDED_ON,),
                says=(
                    "The first chunk",
                    "Gradients do not",
                ),
            ),
        ),
        returns=Numbers(),
        describes=(
            "Train a recurrent",
            "model: Called as",
            "The state is a tensor (1, N, 4);",
            "chunks: List of (inputs",
            "loss_fn: Takes outputs",
            "optimizer: Holds the model's",
            "The repaired loop;",
        ),
    ),
)


def _noisy(epochs: int = 12) -> tuple[list[float], float]:
    """Train past the best epoch, keep an alias, and return losses and the loss of the alias."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2))
        x, y = torch.randn(60, 4), torch.randint(0, 2, (60,))
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    losses: list[float] = []
    best = model.state_dict()

    def measured() -> float:
        with torch.no_grad():
            return nn.functional.cross_entropy(model(x[20:]), y[20:]).item()

    for _ in range(epochs):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[:20]), y[:20]).backward()
        optimizer.step()
        losses.append(measured())
        if losses[-1] == min(losses):
            best = model.state_dict()
    model.load_state_dict(best)
    return losses, measured()


def _aliased() -> Outcome:
    losses, loaded = _noisy()
    told = (
        f"Validation loss of the best epoch {min(losses):.4g}, of the last epoch {losses[-1]:.4g}.",
        f"After loading what was kept: {loaded:.4g}.",
    )
    return Outcome("B" if abs(loaded - losses[-1]) < abs(loaded - min(losses)) else "A", told)


def _moved() -> Outcome:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = nn.Linear(6, 3)
        x, y = 5 * torch.randn(8, 6), torch.randint(0, 3, (8,))
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    before = [p.detach().clone() for p in layer.parameters()]
    nn.functional.cross_entropy(layer(x), y).backward()
    norm = torch.nn.utils.clip_grad_norm_(layer.parameters(), 0.5).item()
    optimizer.step()
    moved = sum(
        float((p.detach() - b).pow(2).sum())
        for p, b in zip(layer.parameters(), before, strict=True)
    )
    told = (
        f"Norm of the gradients before clipping {norm:.4g}, allowed 0.5.",
        f"The weights moved by {moved**0.5:.4g}.",
    )
    return Outcome("A", told)


def _overfitted() -> dict[str, list[float]]:
    """Return the accuracy on new examples, the training loss, and the loss on new examples."""
    torch.manual_seed(0)
    centres, labels = torch.randn(3, 5), torch.randint(0, 3, (160,))
    points = centres[labels] + 1.3 * torch.randn(160, 5)
    net = nn.Sequential(nn.Linear(5, 48), nn.ReLU(), nn.Linear(48, 3))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.4)
    curves: dict[str, list[float]] = {"A": [], "B": [], "C": []}
    for _ in range(30):
        for rows in torch.randperm(40).split(10):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(points[rows]), labels[rows]).backward()
            optimizer.step()
        with torch.no_grad():
            scores = net(points)
        curves["A"].append((scores[40:].argmax(dim=1) == labels[40:]).float().mean().item())
        for letter, part in (("B", slice(40)), ("C", slice(40, None))):
            curves[letter].append(nn.functional.cross_entropy(scores[part], labels[part]).item())
    return curves


def _retained() -> Outcome:
    torch.manual_seed(0)
    recurrent, hidden = nn.RNN(2, 4, batch_first=True), None
    optimizer = torch.optim.SGD(recurrent.parameters(), lr=0.1)
    try:
        for chunk in torch.randn(2, 3, 5, 2):
            output, hidden = recurrent(chunk, hidden)
            output.sum().backward(retain_graph=True)
            optimizer.step()
    except RuntimeError as error:
        return Outcome("B", (f"RuntimeError: {str(error).split(':')[0]}.",))
    return Outcome("A", ("The second backward pass goes through.",))


questions = {
    "recall_1": Question(
        {
            "A": "Then the limit is compared with gradients that are too large by the scale.",
            "B": "Only then do norm and limit mean the same thing.",
            "C": "After the step nobody uses them.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "That is the first epoch without improvement; patience is 2.",
            "B": "4.5 and 4.2 are two epochs in a row that are not below 4.",
            "C": "It never comes to the 3.",
        },
        answer="B",
    ),
    "recall_3": Question(
        {
            "A": "Sums 8 and 4, and ten examples.",
            "B": "That is the mean of the two means.",
            "C": "That is their sum.",
        },
        answer="A",
    ),
    "prediction_1": Question(
        {
            "A": "A state_dict holds the model's own tensors, and training goes on changing them.",
            "B": "What was kept is the model itself; loading it changes nothing.",
            "C": "The tensors were the start's once, but they have been changed in place since.",
        },
        experiment=_aliased,
    ),
    "prediction_2": Question(
        {
            "A": "Plain SGD moves by the learning rate times the gradient, here at most 0.1 times 0.5.",
            "B": "The limit is on the gradient; the learning rate comes on top, and short gradients stay short.",
            "C": "That forgets the learning rate.",
        },
        experiment=_moved,
    ),
    "prediction_3": Question(
        {
            "A": "`item()` reads a number; the graph has been used by then.",
            "B": "Zeroed between `backward()` and `step()`, there is nothing left to step with.",
            "C": "A single `backward()` after the loop would use the last batch only.",
        },
        answer="B",
    ),
    "prediction_4": Question(
        {
            "A": "It stands below `no_grad()`.",
            "B": "The sum of all losses divided by the number of examples is right.",
            "C": "The validation switches to eval mode, and nobody switches back: from the second epoch on there is no dropout.",
        },
        answer="C",
    ),
    "prediction_5": Question(
        {
            "A": "With dropout in train mode every pass draws other units.",
            "B": "Dimension 1 is that of the classes.",
            "C": "It divides by the number of examples, so each counts once.",
        },
        answer="A",
    ),
    "prediction_6": Question(
        {
            "A": "`model.eval()` stands in the first line.",
            "B": "The means of the batches are added up and divided by the number of batches.",
            "C": "Without a graph the numbers are the same.",
        },
        answer="B",
    ),
    "prediction_7": Question(
        {
            "A": "Gradients are emptied for each batch; there is one set of them.",
            "B": "The loader makes one batch after another.",
            "C": "`loss * len(x)` is a tensor with a graph, and a sum of such tensors holds all of their graphs.",
        },
        answer="C",
    ),
    "prediction_8": Question(
        {
            "A": "Predictions (N, 1) and targets (N,) become N by N differences. The best single answer to all targets is their mean.",
            "B": "The squared error is the usual loss of a regression.",
            "C": "They are emptied at the beginning of each step.",
        },
        answer="A",
    ),
    "prediction_9": Question(
        {
            "A": "Nothing freezes it.",
            "B": "It was made from the parameters that the model had before; it goes on moving the old head, which nobody uses.",
            "C": "It stands before `backward()`, where it belongs.",
        },
        answer="B",
    ),
    "prediction_10": Question(
        {
            "A": "That is the error's own advice; here it leads to the next error.",
            "B": "A step for each chunk is what the exercise asks for.",
            "C": "The second backward pass walks back into the first chunk, whose graph has been used up.",
        },
        answer="C",
    ),
    "prediction_11": Question(
        {
            "A": "Halved at every second call: a sound plan, if a call is an epoch.",
            "B": "It is called once per batch, 24 times per epoch: the rate is halved twelve times in each.",
            "C": "The rate is sound at the beginning of the log.",
        },
        answer="B",
    ),
    "prediction_12": Question(
        {
            "A": "Dropout makes the loss a little higher; it sets no floor.",
            "B": "The mean times the size of the batch is a sum, and the sum is divided by all examples.",
            "C": "`CrossEntropyLoss` has a softmax of its own. Fed with probabilities, its loss cannot go below ln(1 + 9/e) = 1.46.",
        },
        answer="C",
    ),
    "prediction_13": Question(
        {
            "A": "It stands before the epochs, and the validation switches to eval mode: from the second epoch on the model trains without dropout.",
            "B": "Before the forward pass is one of its right places.",
            "C": "A validation without a graph is right.",
        },
        answer="A",
    ),
    "prediction_14": Question(
        {
            "A": "It hardly changes and stays between 0 and 1: that is the accuracy.",
            "B": "That one goes on falling: the model learns these examples by heart.",
            "C": "It rises nearly from the beginning, while the model learns the other examples by heart.",
        },
        answer="C",
        curves=Curves(_overfitted, "epoch", "value"),
    ),
    "prediction_15": Question(
        {
            "A": "The loss may fall all the same, as above.",
            "B": "With the sum of old and new in `.grad` the two differ, after two batches already.",
            "C": "It may help a little, and shows nothing.",
        },
        answer="B",
    ),
    "prediction_16": Question(
        {
            "A": "So it would without steps in between.",
            "B": "The pass walks on into the first chunk, and the step has changed its weights since.",
            "C": "PyTorch computes right gradients or none.",
        },
        experiment=_retained,
    ),
    "understanding_1": Question(
        {
            "A": "The two numbers are measured at different times; no bug is needed.",
            "B": "Early batches of an epoch were met by weights that had learned less.",
            "C": "Overfitting shows the other way round: validation above training.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "The model size may have done it, or the seed.",
            "B": "Three things changed; the gain belongs to none of them.",
            "C": "It may matter much. This comparison cannot say.",
        },
        answer="B",
    ),
    "understanding_3": Question(
        {
            "A": "It costs one step and separates a broken update from a hard task.",
            "B": "If no weight moves, size does not help.",
            "C": "More epochs of nothing are nothing.",
        },
        answer="A",
    ),
}
