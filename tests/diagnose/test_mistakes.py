"""Every mistake file is held to the form, and told apart from every other."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any, TypeVar

import pytest
import torch

from grader.course.catalogue import SECTIONS, MistakeFile, exercises, mistakes, parse
from grader.course.diff import diff
from grader.course.matching import DoesNotApply
from grader.course.patch import move, replace
from grader.diagnose import crash, show
from grader.diagnose.judge import judge
from grader.diagnose.programs import candidates, compiled, source_of
from grader.diagnose.runs import runs_of
from grader.observe.run import Failure
from tests.tools import matrix
from tests.tools.support import ADDRESSES, styled

# Measured again in every run, of each exercise: a sample that is always the same. All of it is
# measured with ``--whole``, and by ``python -m tests.tools.matrix``.
T = TypeVar("T")
PAIRS = 4
LEFT_OUT = 4
NAMED = 8  # mistakes of an exercise
SEE_ALSO = re.compile(r"\n\nSee also: `(\w+)`\.\n\n1\. ")  # between the prose and the hints
VERSIONS = 1  # of each mistake at least, and every way to make it

# What an exercise's tests have run is kept in the process: they go together.
EVERY = [pytest.param(a, marks=pytest.mark.xdist_group(a)) for a in exercises()]
TOGETHER = [param for param in EVERY if param.values[0] in ADDRESSES]


def has_the_form(entry: MistakeFile) -> bool:
    return (
        entry.title.endswith(".")
        and ". " not in entry.title
        and tuple(entry.sections) == SECTIONS
        and len(entry.hints) == 3
        and all(len(text) > 20 for text in (*entry.sections.values(), entry.title))
    )


def test_mistake_files_have_the_form() -> None:
    assert [slug for slug, entry in mistakes().items() if not has_the_form(entry)] == []


def test_every_mistake_shows_on_some_exercise() -> None:
    # That the golden files tell the truth of what shows is held exercise by exercise, below.
    shown = {slug for address in ADDRESSES for slug in golden_file(address)["named"]}
    assert shown == set(mistakes())


def test_mistakes_that_are_nearly_the_same_point_at_each_other() -> None:
    """The line ends a section that no card of a check shows, only the whole story does."""
    told = {slug: "\n\n".join(entry.sections.values()) for slug, entry in mistakes().items()}
    found = {slug: SEE_ALSO.search(text) for slug, text in told.items() if "See also" in text}
    other = {slug: match and match.group(1) for slug, match in found.items()}
    assert other
    assert {theirs: mine for mine, theirs in other.items()} == other
    assert all(mine != theirs for mine, theirs in other.items())


def test_prose_without_headings_is_refused_by_the_form() -> None:
    title, sections = parse("Only a title.\n\nand text")
    assert tuple(sections) != SECTIONS
    assert title == "Only a title. and text"


@pytest.mark.parametrize("address", EVERY)
def test_no_two_mistakes_are_the_same_program(address: str) -> None:
    slugs = defaultdict(list)
    for candidate in candidates(exercises()[address]):
        slugs[candidate.source].append(candidate.slugs[0])
    assert [same for same in slugs.values() if len(same) > 1] == []


def golden_file(address: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(matrix.path_of(exercises()[address]).read_text("utf-8"))
    return content


def some(of: list[T], count: int, whole: bool) -> list[T]:
    if whole or len(of) <= count:
        return of
    return [of[i * len(of) // count] for i in range(count)]


def enough(made: list[matrix.Version], whole: bool) -> list[matrix.Version]:
    if whole:
        return made
    ways = len({id(candidate) for candidate, _, _ in made})
    return made[: max(ways, VERSIONS)]


@pytest.mark.parametrize("address", TOGETHER)
def test_singles_are_as_in_the_golden_file(address: str, whole: bool) -> None:
    exercise, golden = exercises()[address], golden_file(address)
    shown = matrix.shown_on(exercise)
    for key, value in matrix.measure_others(exercise, shown).items():
        assert value == golden[key], key
    every = matrix.versions(exercise, shown)
    assert {slug: len(made) for slug, made in every.items()} == golden["named"]
    chosen = some(list(every), NAMED, whole)
    matrix.named_styles(exercise, {slug: enough(every[slug], whole) for slug in chosen})
    for wrong in matrix.leave_one_out(exercise, some(shown, LEFT_OUT, whole)):
        assert wrong in golden["leave_one_out"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_golden_file_holds_what_is_promised(address: str) -> None:
    golden = golden_file(address)
    assert golden["ties"] == []
    assert all(count >= 3 for count in golden["named"].values())
    assert not [why for why in golden["pairs"]["indistinguishable"] if "NAMED" in why]


@pytest.mark.parametrize("address", TOGETHER)
def test_pairs_are_as_in_the_golden_file(address: str, whole: bool) -> None:
    exercise = exercises()[address]
    golden = golden_file(address)["pairs"]
    declared = golden["indistinguishable"]
    every = list(matrix.made_together(matrix.shown_on(exercise)))
    assert len(every) == golden["named_as_both"] + sum(map(len, declared.values()))
    for pair in some(every, PAIRS, whole):
        why = matrix.reason(exercise, runs_of(exercise, matrix.SEED), pair)
        assert why is None or " + ".join(sorted(pair.slugs)) in declared.get(why, [])


def test_leave_one_out_names_a_wrong_one_in_at_most_two_percent() -> None:
    files = list(map(golden_file, ADDRESSES))
    wrong = sum(len(f["leave_one_out"]) for f in files)
    cases = sum(sum(f["named"].values()) // 4 for f in files)
    assert wrong <= 0.02 * cases


@pytest.mark.parametrize("address", ["01_loop/train_step", "07_epoch/train_one_epoch"])
def test_two_mistakes_at_once_are_both_named(address: str) -> None:
    exercise = exercises()[address]
    source = mistakes()["missing_zero_grad"].patches[0].apply(source_of(exercise))
    source = mistakes()["softmax_before_cross_entropy"].patches[0].apply(source)
    verdict = judge(exercise, compiled(exercise, source))
    assert verdict.kind == "named"
    assert set(verdict.slugs) == {"missing_zero_grad", "softmax_before_cross_entropy"}


def test_two_edits_that_break_each_other_are_no_pair_of_mistakes() -> None:
    source = source_of(exercises()["13_capstone/repair_5"])
    source = source.replace("return total_loss / seen", "return (total_loss / seen).item()")
    exercise = exercises()["13_capstone/repair_5"]
    verdict = judge(exercise, compiled(exercise, source))
    assert verdict.kind == "crash"
    assert verdict.slugs == ()


def test_unknown_mistake_is_not_named() -> None:
    exercise = exercises()["01_loop/train_step"]
    source = source_of(exercise).replace("loss.backward()", "(0.37 * loss).backward()")
    verdict = judge(exercise, compiled(exercise, source))
    assert verdict.kind == "departure"
    assert verdict.slugs == ()
    assert "does not know this mistake by name" in verdict.message


def test_an_exercise_without_known_mistakes_shows_where_a_run_departs() -> None:
    exercise = exercises()["01_loop/train_step"]
    wrong = compiled(exercise, source_of(exercise).replace("loss.backward()", "pass"))
    verdict = judge(exercise, wrong, without=mistakes())
    assert verdict.kind == "departure"
    assert verdict.table


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        (1.5, 2.5, ["1.5", "2.5"]),
        (torch.tensor([7.0]), 7.0, ["7 (a tensor of shape (1,))", "7 (one number)"]),
        (
            [3, 2],
            torch.tensor([3, 2]),
            ["3, 2 (a list or tuple of 2)", "3, 2 (a tensor of shape (2,))"],
        ),
        (torch.tensor([1.0]), torch.tensor([1]), ["1 (torch.float32)", "1 (torch.int64)"]),
        (1.23456, 1.23468, ["1.23456", "1.23468"]),
        (show.MISSING, [], ["none", "none"]),
    ],
)
def test_values_that_look_equal_are_told_apart(mine: Any, theirs: Any, said: list[str]) -> None:
    assert show.told_apart([mine, theirs]) == said


def test_no_card_says_that_a_value_differs_from_itself() -> None:
    exercise = exercises()["01_loop/train_steps"]

    def train_steps(model, x, y, loss_fn, optimizer, steps):
        losses = [loss_fn(model(x), y).item()]
        for _ in range(steps):
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            optimizer.step()
            losses.append(loss_fn(model(x), y).item())
        return losses

    verdict = judge(exercise, train_steps)
    assert verdict.kind == "departure"
    assert all(row.yours != row.expected for row in verdict.table)


def test_same_numbers_by_another_way_are_called_same_effect() -> None:
    exercise = exercises()["01_loop/train_step"]

    def train_step(model, x, y, loss_fn, optimizer):
        model(x * 2)  # an extra forward that nobody needs
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    verdict = judge(exercise, train_step)
    assert verdict.kind == "same-effect"
    assert verdict.slugs == ()
    assert verdict.same_effect_as == ("missing_zero_grad",)


def test_train_mode_put_back_below_the_loop_is_named() -> None:
    def evaluate(model, loader, loss_fn, device):
        model.eval()
        total_loss, correct, seen = 0.0, 0, 0
        with torch.no_grad():
            for x, y in loader:
                logits = model(x)
                total_loss += loss_fn(logits, y).item() * len(x)
                correct += (logits.argmax(dim=1) == y).sum().item()
                seen += len(x)
        model.train()
        if seen == 0:
            raise ValueError("no examples")
        return {"loss": total_loss / seen, "accuracy": correct / seen}

    verdict = judge(exercises()["08_validate/evaluate"], evaluate)
    assert verdict.slugs == ("mode_not_restored",)


def test_a_message_that_ends_with_a_full_stop_gets_no_second_one() -> None:
    told = crash.raised(Failure("LookupError", "Nothing is found here."))
    assert told == "LookupError: Nothing is found here"


def test_an_item_that_is_no_pair_is_told_and_does_not_stop_the_check() -> None:
    class InputsAlone:
        def __init__(self, x, y, mean, std):
            self.x = (x - mean) / std

        def __len__(self):
            return len(self.x)

        def __getitem__(self, index):
            return self.x[index]

    verdict = judge(exercises()["07_epoch/StandardizedDataset"], InputsAlone)
    assert verdict.kind == "departure"
    row = verdict.table[0]
    assert (row.label, row.yours, row.expected) == ("an item is a pair", "False", "True")


@pytest.mark.parametrize("address", ADDRESSES)
def test_styles_really_differ(address: str) -> None:
    exercise = exercises()[address]
    for candidate in candidates(exercise)[:3]:
        assert len(styled(exercise, candidate)) >= 3


def test_diff_shows_only_the_lines_that_differ() -> None:
    right = "def f():\n    a()\n    c()\n    d()"
    shown = diff(right.replace("    c()", "    b()\n    c()"), right)
    assert "-    b()" in shown
    assert "d()" not in shown


def test_patch_that_changes_nothing_does_not_apply() -> None:
    right = "optimizer.zero_grad()\nloss.backward()"
    for patch in (
        move("loss.backward()", behind="optimizer.zero_grad()"),  # where it stands already
        replace("loss.backward()", "loss . backward( )"),
    ):
        with pytest.raises(DoesNotApply, match="nothing changed"):
            patch.apply(right)
