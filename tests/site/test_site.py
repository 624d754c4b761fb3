"""The public site: true pages, whole links, right HTML, and usable by everybody."""

from __future__ import annotations

import functools
import json
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from grader.classroom.authoring.build import ROOT, stages
from grader.diagnose.programs import source_of
from grader.site import build, dictionary, pages, release
from grader.site.symptoms import symptoms
from grader.verdict import Curve, Row, Verdict
from tests.tools import site
from tests.tools.screenshot import FLAGS, browser

pytestmark = pytest.mark.xdist_group("site")
LESSONS = ["01_loop", "08_validate"]
MISTAKES = [
    "broadcast_comparison",
    "item_before_backward",
    "keeps_dimension",
    "log_of_probability",
    "missing_eval_mode",
    "missing_step",
    "missing_zero_grad",
    "softmax_before_cross_entropy",
    "step_twice",
    "validates_on_training_data",
]
ERRORS = ["graph_freed", "missing_import", "no_graph"]
SAMPLE = pages.Chosen(LESSONS, MISTAKES, ERRORS)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    build.site(ROOT, folder, SAMPLE)
    return folder


def text_of(built: Path, path: str) -> str:
    return (built / path).read_text("utf-8")


# Links and HTML --------------------------------------------------------------------------------


def test_every_link_leads_somewhere_and_every_page_is_html(built: Path) -> None:
    assert site.faults(built) == {}
    assert len(site.pages(built)) > len(LESSONS + MISTAKES + ERRORS)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ('<h1 id="a">x</h1><a href="#b">y</a>', "#b: there is no such place on the page"),
        ('<h1>x</h1><a href="b.html">y</a>', "b.html: there is no such page"),
        ('<h1>x</h1><a href="../b.html">y</a>', "../b.html: there is no such page"),
        ('<h1>x</h1><a href="http://e.org">y</a>', "it is no address of the public network"),
        ('<h1 id="a">x</h1><p id="a">y</p>', "the id a twice"),
        ('<h1>x</h1><img src="data:,x">', "a picture without words"),
        ("<h2>x</h2>", "not one heading of the first level"),
        ("<h1>x</h1><p><div>y</div></p>", "unexpected-end-tag"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(tmp_path: Path, body: str, wrong: str) -> None:
    start = '<!doctype html><html lang="en"><head><title>t</title></head><body>'
    (tmp_path / "a.html").write_text(f"{start}{body}</body></html>")
    ((path, *_), told) = (list(site.faults(tmp_path)), site.faults(tmp_path)["a.html"])
    assert path == "a.html"
    assert any(wrong in each for each in told), told


# What pages say --------------------------------------------------------------------------------


def test_a_page_of_a_mistake_has_all_that_was_measured(built: Path) -> None:
    made = dictionary.shown("missing_zero_grad")
    text = text_of(built, "mistakes/missing_zero_grad.html")
    assert made.verdict.slugs == ("missing_zero_grad",)
    for row in made.verdict.table:
        assert f"<td> {row.expected} </td>" in text.replace("\xa0", " ")
    assert '<span class="gi">+    optimizer.zero_grad()</span>' in text
    assert 'alt="Loss over 18 updates: with this mistake from 1.168 to ' in text
    assert text.count("<summary>Hint") == 3
    assert "<details open" not in text


@pytest.mark.parametrize("slug", MISTAKES)
def test_a_mistake_occurs_where_the_golden_files_name_it(slug: str) -> None:
    files = (ROOT / "tests" / "golden").glob("[0-9]*.json")
    named = {
        path.stem.replace("-", "/", 1)
        for path in files
        if slug in json.loads(path.read_text())["named"]
    }
    assert set(dictionary.shown(slug).places) == named


def test_a_page_of_an_exception_has_a_program_and_its_message(built: Path) -> None:
    text = text_of(built, "errors/graph_freed.html")
    assert "RuntimeError: Trying to backward through the graph a second time" in text
    assert "def</span>" in text
    assert "graph_freed__" not in text
    assert "`" not in re.sub(r"<(pre|code).*?</\1>", "", text, flags=re.DOTALL)


def test_lessons_show_no_solution_and_what_their_own_cells_print(built: Path) -> None:
    text = text_of(built, "lessons/01_loop.html")
    solution = json.loads((ROOT / "solutions/01_loop/01_loop.ipynb").read_text())
    code = [c for c in solution["cells"] if c["cell_type"] == "code"]
    answers = [c for c in code if c["metadata"].get("nbgrader", {}).get("solution")]
    for cell in answers:
        assert "".join(cell["source"]) not in re.sub(r"<[^>]+>", "", text)
    assert "You chose" not in text
    assert "✓ Passed" not in text
    printed = [o for c in code for o in c["outputs"] if o["output_type"] == "stream"]
    assert "".join(printed[0]["text"]).splitlines()[0] in text


# Symptoms --------------------------------------------------------------------------------------


def seen(mine: list[float | None], right: list[float], rows: tuple[Row, ...] = ()) -> list[str]:
    curves = (Curve("with this mistake", tuple(mine)), Curve("reference", tuple(right)))
    verdict = Verdict("01_loop/train_step", "named", "", 0, 1, table=rows, curve_label="update")
    return [each.kind for each in symptoms(verdict, curves, "")]


@pytest.mark.parametrize(
    ("mine", "kinds"),
    [
        ([1.55, 1.551, 1.55, 1.55], ["stays"]),
        ([1.55, 2.0, 3.0, 9.0], ["rises"]),
        ([1.55, 3.0, None, None], ["nan", "rises"]),
        ([1.55, 1.4, 1.3, 1.2], ["slow"]),
        ([1.55, 0.8, 0.3, 0.1], ["fast"]),
        ([1.55, 0.5, 1.4, 0.4, 1.3, 0.2], ["fast", "jumps"]),
        ([1.55, 1.0, 0.8, 0.6], ["quiet"]),
    ],
)
def test_a_curve_is_called_what_it_does(mine: list[float | None], kinds: list[str]) -> None:
    assert seen(mine, [1.55, 1.0, 0.8, 0.6]) == kinds


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (Row('result["val_loss"] of call 1', "1.5", "1.3"), "validation"),
        (Row('result["accuracy"] of call 1', "2", "0.6"), "accuracy"),
        (Row("backward 1: new gradient, norm", "2", "1"), "gradient"),
        (Row("result of call 1", "nan", "0.6"), "nan"),
        (Row("result of call 1", "inf", "inf"), "quiet"),
        (Row("result of call 1", "1", "2"), "number"),
        (Row("forward 1: model.training", "True", "False"), "quiet"),
    ],
)
def test_a_row_is_called_what_it_is_of(row: Row, kind: str) -> None:
    assert seen([1.0, 0.5], [1.0, 0.5], (row,)) == [kind]


