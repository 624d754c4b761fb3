"""Books say what known mistakes do, and wrong answers are looked up in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy
import pytest

from grader.classroom.authoring import atlas
from grader.course.catalogue import exercise as find
from grader.course.catalogue import exercises, mistake
from grader.course.exercise import Exercise
from grader.diagnose import search
from grader.diagnose.atlas import book as books
from grader.diagnose.atlas import making
from grader.diagnose.atlas.book import Book, book_of, path_of, program, read, write
from grader.diagnose.atlas.digest import called, digest, of_runs
from grader.diagnose.atlas.making import Maker
from grader.diagnose.atlas.prints import print_of
from grader.diagnose.case import Case
from grader.diagnose.explain import AMONG, EITHER
from grader.diagnose.judge import judge
from grader.diagnose.programs import Candidate, both, compiled
from grader.diagnose.runs import RunCache
from grader.diagnose.subject import here
from grader.observe.run import Failure, Item, Run

SMALL = "02_forward/predict_classes"
SAMPLE = 3  # programs of each book that are run again
WITH_BOOKS = [
    pytest.param(address, marks=pytest.mark.xdist_group(address))
    for address, exercise in exercises().items()
    if path_of(exercise).is_file()
]


@pytest.fixture
def small() -> Exercise:
    return find(SMALL)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Book:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "KEPT", tmp_path_factory.mktemp("kept"))
        return Maker(find(SMALL)).book()


@pytest.fixture
def looked_up(made: Book, monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setattr(search, "book_of", lambda _: made)
    return made


def some(book: Book, whole: bool) -> list[int]:
    if whole:
        return list(range(book.size))
    return sorted({int(row) for row in numpy.linspace(0, book.size - 1, SAMPLE)})


def slugs_of(book: Book, row: int) -> tuple[tuple[int, ...], set[str]]:
    numbers = tuple(int(n) for n in book.made[row] if n != books.NONE)
    return numbers, set(book.slugs(numbers))


@pytest.mark.parametrize("address", WITH_BOOKS)
def test_books_are_up_to_date(address: str, whole: bool) -> None:
    exercise = exercises()[address]
    book = book_of(exercise)
    again = f"python -m grader.classroom.authoring.atlas {address}"
    assert book is not None, again
    assert book.digest == digest(exercise), again
    cache = RunCache(exercise, 0)
    for row in some(book, whole):
        numbers, _ = slugs_of(book, row)
        candidate = program(exercise, book, numbers)
        assert candidate is not None, again
        seen = print_of(exercise, [cache.run(candidate, probe) for probe in exercise.probes])
        assert numbers in book.like(seen)[len(numbers) - 1], again
        assert not cache.harmless(candidate), again


def identified(exercise: Exercise, candidate: Candidate, without: tuple[str, ...] = ()) -> set[str]:
    subject = here(compiled(exercise, candidate.source))
    found = search.search(Case(exercise, subject, 0), without)
    return set(found.named) if found and found.strict else set()


def test_every_program_of_a_book_is_found(small: Exercise, looked_up: Book) -> None:
    for row in range(looked_up.size):
        numbers, slugs = slugs_of(looked_up, row)
        candidate = program(small, looked_up, numbers)
        assert candidate is not None
        named = identified(small, candidate)
        case = Case(small, here(compiled(small, candidate.source)), 0)
        assert named == slugs or others(case, slugs), slugs
        assert len(numbers) > 1 or not identified(small, candidate, tuple(slugs)) & slugs


def others(case: Case, slugs: set[str]) -> bool:
    return any(set(explanation) != slugs for explanation in search.explanations(case))


def test_what_is_found_is_run_before_it_is_named(
    small: Exercise, looked_up: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = program(small, looked_up, (0,))
    assert candidate is not None
    assert identified(small, candidate)
    monkeypatch.setattr(Case, "runs_like", lambda *_: False)
    monkeypatch.setattr(Case, "numbers_fit", lambda *_: False)
    assert identified(small, candidate) == set()


def test_two_are_named_only_when_no_others_do_the_same(
    small: Exercise, looked_up: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = next(
        slugs_of(looked_up, n)[0] for n in range(looked_up.size) if slugs_of(looked_up, n)[0][1:]
    )
    candidate = program(small, looked_up, pair)
    assert candidate is not None
    first, second = looked_up.slugs(pair)
    third = next(slug for slug, _ in looked_up.ways if slug not in (first, second))
    other = replace(candidate, slugs=(first, third))
    verdict = judge(small, compiled(small, candidate.source))
    assert set(verdict.slugs) == {first, second}
    monkeypatch.setattr(search, "_fitting", lambda *_: [(pair, candidate), (pair, other)])
    verdict = judge(small, compiled(small, candidate.source))
    assert verdict.slugs == (first,)
    told = [f"`{slug}`: {mistake(slug).title}" for slug in (first, second, third)]
    assert verdict.message.endswith("\n\n".join([told[0], EITHER, *told[1:]]))
    others = {slug for slug, _ in looked_up.ways} - {first, second}
    more = replace(candidate, slugs=(first, *sorted(others)[:2]))
    monkeypatch.setattr(search, "_fitting", lambda *_: [(pair, candidate), (pair, more)])
    verdict = judge(small, compiled(small, candidate.source))
    assert verdict.message.endswith(f"{AMONG}\n\n{told[0]}")
    strangers = replace(candidate, slugs=("one", "another"))
    monkeypatch.setattr(search, "_fitting", lambda *_: [(pair, candidate), (pair, strangers)])
    assert judge(small, compiled(small, candidate.source)).slugs == ()


def test_the_mistake_that_changes_most_comes_first(made: Book) -> None:
    ordered = replace(made, harm=numpy.arange(len(made.ways)))
    assert ordered.slugs((0, 2)) == (made.ways[2][0], made.ways[0][0])


def test_no_program_without_harm_is_entered(
    small: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "KEPT", tmp_path)
    maker = Maker(small)
    right = replace(maker.cache.reference, slugs=("nothing",))
    assert maker.run((0,), right)[0] == making.HARMLESS
    monkeypatch.setattr(maker, "programs", lambda: iter([((0,), right), ((1,), maker.singles[1])]))
    assert [list(row) for row in maker.book().made] == [[1, books.NONE, books.NONE]]


def test_a_book_is_read_as_it_was_written(made: Book, tmp_path: Path) -> None:
    write(tmp_path / "a.npz", made)
    again = read(tmp_path / "a.npz")
    assert again is not None
    assert again.ways == made.ways
    assert again.digest == made.digest
    assert (again.made == made.made).all()
    assert numpy.allclose(again.numbers, made.numbers, rtol=2e-5)
    write(tmp_path / "b.npz", again)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_book_of_another_form_or_of_other_probes_is_none(
    small: Exercise, made: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"{SMALL.replace('/', '-')}.npz"
    write(path, made)
    monkeypatch.setattr(books, "BOOKS", tmp_path)
    assert book_of(replace(small)) is not None
    assert book_of(replace(small, probes=small.probes[1:])) is None
    monkeypatch.setattr(books, "FORM", [0])
    assert read(path) is None


def test_what_was_run_is_not_run_again(
    small: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "KEPT", tmp_path)
    monkeypatch.setattr(making, "EVERY", 0.0)
    run, done = Maker.run, list[tuple[int, ...]]()

    def interrupted(self: Maker, numbers: tuple[int, ...], candidate: Candidate) -> making.Entry:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(numbers)
        return run(self, numbers, candidate)

    monkeypatch.setattr(Maker, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Maker(small).book()
    assert len(Maker(small).kept) == 3
    monkeypatch.setattr(making, "of_runs", lambda _: "changed")
    assert Maker(small).kept == {}


def test_what_did_the_same_as_a_mistake_that_is_gone_is_run_again(
    small: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "KEPT", tmp_path)
    maker = Maker(small)
    maker.kept = {"same": (making.ALONE, 1, 0, []), "other": (making.NEW, 2, 0, [])}
    maker.save()
    assert Maker(small).kept.keys() == {"same", "other"}
    fewer = making.candidates(small)[1:]
    monkeypatch.setattr(making, "candidates", lambda _: fewer)
    assert Maker(small).kept.keys() == {"other"}


def test_an_exercise_without_known_mistakes_has_an_empty_book(
    small: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "KEPT", tmp_path)
    monkeypatch.setattr(making, "candidates", lambda _: ())
    made = Maker(small).book()
    write(tmp_path / "book.npz", made)
    again = read(tmp_path / "book.npz")
    assert again is not None
    assert (again.size, again.numbers.shape) == (0, made.numbers.shape)


def test_what_decides_changes_the_digest(small: Exercise) -> None:
    assert digest(replace(small)) == digest(small)
    fewer = replace(small, probes=small.probes[1:])
    assert of_runs(fewer) != of_runs(small)
    assert digest(fewer) != digest(small)
    renamed = replace(small, loop_names=({"x": "z"},))
    assert of_runs(renamed) == of_runs(small)
    assert digest(renamed) != digest(small)


def test_functions_that_a_reference_calls_count() -> None:
    sources = called(find("08_validate/fit"))
    assert any("def fit(" in source for source in sources)


def runs_with(value: object) -> list[Run]:
    return [Run((Item("a", value), Item("b", 2.0)))]


def test_prints_are_compared_within_the_bounds(small: Exercise) -> None:
    one, near, far = (print_of(small, runs_with(v)) for v in (1.0, 1.00001, 1.01))
    assert one.events == near.events == far.events
    assert (abs(one.numbers - near.numbers) <= one.bounds).all()
    assert not (abs(one.numbers - far.numbers) <= one.bounds).all()


def test_events_are_compared_exactly(small: Exercise) -> None:
    values = (1.0, True, "1.0", None, float("nan"), [1.0], {"a": 1.0}, {"b": 1.0})
    events = [print_of(small, runs_with(value)).events for value in values]
    assert len(set(events)) == len(events)
    (run,) = runs_with(1.0)
    ended = [replace(run, failure=Failure(t, m)) for t in ("KeyError", "TypeError") for m in "ab"]
    told = [print_of(small, [each]) for each in ended]
    assert [p.promised for p in told] == [0] * 4
    assert told[0].events == told[1].events != told[2].events == told[3].events


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(books, "BOOKS", tmp_path)
    monkeypatch.setattr(making, "KEPT", tmp_path / "kept")
    book_of.cache_clear()
    yield tmp_path
    book_of.cache_clear()


def test_the_command_says_what_is_out_of_date(
    elsewhere: Path, made: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    assert atlas.main([SMALL, "--check"]) == 1
    assert capsys.readouterr().out == f"{SMALL}\n"
    write(path_of(find(SMALL)), made)
    book_of.cache_clear()
    assert atlas.main([SMALL, "--check"]) == 0
    assert capsys.readouterr().out == ""
    with pytest.raises(SystemExit):
        atlas.main(["02_forward/predict_class"])
    assert 'Did you mean "02_forward/predict_classes"?' in capsys.readouterr().err


def test_two_orders_of_the_same_edits_are_one_program(small: Exercise) -> None:
    programs = [candidate.source for _, candidate in Maker(small).programs()]
    assert len(programs) == len(set(programs))
    first, second = Maker(small).singles[:2]
    pair = both(first, second)
    assert pair is None or pair.source in programs
