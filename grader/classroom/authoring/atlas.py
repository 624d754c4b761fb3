"""What known mistakes do on the practice numbers: the books in which wrong answers are looked up.

python -m grader.classroom.authoring.atlas               the books for which something changed
python -m grader.classroom.authoring.atlas ADDRESS...    only among these
python -m grader.classroom.authoring.atlas --all         whether or not anything changed
python -m grader.classroom.authoring.atlas --check       say what is out of date
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import torch

from grader.course.catalogue import exercise, exercises
from grader.course.exercise import Exercise
from grader.diagnose.atlas import making
from grader.diagnose.atlas.book import Book, book_of, path_of
from grader.diagnose.atlas.digest import digest


def stale(asked: Sequence[Exercise]) -> Iterator[Exercise]:
    """Yield the exercises whose book is not there, or was made with something else."""
    for each in asked:
        book = book_of(each)
        if book is None or book.digest != digest(each):
            yield each


def make(address: str) -> tuple[str, int, int]:
    """Make a book; return the exercise, how many programs the book tells of, and its bytes."""
    torch.set_num_threads(1)  # one thread adds up in a fixed order
    asked, parent = exercise(address), os.getppid()

    def told(done: int, of: int) -> None:
        if os.getppid() != parent:
            raise SystemExit("whoever asked for it is gone")
        _say(f"  {address}: {done} of {of}\n")

    book: Book = making.make(asked, told)
    return address, book.size, path_of(asked).stat().st_size


def make_all(todo: Sequence[Exercise], jobs: int) -> None:
    """Make books in some processes at once, and say how far it is."""
    started = time.monotonic()
    with ProcessPoolExecutor(jobs, get_context("spawn"), max_tasks_per_child=1) as pool:
        made = [pool.submit(make, each.address) for each in todo]
        try:
            for number, done in enumerate(as_completed(made), 1):
                address, programs, size = done.result()
                after = int(time.monotonic() - started)
                told = f"{number} of {len(todo)}: {address}, {programs} programs, {size} bytes"
                _say(f"{told}, after {after // 60}:{after % 60:02}\n")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)


def main(words: Sequence[str]) -> int:
    """Bring books up to date; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m grader.classroom.authoring.atlas")
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS", help="which exercises (all)")
    parser.add_argument("--all", action="store_true", help="whether or not anything changed")
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many at once (1)")
    asked = parser.parse_args(words)
    try:
        chosen = [exercise(a) for a in asked.addresses] or [*exercises().values()]
    except ValueError as error:
        parser.error(str(error))
    if asked.all:
        for each in chosen:
            making.kept_path(each).unlink(missing_ok=True)
    todo = chosen if asked.all else list(stale(chosen))
    _say(f"{len(todo)} out of date, {len(chosen) - len(todo)} up to date\n")
    if asked.check:
        for each in todo:
            print(each.address)
        return 1 if todo else 0
    make_all(todo, asked.jobs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
