"""The walls one by one: system calls, memory, what is covered up, how much may be shown."""

from __future__ import annotations

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.judge import wire
from grader.judge.guest import memory, programs, syscalls
from grader.judge.guest.jail import Limits
from grader.judge.guest.outputs import LEFT_OUT, OUTPUT_LIMIT, PARTS_LIMIT, SHORTENED, Outputs
from grader.judge.host import talk, walls
from grader.judge.host.sandbox import Access, Child, Sandbox
from grader.judge.host.talk import Talk
from grader.observe.run import Run

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")
WAYS_OUT = """
    add_key bpf chroot clone3 delete_module execve execveat finit_module fsconfig fsmount fsopen
    fspick init_module io_uring_enter io_uring_register io_uring_setup kcmp kexec_file_load
    kexec_load keyctl memfd_create memfd_secret mount mount_setattr move_mount msgget
    name_to_handle_at open_by_handle_at open_tree perf_event_open personality pidfd_getfd
    pivot_root process_madvise process_vm_readv process_vm_writev ptrace reboot remap_file_pages
    request_key seccomp semget setns shmget swapon umount2 unshare userfaultfd vmsplice
"""
LOOKED_AT = {"clone", "ioctl", "mmap", "prctl", "socket", "socketpair"}

# System calls ---------------------------------------------------------------------------------


def test_no_way_out_is_allowed() -> None:
    assert syscalls.ALLOWED & {*WAYS_OUT.split(), *LOOKED_AT} == set()


@LINUX
def test_a_call_that_must_be_refused_and_is_not_known_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(syscalls, "REFUSED", ("execve", "no_such_call"))
    syscalls._rules.cache_clear()
    with pytest.raises(syscalls.Unknown, match="no_such_call"):
        syscalls.prepare()
    syscalls._rules.cache_clear()


@LINUX
@pytest.mark.parametrize("kind", ["X86_64", "AARCH64"])
def test_what_is_refused_or_looked_at_is_known_on_each_machine(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyseccomp

    looked_at = [name for name, _ in syscalls._by_argument(loopback=True)]
    monkeypatch.setattr(pyseccomp.Arch, "NATIVE", getattr(pyseccomp.Arch, kind))
    assert {n for n in (*syscalls.REFUSED, *looked_at, "clone3") if syscalls.known(n) < 0} == set()
    unknown = {name for name in syscalls.ALLOWED if syscalls._number(name) < 0}
    assert len(unknown) < len(syscalls.ALLOWED) / 3


# Memory ---------------------------------------------------------------------------------------


def group(act: Callable[[], object]) -> int:
    """Start a process that leads a group, does something and waits; return its number."""
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        kept = act()
        time.sleep(20)
        os._exit(kept is act)
    return pid


def most(folders: Sequence[Path] = ()) -> memory.Most:
    own, _ = memory.held(Path("/proc/self"))
    return memory.Most(100 * 2**20, own, 5, folders)


def hold(size: int) -> bytearray:
    return bytearray(b"x") * size


def hold_in_two(size: int) -> None:
    kept = hold(size)
    if os.fork() == 0:
        kept += hold(size)  # of its own, and what it shares is counted once
        time.sleep(20)
        os._exit(0)


def start_many() -> None:
    for _ in range(6):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)


@LINUX
@pytest.mark.parametrize(
    ("act", "folder"),
    [
        (lambda: hold(2**29), False),
        (lambda: hold_in_two(2**28), False),
        (start_many, False),
        (lambda: None, True),
    ],
    ids=["one process", "two processes", "many processes", "files in memory"],
)
def test_a_group_that_takes_more_than_it_may_is_ended(
    act: Callable[[], object], folder: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if folder:
        monkeypatch.setattr(memory, "_used", lambda _: 2**28)
    told = memory.watch(group(act), most([Path("/")] if folder else []))
    assert os.waitstatus_to_exitcode(told) == -signal.SIGKILL


@LINUX
def test_a_group_that_keeps_within_its_limits_goes_on_until_its_end() -> None:
    # Forked from a fresh process, as groups are: one that ran many tests holds much, of which
    # its children make copies.
    code = "from tests.judge import test_walls; test_walls.keep_within_the_limits()"
    subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=True, timeout=120
    )


