"""What holds between wrong numbers and the expected ones: only what is proved is told."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch

from grader.course.catalogue import exercise, exercises, modules
from grader.diagnose.case import Case
from grader.diagnose.evidence import Pair, shown
from grader.diagnose.judge import judge
from grader.diagnose.relate import numbers_of, relation, subject_of
from grader.diagnose.runs import runs_of
from grader.diagnose.sizes import OF_BATCH, sizes
from grader.diagnose.subject import here
from tests.tools.support import ADDRESSES, right_versions

RELATIONS = {m.__name__.rpartition(".")[2]: m for m in modules("grader.diagnose.relations")}
GIVEN = [0.5, 2.0, -1.25, 3.0]


def told(name: str, pairs: Sequence[Pair]) -> str | None:
    module = importlib.import_module(f"grader.diagnose.relations.{name}")
    if hasattr(module, "of_values"):
        return module.of_values(pairs)  # type: ignore[no-any-return]
    numbers = numbers_of(pairs)
    if numbers is None or not shown(numbers):
        return None
    return module.of_numbers(numbers)  # type: ignore[no-any-return]


def one_by_one(change: Callable[[float], float], given: Sequence[float] = GIVEN) -> list[Pair]:
    return [Pair(change(value), value, {}) for value in given]


def as_list(change: Callable[[list[float]], Any], given: Sequence[float] = GIVEN) -> list[Pair]:
    return [Pair(change(list(given)), list(given), {}), Pair(change([7.0, 8.0]), [7.0, 8.0], {})]


def nearly(pairs: list[Pair]) -> list[Pair]:
    """Return the same with one number that is another."""
    *first, last = pairs
    value = last.yours
    other = [value[0] + 0.3, *value[1:]] if isinstance(value, list) and value else value + 0.3
    return [*first, Pair(other, last.expected, last.sizes)]


MATRIX = torch.arange(6.0).reshape(2, 3)
CLASSES = torch.tensor([2, 0, 3, 0])
WITH_SIZES = [
    Pair(value * n, value, {"the number of examples": n})
    for value, n in zip(GIVEN, (5, 4, 6, 1), strict=True)
]
SHOWN: dict[str, list[Pair]] = {
    "negative": one_by_one(lambda x: -x),
    "times": WITH_SIZES,
    "offset": one_by_one(lambda x: x + 1),
    "complement": one_by_one(lambda x: 1 - x),
    "without_signs": one_by_one(abs, [-1.0, -2.0, 3.0, -4.0]),
    "power": one_by_one(lambda x: x * x),
    "cut_off": one_by_one(lambda x: min(x, 5.0), [1.0, 2.0, 3.0, 6.0, 7.0, 8.0]),
    "rounded": one_by_one(lambda x: round(x, 1), [0.123, 4.567, 8.912]),
    "always_the_same": one_by_one(lambda x: 0.0),
    "transposed": [Pair(MATRIX.T.clone(), MATRIX, {})],
    "of_other_shape": [Pair(MATRIX.reshape(-1), MATRIX, {})],
    "one_hot": [Pair(torch.eye(4)[CLASSES], CLASSES, {})],
    "of_other_type": [Pair(MATRIX.long(), MATRIX, {})],
    "reversed_order": as_list(lambda x: x[::-1]),
    "sorted_order": as_list(sorted),
    "shifted": as_list(lambda x: [*x[1:], 9.5]),
    "of_other_length": as_list(lambda x: x[:-1]),
    "added_up": as_list(lambda x: [sum(x[: n + 1]) for n in range(len(x))]),
    "one_of_several": as_list(lambda x: sum(x) / len(x)),
    "other_order": as_list(lambda x: [x[1], x[0], *x[:1:-1]]),
    "more_than_once": [Pair([0, 0, 2, 2], [0, 1, 2, 3], {}), Pair([5, 4, 5], [4, 5, 6], {})],
    "unchanged": [Pair(MATRIX[n], 2 * MATRIX[n] + 1, {}, {"x": MATRIX}) for n in (0, 1)],
    "several_for_one": [Pair([x, x + 2.0], x + 1.0, {}) for x in GIVEN],
}
OF_SCENES = {"of_batches", "other_mode"}
OF_RUNS = {name for name, module in RELATIONS.items() if hasattr(module, "of_runs")}


def test_every_relation_is_shown() -> None:
    assert SHOWN.keys() | OF_RUNS | OF_SCENES == RELATIONS.keys()


@pytest.mark.parametrize("name", SHOWN)
def test_a_relation_is_told_where_it_holds_and_not_where_it_nearly_does(name: str) -> None:
    assert told(name, SHOWN[name])
    assert told(name, nearly(SHOWN[name])) is None


@pytest.mark.parametrize("name", [n for n in SHOWN if hasattr(RELATIONS[n], "of_numbers")])
def test_two_numbers_show_nothing(name: str) -> None:
    assert told(name, SHOWN[name][-2:]) is None


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        ([0.5], "ends too early: it holds the first of 4 expected numbers."),
        ([], "ends too early: it holds no numbers where 4 are expected."),
        ([3.0], "begins too late: it holds the last of 4 expected numbers."),
        ([0.5, 2.0], "ends too early: it holds the first 2 of 4 expected numbers."),
        ([*GIVEN, 1.0], "goes on too long: it holds 5 numbers where 4 are expected."),
    ],
)
def test_how_many_numbers_there_are_is_told_in_words(mine: list[float], said: str) -> None:
    whole = Pair([7.0, 8.0, 9.0], [7.0, 8.0, 9.0], {})
    found = told("of_other_length", [Pair(mine, GIVEN, {}), whole])
    assert found is not None
    assert found.endswith(said)


def test_a_list_for_one_number_is_told_with_one_number() -> None:
    whole = Pair([7.0, 8.0, 9.0], [7.0, 8.0, 9.0], {})
    found = told("of_other_length", [Pair([5.0, 6.0], [5.0], {}), whole])
    assert found == (
        "begins as expected and goes on too long: it holds 2 numbers where 1 is expected."
    )


def test_a_multiple_of_a_root_is_told_where_enough_numbers_show_it() -> None:
    half = one_by_one(lambda x: math.sqrt(x) / 2, [4.0, 2.0, 7.0, 3.0])
    assert told("power", half) == "is half the square root of the expected one."
    assert told("power", half[:3]) is None
    assert told("power", nearly(half)) is None


def test_a_length_in_the_place_of_a_vector_is_told() -> None:
    lengths = as_list(lambda x: math.hypot(*x))
    assert told("one_of_several", lengths) == (
        "is one number, the length of the vector of those that are expected."
    )


def test_a_factor_that_is_no_size_is_told_as_it_is() -> None:
    assert told("times", one_by_one(lambda x: 2.71 * x)) == "is 2.71 times the expected one."
    assert told("times", one_by_one(lambda x: -1e-9 * x)) is None
    assert told("times", one_by_one(lambda x: x / 10)) == "is 1/10 of the expected one."


@pytest.mark.parametrize("name", [n for n in SHOWN if hasattr(RELATIONS[n], "of_numbers")])
def test_endless_numbers_show_nothing(name: str) -> None:
    assert told(name, [*SHOWN[name], Pair(math.nan, 1.0, {})]) is None
    assert told(name, [*SHOWN[name], Pair(math.inf, math.inf, {})]) is None


ODD: list[Any] = [
    0.0,
    -1e300,
    math.nan,
    math.inf,
    7,
    True,
    None,
    "nan",
    "words",
    [],
    [0.0],
    [1.0, math.nan, math.inf, 0.0],
    ["a", 1.0],
    {},
    {"a": 1.0},
    torch.zeros(()),
    torch.zeros(0, 3),
    torch.zeros(2, 2),
    torch.tensor([True, False]),
]


@pytest.mark.parametrize("name", sorted(RELATIONS.keys() - OF_RUNS))
def test_no_value_is_too_odd_to_be_asked_about(name: str) -> None:
    labels = torch.zeros(0, dtype=torch.int64)
    given = {"lr": 0.0, "net": {"kind": "plain"}, "x": torch.zeros(0, 5), "y": labels}
    for yours in ODD:
        for expected in ODD:
            for count in (1, 4):
                told(name, [Pair(yours, expected, {"the learning rate": 0.0}, given)] * count)
    for expected in ODD:  # of which numbers that differ are asked about as well
        told(name, [Pair(value, expected, {"the learning rate": 0.0}, given) for value in GIVEN])
        told(name, [Pair(expected, value, {"the learning rate": 0.0}, given) for value in GIVEN])
    zeros = [Pair(value, 0.0, {"the learning rate": 0.0}) for value in GIVEN]
    assert told(name, zeros) is None


def test_a_constant_factor_is_told_with_what_it_is_the_number_of() -> None:
    rate = "the learning rate"
    tenth = [Pair(value / 10, value, {rate: 0.1}) for value in GIVEN]
    assert told("times", tenth) == "is 1/10 of the expected one; 0.1 is the learning rate."
    squares = [
        Pair(value * n * n, value, {rate: n}) for value, n in zip(GIVEN, (2, 3, 4, 5), strict=True)
    ]
    assert told("times", squares) == "is the expected one times the square of the learning rate."


def test_an_accuracy_in_another_place_shows_nothing() -> None:
    shares = [3 / 7, 5 / 7, 4 / 7, 5 / 7]
    assert told("shifted", as_list(lambda x: [*x[1:], 0.5], shares)[:1]) is None
    assert told("shifted", as_list(lambda x: [*x[1:], 0.5], [0.1234, 0.5, 0.25, 0.75])[:1])


def test_few_whole_numbers_may_be_in_another_place_by_chance() -> None:
    few = [Pair([6.0, 9.0], [3.0, 6.0], {}), Pair([8.0, 1.0, 7.0], [2.0, 8.0, 1.0], {})]
    assert told("shifted", few) is None
    many = as_list(lambda x: [*x[1:], 9.0], [5.0, 2.0, 8.0, 1.0, 4.0, 7.0])
    assert told("shifted", many)


def test_a_size_that_is_drawn_is_named() -> None:
    probe = exercise("01_loop/train_step").probes[0]
    found = [sizes(probe, 0, "return", call)[OF_BATCH] for call in range(3)]
    assert found == [5, 4, 6]


# -- wrong programs -----------------------------------------------------------------


def scaled_loss(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return float(loss) * len(x)


def ten_steps(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any, steps: int) -> list[float]:
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def own_optimizer(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    own = torch.optim.SGD(model.parameters(), lr=0.07)
    own.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    own.step()
    return float(loss)


def moved_by_hand(model: Any, batches: Any, loss_fn: Any, optimizer: Any) -> list[float]:
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= 0.01 * p.grad
        losses.append(loss.item())
    return losses


def never_sane(*_: Any) -> bool:
    return False


def every_name(model: Any, *_: Any) -> list[str]:
    return [name for name, _ in model.named_parameters()]


def half_of_the_batch(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    n = len(x) // 2
    optimizer.zero_grad()
    loss = loss_fn(model(x[:n]), y[:n])
    loss.backward()
    optimizer.step()
    return float(loss)


def scaled_inputs(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    return scaled_loss(model, x / x.norm(), y, loss_fn, optimizer) / len(x)


def biases_left_alone(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    for name, p in model.named_parameters():
        if name.endswith("bias"):
            p.grad = p.grad * 0
    optimizer.step()
    return float(loss)


def evaluate_last(model: Any, loader: Any, loss_fn: Any, device: Any) -> dict[str, float]:
    was_training, total, correct, seen = model.training, 0.0, 0, 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            total = loss_fn(logits, y).item()
            correct += int((logits.argmax(1) == y).sum())
            seen += len(x)
    model.train(was_training)
    if not seen:
        raise ValueError
    return {"loss": total, "accuracy": correct / seen}


def evaluate_as_it_comes(model: Any, loader: Any, loss_fn: Any, device: Any) -> dict[str, float]:
    total, correct, seen = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            total += loss_fn(logits, y).item() * len(x)
            correct += int((logits.argmax(1) == y).sum())
            seen += len(x)
    if not seen:
        raise ValueError
    return {"loss": total / seen, "accuracy": correct / seen}


def fit_swapped(*given: Any) -> dict[str, list[float]]:
    found = runs_of(exercise("08_validate/fit"), 0)
    history: dict[str, list[float]] = found.subject(found.reference)(*given)
    history["train_loss"], history["val_loss"] = history["val_loss"], history["train_loss"]
    return history


def batches_piled_up(model: Any, batches: Any, loss_fn: Any, optimizer: Any) -> list[float]:
    losses = []
    for x, y in batches:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(2 * loss.item())
    return losses


def step_first(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.step()
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    return float(loss)


def step_first_and_piled_up(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.step()
    loss = loss_fn(model(x), y)
    loss.backward()
    return float(loss)


def cut_to_a_length(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss)


def cut_entry_by_entry(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    torch.nn.utils.clip_grad_value_(model.parameters(), 0.1)
    optimizer.step()
    return float(loss)


def emptied_behind_the_step(model: Any, batches: Any, loss_fn: Any, optimizer: Any) -> list[float]:
    losses = []
    for x, y in batches:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


def shortest_batch_first(model: Any, batches: Any, loss_fn: Any, optimizer: Any) -> list[float]:
    losses = []
    for x, y in sorted(batches, key=lambda batch: len(batch[0])):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def first_batch_only(model: Any, batches: Any, loss_fn: Any, optimizer: Any) -> list[float]:
    return shortest_batch_first(model, [batches[0] for _ in batches], loss_fn, optimizer)


def one_of_the_classes(num_classes: int) -> float:
    return math.log(num_classes) / num_classes


def rate_shared_out(params: Any, lr: float) -> None:
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr / len(params) * p.grad


def third_of_the_step(params: Any, velocity: Any, lr: float, momentum: float) -> None:
    with torch.no_grad():
        for p, v in zip(params, velocity, strict=True):
            if p.grad is not None:
                v.copy_(momentum * v + p.grad)
                p -= lr * v / 3


def third_of_some_steps(params: Any, velocity: Any, lr: float, momentum: float) -> None:
    third_of_the_step(params[:1], velocity[:1], lr, momentum)
    third_of_the_step(params[1:], velocity[1:], 3 * lr, momentum)


def weighted_by_share(model: Any, batches: Any, loss_fn: Any, optimizer: Any) -> list[float]:
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        (loss * len(x) / sum(len(x) for x, _ in batches)).backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def cut_before_the_step(params: Any, lr: float) -> None:
    torch.nn.utils.clip_grad_norm_(params, 1.0)
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad


def cut_one_by_one(params: Any, lr: float) -> None:
    for p in params:
        if p.grad is not None:
            cut_before_the_step([p], lr)


def divided_by_lengths_of_pairs(model: Any, micro: Any, loss_fn: Any, optimizer: Any) -> float:
    optimizer.zero_grad()
    total, mean = sum(map(len, micro)), 0.0
    for x, y in micro:
        loss = loss_fn(model(x), y) * len(x) / total
        loss.backward()
        mean += loss.item()
    optimizer.step()
    return mean


def divided_by_entries(model: Any, loader: Any, loss_fn: Any) -> float:
    model.eval()
    with torch.no_grad():
        found = [(loss_fn(model(x), y).item() * len(y), x.numel()) for x, y in loader]
    return float(sum(loss for loss, _ in found) / sum(n for _, n in found))


def measured_afterwards(
    model: Any, loader: Any, loss_fn: Any, optimizer: Any, device: Any
) -> dict[str, float]:
    found = runs_of(exercise("07_epoch/train_one_epoch"), 0)
    found.subject(found.reference)(model, loader, loss_fn, optimizer, device)
    return evaluate_as_it_comes(model, loader, loss_fn, device)


def grouped_by_reason(model: Any, x: Any, y: Any, loss_fn: Any) -> list[str]:
    found = runs_of(exercise("11_sanity/silent_parameters"), 0)
    frozen = {name for name, p in model.named_parameters() if not p.requires_grad}
    names: list[str] = found.subject(found.reference)(model, x, y, loss_fn)
    return sorted(names, key=lambda name: name not in frozen)


def drawn_with_replacement(dataset: Any, batch_size: int, shuffle: bool, seed: int) -> Any:
    if shuffle:
        made = torch.Generator().manual_seed(seed)
        order = torch.randint(len(dataset), (len(dataset),), generator=made)
        dataset = torch.utils.data.Subset(dataset, order.tolist())
    return torch.utils.data.DataLoader(dataset, batch_size)


class NothingScaled(torch.utils.data.Dataset[Any]):
    def __init__(self, x: Any, y: Any, mean: Any, std: Any) -> None:
        self.x, self.y = x, y

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self.x[index], self.y[index]


PROGRAMS = [
    ("05_step/sgd_step", cut_before_the_step, "times one and the same number, 0.2577 in call 1"),
    ("06_zero_grad/accumulate_step", divided_by_lengths_of_pairs, "and so is your first result"),
    ("13_capstone/repair_4", divided_by_entries, "1/5 of the expected one; 5 is the number of"),
    ("07_epoch/train_one_epoch", measured_afterwards, "6 forward passes or more in its call 1"),
    ("11_sanity/silent_parameters", grouped_by_reason, "the same names as expected, in another"),
    ("07_epoch/make_loader", drawn_with_replacement, "more than once, and lacks others"),
    ("07_epoch/StandardizedDataset", NothingScaled, "what was handed over, unchanged"),
    ("05_step/sgd_step", rate_shared_out, "expected one divided by the number of parameters"),
    ("05_step/momentum_step", third_of_the_step, "a parameter moves is 1/3 of the expected one"),
    ("06_zero_grad/train_batches", weighted_by_share, "times the batch's share of all examples"),
    ("13_capstone/repair_1", emptied_behind_the_step, "an earlier one is still in `.grad`"),
    ("06_zero_grad/train_batches", shortest_batch_first, "in another order"),
    ("01_loop/train_step", step_first, "Each update comes before its own `backward()`"),
    ("01_loop/train_step", cut_to_a_length, "shortened to the length 1 where they are longer"),
    ("03_loss/expected_initial_loss", one_of_the_classes, "by the number that was handed over"),
    ("08_validate/evaluate", evaluate_last, "`loss` is that of the last batch alone"),
    ("08_validate/evaluate", evaluate_as_it_comes, "in the mode in which it comes"),
    ("08_validate/fit", fit_swapped, "`train_loss` and `val_loss` are exchanged"),
    ("06_zero_grad/train_batches", batches_piled_up, "an earlier one is still in `.grad`"),
    ("01_loop/train_step", scaled_loss, "times the number of examples in the batch"),
    ("01_loop/train_steps", ten_steps, "10 updates in its first call, where 4 are expected"),
    ("01_loop/train_step", own_optimizer, "by another optimizer"),
    ("01_loop/train_step", half_of_the_batch, "is 2 examples where 5 are expected"),
    ("01_loop/train_step", scaled_inputs, "holds other numbers than expected"),
    ("01_loop/train_step", biases_left_alone, "only those of the biases are others"),
    ("06_zero_grad/train_batches", moved_by_hand, "no `step()` of an optimizer runs"),
    ("11_sanity/initial_loss_is_sane", never_sane, "is False in every case tried"),
    ("11_sanity/silent_parameters", every_name, "it holds each name that is expected, and others"),
]


@pytest.mark.parametrize(("address", "program", "words"), PROGRAMS)
def test_a_program_without_a_name_is_explained(address: str, program: Any, words: str) -> None:
    asked = exercise(address)
    case = Case(asked, here(program), 0)
    told = relation(case)
    assert words in " ".join(f"{told}".split())


@pytest.mark.parametrize("program", [step_first_and_piled_up, cut_entry_by_entry])
def test_a_program_that_nearly_does_so_is_not_explained(program: Any) -> None:
    told = relation(Case(exercise("01_loop/train_step"), here(program), 0))
    assert "before its own" not in told
    assert "shortened" not in told


def test_a_factor_of_some_parameters_is_not_told_of_all() -> None:
    told = relation(Case(exercise("05_step/momentum_step"), here(third_of_some_steps), 0))
    assert "a parameter moves" not in told


def test_a_factor_of_each_parameter_is_not_told_of_a_call() -> None:
    told = relation(Case(exercise("05_step/sgd_step"), here(cut_one_by_one), 0))
    assert "one and the same number" not in told


def test_gradients_in_another_direction_are_told_of_no_length() -> None:
    told = relation(Case(exercise("01_loop/train_step"), here(cut_entry_by_entry), 0))
    assert "expected direction" not in told


def test_two_numbers_show_a_factor_that_is_a_size_and_no_other() -> None:
    times = importlib.import_module("grader.diagnose.relations.times")
    for factor, said in ((5.0, True), (4.7, False)):
        numbers = numbers_of([Pair(n * factor, n, {"the size": 5}) for n in GIVEN[:2]])
        assert bool(times.of_few(numbers)) is said


def test_other_batches_are_not_batches_in_another_order() -> None:
    told = relation(Case(exercise("06_zero_grad/train_batches"), here(first_batch_only), 0))
    assert "another order" not in told


def test_the_name_of_what_is_counted_is_not_cut_off() -> None:
    assert subject_of("rank 3 of 4, indices of call {n}") == (
        "Of “rank 3 of 4, indices of each call”, yours"
    )


def test_the_relation_stands_on_the_card_only_where_nothing_is_named() -> None:
    asked = exercise("02_forward/predict_classes")
    verdict = judge(asked, lambda logits: logits.argmax(dim=1) + 1)
    assert verdict.kind == "departure"
    assert "larger than expected by 1" in verdict.relation
    named = judge(asked, lambda logits: logits.argmin(dim=1))
    assert named.kind == "named"
    assert named.relation == ""


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_told_of_right_versions(
    address: str, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "0")  # a right version sets it
    asked = exercises()[address]
    for subject in list(right_versions(asked).values())[:: 1 if whole else 3]:
        case = Case(asked, here(subject), 0)
        assert relation(case) == ""


def test_nothing_is_told_of_the_reference_itself() -> None:
    asked = exercise("01_loop/train_step")
    runs = runs_of(asked, 0)
    assert relation(Case.of_program(asked, runs.reference)) == ""
