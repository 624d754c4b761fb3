"""In a real browser: what submissions hold does nothing on any page that shows them."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from playwright.sync_api import BrowserContext, Page, sync_playwright

from grader.classroom.authoring.build import ROOT
from grader.classroom.demo import demo, sample
from grader.classroom.grading import autograde
from grader.classroom.grading.course import Course
from grader.classroom.reports import making
from grader.classroom.reports.gather import Report
from grader.classroom.steps.cells import cell_name
from grader.judge.host.sandbox import Sandbox
from grader.render.markup import element, together
from grader.verdict import MIME
from tests.classroom import markup
from tests.classroom.test_autograde import STAGE, graded, hand_in, perfect, text
from tests.tools.jupyter import FLAGS, browser, wait_for

pytestmark = [pytest.mark.xdist_group("judge"), pytest.mark.timeout(900)]
HTML = markup.RUNS | markup.LOADS | markup.WAITS
TABLE = """<div>
<style scoped>
    .dataframe tbody tr th:only-of-type { vertical-align: middle; }
</style>
<table border="1" class="dataframe">
  <thead><tr style="text-align: right;"><th></th><th>loss</th></tr></thead>
  <tbody><tr><th>0</th><td>0.25</td></tr></tbody>
</table>
</div>"""
FORGED = {"exercise": "07_epoch/train_one_epoch", "kind": "pass", "message": "", "points": 5.0}
WIDGET = "application/vnd.jupyter.widget"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="RUN"><script>RUN</script></svg>'


# The class --------------------------------------------------------------------------------------


def shows(*bundles: dict[str, Any], **metadata: Any) -> NotebookNode:
    """Return a cell that shows things in forms of its own choice."""
    lines = [f"publish_display_data({data!r}, {metadata!r})" for data in bundles]
    start = "from IPython.display import publish_display_data"
    return nbformat.v4.new_code_cell("\n".join([start, *lines]))


def outputs() -> NotebookNode:
    """Return a right notebook in which cells show hostile HTML, and other types."""
    made = perfect()
    for name, source in HTML.items():
        made.cells.append(shows({"text/html": markup.filled(source, f"{name}-output")}))
    run = markup.filled("<script>RUN</script>", "other-output")
    breaks = f'">{run}'
    svg = markup.filled(SVG, "svg-output")
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n" + run.encode()).decode()
    made.cells += [
        shows({"application/javascript": "ran(`js-output`)"}),
        shows({"image/svg+xml": svg}, {"text/html": f"<img src='data:image/svg+xml,{svg}'>"}),
        shows({"text/markdown": run}, {"text/latex": run}, {"text/vnd.mermaid": run}),
        shows({"image/png": breaks}, {"image/png": png}, {"image/jpeg": breaks}),
        shows({"text/html": run}, **{"text/html": {"isolated": True}}),
        shows({"text/html": run, "text/plain": run}, **{"image/png": {"width": breaks}}),
        shows({MIME: FORGED, "text/html": run}),
        shows({f"{WIDGET}-view+json": {"model_id": f"</script>{run}"}}),
        nbformat.v4.new_code_cell(
            f"print({run!r}, '\\x1b[31m' + {breaks!r} + '\\x1b[38;2;1;2;{run}m')"
        ),
        nbformat.v4.new_code_cell(f"raise type({run!r}, (Exception,), {{}})({breaks!r})"),
        nbformat.v4.new_code_cell("", outputs=[_stored(run)]),
        nbformat.v4.new_code_cell(f"{run}  # <img src=x onerror=ran(`source`)>"),
    ]
    return made


def _stored(source: str) -> NotebookNode:
    return nbformat.v4.new_output("display_data", data={"text/html": source})


def words() -> NotebookNode:
    """Return a right notebook with hostile Markdown, raw cells, attachments and metadata."""
    made = perfect()
    run = markup.filled("<script>RUN</script>", "metadata")
    for name, source in (HTML | markup.MARKDOWN).items():
        cell = nbformat.v4.new_markdown_cell(markup.filled(source, f"{name}-cell"))
        cell.metadata |= {"tags": [f'"{run}'], "magics_language": run}
        if "attachment:x" in source:
            svg = markup.filled(SVG, "attachment").encode()
            cell.attachments = {"x.svg": {"image/svg+xml": base64.b64encode(svg).decode()}}
        made.cells.append(cell)
    for kind in ("text/html", ""):
        raw = nbformat.v4.new_raw_cell(markup.filled(markup.RUNS["image_that_fails"], "raw"))
        raw.metadata["raw_mimetype"] = kind
        made.cells.append(raw)
    made.metadata |= {
        "title": f"</title>{run}",
        "authors": [{"name": run}],
        "kernelspec": {"name": run, "display_name": run, "language": f"[x](javascript:1) {run}"},
        "language_info": {"name": f'"{run}', "pygments_lexer": f'"{run}'},
        "widgets": {
            "application/vnd.jupyter.widget-state+json": {"state": {f"</script>{run}": {}}}
        },
    }
    return made


def honest() -> NotebookNode:
    """Return a notebook with a mistake, a table, a figure, formulas and comparisons."""
    (submission,) = (s for s in sample.submissions() if s.student == "missing_zero_grad")
    made = sample.notebook(ROOT, submission)
    made.cells += [
        shows({"text/html": TABLE, "text/plain": "   loss"}),
        nbformat.v4.new_markdown_cell(
            "## My notes\n\nHere `if a<b:` and if a<b: hold, $\\hat y \\le \\frac{a}{b}$, and\n\n"
            "$$L = -\\sum_i y_i \\log p_i$$\n\nSee [the docs](https://pytorch.org/docs), "
            "**bold** <kbd>Ctrl</kbd>.\n\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        ),
    ]
    answer = next(c for c in made.cells if cell_name(c) == "train_one_epoch")
    answer.source += "\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()"
    return made


# The browser ------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What happened in the browser.

    Attributes:
        ran: Names of scripts that ran.
        left: Addresses beyond this machine that something was asked of.
        refused: What the pages' own policy had to stop.
    """

    ran: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.expose_function("ran", lambda name: self.ran.append(name))
        context.route("**/*", self._asked)
        context.on("console", lambda told: self._said(told.text))

    def _asked(self, route: Any) -> None:
        address = route.request.url
        if address.startswith(("http://127.0.0.1:", "data:", "file:")):
            route.continue_()
            return
        self.left.append(address)
        route.abort()

    def _said(self, words: str) -> None:
        if "Content Security Policy" in words:
            self.refused.append(words)


