"""11_sanity: debugging like a professional."""

from __future__ import annotations

import copy
import math
import random

import numpy
import torch
from torch import nn

from grader.course.exercise import Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Numbers
from grader.course.returns_answers import Names, Truth
from grader.observe.recorder import (
    BUFFERS,
    GRADIENT_GRAPHS,
    GRAPH_GROWTH,
    GRAPH_RETURNED,
    GRAPHS_PILED,
    RATES,
    RETURN,
    TRAINABLE,
    WEIGHTS,
)
from grader.scenes.answers import play as answers
from grader.scenes.answers.play import ANSWER, ASKED
from grader.scenes.follow import FOUND, LOSS, MEMORIES, RETURNED, STEPPED, UPDATES
from grader.scenes.initial_loss import draw as initial_loss
from grader.scenes.initial_loss.follow import HIGH, LOW, NEAR
from grader.scenes.mixing import draw as mixing
from grader.scenes.mixing.play import X
from grader.scenes.parts.play import ALIKE
from grader.scenes.seeding import draw as seeding
from grader.scenes.seeding.play import GENERATORS
from grader.scenes.seeding.read import other_key, same_key
from grader.scenes.silent import draw as silent_layers
from grader.scenes.training import draw as training

stage = Stage("Debugging like a professional", minutes=85, difficulty="demanding")


def seed_everything(seed):  # type: ignore[no-untyped-def]  # noqa: D103
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)
    return seed


def overfit_one_batch(model, x, y, loss_fn, optimizer, steps):  # type: ignore[no-untyped-def]  # noqa: D103
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        prediction = model(x)
        loss = loss_fn(prediction, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def initial_loss_is_sane(model, x, labels, num_classes):  # type: ignore[no-untyped-def]  # noqa: D103
    with torch.no_grad():
        scores = model(x)
        measured = torch.nn.functional.cross_entropy(scores, labels).item()
    expected = math.log(num_classes)
    return abs(measured - expected) <= 0.2 * expected


def silent_parameters(model, x, y, loss_fn):  # type: ignore[no-untyped-def]  # noqa: D103
    loss = loss_fn(model(x), y)
    trainable = {name: p for name, p in model.named_parameters() if p.requires_grad}
    found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)
    gradients = dict(zip(trainable, found, strict=True))
    silent = []
    for name, p in model.named_parameters():  # noqa: B007
        gradient = gradients.get(name)
        if gradient is None or bool((gradient == 0).all()):
            silent.append(name)
    return silent


def mixes_examples(model, x):  # type: ignore[no-untyped-def]  # noqa: D103
    model = copy.deepcopy(model)
    state = torch.get_rng_state()
    before = model(x)
    for j in range(len(x)):
        changed = x.clone()
        changed[j] += torch.randn_like(x[j])
        torch.set_rng_state(state)
        after = model(changed)
        others = torch.arange(len(x)) != j
        if not torch.allclose(before[others], after[others]):
            return True
    return False


def _seeded(generator: str, words: str) -> Promise:
    return Promise(
        f"{words}: the same seed gives the same numbers at every call, and another seed others.",
        items=(same_key(generator), other_key(generator)),
        says=("After a call, what", "seed: An int from"),
    )


_LEFT_ALONE = (answers.WEIGHTS, answers.TRAINABLE, answers.MODES)

