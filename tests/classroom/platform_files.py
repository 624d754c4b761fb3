"""Downloads and tables in the forms of learning platforms, and readers of what goes back to them.

The readers do what the platforms' documentation and public sources say that they do with a file,
and nothing else: they know nothing of how the grader writes one.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from tests.classroom import tiny

DATE = (2026, 3, 1, 12, 0, 0)
Files = Mapping[str, bytes]


def notebook(folder: Path, stage: str, answer: str = tiny.RIGHT) -> bytes:
    """Return a released notebook with an answer in it."""
    made = nbformat.read(folder / "release" / stage / f"{stage}.ipynb", as_version=4)
    made.cells[1].source = answer
    return nbformat.writes(made).encode()


def zipped(files: Files, date: tuple[int, ...] = DATE) -> bytes:
    """Return a zip of files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, date_time=date)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()


def moodle_zip(path: Path, people: Mapping[tuple[str, int], Files]) -> Path:
    """Write a download of Moodle's: a folder for each person, by name and number."""
    files = {
        f"{name}_{number}_assignsubmission_file_/{file}": content
        for (name, number), handed_in in people.items()
        for file, content in handed_in.items()
    }
    path.write_bytes(zipped(files))
    return path


WORKSHEET = (
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade",
    "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
    "Feedback comments",
)  # fmt: skip


def worksheet(
    path: Path,
    people: Mapping[tuple[str, int], str],
    *,
    most: str = "4.00",
    when: str = "Sunday, 1 March 2026, 12:00 PM",
    **cells: str,
) -> Path:
    """Write a grading worksheet of Moodle's, of people with their e-mail addresses."""
    usual = {"Grade": "", "Grade can be changed": "Yes", "Feedback comments": ""}
    rows = []
    for (name, number), email in people.items():
        told = {"Identifier": f"Participant {number}", "Full name": name, "Email address": email}
        told |= {"Status": "Submitted for grading - ", "Maximum grade": most}
        told |= {"Last modified (submission)": when, "Last modified (grade)": "-"}
        told |= usual | cells
        rows.append([told[column] for column in WORKSHEET])
    return table(path, [WORKSHEET, *rows])


def table(path: Path, rows: list[tuple[str, ...] | list[str]], separator: str = ",") -> Path:
    """Write a table."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=separator).writerows(rows)
    path.write_text(made.getvalue(), encoding="utf-8", newline="")
    return path


CANVAS = (
    "Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", "one (4711)",
    "Other (4712)", "Current Score",
)  # fmt: skip


def canvas_book(path: Path, people: Mapping[tuple[str, int], tuple[str, str]]) -> Path:
    """Write a gradebook of Canvas's: people with their login and what stands in the column."""
    rows = [
        CANVAS,
        ("", "", "", "", "", "", "Manual Posting", "", ""),
        ("    Points Possible", "", "", "", "", "(read only)", "4.00", "10.00", "(read only)"),
    ]
    rows += [
        (name, str(number), f"s{number}", login, "All", "a note", cell, "7.00", "70.00")
        for (name, number), (login, cell) in people.items()
    ]
    return table(path, list(rows))


# What platforms read ---------------------------------------------------------------------------


@dataclass
class Moodle:
    """An assignment of Moodle's that reads a worksheet, as its offline grading does.

    Attributes:
        people: Full names by participant number.
        most: Points at most.
        grades: What was read, by number.
        comments: The same of comments.
    """

    people: Mapping[int, str]
    most: float = 4.0
    grades: dict[int, float] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    files: dict[int, dict[str, bytes]] = field(default_factory=dict)

    def read(self, path: Path) -> None:
        """Read a worksheet."""
        header, *rows = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
        place = {name: header.index(name) for name in header}
        identifier, grade = place["Identifier"], place["Grade"]
        modified = place["Last modified (grade)"]  # without it, Moodle reads nothing at all
        for row in rows:
            number = int(row[identifier][len("Participant ") :])
            if number not in self.people:
                continue
            assert row[modified] == "-", "changed since: Moodle would refuse it"
            if row[grade] != "":
                value = float(row[grade].replace(",", "."))
                assert 0 <= value <= self.most
                self.grades[number] = value
            self.comments[number] = row[place["Feedback comments"]]

    def read_feedback(self, path: Path) -> None:
        """Read a zip of feedback files."""
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                parts = name.split("/")
                told = parts[0].split("_", 4)
                assert len(told) >= 4
                assert told[1].isdigit()
                assert (told[2], told[3]) == ("assignsubmission", "file")
                number, inner = int(told[1]), "/".join([*filter(None, told[4:]), *parts[1:]])
                assert number in self.people
                self.files.setdefault(number, {})[inner] = archive.read(name)


@dataclass
class Canvas:
    """A course of Canvas's that reads a gradebook file.

    Attributes:
        people: The numbers of its students.
        assignments: Titles by number.
        grades: What was read, by student and title.
        made: Titles of assignments that were made, since no assignment had them.
    """

    people: set[int]
    assignments: Mapping[int, str]
    grades: dict[tuple[int, str], str] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    def read(self, path: Path) -> None:
        """Read a file, as the gradebook's importer does."""
        text = path.read_text("utf-8-sig")
        semicolons = text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",")
        header, *rows = csv.reader(
            io.StringIO(text, newline=""), delimiter=";" if semicolons else ","
        )
        assert "Student" in header[0]
        assert "ID" in header[1]
        first = header.index("Section") + 1
        titles = {n: self._title(name) for n, name in enumerate(header) if n >= first}
        for row in rows:
            if "Points Possible" in row[0] or all(
                re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row
            ):
                continue
            student = int(row[1])
            assert student in self.people
            for n, title in titles.items():
                self.grades[student, title] = row[n].strip()

    def _title(self, name: str) -> str:
        found = re.fullmatch(r"(.*) \((\d+)\)", name)
        if found and int(found[2]) in self.assignments:
            return self.assignments[int(found[2])]
        if name in self.assignments.values():
            return name
        self.made.append(name)
        return name


VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
OF_A_TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format",
    "tags", "visibility", "extra_data",
}  # fmt: skip
OF_ALL = {
    "score", "execution_time", "output", "output_format", "test_output_format",
    "test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip


def read_gradescope(path: Path) -> tuple[float, dict[str, float]]:
    """Return the score and that of each test, as Gradescope's specification has them."""
    told = json.loads(path.read_text("utf-8"))
    assert told.keys() <= OF_ALL
    assert told["visibility"] in VISIBILITY
    assert told["stdout_visibility"] in VISIBILITY
    for test in told["tests"]:
        assert test.keys() <= OF_A_TEST
        assert test["status"] in {"passed", "failed"}
        assert 0 <= test["score"] <= test["max_score"]
        assert isinstance(test["output"], str)
        assert isinstance(test["number"], str)
    return told["score"], {test["name"]: test["score"] for test in told["tests"]}


def read_github(line: str, runner: str = "grader") -> tuple[float, float, str]:
    """Return score, maximum and status, as GitHub Classroom's reporter reads them."""
    name, _, value = line.strip().partition("=")
    assert name == f"{runner.upper()}_RESULTS"
    told = json.loads(base64.b64decode(value, validate=True).decode("utf-8"))
    assert told["version"] == 1
    assert told["status"] in {"pass", "fail", "error"}
    assert {test["status"] for test in told["tests"]} <= {"pass", "fail", "error"}
    return sum(test["score"] for test in told["tests"]), told["max_score"], told["status"]