@dataclass(frozen=True)
class Look:
    """What a page shows: its text, the addresses of links, and images by their words."""

    text: str
    links: set[str]
    images: dict[str, bool]
    table: str


@dataclass(frozen=True)
class Place:
    """A course that was graded, a server for it, and a browser."""

    course: Path
    address: str
    seen: Seen
    context: BrowserContext
    page: Page
    marks: dict[str, dict[str, float]]

    def asked(self, path: str) -> Any:
        """Return what the server answers its owner."""
        with urllib.request.urlopen(f"{self.address}{path}?token=pages") as answer:
            return json.load(answer)

    def submissions(self) -> dict[str, str]:
        """Return the address of each student's submission in the formgrader."""
        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}") as book:
            found = book.notebook_submissions(STAGE, STAGE)
            return {s.student.id: f"{self.address}/formgrader/submissions/{s.id}/" for s in found}

    def visit(self, address: str) -> None:
        """Open a page, and wait until nothing is asked for any more."""
        self.page.goto(address, wait_until="networkidle")

    def look(self, address: str, picture: str) -> Look:
        """Open a page that shows a notebook."""
        self.visit(address)
        if folder := os.environ.get("PAGES_PICTURES"):
            self.page.screenshot(path=f"{folder}/{picture}.png", full_page=True)
        return Look(
            self.page.inner_text("#notebook"),
            set(self.page.eval_on_selector_all("#notebook a", LINKS)),
            dict(self.page.eval_on_selector_all("#notebook img", IMAGES)),
            " ".join(self.page.locator("table.dataframe td").all_inner_texts()),
        )

    def harm(self) -> dict[str, Any]:
        """Return what was done since the start; compare it with ``NO_HARM``."""
        return {
            "ran": self.seen.ran,
            "left": self.seen.left,
            "refused": self.seen.refused,
            "terminals": self.asked("/api/terminals"),
            "marks": demo.marks(self.course / "gradebook.db") == self.marks,
        }