exercises = (
    Exercise(
        name="seed_everything",
        hints=(
            "Which three libraries draw random numbers in a training run?",
            "Each has a generator of its own, behind functions such as `random.random()`, `numpy.random.rand()` and `torch.rand()`. Each has one function that seeds it.",
            "`random.seed(seed)`, `numpy.random.seed(seed)`, `torch.manual_seed(seed)`.",
        ),
        reference=seed_everything,
        probes=(
            Probe(
                "again",
                seeding.seeding,
                {"seed": 7, "other": 11, "more": (2**32 - 6,)},
                about="one seed, the same again, another one, and the first once more",
            ),
            Probe(
                "zero",
                seeding.seeding,
                {
                    "seed": 0,
                    "other": 5,
                    "defaults": (42, 1, 1234),
                    "more": (2, 2**31 + 42, 2**32 - 6),
                },
                about="the seed 0, again, others, and 0 once more",
            ),
        ),
        promises=tuple(
            _seeded(generator, words)
            for generator, words in zip(
                GENERATORS, ("Python's random", "NumPy", "PyTorch"), strict=True
            )
        ),
        allows={"Seeding more than": "all_devices", "What is returned": "with_checks"},
        describes=("Put the random",),
    ),
    Exercise(
        name="overfit_one_batch",
        hints=(
            "What changes from step to step: the data, the weights, or both?",
            "It is the training step you know, repeated on the same x and y. Each loss is kept as a float, before its update.",
            "Inside `for _ in range(steps):` empty the gradients, predict, compute the loss on all of (x, y), `backward()`, `step()`, and append `loss.item()`.",
        ),
        reference=overfit_one_batch,
        probes=(
            Probe(
                "sgd",
                training.steps,
                {"counts": (5, 2), "n": 6, "lr": 0.4},
                about="5 steps, then 2 more, under SGD",
            ),
            Probe(
                "momentum",
                training.steps,
                {"optimizer": "momentum", "task": "regress", "lr": 0.08, "n": 8},
                about="a regression, SGD with momentum",
            ),
            Probe(
                "adam",
                training.steps,
                {"optimizer": "adam", "lr": 0.04, "counts": (4,)},
                about="Adam",
            ),
            Probe(
                "still",
                training.steps,
                {"lr": 0.0, "counts": (3, 1)},
                about="a learning rate of 0",
            ),
            Probe("long", training.steps, {"lr": 0.2, "counts": (6,), "n": 5}, about="6 steps"),
            Probe(
                "left",
                training.steps,
                {"counts": (2, 1), "n": 5, "stale": True},
                about="gradients of earlier work",
            ),
            Probe(
                "rising",
                training.steps,
                {"task": "regress", "lr": 1.5, "counts": (3,), "n": 5},
                about="a rate that is too large, so that the loss rises",
            ),
            Probe(
                "tiny",
                training.steps,
                {"task": "regress", "apart": 0.03, "lr": 0.05, "counts": (3,), "n": 5},
                about="losses that are very small",
            ),
            Probe(
                "huge",
                training.steps,
                {"task": "regress", "apart": 100.0, "lr": 1e-4, "counts": (1, 1), "n": 5},
                about="large losses and long gradients",
            ),
            Probe(
                "learned",
                training.steps,
                {"task": "regress", "n": 2, "lr": 0.2, "counts": (8,)},
                about="two examples that are learned within a few steps",
            ),
        ),
        promises=(
            Promise(
                "Each step moves the weights by one step of the given optimizer, with the gradient of the loss on the whole batch; rates and `requires_grad` stay.",
                items=(WEIGHTS, BUFFERS, RATES, TRAINABLE),
                probes=("sgd", "momentum", "adam", "long", "rising", "tiny", "huge", "learned"),
                stepwise=(FOUND, STEPPED, MEMORIES, UPDATES, RATES, TRAINABLE),
                weight=3,
                says=(
                    "x: Inputs (N, D), all",
                    "Each step moves",
                ),
            ),
            Promise(
                "Gradients that are there already do not count.",
                items=(ALIKE,),
                probes=("left",),
                weight=0.5,
                side=True,
                says=("Each step moves",),
            ),
            Promise(
                "It returns one number per step, without a graph.",
                items=(RETURN, GRAPH_RETURNED),
                stepwise=(RETURNED, GRAPH_RETURNED),
                probes=("still",),
                elsewhere=("sgd", "momentum", "adam", "long", "rising", "tiny", "learned"),
                says=("A list of floats: for each",),
            ),
            Promise(
                "Each number is the loss on the batch before its update.",
                items=(RETURN,),
                probes=("sgd", "momentum", "adam", "long", "rising", "huge", "learned"),
                stepwise=(LOSS,),
                says=("A list of floats: for each",),
            ),
            Promise(
                "No step's graph is kept after the step.",
                items=(GRAPH_GROWTH, GRAPHS_PILED, GRADIENT_GRAPHS, GRAPH_RETURNED),
                probes=("long",),
                weight=0.5,
                side=True,
                says=("No step's graph",),
            ),
        ),
        returns=Numbers(),
        curve=Probe("curve", training.steps, {"counts": (18,), "lr": 0.3}),
        allows={"(0-dim tensors without": "autograd_grad", "The mode is free.": "train_mode"},
        describes=(
            "Train on one",
            "model: Module from",
            "y: Their targets.",
            "loss_fn: Takes outputs",
            "optimizer: Holds the model's",
            "steps: How many",
        ),
    ),
    Exercise(
        name="initial_loss_is_sane",
        hints=(
            "What is the cross entropy of a model that gives every one of C classes the same probability?",
            "It is ln C. How far may a loss be from it, as a share of ln C, and to which sides?",
            "With `expected = math.log(num_classes)`: return whether `abs(loss - expected) <= 0.2 * expected`, the loss being the cross entropy of the raw logits.",
        ),
        reference=initial_loss_is_sane,
        says_little=True,
        probes=(
            Probe(
                "high",
                initial_loss.initial_loss,
                {
                    "cases": (
                        (4, 1.07),
                        (4, 3.0),
                        (4, 0.95),
                        (5, 1.5),
                        (5, 1.01),
                        (6, 2.0),
                        (4, 1.14),
                        (4, 1.28),
                    )
                },
                about="losses near ln C, and far above it",
            ),
            Probe(
                "low",
                initial_loss.initial_loss,
                {
                    "cases": (
                        (4, 0.93),
                        (4, 0.2),
                        (5, 1.04),
                        (5, 0.5),
                        (6, 0.35),
                        (4, 0.125),
                        (6, 0.94),
                        (4, 0.86),
                        (4, 0.72),
                    ),
                    "train": False,
                    "left": True,
                },
                about="losses near ln C, and far below it, from models in eval mode",
            ),
            Probe(
                "classes",
                initial_loss.initial_loss,
                {
                    "cases": (
                        (2, 1.06),
                        (2, 1.4),
                        (2, 2.6),
                        (2, 0.05),
                        (2, 0.94),
                        (2, 0.62),
                        (10, 0.93),
                        (10, 1.45),
                        (10, 0.6),
                        (150, 1.08),
                        (150, 1.4),
                        (150, 2.5),
                        (150, 0.93),
                        (150, 0.6),
                    )
                },
                about="2, 10 and 150 classes",
            ),
        ),
        promises=(
            Promise(
                "A loss within 20 % of ln C is sane, one that is clearly higher is not.",
                items=(ANSWER, ASKED),
                probes=("high",),
                stepwise=(NEAR, HIGH, ASKED),
                elsewhere=("low",),  # a near one is near there too
                weight=2,
                says=("True if the mean",),
            ),
            Promise(
                "One that is clearly lower is not sane either.",
                items=(ANSWER, ASKED),
                probes=("low",),
                stepwise=(LOW, ASKED),
                weight=2,
                says=("True if the mean",),
            ),
            Promise(
                "So it is for few classes and for many.",
                items=(ANSWER, ASKED),
                probes=("classes",),
                weight=2,
                rests_on=(1, 2),
                says=(
                    "Not every class",
                    "num_classes: C, at",
                ),
            ),
            Promise(
                "The model is left as it was: weights, gradients and modes; graphs are recorded on.",
                items=(*_LEFT_ALONE, answers.GRADIENTS, answers.RECORDING),
                weight=0.5,
                side=True,
                says=(
                    "The model is left",
                    "Graphs are recorded",
                ),
            ),
        ),
        returns=Truth(),
        allows={"(A 0-dim bool": "tensors", "Only clear cases": "eval_and_back"},
        describes=(
            "Say whether the first",
            "model: Module from",
            "x: Inputs of one",
            "labels: Their classes",
        ),
    ),
    Exercise(
        name="silent_parameters",
        hints=(
            "For which reasons may a parameter learn nothing from a batch? There are three.",
            "No gradient arrives (not used), none is wanted (frozen), or what arrives is zero in every entry. `.grad` may hold something from an earlier batch.",
            "Take the gradients with `torch.autograd.grad(loss, trainable, allow_unused=True)`; then go through `model.named_parameters()` and keep each name whose gradient is None or all zero.",
        ),
        reference=silent_parameters,
        probes=(
            Probe(
                "plain",
                silent_layers.silent,
                {
                    "roles": ("busy", "half", "zero", "flat", "mirror"),
                    "task": "regress",
                    "quiet": (True, True),
                    "examples": (6, 1),
                },
                about="a model in which every layer learns",
            ),
            Probe(
                "partly",
                silent_layers.silent,
                {
                    "roles": ("busy", "flat", "half", "frozen", "unused", "dead", "aside"),
                    "fixed": True,
                },
                about="a frozen layer and a frozen bias, an unused layer, a dead one, and one that the loss does not see",
            ),
            Probe(
                "batches",
                silent_layers.silent,
                {
                    "roles": ("busy", "moody", "frozen", "unused", "flat"),
                    "task": "regress",
                    "quiet": (False, True, False),
                    "stale": True,
                },
                about="gradients that are there already, and three batches",
            ),
            Probe(
                "train",
                silent_layers.silent,
                {"roles": ("busy", "early", "dead"), "task": "regress"},
                about="a layer that is used in train mode only, and a model in train mode",
            ),
            Probe(
                "eval",
                silent_layers.silent,
                {"roles": ("busy", "early", "flat"), "task": "regress", "train": False},
                about="a layer that is used in train mode only, and a model in eval mode",
            ),
        ),
        promises=(
            Promise(
                "It names what is frozen, unused or all zero, in the order of the parameters, and nothing else.",
                items=(ANSWER,),
                probes=("plain", "partly"),
                weight=3,
                says=(
                    "It need not",
                    "A list of names",
                ),
            ),
            Promise(
                "Where `.grad` holds something from before, the answer is the one for this batch.",
                items=(ANSWER,),
                probes=("batches",),
                weight=2,
                rests_on=(1, 5),  # a call finds what the one before left
                says=("The `.grad` fields",),
            ),
            Promise(
                "The model computes in the mode in which it comes.",
                items=(ANSWER,),
                probes=("train", "eval"),
                rests_on=(1,),
                says=("The model computes",),
            ),
            Promise(
                "Every `.grad` of the model holds what it held before.",
                items=(answers.GRADIENTS,),
                side=True,
                says=("Afterwards each `.grad`",),
            ),
            Promise(
                "Nothing else about the model is changed, and graphs are recorded as before.",
                items=(*_LEFT_ALONE, answers.RECORDING),
                weight=0.5,
                side=True,
                says=("Afterwards each `.grad`",),
            ),
        ),
        returns=Names(),
        describes=(
            "Name the parameters",
            "model: Module from",
            "At least one",
            "x: Inputs of one",
            "y: Its targets.",
            "loss_fn: Takes outputs",
            "Zeros are exact, and other",
        ),
    ),
    Exercise(
        name="mixes_examples",
        hints=(
            "Change one row of x and nothing else. Which rows of the output may change?",
            "Its own row may. Every other row has to stay, and that must hold whichever row you change. But two forward passes with dropout differ anyhow: what makes them comparable?",
            "On a deep copy of the model: keep `torch.get_rng_state()`, compute the output, then for each j change row j, put the random state back, compute again, and compare all rows except j.",
        ),
        reference=mixes_examples,
        says_little=True,
        probes=(
            Probe(
                "layers",
                mixing.mixing,
                {
                    "kinds": (
                        ("plain", False, True),
                        ("softmax", False, True),
                        ("row", False, True),
                        ("blind", False, True),
                        ("centred", True, False),
                        ("softmax1", True, True),
                        ("sums", True, True),
                        ("weak", True, False),
                        ("second", True, True),
                    ),
                    "left": True,
                },
                about="models without layers that depend on the mode",
            ),
            Probe(
                "way",
                mixing.mixing,
                {
                    "kinds": (
                        ("down", False, True),
                        ("plain", True, True),
                        ("up", False, False),
                        ("attention", False, False),
                        ("far", False, True),
                        ("first", False, True),
                        ("last", False, False),
                    )
                },
                about="models in which some rows reach others, and not the other way round",
            ),
            Probe(
                "norm",
                mixing.mixing,
                {
                    "kinds": (
                        ("norm", False, True),
                        ("norm", False, False),
                        ("norm", True, True),
                        ("mode", False, True),
                    )
                },
                about="BatchNorm in both modes",
            ),
            Probe(
                "dropout",
                mixing.mixing,
                {
                    "kinds": (
                        ("dropout", False, True),
                        ("both", False, True),
                        ("dropout", False, False),
                        ("both", False, False),
                        ("dropout", True, True),
                    )
                },
                about="dropout, alone and with BatchNorm",
            ),
        ),
        promises=(
            Promise(
                "It says whether an output depends on the input of another example.",
                items=(ANSWER, ASKED),
                probes=("layers",),
                weight=2,
                says=(
                    "Say whether any",
                    "True if some",
                ),
            ),
            Promise(
                "One example that reaches one other is enough.",
                items=(ANSWER, ASKED),
                probes=("way",),
                weight=2,
                rests_on=(1,),
                says=("One such pair",),
            ),
            Promise(
                "BatchNorm mixes in train mode and not in eval mode.",
                items=(ANSWER, ASKED),
                probes=("norm",),
                weight=2,
                rests_on=(1,),
                says=("BatchNorm mixes in train mode, and not",),
            ),
            Promise(
                "Dropout alone is not mixing, and beside it mixing is found.",
                items=(ANSWER, ASKED),
                probes=("dropout",),
                weight=2,
                side=True,
                rests_on=(1,),
                says=("That two passes",),
            ),
            Promise(
                "The model and x are left as they were, running statistics and modes included.",
                items=(*_LEFT_ALONE, answers.BUFFERS, answers.GRADIENTS, X),
                side=True,
                says=(
                    "The model and x",
                    "In train mode",
                ),
            ),
        ),
        returns=Truth(),
        allows={"(A 0-dim bool": "weighted_outputs"},
        describes=(
            "model: Module from",
            "x: Inputs of one",
        ),
    ),
)


