"""Entry point of the ``grader`` command."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Sequence

from grader.command.asking import Parser
from grader.command.parsers import (
    DIGITS,
    add_collect,
    add_course,
    add_elsewhere,
    add_export,
    add_feedback,
    add_merge,
    add_report,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when all went well, 1 when code failed, 2 on bad usage."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except ValueError as error:
        print(f"grader: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("grader: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 141


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = Parser(
        prog="grader", description="Grades PyTorch training loops by what they do."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands)
    _add_list(commands)
    _add_explain(commands)
    _add_board(commands)
    _add_new(commands)
    _add_autograde(commands)
    _add_why(commands)
    add_course(commands, _course)
    add_collect(commands, _collect)
    add_export(commands, _export)
    add_report(commands, _report)
    add_feedback(commands, _feedback, _positive)
    add_merge(commands, _merge)
    return parser


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="check one exercise in .py or .ipynb files",
        description="Check one exercise in each file, every file in a process of its own. Of a "
        "notebook every cell runs as in IPython, but no shell command, and a cell that fails or "
        "takes too long is passed over. A file runs as with python: it can do whatever you can. "
        "With --sandbox it cannot.",
        epilog="Exit status: 0 all passed, 1 some did not, 2 bad usage or an unreadable file.",
    )
    check.add_argument("exercise", metavar="EXERCISE", help='for example "01_loop/train_step"')
    check.add_argument("files", metavar="FILE", nargs="+", help=".py or .ipynb file")
    check.add_argument("--json", action="store_true", help="one JSON object per file and line")
    check.add_argument(
        "--timeout",
        type=_seconds,
        default=30.0,
        metavar="S",
        help="seconds for a .py file's own code, and for trying out what a file defines (30)",
    )
    check.add_argument(
        "--cell-timeout",
        type=_seconds,
        metavar="S",
        help="seconds for each cell of a notebook (20, or what --timeout says if that is less)",
    )
    check.add_argument(
        "--sandbox",
        action="store_true",
        help="run the files where they can read, change and reach nothing; for those of others",
    )
    check.set_defaults(run=_check)


def _add_list(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = commands.add_parser(
        "list",
        help="list stages and exercises, mistakes, or what promises are worth",
        description="List stages and exercises, or mistakes; with an option, some of them. "
        "With points and a stage, list its promises and what each is worth.",
    )
    kinds = ("exercises", "mistakes", "points")
    listing.add_argument("what", nargs="?", choices=kinds, default="exercises")
    listing.add_argument("stage", nargs="?", help="for points: the stage, or an exercise of it")
    some = listing.add_mutually_exclusive_group()
    some.add_argument(
        "--in", dest="within", metavar="EXERCISE", help="mistakes that show on an exercise"
    )
    some.add_argument("--like", metavar="WORDS", nargs="+", help="mistakes told in such words")
    some.add_argument("--where", metavar="SLUG", help="exercises that a mistake shows on")
    listing.set_defaults(run=_list)


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = commands.add_parser("explain", help="explain a mistake")
    explain.add_argument("slug", metavar="SLUG", help='for example "missing_zero_grad"')
    explain.set_defaults(run=_explain)


def _add_board(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    board = commands.add_parser("board", help="show what you passed, and what comes next")
    board.set_defaults(run=_board)


def _add_new(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    new = commands.add_parser("new", help="start a new mistake or stage from a template")
    new.add_argument("what", choices=("mistake", "stage"))
    new.add_argument("slug", metavar="SLUG", help='"my_mistake", or "14_my_stage"')
    new.set_defaults(run=_new)


def _add_autograde(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    autograde = commands.add_parser(
        "autograde",
        help="grade a class with nbgrader, safely and in parallel",
        description="Grade what was handed in, in the course folder with nbgrader_config.py. "
        "Learners' code runs in a sandbox; marks go into nbgrader's gradebook. An interrupted "
        "run goes on where it stopped, and what is graded already is not graded again.",
        epilog="Exit status: 0 all graded, 1 some could not be, 2 none can be, 130 interrupted. "
        "With --compare: 0 no mark would change, 1 some would.",
    )
    autograde.add_argument("stage", metavar="STAGE", nargs="?", help="assignment (all)")
    autograde.add_argument("--student", metavar="S", help="only this one")
    again = autograde.add_mutually_exclusive_group()
    again.add_argument("--force", action="store_true", help="grade again what is graded")
    again.add_argument(
        "--compare",
        action="store_true",
        help="say which marks would change if all were graded again now; write nothing",
    )
    autograde.add_argument(
        "--workers",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes that judge (one for each processor)",
    )
    autograde.add_argument(
        "--new-secret",
        action="store_true",
        help="make a new secret where the course's own is lost, although there are marks",
    )
    autograde.add_argument(
        "--seed",
        type=_seed,
        metavar="N",
        help="seed of the hidden examples (drawn from the course's secret)",
    )
    add_elsewhere(autograde)
    _add_limits(autograde)
    autograde.set_defaults(run=_autograde)


def _add_limits(autograde: argparse.ArgumentParser) -> None:
    """Add what a submission may take, and how well it must be isolated."""
    autograde.add_argument(
        "--timeout", type=_positive, metavar="S", help="seconds for each cell (60)"
    )
    autograde.add_argument(
        "--submission-timeout", type=_positive, metavar="S", help="seconds for each notebook (600)"
    )
    autograde.add_argument(
        "--memory-mb", type=_positive, metavar="MB", help="memory of each submission (2048)"
    )
    autograde.add_argument(
        "--allow-weaker-isolation",
        action="store_true",
        help="grade although this platform cannot isolate learners' code as promised",
    )


def _add_why(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    why = commands.add_parser(
        "why",
        help="show an instructor what decided a mark",
        description="Run what a student handed in once more with the numbers that decided its "
        "mark, in the course folder, and show each situation: what was handed over, what the code "
        "did, and what was expected. Nothing is written.",
    )
    why.add_argument("student", metavar="STUDENT", help="who handed it in")
    why.add_argument("exercise", metavar="EXERCISE", help="such as 01_loop/train_step")
    why.add_argument(
        "--allow-weaker-isolation",
        action="store_true",
        help="run it although this platform cannot isolate learners' code as promised",
    )
    why.set_defaults(run=_why)


def _positive(text: str) -> int:
    value = _natural(text)
    if value == 0:
        raise argparse.ArgumentTypeError("give at least 1")
    return value


def _natural(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    if len(text) > DIGITS:
        raise argparse.ArgumentTypeError(f"give a number of at most {DIGITS} digits")
    return int(text)


def _seed(text: str) -> int:
    value = _natural(text)
    if value >= 2**32:
        raise argparse.ArgumentTypeError("give a number below 4294967296")
    return value


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from None
    if not 0 < value < 86_400:
        raise argparse.ArgumentTypeError("give a positive number of seconds below one day")
    return value


# Subcommands are imported when they run: `grader --help` should not wait for torch.


def _check(arguments: argparse.Namespace) -> int:
    from grader.command.check import run
    from grader.command.checking.one_file import Limits

    cell = arguments.cell_timeout or min(20.0, arguments.timeout)
    limits = Limits(arguments.timeout, cell)
    return run(
        arguments.exercise, arguments.files, arguments.json, limits, sandboxed=arguments.sandbox
    )


def _list(arguments: argparse.Namespace) -> int:
    from grader.command.listing import run

    like = " ".join(arguments.like) if arguments.like else None
    return run(arguments.what, arguments.within, like, arguments.where, arguments.stage)


def _board(arguments: argparse.Namespace) -> int:
    from grader.command import board

    return board.run()


def _explain(arguments: argparse.Namespace) -> int:
    from grader.course import catalogue
    from grader.notebook import explain

    catalogue.mistake(arguments.slug)  # what is none ends the command, with another exit status
    print(explain(arguments.slug))
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from grader.command.new import run

    return run(arguments.what, arguments.slug)


def _autograde(arguments: argparse.Namespace) -> int:
    with _classroom():
        from grader.command.autograde import run
    return run(arguments)


def _why(arguments: argparse.Namespace) -> int:
    with _classroom():
        from grader.command.why import run
    return run(arguments)


def _course(arguments: argparse.Namespace) -> int:
    with _classroom():
        from grader.command.course import run
    return run(arguments)


def _collect(arguments: argparse.Namespace) -> int:
    with _classroom():
        from grader.command.collect import run
    return run(arguments)


def _export(arguments: argparse.Namespace) -> int:
    with _classroom():
        from grader.command.export import run
    return run(arguments)


def _report(arguments: argparse.Namespace) -> int:
    with _classroom():
        from grader.command.report import run
    return run(arguments)


def _feedback(arguments: argparse.Namespace) -> int:
    with _classroom():
        from grader.command.feedback import run
    return run(arguments)


def _merge(arguments: argparse.Namespace) -> int:
    with _classroom():
        from grader.command.merge import run
    return run(arguments)


@contextlib.contextmanager
def _classroom() -> Iterator[None]:
    """Say what to install where the packages are missing that a class is graded with."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ValueError(
            f"grading a class needs {error.name}: install the course with its 'classroom' extra"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