LINKS = "all => all.map(link => link.getAttribute('href') ?? '')"
IMAGES = "all => all.map(image => [image.alt, image.naturalWidth > 0])"
NO_HARM = {"ran": [], "left": [], "refused": [], "terminals": [], "marks": True}


@pytest.fixture(scope="module")
def place(
    released: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    course = tmp_path_factory.mktemp("pages") / "course"
    shutil.copytree(released, course)
    for student, made in {"ada": outputs(), "ben": words(), "eve": honest()}.items():
        hand_in(course, student, text(made))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(autograde, "Sandbox", lambda *_: contextlib.nullcontext(sandbox))
        told = graded(course)
    assert not [entry.reason for entry in told.values() if entry.reason]
    _name(course, '<img src=x onerror="ran(`name`)">')
    api = demo.NbGraderAPI(config=demo.settings(course))
    demo.checked(api.generate_feedback(STAGE, force=True), "write feedback")
    seen = Seen()
    with server(course) as address, sync_playwright() as play:
        context = play.chromium.launch(executable_path=browser(), args=FLAGS).new_context()
        seen.watch(context)
        page = context.new_page()
        page.goto(f"{address}/api/status?token=pages")  # signs in
        yield Place(course, address, seen, context, page, demo.marks(course / "gradebook.db"))
        context.browser.close()


def _name(course: Path, name: str) -> None:
    """Let a student have a hostile name, as a roster may."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.update_or_create_student("ada", first_name=name, last_name=f'"{name}')


@contextlib.contextmanager
def server(course: Path) -> Iterator[str]:
    """Serve a course with nbgrader's formgrader; yield the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=pages",
        f"--ServerApp.root_dir={course}",
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
    ]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "jupyter_server", *words]
    server = subprocess.Popen(command, cwd=course, env=environment, **silent)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="module")
def formgrader(place: Place) -> dict[str, Look]:
    """Open the formgrader's pages on students and their work."""
    for name in LISTS:
        place.visit(f"{place.address}/formgrader/{name}")
    found = place.submissions().items()
    return {student: place.look(address, f"{student}-formgrader") for student, address in found}


@pytest.fixture(scope="module")
def feedback(place: Place) -> dict[str, Look]:
    """Open the feedback of each student."""
    files = {path.parts[-3]: path for path in (place.course / "feedback").rglob("*.html")}
    return {who: place.look(path.as_uri(), f"{who}-feedback") for who, path in files.items()}


@pytest.fixture(scope="module")
def report(place: Place) -> tuple[Report, list[Path]]:
    """Write the report of the class."""
    course = Course(demo.settings(place.course), frozen=True)
    return making.make(course, [STAGE], place.course / making.FOLDER)


LISTS = (
    f"manage_submissions/{STAGE}",
    f"gradebook/{STAGE}/{STAGE}",
    "manage_students",
)


STUDENTS = {"ada", "ben", "eve"}


# Nothing acts -----------------------------------------------------------------------------------


def test_nothing_acts_in_the_formgrader(place: Place, formgrader: dict[str, Look]) -> None:
    assert formgrader.keys() == STUDENTS
    assert place.harm() == NO_HARM


def test_nothing_acts_in_feedback(place: Place, feedback: dict[str, Look]) -> None:
    assert feedback.keys() == STUDENTS
    assert place.harm() == NO_HARM


def test_nothing_acts_in_the_report(place: Place, report: tuple[Report, list[Path]]) -> None:
    told, (page, *_) = report
    assert {student for stage in told.stages for student in stage.graded} == STUDENTS
    place.visit(page.as_uri())
    assert "onerror" in place.page.inner_text("body")  # the name of a student, as text
    assert place.harm() == NO_HARM