def keep_within_the_limits() -> None:
    pid = group(lambda: hold_in_two(2**24))
    threading.Timer(0.5, lambda: os.killpg(pid, signal.SIGTERM)).start()
    told = memory.watch(pid, most())
    assert os.waitstatus_to_exitcode(told) == -signal.SIGTERM


# What is covered up ---------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which ``system`` and ``system/env`` stand for those of a machine."""
    for name in ("system/env/lib", "system/share/course/env", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("system/marks.db", "system/env/marks.db", "system/share/course/gradebook.db"):
        (tmp_path / name).touch()
    (tmp_path / "link").symlink_to(tmp_path / "system" / "share")
    monkeypatch.setattr(walls, "SYSTEM", (str(tmp_path / "system"),))
    monkeypatch.setattr(walls, "python", lambda: [str(tmp_path / "system" / "env")])
    return tmp_path


@pytest.mark.parametrize(
    ("private", "covered"),
    [
        (["system/share/course"], ["system/share/course"]),
        (["system/share/course", "system/share/course/gradebook.db"], ["system/share/course"]),
        (["link/course"], ["system/share/course"]),
        (["system/marks.db"], ["system/marks.db"]),
        (["system/env/lib"], ["system/env/lib"]),
        (["system/env"], []),  # Python itself lies there: what is in it is named by itself
        (["system/env", "system/env/marks.db"], ["system/env/marks.db"]),
        (["elsewhere", "system/not/there", "."], []),
    ],
)
def test_what_the_sandbox_would_show_is_covered(
    machine: Path, private: list[str], covered: list[str]
) -> None:
    found = walls.covered([machine / name for name in private])
    assert found == [machine / name for name in covered]


def test_a_course_that_holds_python_is_covered_around_it(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = machine / "system" / "share" / "course"
    monkeypatch.setattr(walls, "python", lambda: [str(course / "env")])
    (course / "env" / "marks.db").touch()
    private = [course, course / "gradebook.db", course / "env" / "marks.db"]
    assert walls.covered(private) == [course, course / "env" / "marks.db"]
    monkeypatch.setattr(walls, "PACKAGE", course / "grader")
    words = walls._options(private)
    last = len(words) - 1 - words[::-1].index(str(course))
    places = [words.index(str(path)) for path in (course, course / "env", course / "grader")]
    assert [*places, last] == sorted([*places, last]), "the cover comes first, and is closed last"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a course that lies among the system's files, and holds a part of Python."""
    made = tmp_path / "system" / "course"
    (made / "env").mkdir(parents=True)
    (made / "env" / "module.py").touch()
    (made / "gradebook.db").write_text("marks")
    for path in (tmp_path, made.parent, made, made / "env"):
        path.chmod(0o755)
    python = [*walls.python(), str(made / "env")]
    monkeypatch.setattr(walls, "SYSTEM", (*walls.SYSTEM, str(made.parent)))
    monkeypatch.setattr(walls, "python", lambda: python)
    return made


@LINUX
def test_what_is_private_cannot_be_read_and_python_beside_it_can(course: Path) -> None:
    with Sandbox(private=[course, course / "gradebook.db"]) as made:
        assert made.isolation().weak == []
        child = made.spawn()
        source = (
            f"import os\nprint(os.listdir({str(course)!r}), os.listdir({str(course / 'env')!r}))"
        )
        wire.send(child.channel, {"op": "cell", "source": source})
        told = wire.receive(child.channel, time.monotonic() + 60)["outputs"]
        child.end()
        assert told[0]["text"] == "['env'] ['module.py']\n"


@LINUX
def test_the_trial_reports_what_is_private_and_can_be_read(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walls, "covered", lambda _: [])
    (course / "submitted").mkdir()
    (course / "submitted" / "ada").touch()
    with Sandbox(private=[course]) as made:
        names = ("gradebook.db", "submitted")
        assert set(made.isolation().holes) == {f"it could read {course / name}" for name in names}


# How much is shown ----------------------------------------------------------------------------


def test_a_cell_shows_a_limited_number_of_things_and_says_so() -> None:
    outputs = Outputs()
    for number in range(3 * PARTS_LIMIT):
        outputs.shown("display_data", {"text/plain": str(number)})
    outputs.text("stdout", "more")
    outputs.error("ValueError", "x" * 10**6, ["y" * 10**6] * 1000)
    assert len(outputs.cells) == PARTS_LIMIT + 2
    assert outputs.cells[-2]["text"] == LEFT_OUT.format(most=f"{PARTS_LIMIT} outputs")
    assert outputs.cells[-1]["ename"] == "ValueError", "an error is never left out"
    assert len(str(outputs.cells[-1])) < 2**20


def test_of_a_long_text_the_beginning_is_shown() -> None:
    outputs = Outputs()
    outputs.text("stdout", "x" * 2**21)
    outputs.text("stdout", "more")
    (only,) = outputs.cells
    assert only["text"] == "x" * OUTPUT_LIMIT + SHORTENED


def test_letters_that_take_more_room_in_a_message_count_for_more() -> None:
    outputs = Outputs()
    for _ in range(10):
        outputs.text("stdout", "\N{SNOWMAN}" * 200_000)
    assert 2**19 < len(json.dumps(outputs.cells)) < wire.TEXT_LIMIT / 2


def test_a_notebook_shows_a_limited_amount_whatever_the_process_sends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(talk, "OUTPUT_LIMIT", 10_000)
    monkeypatch.setattr(talk, "PARTS_LIMIT", 20)
    part = {"output_type": "stream", "name": "stdout", "text": "x" * 1000}
    ours, theirs = socket.socketpair()
    with ours, theirs:
        made = Talk(Child(1, ours, Access(ours, Limits())), 60)

        def shown(outputs: list[Any]) -> list[Any]:
            wire.send(theirs, {"event": "outputs", "outputs": outputs})
            return made.cell("", False, 60, lambda _: None)[0]

        assert shown([part]) == [part]
        assert shown([part] * 19)[-1] == {**talk.CUT, "text": talk.LEFT_OUT}
        assert shown([part]) == [{**talk.CUT, "text": talk.LEFT_OUT}]
        assert shown([]) == []


def test_a_curve_is_cut() -> None:
    told = wire.run_to_wire(Run(items=(), curve=(1.0,) * 10**5))
    assert len(told["curve"]) == wire.CURVE_LIMIT
    told["curve"] = [1.0] * 10**5
    assert len(wire.run_from_wire(told).curve) == wire.CURVE_LIMIT


# Commands without programs --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "status", "said"),
    [
        ("echo one two", 0, "one two\n"),
        ("mkdir -p a/b && touch a/x; ls a", 0, "b\nx\n"),
        ("touch y.txt z.txt\nls *.txt\nrm *.txt && ls", 0, "y.txt\nz.txt\n\n"),
        ("false && echo no", 1, ""),
        ("cat missing.txt", 1, "cat: missing.txt: No such file or directory\n"),
        ("# a remark", 0, ""),
        ("pip3 install numpy>=1 -q", 0, None),
        (f"{sys.executable} -m pip install numpy", 0, None),
        ("pip install no-such-package numpy", 1, None),
        ("echo hello > file.txt", 127, programs.NOT_RUN.format(name="echo") + "\n"),
        ("ls | wc -l", 127, programs.NOT_RUN.format(name="ls") + "\n"),
        ("nvidia-smi", 127, programs.NOT_RUN.format(name="nvidia-smi") + "\n"),
        ("wget http://example.org/x", 127, programs.NO_NETWORK.format(name="wget") + "\n"),
        ("echo 'it", 0, "'it\n"),
        ("cp", 1, None),
        ("python train.py", 127, programs.OTHER_FILE + "\n"),
        ("echo numpy > r.txt; pip install -r r.txt", 1, None),
        ("pip install -r missing.txt", 1, "pip: missing.txt: No such file or directory\n"),
    ],
)
def test_simple_commands_are_done_and_others_say_that_they_are_not(
    script: str, status: int, said: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = programs.run(script)
    assert told[0] == status
    assert said is None or told[1] == said


def test_a_package_that_is_missing_is_named() -> None:
    status, said = programs.run("pip install --quiet no-such-package numpy==2")
    assert status == 1
    assert programs.MISSING.format(name="no-such-package") in said
    assert "already satisfied: numpy (" in said
    assert "quiet" not in said


def test_numbers_of_calls_are_those_of_this_machine() -> None:
    if platform.machine() == "x86_64" and sys.platform == "linux":
        assert syscalls.known("execve") == 59
