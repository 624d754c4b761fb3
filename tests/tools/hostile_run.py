"""Runs one hostile submission at a time and says what it earned and what it harmed.

    python -m tests.tools.hostile_run [--uid N]

reads names of attacks, one a line, and answers each with one line of JSON. With ``--uid``
it first becomes that user, and can no longer go back.

The attacks are the functions in ``tests/hostile``. Those files are read, never imported:
each function's body becomes a cell of a notebook, its first sentence says what it tries.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import textwrap
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import torch
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from grader.classroom.authoring.build import ROOT, release_path, solution_path
from grader.classroom.demo import sample
from grader.judge import wire
from grader.judge.guest.jail import Limits
from grader.judge.host import marking, talk, walls
from grader.judge.host.marking import Rules, mark
from grader.judge.host.sandbox import Sandbox

ATTACKS = Path(__file__).parents[1] / "hostile"
SETTINGS = {"cell", "stage", "seconds", "nothing"}
LIMITS = Limits(memory_mb=512, cpu_seconds=60)
# How cells begin that define what a solution may call.
NEEDED = ("import ", "def train_one_epoch")
SEED = 123456  # not the seed of practice
PATIENCE = 20.0  # for the end of processes that were killed already
LARGEST = 2 * 2**20  # of what one cell shows, as JSON; one megabyte of text is allowed
GRACE = 2.0  # shorter than for learners, whose machine may be slow to stop
COSTLIEST = 12.0  # seconds of the judge's own processor time, for one submission
ENVIRONMENT = "HOSTILE_CANARY"
HIDDEN_SENTENCE = "Keep the sum of value times n"  # stands in a file that no child may see


# -- attacks ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        name: The function's name.
        theme: The file it is in.
        tries: Its first sentence.
        source: What the attacked cell runs.
        stage: Which notebook it is.
        cell: Which solution cell it replaces.
        seconds: Time limits of a cell and of the notebook.
        nothing: Whether no graded cell is reached alive.
        earns: Points of graded cells that differ from the rule in ``expected``.
    """

    name: str
    theme: str
    tries: str
    source: str
    stage: str = "07_epoch"
    cell: str = "train_one_epoch"
    seconds: tuple[float, float] = (6.0, 20.0)
    nothing: bool = False
    earns: dict[str, float] = field(default_factory=dict)

    def expected(self) -> dict[str, float]:
        """Return what each graded cell honestly earns: the attacked one nothing."""
        full = {name: 0.0 if self.nothing else most for name, most in worth(self.stage).items()}
        return full | {self.cell: 0.0} | self.earns


@cache
def attacks() -> dict[str, Attack]:
    """Return all attacks by name."""
    found = [attack for path in sorted(ATTACKS.glob("*.py")) for attack in _read(path)]
    return {attack.name: attack for attack in found}


def _read(path: Path) -> Iterator[Attack]:
    text = path.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            words = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            values = {word.arg: ast.literal_eval(value) for word, value in words if value}
            earns = {k: v for k, v in values.items() if k not in SETTINGS}
            settings = {k: v for k, v in values.items() if k in SETTINGS}
            yield Attack(
                name=node.name,
                theme=path.stem,
                tries=(ast.get_docstring(node) or "").split("\n\n")[0],
                source=_body(text, node),
                earns=earns,
                **settings,
            )


def _body(text: str, node: ast.FunctionDef) -> str:
    last = node.body[0].end_lineno
    return textwrap.dedent("\n".join(text.splitlines()[last : node.end_lineno])).strip()


# -- notebooks -------------------------------------------------------------------------


def perfect(stage: str = "07_epoch") -> NotebookNode:
    """Return the release with the right solutions; only cells that marks depend on."""
    return copy.deepcopy(_perfect(stage))


@cache
def _perfect(stage: str) -> NotebookNode:
    solved = nbformat.read(solution_path(ROOT, stage), as_version=4)
    made: NotebookNode = nbformat.read(release_path(ROOT, stage), as_version=4)
    answers = {name_of(cell): cell.source for cell in solved.cells if name_of(cell)}
    made.cells = [c for c in made.cells if name_of(c) or c.source.startswith(NEEDED)]
    for cell in made.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = sample._written(answers[name_of(cell)], ())
    return made