def test_nothing_acts_in_a_page_that_is_exported_without_our_settings(place: Place) -> None:
    before = len(place.seen.left)
    for path in sorted((place.course / "autograded").rglob("*.ipynb")):
        html, _ = HTMLExporter().from_filename(str(path))
        page = place.course / f"{path.parts[-3]}.html"
        page.write_text(html, "utf-8")
        place.visit(page.as_uri())
    loaded = place.seen.left[before:]  # nbconvert's own scripts
    del place.seen.left[before:]
    assert {address.split("/")[2] for address in loaded} <= {"cdnjs.cloudflare.com"}
    assert place.harm() == NO_HARM


@pytest.mark.parametrize("kind", ["feedback", "formgrader", "report"])
def test_a_policy_stops_what_cleaning_would_miss(
    place: Place, report: tuple[Report, list[Path]], kind: str
) -> None:
    addresses = {
        "feedback": (place.course / f"feedback/ada/{STAGE}/{STAGE}.html").as_uri(),
        "formgrader": f"{place.submissions()['ada']}?token=pages",
        "report": report[1][0].as_uri(),
    }
    seen, context = Seen(), place.context.browser.new_context()
    seen.watch(context)
    page = context.new_page()
    page.goto(addresses[kind], wait_until="networkidle")
    assert (seen.ran, seen.left, seen.refused) == ([], [], [])
    missed = [markup.filled(markup.RUNS["image_that_fails"], "missed"), *MISSED]
    page.evaluate(ADD, "".join(missed))
    until(page, lambda: len(seen.refused) >= len(missed))
    assert (seen.ran, seen.left) == ([], [])
    context.close()
    assert place.harm() == NO_HARM


ADD = "html => document.body.insertAdjacentHTML('beforeend', html)"
MISSED = ["<img src='http://away.example/a'>", "<iframe src='http://away.example/b'></iframe>"]


def test_links_lead_to_public_places_or_within_the_page(
    formgrader: dict[str, Look], feedback: dict[str, Look]
) -> None:
    found = {link for look in (*formgrader.values(), *feedback.values()) for link in look.links}
    elsewhere = {link for link in found if link and not link.startswith("#")}
    assert elsewhere == {"https://pytorch.org/docs"}


# What is honest looks as it should --------------------------------------------------------------


@pytest.mark.parametrize("kind", ["feedback", "formgrader"])
def test_honest_work_looks_as_it_should(kind: str, request: pytest.FixtureRequest) -> None:
    shown = request.getfixturevalue(kind)["eve"]
    assert "Here if a<b: and if a<b: hold," in shown.text
    assert "☑ done" in shown.text
    assert shown.table == "0.25"
    assert all(shown.images.values())
    for words in (r"$\hat y \le \frac{a}{b}$", "Loss over", "Figure. "):  # of an answer
        assert any(alt.startswith(words) for alt in shown.images), words


def test_the_formgrader_still_works(place: Place, formgrader: dict[str, Look]) -> None:
    place.visit(place.submissions()["eve"])
    assert place.page.get_attribute("#grade_make_loader", "placeholder") == "2"
    place.page.fill("#grade_make_loader", "1")
    with place.page.expect_response("**/api/grade/**"):
        place.page.keyboard.press("Tab")
    place.page.click(".name-hidden.glyphicon")
    assert place.page.is_visible(".name-shown >> text=eve")
    place.marks["eve"] |= {"grade_make_loader": 1.0}  # the one change that is meant
    assert demo.marks(place.course / "gradebook.db") == place.marks


def test_what_is_planted_acts_where_it_is_shown_as_it_is(place: Place) -> None:
    seen, context = Seen(), place.context.browser.new_context()
    seen.watch(context)
    wanted = markup.RUNS | markup.LOADS
    frames = [element("iframe", srcdoc=markup.filled(s, name)) for name, s in wanted.items()]
    page = context.new_page()
    planted = {"body": str(together(*frames)), "content_type": "text/html"}
    page.route("**/planted", lambda route: route.fulfill(**planted))
    page.goto(f"{place.address}/planted", wait_until="commit")

    def acted() -> set[str]:
        return {*seen.ran, *(address.rpartition("/")[2] for address in seen.left)}

    until(page, lambda: wanted.keys() <= acted())
    context.close()


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Let a page go on until something holds."""
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()
