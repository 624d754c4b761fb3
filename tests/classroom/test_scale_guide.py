"""The guide's page on large classes: what it says to type and to write is understood."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from distributed.cli import dask_scheduler, dask_worker

from grader import __main__ as command
from grader.classroom.authoring.build import ROOT
from grader.classroom.elsewhere import cluster, judge_process, merging, places, scheduler

PAGE = (ROOT / "docs" / "scale.md").read_text("utf-8")
PROGRAMS = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def commands(program: str) -> list[list[str]]:
    """Return the words behind each call of a program, those of jobs and containers among them."""
    text = "\n".join(blocks("sh")).replace("\\\n", " ")
    found = re.findall(rf"(?:^|[\"'])({program} [^\"'&\n]*)", text, re.MULTILINE)
    return [shlex.split(line.replace("$SLURM_ARRAY_TASK_ID", "3"))[1:] for line in found]


def test_every_command_of_the_grader_is_one() -> None:
    assert len(commands("grader")) >= 10
    for words in commands("grader"):
        assert command._parser().parse_args(words).run


def dask_commands() -> list[list[str]]:
    (cluster,) = (yaml.safe_load(block) for block in blocks("yaml"))
    parts = (cluster["spec"][name]["spec"]["containers"][0] for name in ("worker", "scheduler"))
    return [*commands("dask"), *(part["args"][1:] for part in parts)]


@pytest.mark.parametrize("words", dask_commands(), ids=" ".join)
def test_every_option_of_dask_is_one(words: list[str]) -> None:
    program, *options = words
    PROGRAMS[program].make_context(program, options)  # exits where it does not know one


def test_every_program_can_be_read() -> None:
    assert [compile(text, str(Path("scale.md")), "exec") for text in blocks("python")]


def test_what_it_says_to_be_read_is_what_is_said() -> None:
    said = [places.REFUSED.format("…", judge_process.NO_FOLDER.format("…"))]
    said += [places.REFUSED.format("…", judge_process.OTHER_CODE), places.NONE.format("…", "…")]
    said += [places.WAITING.format("…"), scheduler.GONE.format("…"), merging.FOREIGN.format("…")]
    said += [cluster.FAILED.format("…")]
    shown = re.findall(r"^\| `(.*?)…?` \|", PAGE, re.MULTILINE)
    assert len(shown) == len(said)
    assert all(
        sentence.startswith(part.rstrip(" …")) for sentence, part in zip(said, shown, strict=True)
    )