def perfect_answer() -> NotebookNode:
    """Return the perfect notebook with one exercise alone."""
    made = perfect()
    names = ("", "train_one_epoch", "grade_train_one_epoch")
    made.cells = [cell for cell in made.cells if name_of(cell) in names]
    return made


def name_of(cell: NotebookNode) -> str:
    """Return the name that nbgrader knows a cell by."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def graded(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Yield the cells that give points by themselves; others are read by a person."""
    about = ((cell, cell.metadata.get("nbgrader", {})) for cell in notebook.cells)
    return (cell for cell, told in about if told.get("grade") and not told.get("solution"))


@cache
def worth(stage: str) -> dict[str, float]:
    """Return the points of each graded cell, by what it grades."""
    return {_about(c): float(c.metadata["nbgrader"]["points"]) for c in graded(perfect(stage))}


def points(notebook: NotebookNode) -> dict[str, float]:
    """Return what nbgrader would write down for each graded cell."""
    return {_about(c): float(determine_grade(c)[0]) for c in graded(notebook)}


def _about(cell: NotebookNode) -> str:
    return name_of(cell).removeprefix("grade_")


def hostile(attack: Attack, known: dict[str, Any]) -> NotebookNode:
    """Return the notebook with an attack in it; it is told where everything is."""
    made = perfect(attack.stage)
    told = [f"{name} = {value!r}" for name, value in known.items()]
    idle = f"def {attack.cell}(*_, **__):\n    return {{'loss': 5.0, 'accuracy': 1.0}}\n"
    cell = next(c for c in made.cells if name_of(c) == attack.cell)
    cell.source = "\n".join([*told, "", idle, "", attack.source])
    return made


# -- what must stay as it is -----------------------------------------------------------


class Course:
    """A course folder that is open to everybody, so that only the sandbox protects it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # The second is for attacks to show when something works that must not.
        self.words = [HIDDEN_SENTENCE, _word(), os.environ[ENVIRONMENT]]
        for name in (
            "gradebook.db",
            ".grader_secret",
            "source/07_epoch/07_epoch.ipynb",
            "submitted/neighbour/07_epoch/07_epoch.ipynb",
            "autograded/neighbour/07_epoch/07_epoch.ipynb",
        ):
            self._write(folder / name)
        self.system = folder.parent / "system"
        self._install()
        for path in (folder, *folder.rglob("*"), self.system, *self.system.rglob("*")):
            path.chmod(0o777)
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.tcp.getsockname()[1])
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.abstract = "hostile-" + secrets.token_hex(4)
        self.unix = socket.socket(socket.AF_UNIX)
        self.unix.bind("\0" + self.abstract)
        self.unix.listen()
        for listener in (self.tcp, self.udp, self.unix):
            listener.setblocking(False)
        self.files = self.states()

    def _install(self) -> None:
        """Lay out what is private among files that everybody may read."""
        for name in (
            "share/course/gradebook.db",
            "share/course/.grader_secret",
            "share/course/submitted/neighbour/07_epoch/07_epoch.ipynb",
            "share/exchange/course/inbound/neighbour+07_epoch.ipynb",
            "marks.db",
        ):
            self._write(self.system / name)
        (self.system / "readme.txt").write_text("for everybody\n", encoding="utf-8")
        (self.system / "link").symlink_to(self.system / "share" / "course")

    def private(self) -> list[Path]:
        """Return what no submission may see."""
        names = ("share/course", "share/exchange", "marks.db")
        return [self.folder, *(self.system / name for name in names)]

    def _write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.words.append(_word())
        path.write_text(f"{path.name} {self.words[-1]}\n", encoding="utf-8")

    def known(self) -> dict[str, Any]:
        """Return what an attack is told."""
        return {
            "COURSE": str(self.folder),
            "INSTALLED": str(self.system),
            "PORT": self.port,
            "ABSTRACT": self.abstract,
            "BREACH": self.words[1],
        }

    def states(self) -> dict[str, tuple[int, ...]]:
        """Return what changes when a file is changed, of all files, the grader's own included."""
        places = [self.folder, self.system, walls.PACKAGE, Path(torch.__file__)]
        files = [p for place in places for p in (place, *place.rglob("*"))]
        return {str(path): _state(path) for path in files if "__pycache__" not in path.parts}

    def harm(self) -> Iterator[str]:
        """Yield what was changed or reached since the last time."""
        before, now = self.files, self.states()
        self.files = now
        for path in before.keys() | now.keys():
            if before.get(path) != now.get(path):
                yield f"{Path(path).name} was changed"
        for name, reached in (("TCP", self.tcp.accept), ("a unix socket", self.unix.accept)):
            if _answers(reached):
                yield f"a connection came in over {name}"
        if _answers(lambda: self.udp.recv(1)):
            yield "a packet came in over UDP"

    def close(self) -> None:
        """Stop listening."""
        for listener in (self.tcp, self.udp, self.unix):
            listener.close()


