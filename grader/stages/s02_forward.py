"""02_forward: prediction and the graph."""

from __future__ import annotations

import torch
from torch import nn

from grader.course.exercise import Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import Exactly, Keys, Number, OfType, TensorOf
from grader.observe.recorder import RETURN
from grader.scenes.models import draw as models
from grader.scenes.models.play import (
    COUNTED_MODEL,
    GRADIENT_NORMS,
    INPUT,
    IS_MODULE,
    IS_NEW,
    MODEL,
    OTHER_MODE,
    OUTPUT,
    OUTPUT_SHAPE,
    SHAPES,
    TRAINABLE,
)
from grader.scenes.tensors import draw as tensors
from grader.scenes.tensors.follow import VALUES
from grader.scenes.tensors.play import ARGUMENTS, DTYPE, GRADIENTS, TENSOR, TYPES

stage = Stage("Prediction and the graph", minutes=60, difficulty="gentle")


def describe(tensor):  # type: ignore[no-untyped-def]  # noqa: D103
    return {
        "shape": tuple(tensor.shape),
        "dtype": tensor.dtype,
        "device": str(tensor.device),
        "requires_grad": tensor.requires_grad,
    }


def forward_by_hand(x, w1, b1, w2, b2):  # type: ignore[no-untyped-def]  # noqa: D103
    hidden = torch.relu(x @ w1.T + b1)
    return hidden @ w2.T + b2


def make_mlp(n_in, n_hidden, n_out):  # type: ignore[no-untyped-def]  # noqa: D103
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))


def count_parameters(model):  # type: ignore[no-untyped-def]  # noqa: D103
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def predict_classes(logits):  # type: ignore[no-untyped-def]  # noqa: D103
    return logits.argmax(dim=1)


_SIZES = (4, 6, 3)