def _small() -> nn.Module:
    return nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 3))


def _only_torch_seeded() -> Outcome:
    kept = numpy.random.get_state()
    weights, noise = [], []
    with torch.random.fork_rng():
        for _ in range(2):
            torch.manual_seed(1)
            weights.append(nn.Linear(3, 2).weight.detach())
            noise.append(numpy.random.rand(4))
    numpy.random.set_state(kept)
    told = (
        f"Weights at the start are equal: {torch.equal(*weights)}.",
        f"The noise is equal: {numpy.array_equal(noise[0], noise[1])}.",
    )
    return Outcome("B", told)


def _random_labels() -> Outcome:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model, x, y = _small(), torch.randn(16, 5), torch.randint(0, 3, (16,))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(150):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    told = f"First loss {losses[0]:.3g}, ln 3 is {math.log(3):.3g}, last loss {losses[-1]:.2g}."
    return Outcome("C", (told,))


def _other_company() -> Outcome:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4))
        x, y = torch.randn(8, 5), torch.randn(8, 5)
    y[0] = x[0]
    told = []
    for train in (True, False):
        model.train(train)
        with torch.no_grad():
            moved = (model(x)[0] - model(y)[0]).norm().item()
        mode = "train" if train else "eval"
        told.append(f"In {mode} mode the first output changes by {moved:.3g}.")
    return Outcome("A", tuple(told))