def _word() -> str:
    return "canary" + secrets.token_hex(8)


def _state(path: Path) -> tuple[int, ...]:
    about = path.lstat()
    if path.is_dir():  # what is in it is looked at by itself
        return about.st_mode, about.st_uid
    # Nobody can write to a file, or put another in its place, and set back its ctime.
    return about.st_mode, about.st_uid, about.st_ino, about.st_size, about.st_ctime_ns


def _answers(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


# -- processes -------------------------------------------------------------------------


def family(pid: int) -> dict[int, str]:
    """Return the processes below ``pid`` with their state, itself included."""
    about = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            about[int(stat.parent.name)] = int(parent), state
    found = {pid}
    while more := {p for p, (parent, _) in about.items() if parent in found} - found:
        found |= more
    return {p: about[p][1] for p in found if p in about}


def survivors(pid: int, before: dict[int, str]) -> dict[int, str]:
    """Return processes below ``pid`` that were not there before and do not go away."""
    deadline = time.monotonic() + PATIENCE
    while (left := {p: s for p, s in family(pid).items() if p not in before}) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.02)
    return left


class Neighbour:
    """Another submission that is being run at the same time, with words of its own."""

    def __init__(self, warm: Sandbox) -> None:
        self.child = warm.spawn()
        self.word = _word()
        self.run(f"word = {self.word!r}\nopen('mine.txt', 'w').write(word)")

    def run(self, source: str) -> str:
        """Run a cell and return what it showed."""
        wire.send(self.child.channel, {"op": "cell", "source": source})
        told = wire.receive(self.child.channel, time.monotonic() + PATIENCE)
        return json.dumps(told["outputs"])

    def is_well(self) -> bool:
        """Return whether it still answers and its file still holds what it wrote."""
        try:
            told = self.run("print(word, open('mine.txt').read(), sum([40, 2]))")
        except (wire.Gone, wire.TooLate, wire.Malformed):
            return False
        return f"{self.word} {self.word} 42" in told


# -- one attack ------------------------------------------------------------------------


@dataclass
class Outcome:
    """What an attack earned, and every harm it did; empty is right."""

    points: dict[str, float]
    harm: list[str] = field(default_factory=list)


class TooCostly(BaseException):
    """The judge computes on and on; not an Exception, so that it does not swallow it."""