exercises = (
    Exercise(
        name="describe",
        hints=(
            "Which attributes of a tensor tell its four properties?",
            "Three of the four can be returned as the tensor gives them; the device has to become text.",
            'A dictionary of `tuple(tensor.shape)`, `tensor.dtype`, `str(tensor.device)` and `tensor.requires_grad`, under the keys "shape", "dtype", "device" and "requires_grad".',
        ),
        reference=describe,
        probes=(
            Probe(
                "plain",
                tensors.describe,
                {"kinds": ("numbers", "labels", "mask", "nothing")},
                about="numbers, labels, a mask and an empty tensor",
            ),
            Probe(
                "graph",
                tensors.describe,
                {"kinds": ("parameter", "prediction", "loss")},
                about="a parameter, a prediction and a loss",
            ),
            Probe(
                "meta",
                tensors.describe,
                {"kinds": ("meta",)},
                about='a tensor on the device "meta"',
            ),
        ),
        promises=(
            Promise(
                '"shape" is the tuple of the tensor\'s sizes.',
                items=(f"{RETURN}.shape", TYPES["shape"]),
                says=("A dictionary with",),
            ),
            Promise(
                '"dtype" is the tensor\'s own torch.dtype.',
                items=(f"{RETURN}.dtype", TYPES["dtype"]),
                says=("A dictionary with",),
            ),
            Promise(
                '"device" is the name of the tensor\'s own device, a string.',
                items=(f"{RETURN}.device", TYPES["device"]),
                side=True,
                says=("A dictionary with",),
            ),
            Promise(
                '"requires_grad" says whether gradients of the tensor are tracked, a bool.',
                items=(f"{RETURN}.requires_grad", TYPES["requires_grad"]),
                side=True,
                says=("A dictionary with",),
            ),
            Promise(
                "The tensor is left as it was.",
                items=(TENSOR,),
                weight=0.5,
                side=True,
                says=("The tensor is left",),
            ),
        ),
        returns=Keys(
            {
                "shape": OfType(list, "a tuple of ints"),
                "dtype": OfType(str, "a torch.dtype"),
                "device": OfType(str, "a string"),
                "requires_grad": OfType(bool, "a bool"),
            }
        ),
        allows={"Further keys are": "more_than_asked"},
        describes=(
            "Return the four",
            "tensor: Any tensor: of any",
            "It may lie",
        ),
    ),
    Exercise(
        name="forward_by_hand",
        hints=(
            "Which shapes have x, w1 and the hidden values? Which of them has to be turned for `@`?",
            "A Linear layer is `x @ w.T + b`. A ReLU replaces negative values by 0. It stands between the two layers and nowhere else.",
            "`hidden = torch.relu(x @ w1.T + b1)`, then return `hidden @ w2.T + b2`.",
        ),
        reference=forward_by_hand,
        probes=(
            Probe("five", tensors.forward, about="5 examples, sizes 4, 3 and 2"),
            Probe(
                "square",
                tensors.forward,
                {"n": 4, "sizes": (4, 4, 4), "scale": 100.0},
                about="4 examples of large numbers, and every size 4",
            ),
            Probe(
                "one",
                tensors.forward,
                {"n": 1, "sizes": (3, 5, 4), "gradients": False},
                about="a single example, and arguments that need no gradients",
            ),
            Probe(
                "column",
                tensors.forward,
                {"n": 6, "sizes": (2, 4, 1), "columns": True},
                about="a single output, and an x stored column by column",
            ),
        ),
        promises=(
            Promise(
                "The result is Linear, ReLU, Linear, of shape (N, C).",
                items=(RETURN,),
                probes=("five", "square"),
                weight=3,
                says=(
                    "Return what Linear, ReLU, Linear",
                    "Outputs (N, C), nothing",
                ),
            ),
            Promise(
                "So it is for a single example, for a single output and for an x that is not contiguous.",
                rests_on=(1,),
                items=(RETURN,),
                probes=("one", "column"),
                says=(
                    "N may be",
                    "C may be",
                ),
            ),
            Promise(
                "All five arguments get the right gradients.",
                rests_on=(1,),
                items=tuple(GRADIENTS.values()),
                probes=("five", "square", "column"),
                weight=2,
                says=("If the arguments",),
            ),
            Promise(
                "None of the arguments is changed.",
                items=(ARGUMENTS,),
                weight=0.5,
                side=True,
                says=("None of the arguments",),
            ),
        ),
        returns=TensorOf(),
        allows={"What is checked": "functional"},
        describes=(
            "x: Inputs (N, D).",
            "w1: Weight of the first",
            "b1: Its bias",
            "w2: Weight of the second",
            "b2: Its bias",
            "All tensors are",
            '"By hand" means',
        ),
    ),
    Exercise(
        name="make_mlp",
        hints=(
            "Which three layers does an input pass, in order?",
            "`nn.Sequential` registers the layers that it is given. `nn.Linear` takes the number of inputs first, then the number of outputs.",
            "Return `nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))`.",
        ),
        reference=make_mlp,
        probes=(
            Probe(
                "sizes",
                models.mlp,
                {"sizes": (_SIZES, (7, 2, 5), (3, 3, 3)), "scale": 10.0},
                about="sizes 4, 6, 3, then 7, 2, 5, then 3, 3, 3, and large numbers",
            ),
            Probe("one", models.mlp, {"sizes": (_SIZES,), "n": 1}, about="a single example"),
        ),
        promises=(
            Promise(
                "It returns an nn.Module from (N, n_in) to (N, n_out).",
                items=(IS_MODULE, OUTPUT_SHAPE),
                says=("An nn.Module that",),
            ),
            Promise(
                "Its parameters are two weights and two biases of the sizes asked for, all of them trainable.",
                rests_on=(4, 1),
                items=(SHAPES, TRAINABLE),
                weight=2,
                says=("The model's parameters",),
            ),
            Promise(
                "What it computes is Linear, ReLU, Linear, in either mode and with the right gradients.",
                rests_on=(1, 2),
                items=(OUTPUT, GRADIENT_NORMS, OTHER_MODE),
                weight=2,
                says=("An nn.Module that",),
            ),
            Promise(
                "Each call makes a new model.",
                items=(IS_NEW,),
                side=True,
                says=("Each call makes",),
            ),
            Promise(
                "x is left as it was.",
                rests_on=(1,),
                items=(INPUT,),
                weight=0.5,
                side=True,
                says=("An nn.Module that",),
            ),
        ),
        returns=Exactly(MODEL, "an nn.Module"),
        allows={"Their start values": "own_parameters"},
        describes=(
            "Return a new",
            "n_in: Inputs per",
            "n_hidden: Hidden units.",
            "n_out: Outputs per",
        ),
    ),
    Exercise(
        name="count_parameters",
        hints=(
            "Which method gives all parameters of a model, each once?",
            "Every parameter is a tensor: `p.numel()` is how many numbers it holds, `p.requires_grad` whether it can be trained.",
            "`sum(p.numel() for p in model.parameters() if p.requires_grad)`",
        ),
        reference=count_parameters,
        probes=(
            Probe(
                "plain",
                models.count,
                {"kind": "plain"},
                about="three Linear layers, new and with biases of 0",
            ),
            Probe(
                "nested",
                models.count,
                {"kind": "nested"},
                about="layers inside layers, and parameters beside them",
            ),
            Probe(
                "frozen",
                models.count,
                {"kind": "frozen"},
                about="a frozen layer, and others of which the weight or the bias is",
            ),
            Probe("norm", models.count, {"kind": "norm"}, about="a model with BatchNorm"),
            Probe("tied", models.count, {"kind": "tied"}, about="two layers with one weight"),
            Probe("repeated", models.count, {"kind": "repeated"}, about="a layer used twice"),
            Probe("nothing", models.count, {"kind": "nothing"}, about="nothing to train"),
        ),
        promises=(
            Promise(
                "The result is how many numbers the trainable parameters hold, wherever they are.",
                items=(RETURN,),
                probes=("plain", "nested"),
                weight=2,
                says=("An int: the numbers",),
            ),
            Promise(
                "What is frozen is left out, and nothing else; without anything trainable the result is 0.",
                rests_on=(1,),
                items=(RETURN,),
                probes=("frozen", "nothing"),
                says=(
                    "An int: the numbers",
                    "Without anything to train the result",
                ),
            ),
            Promise(
                "Of a model that has buffers as well, the parameters alone count.",
                rests_on=(1,),
                items=(RETURN,),
                probes=("norm",),
                says=("Buffers, such as",),
            ),
            Promise(
                "What is used in two places counts once.",
                rests_on=(1,),
                items=(RETURN,),
                probes=("tied", "repeated"),
                says=("A parameter that",),
            ),
            Promise(
                "The model is left as it was.",
                items=(COUNTED_MODEL,),
                side=True,
                says=("The model is left",),
            ),
        ),
        returns=Number("int"),
        allows={"(A float or a 0-dim": "tensor"},
        describes=(
            "Return how many",
            "model: Any nn.Module.",
            "Its layers may",
        ),
    ),
    Exercise(
        name="predict_classes",
        hints=(
            "What shape do the logits have, and which of its dimensions counts the classes?",
            "The predicted class is the position of the largest logit in a row, not its value.",
            "`return logits.argmax(dim=1)`",
        ),
        reference=predict_classes,
        probes=(
            Probe("batch", tensors.classes, about="5 examples of 3 classes"),
            Probe(
                "square",
                tensors.classes,
                {"n": 4, "outputs": 4, "columns": True},
                about="4 examples of 4 classes, stored column by column",
            ),
            Probe("one", tensors.classes, {"n": 1, "outputs": 7}, about="a single example"),
            Probe(
                "close",
                tensors.classes,
                {"level": 150.2},
                about="logits above 150, close to each other",
            ),
            Probe(
                "low",
                tensors.classes,
                {"level": -150.22},
                about="logits below -150, close to each other",
            ),
            Probe(
                "graph",
                tensors.classes,
                {"n": 6, "outputs": 2, "graph": True},
                about="logits that carry a graph",
            ),
        ),
        promises=(
            Promise(
                "The result has shape (N,), and its entries are the classes with the largest logits.",
                items=(RETURN,),
                stepwise=(VALUES,),
                probes=("batch", "square", "close", "low"),
                weight=2,
                says=("A tensor of shape",),
            ),
            Promise(
                "So it is for a single example, which gives shape (1,).",
                rests_on=(1,),
                items=(RETURN,),
                stepwise=(VALUES,),
                probes=("one",),
                says=("A tensor of shape",),
            ),
            Promise(
                "So it is for logits that carry a graph.",
                rests_on=(1,),
                items=(RETURN,),
                stepwise=(VALUES,),
                probes=("graph",),
                says=("They may come",),
            ),
            Promise(
                "The result is of dtype torch.int64.",
                items=(DTYPE,),
                side=True,
                says=("A tensor of shape",),
            ),
            Promise(
                "The logits are left as they were.",
                items=(ARGUMENTS,),
                weight=0.5,
                side=True,
                says=("The logits are",),
            ),
        ),
        returns=TensorOf(),
        describes=(
            "Return the predicted",
            "logits: Scores (N, C), N",
            "(Ties are not",
        ),
    ),
)