def _label_too_high() -> Outcome:
    try:
        nn.functional.cross_entropy(torch.zeros(3, 3), torch.tensor([1, 2, 3]))
    except IndexError as error:
        return Outcome("A", (f"IndexError: {error}",))
    return Outcome("B", ("No error.",))


def _two_devices() -> Outcome:
    try:
        nn.Linear(5, 3)(torch.zeros(4, 5, device="meta"))
    except RuntimeError:
        return Outcome("B", ("Weights on the CPU, inputs on the device meta: a RuntimeError.",))
    return Outcome("A", ("No error.",))


def _drawn_on() -> Outcome:
    torch.manual_seed(0)
    one, two = nn.Linear(3, 2), nn.Linear(3, 2)
    same = torch.equal(one.weight, two.weight)
    return Outcome("A" if same else "B", (f"The two weights are equal: {same}.",))


questions = {
    "recall_1": Question(
        {
            "A": "Momentum and running averages would begin at zero again, and the rate at its start.",
            "B": "What was seen is in the weights already; the batches themselves are not needed.",
            "C": "Both remember something that the next step depends on.",
        },
        answer="C",
    ),
    "recall_2": Question(
        {
            "A": "The statistics are no parameters: `no_grad` does not stop them.",
            "B": "In train mode each forward pass moves them, in eval mode none does.",
            "C": "The optimizer does not know them.",
        },
        answer="B",
    ),
    "recall_3": Question(
        {
            "A": "None says that there is nothing to do, and its state stays as it was.",
            "B": "Without a gradient not even the momentum is used.",
            "C": "Frozen and unused parameters are allowed in an optimizer.",
        },
        answer="A",
    ),
    "prediction_1": Question(
        {
            "A": "The noise comes from another generator, and nobody seeded that one.",
            "B": "Each library seeds its own generator and no other.",
            "C": "The weights come from PyTorch, which was seeded.",
        },
        experiment=_only_torch_seeded,
    ),
    "prediction_2": Question(
        {
            "A": "It would for new examples. These sixteen can be learned by heart.",
            "B": "Random labels are labels like any others.",
            "C": "A model with enough weights can remember any few examples. That is what makes it a test of the code.",
        },
        experiment=_random_labels,
    ),
    "prediction_3": Question(
        {
            "A": "In train mode every example has a part in the mean and the spread of all.",
            "B": "Mean and spread are taken over the batch, and they are other ones now.",
            "C": "It happens in the forward pass, without any step.",
        },
        experiment=_other_company,
    ),
    "prediction_4": Question(
        {
            "A": "It begins near ln C, as a model that knows nothing does.",
            "B": "A second softmax squeezes the scores together; the first loss is near ln C.",
            "C": "It finds the answer among its inputs. The run that looks best is the one that cheats.",
        },
        answer="C",
    ),
    "prediction_5": Question(
        {
            "A": "There is no halfway here: each fault alone is enough to spoil the run.",
            "B": "While the inputs are too large, no rate of the two makes it work; the repair was right, and shows nothing.",
            "C": "The inputs are still twenty times too large.",
        },
        answer="B",
    ),
    "prediction_6": Question(
        {
            "A": "Three classes are numbered 0, 1 and 2, so 3 is none, and PyTorch says so.",
            "B": "Nothing wraps around.",
            "C": "Only the number that is given as `ignore_index` is ignored, and that is -100.",
        },
        experiment=_label_too_high,
    ),
    "prediction_7": Question(
        {
            "A": "PyTorch moves nothing by itself.",
            "B": "One operation takes tensors of one device; which two met stands in the message.",
            "C": "It does not choose a device for you.",
        },
        experiment=_two_devices,
    ),
    "prediction_8": Question(
        {
            "A": "The seed is a starting point. The second layer goes on drawing where the first one stopped.",
            "B": "The first layer has used the first numbers; the second gets those that follow.",
            "C": "They differ on every device.",
        },
        experiment=_drawn_on,
    ),
    "understanding_1": Question(
        {
            "A": "Who knows nothing has a loss of about ln 10, which is more than 2.",
            "B": "A new model cannot know the answers. This one is not new, or its loss is another one.",
            "C": "A loss may be as small as you like, if the answers are known.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "More data are harder to learn than eight examples.",
            "B": "Eight examples take a few dozen steps when everything is right.",
            "C": "Model, loss and update do not fit together somewhere.",
        },
        answer="C",
    ),
    "understanding_3": Question(
        {
            "A": "For that, all entries would have to be zero.",
            "B": "The entries that are not zero move.",
            "C": "Then there would be no gradient at all.",
        },
        answer="B",
    ),
}