@contextlib.contextmanager
def _costly() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TooCostly(f"more than {COSTLIEST:g} s of its own processor time")

    # Of this process alone: what the submission computes, and other programs, do not count.
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, COSTLIEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Range:
    """A sandbox and a course to attack."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault(ENVIRONMENT, _word())
        self.course = Course(folder)
        walls.SYSTEM = (*walls.SYSTEM, str(self.course.system))
        self._open()
        talk.GRACE_SECONDS = GRACE  # what never ends is waited for this long, each time

    def _open(self) -> None:
        self.warm = Sandbox(LIMITS, self.course.private())
        self.neighbour = Neighbour(self.warm)

    def _shut(self) -> None:
        self.neighbour.child.channel.close()
        self.warm.close()

    def close(self) -> None:
        """End the sandbox."""
        self._shut()
        self.course.close()

    def attempt(self, attack: Attack) -> Outcome:
        """Mark an attack; say what it earned and what it harmed."""
        before = family(self.warm._process.pid)
        notebook = hostile(attack, self.course.known())
        outcome = Outcome({})
        try:
            with _costly(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                mark(notebook, self.warm, self._rules(attack))
            outcome.points = points(notebook)
        except (Exception, TooCostly) as error:
            outcome.harm.append(f"the judge stopped: {type(error).__name__}: {str(error)[:200]}")
        outcome.harm += self._harm(notebook, before)
        outcome.harm += self.course.harm()
        return outcome

    def _rules(self, attack: Attack) -> Rules:
        cell, notebook = attack.seconds
        return Rules(seed=lambda _: SEED, cell_seconds=cell, submission_seconds=notebook)

    def _harm(self, notebook: NotebookNode, before: dict[int, str]) -> Iterator[str]:
        yield from _written(notebook, [*self.course.words, self.neighbour.word])
        left = survivors(self.warm._process.pid, before)
        if left:
            yield f"processes are left over: {sorted(left.values())}"
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
        wrong = self._wrong_with_neighbour() + self._wrong_with_next()
        if wrong:
            yield from wrong
            self._shut()
            self._open()  # or all attacks after this one would fail as well

    def _wrong_with_neighbour(self) -> list[str]:
        return [] if self.neighbour.is_well() else ["another submission was disturbed"]

    def _wrong_with_next(self) -> list[str]:
        """Return what is wrong with the submission that is marked next, a perfect one."""
        following = perfect_answer()
        try:
            mark(following, self.warm, Rules(seed=lambda _: SEED))
        except (wire.Gone, marking.Broken) as error:
            return [f"the next submission could not be marked: {error}"]
        got = points(following)
        if got == {"train_one_epoch": worth("07_epoch")["train_one_epoch"]}:
            return []
        return [f"the next submission got {got}"]


def _written(notebook: NotebookNode, words: list[str]) -> Iterator[str]:
    """Yield what is wrong with a marked notebook as a file."""
    texts = [json.dumps(cell.get("outputs", [])) for cell in notebook.cells]
    if any(word in text for word in words for text in texts):
        yield "hidden words were shown"
    if max(map(len, texts)) > LARGEST:
        yield f"a cell shows {max(map(len, texts)) // 2**20} megabytes"
    shown = [output.get("data", {}) for cell in graded(notebook) for output in cell.outputs]
    if any("<script" in str(data.get("text/html")) for data in shown):
        yield "a script was shown in a graded cell"
    try:
        nbformat.validate(notebook)
        nbformat.writes(notebook).encode()
    except Exception as error:
        yield f"the marked notebook cannot be saved: {type(error).__name__}: {str(error)[:200]}"


# -- the process of an ordinary user ---------------------------------------------------


def view() -> list[str]:
    """Return a command prefix after which any user can read Python and the project.

    As root, either may lie in a folder that is closed to others, or the project be one.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise RuntimeError("bwrap was not found")
    words = [bwrap, "--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc", "--tmpfs", "/tmp"]
    places = [*walls.python(), *map(str, ROOT.iterdir())]
    folders = {str(up) for place in places for up in Path(place).parents}
    for folder in sorted(folders - {"/", "/tmp"}):
        words += ["--dir", folder]
    for path in (*walls.SYSTEM, "/etc", *places):
        words += ["--ro-bind-try", path, path]
    return [*words, "--chmod", "1777", "/tmp", "--chdir", str(ROOT), "--die-with-parent"]


def command(uid: int) -> list[str]:
    """Return the command that answers as an ordinary user."""
    return [*view(), sys.executable, "-m", "tests.tools.hostile_run", "--uid", str(uid)]


def main() -> None:
    """Answer names with outcomes until there are no more."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--uid", type=int)
    uid = parser.parse_args().uid
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        place = Range(Path(folder) / "course")
        print(json.dumps({"uid": os.getuid()}), flush=True)
        for line in sys.stdin:
            outcome = place.attempt(attacks()[line.strip()])
            print(json.dumps(asdict(outcome)), flush=True)
        place.close()


if __name__ == "__main__":
    main()
