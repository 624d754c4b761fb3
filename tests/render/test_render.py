"""Cards in every form: text, HTML and JSON, held to golden files.

UPDATE_CARDS=1 python -m pytest tests/render/test_render.py rewrites them; read the difference.
"""

from __future__ import annotations

import base64
import math
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from matplotlib.figure import Figure

from grader.classroom.authoring import build
from grader.course.catalogue import mistakes
from grader.observe import figure
from grader.render import card, parts, plot, text
from grader.render.board import Board, StageLine
from grader.render.html import COLOURS
from grader.verdict import (
    KINDS,
    MIME,
    NOT_TRIED,
    Argument,
    Clinic,
    Curve,
    Mistake,
    Place,
    PromiseResult,
    Row,
    Term,
    Verdict,
)

HERE = Path(__file__).parent / "cards"
MISTAKE = Mistake(
    "missing_zero_grad",
    "Gradients pile up from one update to the next.",
    "`backward()` adds to `.grad`, which nothing empties.",
    "Nothing fails.",
    ("What is in `.grad`?", "Who empties it?", "Call `optimizer.zero_grad()`."),
    "-    a()\n+    b()",
)
PROMISES = (
    PromiseResult(
        "Each call moves the weights by one step.", False, 0.0, 3.0, "weights 4.6, not 4.5."
    ),
    PromiseResult("It returns the loss.", True, 1.0, 1.0),
    PromiseResult("It <b>ends</b>.", False, 0.0, 1.0, f"{NOT_TRIED}The code stopped before."),
)
ROWS = (
    Row("update 2: gradient used, norm", "1.645", "1.039", "1.645"),
    Row("weights after call 2, norm", "1.7", "1.9", "1.7"),
    Row("buffers after call 2, norm", "none", "0.5", "none"),
)
TERMS = (Term("norm", "a length"), Term("buffers", "kept beside"), Term("none", "not there"))
CURVES = (
    Curve("yours", (1.2, 1.0, None)),
    Curve("reference", (1.2, 0.9, 0.8)),
    Curve("with this mistake", (1.2, 1.0, None)),
)
PLACE = Place(3, "x < 1 & <script>", "for x in y:\n    x < 1 & <script>")
CLINIC = Clinic(
    "graph_freed",
    "`backward()` was called twice on one graph.",
    "The graph is given up after the first call.",
    "A loss of an earlier batch is added to this one.",
    "Write `loss.item()` where the losses are added up.",
)
RAISED = "RuntimeError: Trying to backward <a> second time"
UNNAMED = "It returns something else.\n\nThese numbers show where to look first:"
MESSAGES = {
    "pass": "All 2 promises are kept.\n\nTried with three batches; Adam.",
    "named": MISTAKE.title,
    "same-effect": "Its results are those of a known mistake.\n\nIn another way.",
    "departure": UNNAMED,
    "contract": "The result of f should be a number, but it is None.",
    "crash": f"Your code stopped in line 3. {CLINIC.title}",
}


