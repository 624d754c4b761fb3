"""What an exception means: each entry of the clinic has a wrong program that raises it."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
import torch

from grader.course.catalogue import exercises
from grader.diagnose import crash
from grader.diagnose.case import Case
from grader.diagnose.judge import judge
from grader.diagnose.subject import here
from grader.observe.execute import failure_of
from grader.observe.run import Failure
from grader.render import card
from grader.verdict import Verdict
from tests.diagnose import stopped

BY_NAME = {exercise.name: exercise for exercise in exercises().values()}
PROGRAMS = {
    name: value
    for name, value in vars(stopped).items()
    if "__" in name
    and not name.startswith("_")
    and (isinstance(value, tuple) or value.__module__ == stopped.__name__)
}
ALWAYS = {"exercise", "line", "near"}


def entry_of(name: str) -> str:
    return name.split("__")[0]


def failure(name: str) -> tuple[Any, Failure]:
    exercise = BY_NAME[name.split("__")[1]]
    case = Case(exercise, here(PROGRAMS[name]), 0)
    return exercise, next(run.failure for run in case.yours if run.failure)


def fields(entry: crash.Entry) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", " ".join([entry.title, *entry.sections.values()])))


def given(entry: crash.Entry) -> set[str]:
    groups = [set(pattern.groupindex) for pattern in entry.messages.values()]
    more = {"found"} if entry.table else set[str]()
    of_line = set(entry.line.groupindex) if entry.line else set[str]()
    return set.intersection(*groups) | of_line | ALWAYS | more


def test_entries_have_the_form() -> None:
    for slug, entry in crash.entries().items():
        assert entry.title.endswith("."), slug
        assert ". " not in entry.title, slug
        assert tuple(entry.sections) == crash.SECTIONS, slug
        assert all(len(text) > 20 for text in entry.sections.values()), slug
        assert fields(entry) <= given(entry), slug


def test_every_entry_has_a_program_and_there_are_many() -> None:
    assert {entry_of(name) for name in PROGRAMS} == set(crash.entries())
    assert len(crash.entries()) >= 28


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_told_what_it_raises(name: str) -> None:
    exercise, failed = failure(name)
    known = crash.clinic(exercise, failed)
    assert known is not None, failed
    assert known.slug == entry_of(name), failed
    told = " ".join((known.title, known.means, known.cause, known.hint))
    assert not re.search(r"\{\w+\}", told)
    assert failed.context.endswith(failed.text)
    assert failed.line is None or known.slug != "signature_differs"


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_two_entries_tell_of_one_exception(name: str) -> None:
    _, failed = failure(name)
    found = [entry for entry, _ in crash.matching(failed) if not entry.general]
    assert len([entry for entry in found if entry.line]) <= 1
    assert len([entry for entry in found if not entry.line]) <= 1


def judged(name: str) -> Verdict:
    return judge(BY_NAME[name.split("__")[1]], PROGRAMS[name])


def test_the_card_of_a_crash_says_what_it_means_and_what_was_raised_once() -> None:
    verdict = judged("vector_does_not_fit__linear_gradients")
    assert verdict.kind == "crash"
    assert verdict.clinic is not None
    assert verdict.clinic.slug == "vector_does_not_fit"
    assert verdict.place is not None
    assert verdict.place.context.splitlines()[1].strip() == "error = x.T @ w + b - y"
    shown = card.verdict_card(verdict)
    for form in (shown.text, str(shown.html)):
        assert " ".join(form.split()).count("size mismatch") == 1
    assert verdict.clinic.hint[:40] in " ".join(shown.text.split())


# What the advice has to say for a program, and what would lead it astray.
ADVICE = [
    ("math_of_tensor__adam_step", "torch.sqrt(", ".mean()"),
    ("name_before_value__train_step", "always runs before this one", "prediction = 0.0 for"),
    ("one_number_as_list__hello", "the tensor as a whole", "keepdim"),
    ("dimension_missing__predict_classes", "needs no `dim`", "from one number"),
    ("layer_of_other_inputs__make_mlp", "the layers in order", "line"),
    ("size_missing__count_parameters", ".numel()", "range("),
    ("labels_as_matrix__train_step", "argmax(dim=1)", "superfluous"),
    ("attribute_called__freeze", "p.requires_grad = False", "another name"),
    ("index_of_other_dimensions__cross_entropy", "labels.unsqueeze(1)", "above this line"),
    ("shape_of_another__train_step", "Print both shapes", "as -1"),
    ("no_graph__train_step", "Keep the way from the parameters", "Leave the backward pass out"),
    ("none_in_arithmetic__mean_over_ranks", "in a line of its own", "One side"),
    ("file_missing__train_step", "in one file", "this line"),
]


@pytest.mark.parametrize(("name", "helps", "misleads"), ADVICE)
def test_the_advice_fits_what_the_code_did(name: str, helps: str, misleads: str) -> None:
    exercise, failed = failure(name)
    known = crash.clinic(exercise, failed)
    assert known is not None
    assert helps in known.hint
    assert misleads not in f"{known.cause} {known.hint}"


def test_the_whole_message_is_told_where_it_has_several_lines() -> None:
    verdict = judged("state_of_other_sizes__repair_7")
    assert "size mismatch for weight" in verdict.exception
    assert "size mismatch for weight" in card.verdict_card(verdict).text


def test_a_wrapped_model_is_called_by_the_name_that_learners_know() -> None:
    exercise, failed = failure("not_a_state__train_step__model")
    known = crash.clinic(exercise, failed)
    assert known is not None
    assert "of the type `Module`" in known.means
    assert crash.said(failed).endswith("got <class 'Module'>.")


def test_a_stub_is_not_written_and_a_wrong_operator_is_no_stub() -> None:
    def mse(prediction: Any, target: Any) -> Any:
        raise NotImplementedError()

    assert judge(BY_NAME["mse"], mse).message == "mse is not written yet."
    assert judged("caret_for_power__mse").kind == "crash"
    assert judged("whole_numbers_for_floats__predict_classes").kind == "crash"


def test_an_exception_that_a_named_mistake_raises_stays_named() -> None:
    def sgd_step(params: Any, lr: Any) -> None:
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad

    verdict = judge(BY_NAME["sgd_step"], sgd_step)
    assert verdict.kind == "named"
    assert verdict.clinic is None


def test_old_verdicts_can_still_be_read() -> None:
    verdict = judged("state_of_other_sizes__repair_7")
    assert Verdict.from_json(verdict.to_json()) == verdict
    old = verdict.to_dict()
    for name in ("clinic", "exception", "relation"):
        del old[name]
    del old["place"]["context"]
    assert Verdict.from_dict(old).message == verdict.message


# Messages of other versions than those that are installed.
ELSEWHERE = [
    ("UnboundLocalError", "local variable 'total' referenced before assignment"),
    ("RuntimeError", "mat1 and mat2 must have the same dtype, but got Double and Float"),
    ("RuntimeError", "expected scalar type Long but found Float"),
    ("RuntimeError", "expected target dtype to be Long or Byte, but got Float"),
    ("TypeError", "only length-1 arrays can be converted to Python scalars"),
    ("ValueError", "only one element tensors can be converted to Python scalars"),
    ("ValueError", "too many values to unpack (expected 2, got 3)"),
    ("RuntimeError", "\x1b[31mTrying to backward through the graph a second time\x1b[0m"),
]


@pytest.mark.parametrize(("kind", "message"), ELSEWHERE)
def test_other_wordings_are_known(kind: str, message: str) -> None:
    assert crash.clinic(BY_NAME["mse"], Failure(kind, message, line=1)) is not None


def raised_by(program: Any) -> Failure:
    try:
        program()
    except Exception as error:
        return failure_of(error, program)
    raise AssertionError("it raised nothing")


def test_the_nearest_name_is_told_where_one_is_near() -> None:
    counted = [1]

    def misspelt() -> None:
        counted.appends(2)  # type: ignore[attr-defined]

    def unlike() -> None:
        counted.backward()  # type: ignore[attr-defined]

    assert raised_by(misspelt).near == "append"
    assert raised_by(unlike).near == ""


@torch.no_grad()
def predict_classes(logits: torch.Tensor) -> torch.Tensor:
    return logits.argmax(dim=2)


def test_the_line_of_a_decorated_function_is_its_own() -> None:
    verdict = judge(BY_NAME["predict_classes"], predict_classes)
    assert verdict.place is not None
    assert "argmax(dim=2)" in verdict.place.text


def test_an_object_that_lies_about_its_names_ends_nothing() -> None:
    class Strange:
        def __dir__(self) -> list[Any]:
            raise RuntimeError

    def program() -> None:
        Strange().anything  # type: ignore[attr-defined]  # noqa: B018

    assert raised_by(program).near == ""


def test_only_a_raise_of_the_learners_own_is_one() -> None:
    def own() -> None:
        raise NotImplementedError

    def called() -> None:
        inspect.signature(3)  # type: ignore[arg-type]

    def operation() -> None:
        _ = 1 / 0

    assert raised_by(own).raised
    assert not raised_by(called).raised
    assert not raised_by(operation).raised