class _InAList(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = [nn.Linear(4, 6), nn.Linear(6, 3)]


def _hidden_from_the_model() -> Outcome:
    model = _InAList()
    listed = [p for layer in model.layers for p in layer.parameters()]
    told = (
        f"The layers in the list have {len(listed)} parameters.",
        f"list(model.parameters()) holds {len(list(model.parameters()))}.",
    )
    return Outcome("C", told)


def _not_in_place() -> Outcome:
    x = torch.ones(2)
    made = x.to(torch.float64)
    return Outcome("B", (f"x is {x.dtype}; what `to` returned is {made.dtype}.",))


def _view_is_no_transpose() -> Outcome:
    x = torch.tensor([[1, 2, 3], [4, 5, 6]])
    told = (
        f"x is {x.tolist()}.",
        f"x.view(3, 2) is {x.view(3, 2).tolist()}.",
        f"x.T is {x.T.tolist()}.",
    )
    return Outcome("B", told)


def _a_layer_for_a_result() -> Outcome:
    x, layer = torch.ones(5, 3), nn.Linear(3, 2)
    made = nn.ReLU(x)  # type: ignore[arg-type]
    told = f"`nn.ReLU(x)` is a {type(made).__name__}, and no error."
    try:
        layer(made)
    except TypeError as error:
        return Outcome("C", (told, f"Then: {type(error).__name__}: {str(error).splitlines()[0]}"))
    return Outcome("A", (told,))


def _to_numpy() -> Outcome:
    try:
        nn.Linear(3, 2)(torch.ones(5, 3)).numpy()
    except RuntimeError as error:
        return Outcome("B", (f"RuntimeError: {error}",))
    return Outcome("A", ())


def _one_for_two() -> Outcome:
    first, second, one = nn.Linear(3, 8), nn.Linear(8, 2), nn.Linear(3, 2)
    with torch.no_grad():
        one.weight.copy_(second.weight @ first.weight)
        one.bias.copy_(second.weight @ first.bias + second.bias)
    x = torch.randn(100, 3)
    same = torch.allclose(second(first(x)), one(x), atol=1e-5)
    return Outcome("A" if same else "B", (f"100 inputs, all outputs the same: {same}.",))


questions = {
    "recall_1": Question(
        {
            "A": "`backward` needs a loss, and the loss needs a prediction.",
            "B": "The loss is computed from the prediction, the gradients from the loss, the update from the gradients.",
            "C": "`step` needs gradients, which come last of all.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "`item()` gave a plain number, and a number has no history.",
            "B": "It does not get as far as any gradient.",
            "C": "A float has no method `backward`: `item()` left the graph behind.",
        },
        answer="C",
    ),
    "recall_3": Question(
        {
            "A": "Arithmetic makes a new tensor; only operations such as `x *= 2` write into the old one.",
            "B": "That would be `x *= 2`.",
            "C": "`y` is a name for a new tensor.",
        },
        answer="A",
    ),
    "prediction_1": Question(
        {
            "A": "The two layers have two weights and two biases, but nobody has told the model.",
            "B": "Neither the weights nor the biases are found.",
            "C": "A module looks at its attributes for parameters and modules. A list is neither, and is not looked into.",
        },
        experiment=_hidden_from_the_model,
    ),
    "prediction_2": Question(
        {
            "A": "That holds for a model, whose `to` works in place.",
            "B": "A tensor's `to` returns another tensor, which this line throws away.",
            "C": "Nothing is wrong with the line; it merely has no effect.",
        },
        experiment=_not_in_place,
    ),
    "prediction_3": Question(
        {
            "A": "Only the shapes are the same.",
            "B": "`view` reads the numbers in their old order and cuts new rows; `.T` exchanges rows and columns.",
            "C": "6 numbers fit into 3 rows of 2, so `view` has nothing to object to.",
        },
        experiment=_view_is_no_transpose,
    ),
    "prediction_4": Question(
        {
            "A": "`torch.relu` applies the function, `nn.ReLU` makes a layer that will.",
            "B": "It takes the tensor for its option `inplace`, and says nothing.",
            "C": "`nn.ReLU(x)` is a layer, and a layer is what the next one gets in place of a tensor.",
        },
        experiment=_a_layer_for_a_result,
    ),
    "prediction_5": Question(
        {
            "A": "The prediction has a graph, and an array has no place for one.",
            "B": "PyTorch refuses to lose the graph without being asked: `detach()` asks.",
            "C": "Only `detach()` cuts it, and only where you write it.",
        },
        experiment=_to_numpy,
    ),
    "prediction_6": Question(
        {
            "A": "A product of two matrices is one matrix, and the biases add up to one.",
            "B": "They have more numbers, and can do no more: without an activation all of it is one straight map.",
            "C": "The second weight turns the first bias, and both add up to one bias.",
        },
        experiment=_one_for_two,
    ),
    "understanding_1": Question(
        {
            "A": "That is the order of the arguments, inputs first.",
            "B": "The weight is stored as (outputs, inputs), which is why it is turned for the product.",
            "C": "The weight holds 24 numbers, in rows and columns.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "Below `no_grad` operations are computed, but not written down.",
            "B": "A `grad_fn` is an operation, never a model.",
            "C": "Nothing was recorded, so there is nothing to go back through.",
        },
        answer="C",
    ),
    "understanding_3": Question(
        {
            "A": "One class for each of the 8 examples.",
            "B": "That would be one example for each class: the wrong dimension.",
            "C": "`argmax(dim=1)` removes the dimension it looks along.",
        },
        answer="A",
    ),
}