def verdict(kind: str) -> Verdict:
    named = kind == "named"
    return Verdict(
        exercise="01_loop/train_step",
        kind=kind,  # type: ignore[arg-type]
        message=MESSAGES[kind],
        points=4.0 if kind == "pass" else 1.0,
        max_points=4.0,
        promises=PROMISES if kind != "pass" else PROMISES[1:] * 2,
        mistakes=(MISTAKE,) if named else (),
        same_effect_as=("missing_step",) if kind == "same-effect" else (),
        situation="three batches under <SGD>" if kind != "pass" else "",
        given=(Argument("x", "[1, 2]"),) if kind == "departure" else (),
        table=() if kind == "pass" else ROWS,
        terms=() if kind == "pass" else TERMS,
        curves=CURVES if named else (),
        curve_label="update" if named else "",
        comes_next="Next: `train_steps`." if kind == "pass" else "",
        exception=RAISED if kind == "crash" else "",
        clinic=CLINIC if kind == "crash" else None,
        relation="Your result is 4 times the expected." if kind == "departure" else "",
        notes=("A note on style.",),
        place=PLACE if kind == "crash" else None,
        output="printed <i>this</i>\n" * 7,
        graded=kind != "departure",
        own_numbers=kind in ("same-effect", "crash"),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_card_is_as_in_the_golden_files(kind: str) -> None:
    made = card.verdict_card(verdict(kind))
    html = re.sub(r"base64,[^\"]+", "base64,...", made.html)  # drawn anew by each matplotlib
    forms = {"txt": made.text, "html": html, "json": verdict(kind).to_json()}
    for ending, content in forms.items():
        path = HERE / f"{kind}.{ending}"
        if os.environ.get("UPDATE_CARDS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(content + "\n", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == content + "\n"


@pytest.mark.parametrize("kind", KINDS)
def test_text_fits_80_columns(kind: str) -> None:
    assert max(map(len, text.verdict_text(verdict(kind)).splitlines())) <= 80


class Seen(HTMLParser):
    """What a browser makes of HTML: elements, their attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(str(html))  # of Markup, every part would be Markup again
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            self.text += value or ""

    def handle_data(self, data: str) -> None:
        self.text += data


# What JupyterLab keeps in notebooks that it does not trust.
ELEMENTS = {
    "div", "h3", "p", "strong", "small", "code", "table", "thead", "tbody", "tr", "th", "td",
    "details", "summary", "ul", "ol", "li", "br", "pre", "img",
}  # fmt: skip
ATTRIBUTES = {"scope", "open", "src", "alt", "style"}  # of styles, no meaning hangs on any
HOSTILE = """"'><script>a</script><b onclick='a'>&amp;&#34;</p>{0}%s"""


def hostile(value: Any) -> Any:
    """Return an answer in which every text is hostile, whatever it is made of."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(map(hostile, value))
    fields = getattr(value, "__dataclass_fields__", {})
    made = {name: hostile(getattr(value, name)) for name in fields if name != "kind"}
    return replace(value, **made) if fields else value


@pytest.mark.parametrize("kind", KINDS)
def test_text_in_a_card_is_never_taken_for_html(kind: str) -> None:
    told = hostile(verdict(kind))
    cards = [
        card.verdict_card(told),
        card.mistake_card(hostile(MISTAKE)),
        card.hint_card(HOSTILE, 1, 2, HOSTILE),
        card.notes_card([parts.outcome(*[HOSTILE] * 3, [HOSTILE], HOSTILE, {HOSTILE: HOSTILE})]),
        card.notes_card([parts.unanswered(HOSTILE, [HOSTILE] * 2)]),
        card.picture_card(b"png", HOSTILE, [HOSTILE]),
        card.remark_card(HOSTILE),
        card.board_card(
            Board((StageLine(HOSTILE, HOSTILE, 1, 2),), HOSTILE, 1, 9, [(HOSTILE, HOSTILE, True)])
        ),
    ]
    for made in cards:
        seen = Seen(made.html)
        assert seen.elements <= ELEMENTS
        assert seen.attributes <= ATTRIBUTES
        assert seen.text.count(HOSTILE) >= made.text.count("<script>")


def test_paragraphs_stand_in_lines_of_their_own() -> None:
    made = card.verdict_card(replace(verdict("departure"), message="One.\n\nTwo `x`.\n\nThree."))
    assert "One.</h3>" in made.html
    assert "<br>Two <code>x</code>.<br>Three.</p>" in made.html
    made = card.hint_card("a/b", 0, 0, "One.\n\nTwo.")
    assert made.html == "<div><h3>a/b</h3><p>One.</p><p>Two.</p></div>"
    assert made.text == "a/b\n\nOne.\n\nTwo."


@pytest.mark.parametrize("kind", KINDS)
def test_verdict_survives_json(kind: str) -> None:
    assert Verdict.from_json(verdict(kind).to_json()) == verdict(kind)


def test_what_is_no_verdict_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        Verdict.from_dict({"kind": "superb"})
    with pytest.raises(ValueError, match="not a verdict"):
        Verdict.from_dict({"kind": "pass", "exercise": "x", "strange": 1})


def test_bundle_has_text_html_and_data() -> None:
    bundle = card.verdict_card(verdict("named"))._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", MIME}


def test_image_says_in_words_what_the_curves_do() -> None:
    assert plot.describe(CURVES, "update") == (
        "Loss over 2 updates: yours from 1.2 until it is not finite; "
        "reference from 1.2 to 0.8; with this mistake from 1.2 until it is not finite."
    )


def test_figure_says_in_words_what_it_shows() -> None:
    drawn = Figure()
    left, right = drawn.subplots(1, 2)
    left.set(title="Training", xlabel="update", ylabel="loss")
    left.plot([3.0, 1.0, 2.0, math.inf], label="too fast")
    left.plot([2.0, 2.0])
    left.axvline(1.5, label="the end")
    right.barh(["a", "b"], [5, 6], label="lengths")
    right.imshow([[1, 2, 3]])
    assert figure.describe(drawn) == (
        "Figure. Training: loss against update. too fast from 3 to 2, between 1 and 3; "
        "a line at 2; the end upright at 1.5. "
        "Plot. lengths from 5 to 6; an image of 1 by 3 values."
    )


def test_words_of_a_figure_hang_on_no_digit_that_they_do_not_show() -> None:
    drawn = Figure()
    axes = drawn.subplots()
    axes.plot([2.0, 2.0000001, 1.9999999])
    axes.plot([3.0, 1.0, 1.0000001])
    assert figure.describe(drawn) == "Figure. Plot. a line at 2; a line from 3 to 1."


def test_image_of_a_figure_has_its_words_in_a_notebook(tmp_path: Path) -> None:
    code = "from grader import check\nimport matplotlib.pyplot as plt\nplt.plot([2, 1])\nplt.show()"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    (output,) = build.execute(made, tmp_path).cells[0].outputs
    assert output.data["text/plain"] == "Figure. Plot. a line from 2 to 1."
    assert output.data.keys() == {"text/plain", "text/html"}  # the image once, not twice
    assert f'alt="{output.data["text/plain"]}"' in output.data["text/html"]


ENDLESS = [math.nan, math.inf, -math.inf, 1.7e308, -1.7e308]


@pytest.mark.parametrize("value", ENDLESS)
def test_a_curve_that_no_plot_reaches_is_drawn_as_far_as_it_is_finite(value: float) -> None:
    runs_away = Curve("yours", (1.0, value))
    assert "yours from 1 until it is not finite" in plot.curves_image([runs_away], "update")
    nothing = Curve("yours", (value,))
    assert "yours is never finite" in plot.curves_image([nothing, *CURVES], "update")


def test_a_curve_that_runs_away_leaves_the_others_to_be_seen() -> None:
    def drawn(*values: float) -> bytes:
        image = plot.curves_image([Curve("yours", values), CURVES[1]], "update")
        return base64.b64decode(re.findall(r"base64,([^\"]+)", image)[0])

    assert b"logarithmic" in drawn(1.0, 1e5, 1e29)
    assert b"logarithmic" not in drawn(1.0, 2.0, 3.0)
    assert b"logarithmic" not in drawn(1.0, -1e5)


def test_same_curves_give_the_same_bytes() -> None:
    assert plot.curves_image(CURVES, "update") == plot.curves_image(CURVES, "update")


@pytest.mark.parametrize(
    "colour", [plot.INK, *(str(line["color"]) for line in plot.LINES), *COLOURS.values()]
)
@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
def test_colours_stand_out_on_light_and_dark(colour: str, page: str) -> None:
    light, dark = sorted((_luminance(colour), _luminance(page)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_other_cards_say_what_they_should() -> None:
    assert "Hint 1 of 3" in card.hint_card("01_loop/train_step", 1, 3, "Think.").text
    told = parts.outcome("s/prediction_1", "A", "B", (), "x", {"A": "one.", "B": "`two`"})
    assert told.told == "You chose A (“one”). It is B (“`two`”)."
    told = parts.outcome("s/prediction_1", "B", "B", (), "x")
    assert "You chose B: right." in card.notes_card([told, told]).text
    assert "Choose" in card.notes_card([parts.unanswered("s/recall_1", ("A", "B"))]).text
    assert "Hints" in card.mistake_card(MISTAKE).text
    line = StageLine("01_loop", "The loop", 3, 3)
    assert "Nothing has been checked" in card.board_card(Board((line,), "a/b", 0, 0, [])).text
    assert "done" in card.board_card(Board((line,), "", 4, 0, [])).html


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_says_in_its_first_words_whether_it_is_right(kind: str) -> None:
    made = card.verdict_card(verdict(kind))
    words = "✓ Passed" if kind == "pass" else "✗ Not yet"
    assert made.text.startswith(words)
    assert re.sub("<[^>]*>", "", made.html).startswith(words)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_before_the_folds_says_what_is_wrong_and_what_to_do(kind: str) -> None:
    open_part = card.verdict_card(verdict(kind)).html.partition("<details")[0]
    told = verdict(kind)
    rows = [row for row in told.table if f">{row.label}" in open_part]
    assert rows == list(parts.telling(told))
    assert len(rows) == (kind in ("named", "same-effect", "departure"))
    assert ("train_steps" if kind == "pass" else "hint(") in open_part


def test_a_crash_shows_its_line_below_the_one_before_it_and_tells_what_it_means() -> None:
    shown = Seen(card.verdict_card(verdict("crash")).html).text
    assert "  2  for x in y:\n> 3      x < 1 & <script>" in shown
    assert shown.count(RAISED) == 1
    assert CLINIC.means in shown
    assert CLINIC.hint.replace("`", "") in shown


def test_a_word_is_explained_where_it_first_appears_and_only_there() -> None:
    made = card.verdict_card(verdict("named"))
    before, _, behind = made.html.partition("<details")
    assert "norm: a length." in before
    assert "norm: a length." not in behind
    assert "buffers: kept beside." in behind
    assert "none: not there." in behind


def test_a_curve_that_ends_lower_than_the_right_one_is_not_left_to_speak_for_itself() -> None:
    yours, reference, known = CURVES
    lower = replace(yours, values=(1.2, 0.5, 0.4))
    made = card.verdict_card(replace(verdict("named"), curves=(lower, reference, known)))
    told = "with your code (0.4) than with the right one (0.8)"
    assert told in made.html
    assert told in " ".join(made.text.split())
    assert "does not make the code right" not in card.verdict_card(verdict("named")).html


def test_every_opening_is_whole_sentences_and_short() -> None:
    openings = [parts.opening(m.sections["What happens"]) for m in mistakes().values()]
    assert [words for words in openings if not words.endswith((".", "?", "!"))] == []
    assert max(map(len, openings)) <= 230


def test_cells_stay_apart_where_a_page_takes_their_padding() -> None:
    made = card.verdict_card(verdict("named"))
    assert "1.645\u00a0</td><td>\u00a01.039" in made.html


def test_a_printed_line_that_is_too_long_is_seen_to_be_cut() -> None:
    said = text.verdict_text(Verdict("a/b", "pass", "", 1.0, 1.0, output="n" * 90 + "\nshort"), 80)
    assert said.splitlines()[-2:] == ["  " + "n" * 77 + "…", "  short"]