# In a browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *words: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(built))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=browser(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    assert said == []
    opened.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("loss stays at 1.55", "missing_step"),
        ("validation jumps", "missing_eval_mode"),
        ("loss too good zero_grad", "missing_zero_grad"),
        ("Trying to backward through the graph a second time", "graph_freed"),
        ("element 0 of tensors does not require grad", "no_graph"),
        ("name 'nn' is not defined", "missing_import"),
    ],
)
def test_a_search_finds_the_page(page: Page, address: str, words: str, found: str) -> None:
    page.goto(f"{address}index.html")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Search").click()
    page.locator("#status", has_text=re.compile("pages?|cannot")).wait_for()
    links = page.locator("#found li a")
    first = [links.nth(n).get_attribute("href") or "" for n in range(min(3, links.count()))]
    assert any(link.endswith(f"/{found}.html") for link in first), first


@pytest.mark.parametrize(
    ("scheme", "path"),
    [
        ("light", "search.html"),
        ("light", "lessons/01_loop.html"),
        ("light", "mistakes/symptoms.html"),
        ("light", "errors/graph_freed.html"),
        ("dark", "index.html"),
        ("dark", "mistakes/missing_zero_grad.html"),
        ("dark", "guide/trouble.html"),
    ],
)
def test_no_rule_of_accessibility_is_broken(
    page: Page, address: str, scheme: Literal["light", "dark"], path: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(address + path)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "best-practice"]})
    assert [v["id"] for v in found.response["violations"]] == []


def test_by_keyboard_the_menu_is_passed_over(page: Page, address: str) -> None:
    page.goto(f"{address}mistakes/missing_zero_grad.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_without_javascript_all_but_search_and_lab_is_there(
    chromium: Browser, address: str
) -> None:
    plain = chromium.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{address}mistakes/symptoms.html")
    plain.get_by_role("link", name="The model is measured in train mode.").first.click()
    plain.get_by_text("Hint 3 of 3").click()
    assert plain.get_by_text("Call model.eval() before measuring.").is_visible()
    plain.goto(f"{address}search.html")
    assert plain.get_by_text("The search needs JavaScript.").is_visible()


# Commands --------------------------------------------------------------------------------------


def test_a_folder_of_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.tex").write_text("words")
    assert build.main([str(tmp_path)]) == release.main([str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "is there already, and is no site" in told
    assert "is there already, and is no release" in told
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_what_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main([str(tmp_path / "new"), "--mistakes", "missing_zero_gard"]) == 2
    assert 'Did you mean "missing_zero_grad"?' in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_site_without_a_choice_has_everything() -> None:
    known = build.everything()
    assert list(known.stages) == stages()
    assert len(known.mistakes) > 300


def test_the_changelog_has_each_change_and_loses_none(tmp_path: Path) -> None:
    before = (ROOT / "CHANGELOG.md").read_text("utf-8")
    made = release.changelog(ROOT, tmp_path).read_text("utf-8")
    flat = " ".join(made.split())
    for path in (ROOT / release.CHANGES).glob("+*.md"):
        assert " ".join(path.read_text("utf-8").split()) in flat, path
        assert path.exists()
    assert made.endswith(before.partition("start -->\n")[2])
    assert f"## {release.version(ROOT)}, " in made


def test_a_program_on_a_page_is_no_reference() -> None:
    made = dictionary.shown("missing_step")
    assert made.programs[0].source != source_of(made.exercise)
