"""What a card says is true of every program that gets its name, not only of the usual one."""

from __future__ import annotations

from typing import Any

import pytest
from torch import nn

from grader.course.catalogue import exercise
from grader.course.returns import Keys, OfType
from grader.diagnose.judge import judge
from grader.diagnose.programs import compiled, source_of
from grader.render.text import verdict_text

WIDE = 1000


def card_of(address: str, subject: Any) -> str:
    return verdict_text(judge(exercise(address), subject), WIDE)


def edited(address: str, *edits: tuple[str, str]) -> str:
    asked = exercise(address)
    source = source_of(asked)
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    return card_of(address, compiled(asked, source))


STEPS = """if isinstance(scheduler, ReduceLROnPlateau):
            scheduler.step(val["loss"])
        else:
            scheduler.step()"""

# An exercise, what becomes of its reference, what its card says and what is false of it.
SAID: dict[str, tuple[str, list[tuple[str, str]], str, str]] = {
    "a parameter requires gradients, and has no graph": (
        "02_forward/describe",
        [("tuple(tensor.shape)", "tensor.numpy().shape")],
        "a tensor that requires gradients",
        "with a graph",
    ),
    "a frozen parameter with an old gradient moves": (
        "02_forward/count_parameters",
        [(" if p.requires_grad", "")],
        "gets no new gradient",
        "never moves",
    ),
    "not every method has a self to count": (
        "05_step/sgd_step",
        [("p -= lr * p.grad", "p.sub_(p.grad, lr)")],
        "written with `def`, `self` counts",
        "Of a method, `self`",
    ),
    "an object gives something, and is no result itself": (
        "07_epoch/RunningAverage",
        [("    @property\n", "")],
        "What an object of RunningAverage gives should be a number",
        "The result of RunningAverage",
    ),
    "another exception tells more than a loss that was not tried": (
        "09_stability/check_finite",
        [("FloatingPointError(", "ValueError(")],
        "exception for loss 1 = ValueError, expected FloatingPointError",
        "exception for finite loss 2 = none",
    ),
    "a limit between the norm and the sum of norms": (
        "09_stability/clip_gradients",
        [("(g**2).sum().item()", "g.norm().item()"), ("total**0.5", "total")],
        "[not kept] When it is not, the gradients stay",
        "[kept] When it is not",
    ),
    "nothing to join is no empty list of norms": (
        "09_stability/clip_gradients",
        [
            ("    total = 0.0\n", ""),
            (
                "for g in gradients:\n        total += (g**2).sum().item()",
                "total = torch.cat([g.flatten() ** 2 for g in gradients]).sum().item()",
            ),
        ],
        "there is nothing to hand to them",
        "the list of norms",
    ),
    "a rate that nothing is asked about": (
        "10_lifecycle/fit_with_schedule",
        [
            (STEPS, "pass"),
            (
                "            break\n",
                "            for values in history.values():\n                values.pop()\n"
                f"            break\n        {STEPS}\n",
            ),
        ],
        "the first 4 of 5 expected numbers",
        "learning rate after call 1",
    ),
    "rounded weights are not resumed with Adam": (
        "10_lifecycle/checkpoint",
        [
            (
                '"model": model.state_dict()',
                '"model": {k: v.half() if v.is_floating_point() else v\n'
                "                  for k, v in model.state_dict().items()}",
            )
        ],
        "[not tried] With Adam too",
        "[kept] With Adam too",
    ),
    "the mode of a copy is set": (
        "11_sanity/mixes_examples",
        [("model = copy.deepcopy(model)", "model = copy.deepcopy(model).eval()")],
        "The mode that your code sets shows",
        "the caller's business",
    ),
    "stopped where the batch is learned": (
        "11_sanity/overfit_one_batch",
        [
            (
                "losses.append(loss.item())",
                "losses.append(loss.item())\n        if losses[-1] < 0.05 * losses[0]:\n"
                "            break",
            )
        ],
        "[not kept] It returns one number per step",
        "All 5 promises are kept",
    ),
    "read of a detached tensor": (
        "02_forward/describe",
        [("tensor.requires_grad", "tensor.detach().requires_grad")],
        "is not that of the tensor that came in",
        "is read in place of",
    ),
    "emptied behind the loop": (
        "06_zero_grad/train_batches",
        [("optimizer.zero_grad()", "pass"), ("return ", "optimizer.zero_grad()\n    return ")],
        "once for the whole loop",
        "emptied before the loop",
    ),
    "four examples, twelve entries": (
        "03_loss/mse",
        [("losses.mean()", "losses.sum()")],
        "of examples or of entries",
        "divided by the number of examples",
    ),
    "one dimension is left": (
        "02_forward/forward_by_hand",
        [("return hidden @ w2.T + b2", "return (hidden @ w2.T + b2).squeeze()")],
        "takes outputs for examples",
        "takes its length fails",
    ),
    "a second look without a graph": (
        "01_loop/train_step",
        [
            (
                "optimizer.step()",
                "optimizer.step()\n    with torch.no_grad():\n        loss = loss_fn(model(x), y)",
            )
        ],
        "It returns what loss_fn gives for its own batch",
        "gets there in another way",
    ),
    "one average is corrected": (
        "05_step/adam_step",
        [("v_hat = v / (1 - beta2**t)", "v_hat = v")],
        "An average is not corrected",
        "The averages are not corrected",
    ),
    "one average is a sum": (
        "05_step/adam_step",
        [("(1 - beta1) * p.grad", "p.grad")],
        "what should be an average",
        "m and v become larger",
    ),
    "unused parameters are there": (
        "04_backward/gradients",
        [("result = {name: None for name, p in model.named_parameters()}", "result = {}")],
        "lacks names of the model",
        "no entry for what is frozen or unused",
    ),
    "half of one gradient": (
        "04_backward/linear_gradients",
        [("2 * error.sum()", "error.sum()")],
        "dw, db or both",
        "every step is half",
    ),
    "true for those that do not match": (
        "04_backward/freeze",
        [
            (
                "            count += 1\n",
                "            count += 1\n        else:\n            p.requires_grad = True\n",
            )
        ],
        "assigns `requires_grad` to every parameter",
        "not matches",
    ),
    "another small number": (
        "03_loss/cross_entropy",
        [
            (
                "losses = -log_probabilities",
                "log_probabilities = (logits.softmax(dim=1) + 1e-9).log()"
                "\n    losses = -log_probabilities",
            )
        ],
        "no example can cost more than -ln(e)",
        "With 1e-7 added",
    ),
    "as large as the first": (
        "06_zero_grad/accumulate_step",
        [
            (
                "sum(len(x) for x, _ in micro_batches)",
                "len(micro_batches) * len(micro_batches[0][0])",
            )
        ],
        "as if they were of one size",
        "counted as if it were full",
    ),
    "an optimizer of its own": (
        "01_loop/train_step",
        [
            (
                "    optimizer.zero_grad()",
                "    optimizer = type(optimizer)(model.parameters())\n    optimizer.zero_grad()",
            ),
        ],
        "[not kept] Each call moves the weights by one step of the optimizer as it is given",
        "down the gradient of its own",
    ),
    "a loss after the last update": (
        "01_loop/train_steps",
        [("return losses", "return [*losses, loss_fn(model(x), y).item()]")],
        "[kept] For each update, in order, it returns the loss before it.",
        "Each number is the loss before",
    ),
    "more hidden units than asked for": (
        "02_forward/make_mlp",
        [
            (
                "def make_mlp(n_in, n_hidden, n_out):",
                "def make_mlp(n_in, n_hidden, n_out):\n    n_hidden += 1",
            )
        ],
        "[not kept] Its parameters are two weights and two biases of the sizes asked for",
        "[not kept] Two weights and two biases",
    ),
    "sizes, not shapes": (
        "02_forward/make_mlp",
        [("nn.Linear(n_in, n_hidden)", "nn.Linear(n_hidden, n_in)")],
        "sizes of each parameter, sorted",
        "shapes of the parameters",
    ),
    "no output, no gradients": (
        "02_forward/make_mlp",
        [("nn.Sequential(", 'type("Silent", (nn.Sequential,), {"forward": lambda *_: None})(')],
        "does not return it",
        "0, 0, 0, 0",
    ),
    "parameters that are not there": (
        "02_forward/count_parameters",
        [
            ("return sum(", "norms = str(model).count('BatchNorm')\n    return 6 * norms + sum("),
        ],
        "[not kept] Of a model that has buffers as well, the parameters alone count.",
        "Buffers do not count",
    ),
    "half of a gradient": (
        "03_loss/mse",
        [("(prediction - target) ** 2", "(prediction - target) * (prediction - target).detach()")],
        "[not kept] The prediction gets the right gradient from it.",
        "gradient arrives at the prediction",
    ),
    "emptied behind a step that comes too early": (
        "01_loop/train_step",
        [
            ("    optimizer.zero_grad()\n", ""),
            (
                "    loss.backward()\n    optimizer.step()\n",
                "    optimizer.step()\n    loss.backward()\n    optimizer.zero_grad()\n",
            ),
        ],
        "runs between a `backward()` and the next `step()`",
        "Where `zero_grad()` comes first each time",
    ),
    "a method without brackets": (
        "04_backward/freeze",
        [("p.requires_grad = False", "p.requires_grad_")],
        "names the method and does not call it",
        "What is switched off",
    ),
    "one of two devices": (
        "02_forward/describe",
        [("str(tensor.device)", '"cuda" if tensor.is_cuda else "cpu"')],
        "A fixed name, or one of two",
        "does not depend on the tensor",
    ),
    "gradients that nobody puts into .grad": (
        "01_loop/train_step",
        [
            ("    optimizer.zero_grad()\n", ""),
            ("loss.backward()", "torch.autograd.grad(loss, list(model.parameters()))"),
        ],
        "`.grad` is empty when the optimizer steps",
        "emptied between",
    ),
    "new gradients that were only computed": (
        "01_loop/train_step",
        [
            ("    optimizer.zero_grad()\n", ""),
            ("loss.backward()", "torch.autograd.grad(loss, list(model.parameters()))"),
        ],
        "the gradient that was computed here",
        "added to `.grad`",
    ),
    "a loss without any model": (
        "03_loss/mse",
        [("losses.mean()", "torch.tensor(losses.mean().item(), requires_grad=True)")],
        "a prediction or a model",
        "the model that was handed over",
    ),
    "an array of one entry": (
        "04_backward/numeric_gradient",
        [("return gradient", "return gradient.numpy()")],
        "it is a NumPy array",
        "it is a float",
    ),
    "a pair of None": (
        "04_backward/linear_gradients",
        [("return dw, db", "return None, None")],
        "dw, should be a tensor, but it is None.",
        "is there a `return`",
    ),
    "what a call moves": (
        "01_loop/train_step",
        [("optimizer.step()", "optimizer.step()\n    optimizer.step()")],
        "weights moved by call 1",
        "weights moved by update",
    ),
    "an update too many": (
        "01_loop/train_step",
        [("optimizer.step()", "optimizer.step()\n    optimizer.step()")],
        "number of updates",
        "by the optimizer given",
    ),
    "what follows from another fault": (
        "09_stability/clipped_step",
        [("optimizer.step()", "if norm <= max_norm: optimizer.step()")],
        "It makes another number of updates",
        "It returns something else than expected",
    ),
    "what is no mistake there": (
        "09_stability/lr_range_test",
        [
            ("    losses = []\n", "    losses = []\n    made = make_model()\n"),
            ("model = make_model()\n        optimizer", "model = made\n        optimizer"),
            ("with torch.no_grad():", "if True:"),
        ],
        "One model goes through all learning rates",
        "Graphs are built",
    ),
    "an iterator that has come to its end": (
        "07_epoch/make_loader",
        [("return DataLoader(", "return iter(DataLoader("), ("=generator)", "=generator))")],
        "This should be so, and is not: “it is a DataLoader”.",
        "all batches but the last have batch_size examples",
    ),
    "an update that is wrong before a result is": (
        "06_zero_grad/accumulate_step",
        [
            ("seen = sum(len(x) for x, _ in micro_batches)", "seen = 0"),
            ("prediction = ", "seen += len(x)\n        prediction = "),
        ],
        "Its gradients are others than expected",
        "It returns something else",
    ),
    "updates of another optimizer": (
        "06_zero_grad/train_batches",
        [
            (
                "losses = []",
                "losses = []\n    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)",
            )
        ],
        "An update is made by another optimizer than the one that was given",
        "Its gradients are others than expected",
    ),
    "a place that a list has lost": (
        "05_step/momentum_step",
        [
            ("with torch", "old = list(velocity)\n    velocity.clear()\n    with torch"),
            ("zip(params, velocity, strict=True)", "zip(params, old)"),
            ("v.copy_(momentum * v + p.grad)", "velocity.append(momentum * v + p.grad)"),
            ("p -= lr * v", "p -= lr * velocity[-1]"),
        ],
        "changed in call 1, with what is kept for it",
        "It shows once this is kept",
    ),
    "one of two mistakes": (
        "08_validate/evaluate",
        [
            ("correct += (logits.argmax(dim=1) == y).sum()", "correct += SHARE"),
            ("SHARE", "(logits.argmax(dim=1) == y).float().mean()"),
            ("loss.item() * len(x)", "loss.item()"),
            ("seen += len(x)", "seen += 1"),
        ],
        "Beside it, each of these would do here what your code does",
        "the rest cannot be told",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_card_says_nothing_false(name: str) -> None:
    address, edits, said, false = SAID[name]
    made = edited(address, *edits)
    assert said in made
    assert false not in made


def test_an_exception_that_the_named_mistake_does_not_explain_is_told() -> None:
    lines = [("    optimizer.zero_grad()\n", ""), ("loss.backward()\n    optimizer.step()", "?")]
    made = edited("01_loop/train_step", *lines, ("?", "optimizer.step()\n    loss.backward()"))
    assert "The optimizer steps before" in made
    assert "Your code stopped: RuntimeError" in made
    assert "has just been emptied" not in made


def test_what_could_not_be_tried_is_not_said_to_have_failed() -> None:
    class Unregistered(nn.Module):
        def __init__(self, n_in: int, n_hidden: int, n_out: int) -> None:
            super().__init__()
            self.layers = [nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out)]

        def forward(self, x: Any) -> Any:
            for layer in self.layers:
                x = layer(x)
            return x

    assert "could not be tried" in card_of("02_forward/make_mlp", Unregistered)


def test_a_situation_that_shows_more_than_rounding_stands_on_the_card() -> None:
    stable = "logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))"
    p = "torch.sigmoid(logits)"
    made = edited(
        "03_loss/bce_with_logits",
        (stable, f"-(targets * {p}.log() + (1 - targets) * (1 - {p}).log())"),
    )
    assert "has become 0" in made
    assert "Tried with logits up to 1e4" in made


def test_keys_that_were_not_asked_for_are_not_denied() -> None:
    told = Keys({"shape": OfType(int, "an int"), "dtype": OfType(int, "an int")})
    assert str(told.problem({"Shape": 1}, "It")).endswith("of these it has none.")
    assert str(told.problem({"Shape": 1, "dtype": 1}, "It")).endswith('of these it has "dtype".')
