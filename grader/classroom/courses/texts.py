"""What a new course folder says: nbgrader's settings, and a README for its instructor."""

from __future__ import annotations

from pathlib import Path

CONFIG = '''"""nbgrader's settings for this course."""

from grader.classroom.config import course

c.merge(course("."))
c.CourseDirectory.course_id = {name!r}
'''
EXCHANGE = "c.Exchange.root = {exchange!r}\n"

README = """# {name}

A course for nbgrader and `grader`. Start both in this folder; the paths of nbgrader's settings and
the secret of the hidden numbers belong to it. `nbgrader` and `grader` are in the environment that
the course was made with.

## The next three commands

```sh
grader course check  # says what is to be mended, if anything is
{give}
grader autograde {first}  # marks what was handed in, in the sandbox
```

## What is here

| Where | What | Whom it is for |
| --- | --- | --- |
| `source/` | the assignments with their solutions | you |
| `release/` | the same without solutions, made by `nbgrader generate_assignment` | learners |
| `submitted/` | what was handed in: `STUDENT/ASSIGNMENT/` | you |
| `autograded/`, `feedback/` | what was marked, and pages about it | you, and each learner |
| `gradebook.db` | the marks: nbgrader's | you |
| `.grader_secret` | what the hidden numbers are drawn from: keep it to yourself | you |
| `.grader/` | what the commands remember, and work that was handed in again since | you |
| `nbgrader_config.py` | the settings | you |

The assignments: {stages}.

## How work comes in

- **nbgrader's exchange**, where learners and you share a machine: `nbgrader release_assignment
  {first}`, and later `nbgrader collect {first}`. {exchange}
- **Moodle**: in the assignment, *Download all submissions* and *Download grading worksheet*. Then
  `grader collect submissions.zip --from moodle --roster worksheet.csv`. The worksheet tells names,
  e-mail addresses and the time of each submission; without it, names are those of the folders and
  times are those of the files.
- **Canvas**: *Download submissions*, and *Export* in the gradebook. Then
  `grader collect submissions.zip --from canvas --roster gradebook.csv`. Canvas tells only whether
  work was late, so set the due date here too.
- **A folder for each learner**: `grader collect FOLDER --from files`; what came by mail from one,
  `grader collect FOLDER --from files --student ada`.
- **Clones of repositories**, as from GitHub Classroom: `grader collect FOLDER --from git`.

Collecting the same download again takes only what is new. Work that is replaced stays in
`.grader/replaced`. A late submission costs nothing unless you say so: set a due date in the
formgrader, and `c.LateSubmissionPlugin.penalty_method = "zero"` or a plugin of your own in
`nbgrader_config.py`.

## How marks go out

- **Moodle**: `grader export {first} --to moodle --worksheet worksheet.csv` fills the grading
  worksheet that you downloaded, and packs the feedback pages for *Upload multiple feedback files in
  a zip*.
- **Canvas**: `grader export {first} --to canvas --worksheet gradebook.csv` fills the column of an
  assignment that is there.
- **Tables**: `grader export --to csv` writes marks, exercises and promises.
- `grader export {first} --to gradescope` and `--to github` write the forms of these.

Each goes to `exports/`. A submission of which something waits to be graded by hand is counted, and
its mark is not exported. After you graded by hand, run `grader autograde` once more: what is taken
off for lateness depends on the whole mark.

## What to say in class

`grader feedback {first}` makes a page for each learner. `grader report` writes
`report/report.html`: what the class misunderstood, what to show it tomorrow, and who may need help.

## Next term

`grader course next . --to ../NEXT` makes the same course without students, their work and marks,
with a secret of its own.
"""
GIVE_BY_EXCHANGE = (
    "nbgrader release_assignment {first}  # gives it to learners through the exchange"
)
GIVE_BY_HAND = "ls release/{first}  # what to give to learners, through your learning platform"
WITH_EXCHANGE = "The exchange is `{exchange}`."
WITHOUT_EXCHANGE = (
    "No exchange is set: name one in `nbgrader_config.py`, as `c.Exchange.root`, or leave it."
)


def config(name: str, exchange: Path | None) -> str:
    """Return the text of ``nbgrader_config.py``."""
    last = EXCHANGE.format(exchange=str(exchange)) if exchange else ""
    return CONFIG.format(name=name) + last


def readme(name: str, stages: list[str], exchange: Path | None) -> str:
    """Return the text of a course's README."""
    first = stages[0]
    given = GIVE_BY_EXCHANGE if exchange else GIVE_BY_HAND
    told = WITH_EXCHANGE.format(exchange=exchange) if exchange else WITHOUT_EXCHANGE
    listed = ", ".join(f"`{stage}`" for stage in stages)
    return README.format(
        name=name, first=first, give=given.format(first=first), stages=listed, exchange=told
    )
