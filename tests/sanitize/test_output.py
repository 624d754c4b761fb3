"""Outputs, pictures and notebooks of learners."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from matplotlib.figure import Figure
from nbgrader.utils import determine_grade
from PIL import Image

from grader.classroom.grading import verdicts
from grader.classroom.pages.page import CleanPage
from grader.classroom.steps.clean import CleanNotebook
from grader.judge.host import outputs
from grader.render.plot import curves_image
from grader.sanitize.html import clean
from grader.sanitize.output import bundle, sanitized
from grader.sanitize.picture import SIGNATURE, data_url, png
from grader.verdict import MIME, Curve, Verdict

SCRIPT = "<script>1</script>"


def image(mode: str = "RGBA", size: tuple[int, int] = (5, 3)) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size).save(made, "png")
    return made.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def written(width: int, height: int, pixels: bytes, interlaced: int = 0) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return SIGNATURE + b"".join(chunk(*part) for part in parts)


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_images_stay(mode: str) -> None:
    assert png(text(image(mode))) == text(image(mode))


def test_figures_and_interlaced_images_are_images() -> None:
    made = io.BytesIO()
    Figure().savefig(made, format="png")
    again = Image.open(io.BytesIO(base64.b64decode(png(text(made.getvalue())) or "")))
    assert again.size == (640, 480)
    assert not again.info.get("Software")
    seven = bytes(8 * 8 + 15)  # 8 by 8 pixels in seven passes of 15 rows
    assert png(text(written(8, 8, seven, interlaced=1)))


HEADER = image()[:33]
NO_IMAGES = {
    "empty": b"",
    "text": SCRIPT.encode(),
    "only_a_signature": SIGNATURE,
    "script_behind_a_signature": SIGNATURE + SCRIPT.encode(),
    "cut_off": image()[:-14],
    "wrong_checksum": image()[:40] + b"\0" + image()[41:],
    "no_pixels": HEADER + image()[-12:],
    "too_few_pixels": written(4, 4, bytes(19)),
    "too_many_pixels": written(4, 4, bytes(21)),
    "flood": written(4, 4, bytes(10**7)),
    "no_size": written(0, 4, b""),
    "too_wide": written(10**6, 1, bytes(10**6 + 1)),
    "two_headers": HEADER + image()[8:],
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
    "gif": b"GIF89a" + SCRIPT.encode(),
}


@pytest.mark.parametrize("name", NO_IMAGES)
def test_what_is_no_image_goes(name: str) -> None:
    assert png(text(NO_IMAGES[name])) is None


def test_an_image_holds_nothing_besides() -> None:
    hidden = chunk(b"tEXt", SCRIPT.encode()) + chunk(b"scRt", SCRIPT.encode())
    both = HEADER + hidden + image()[33:] + SCRIPT.encode()
    assert png(text(both)) == text(image())


def drawing(inside: str, attributes: str = "") -> str:
    source = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'
    return f"data:image/svg+xml;base64,{text(source.encode())}"


def test_drawings_of_ours_stay() -> None:
    made = curves_image([Curve("yours", (1.0, 0.5)), Curve("reference", (1.0, None))], "update")
    assert clean(made) == made.replace("/>", ">")
    assert data_url(drawing('<path d="M0 0" style="fill:url(#a)"/>'))


@pytest.mark.parametrize(
    "address",
    [
        drawing(SCRIPT),
        drawing("", 'onload="1"'),
        drawing('<a href="javascript:1"/>'),
        drawing('<use href="https://example.org/x.svg#a"/>'),
        drawing('<image href="https://example.org/x.png"/>'),
        drawing("<foreignObject><p/></foreignObject>"),
        drawing("<style>@import 'https://example.org'</style>"),
        drawing('<path style="fill:url(https://example.org)"/>'),
        drawing('<path d="M0 0"><set attributeName="href" to="javascript:1"/></path>'),
        drawing("<g>" * 3),
        "data:image/svg+xml,<svg/>",
        "data:image/svg+xml;base64,AAAA",
        "data:text/html;base64,AAAA",
        "data:image/png;base64,AAAA",
        "data:image/gif;base64,AAAA",
    ],
)
def test_other_data_goes(address: str) -> None:
    assert data_url(address) is None
    assert "src" not in clean(f'<img src="{address}">')


# Outputs ----------------------------------------------------------------------------------------

KINDS = {
    "text/plain": {"text/plain"},
    "text/latex": {"text/latex"},
    "text/html": {"text/html"},
    "text/markdown": {"text/html"},
    "image/png": {"text/plain"},
    "image/jpeg": {"text/plain"},
    "image/svg+xml": {"text/plain"},
    "text/vnd.mermaid": {"text/plain"},
    "application/javascript": {"text/plain"},
    "application/pdf": {"text/plain"},
    "application/json": {"text/plain"},
    "application/vnd.jupyter.widget-view+json": {"text/plain"},
    MIME: {"text/plain"},
    f"text/html{SCRIPT}": {"text/plain"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_clean_html_is_left_of_an_output(kind: str) -> None:
    made = bundle({kind: SCRIPT})
    assert made.keys() == KINDS[kind]
    if kind not in ("text/plain", "text/latex"):
        assert "script" not in "".join(made.values()).replace("application/javascript", "")


def told(**parts: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}, **parts}


NONSENSE = {
    "no_type": {"output_type": None},
    "other_type": told(output_type="update_display_data"),
    "no_data": told(data=None),
    "number_for_text": told(data={"text/html": 1}),
    "numbers_for_lines": told(data={"text/html": [1]}),
    "stream_of_its_own": {"output_type": "stream", "name": "stdin", "text": "x"},
    "error_without_lines": {"output_type": "error", "ename": "E", "evalue": "", "traceback": None},
    "number_for_a_name": {"output_type": "error", "ename": 1, "evalue": "", "traceback": []},
}


@pytest.mark.parametrize("name", NONSENSE)
def test_what_is_no_output_is_left_out(name: str) -> None:
    assert outputs.converted([NONSENSE[name]], []) == []
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x")])
    notebook.cells[0].outputs = [nbformat.from_dict(NONSENSE[name])]
    assert CleanNotebook()(notebook, {})[0].cells[0].outputs == []


def test_of_metadata_the_words_and_the_size_of_an_image_are_kept() -> None:
    about = {"alt": "words", "width": 3, "height": '3" onerror="1', "isolated": True}
    output = told(data={"image/png": text(image())}, metadata={"image/png": about})
    assert sanitized(output).metadata == {"image/png": {"alt": "words", "width": 3}}
    output = told(metadata={"text/html": {"isolated": True}, "filenames": {"image/png": "x"}})
    assert sanitized(output).metadata == {}


def test_points_are_what_they_were() -> None:
    about = {"grade": True, "solution": False, "locked": True, "points": 5, "grade_id": "g"}
    cell = nbformat.v4.new_code_cell("grade()", metadata={"nbgrader": about})
    cell.outputs = [outputs.points(2.5)]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    (again,) = CleanNotebook()(notebook, {})[0].cells
    assert again.outputs == [outputs.points(2.5)]
    assert determine_grade(again) == (2.5, 5.0)


# Notebooks --------------------------------------------------------------------------------------


def hostile() -> nbformat.NotebookNode:
    learners = nbformat.v4.new_code_cell("x", metadata={"tags": [SCRIPT], "transient": 3})
    learners.outputs = [nbformat.from_dict(told(data={MIME: {"kind": "pass"}}))]
    about = {"grade": True, "locked": True, "comment": SCRIPT, "grade_id": "g"}
    judged = nbformat.v4.new_code_cell("y", metadata={"nbgrader": about})
    judged.outputs = [nbformat.from_dict(told(data={MIME: {"kind": "pass"}}))]
    words = nbformat.v4.new_markdown_cell("![a](attachment:a.png) if a<b")
    words.attachments = {"a.png": {"image/png": text(image()), "text/html": SCRIPT}}
    raw = nbformat.v4.new_raw_cell(SCRIPT, metadata={"raw_mimetype": "text/html"})
    made = nbformat.v4.new_notebook(cells=[learners, judged, words, raw])
    made.metadata |= {"title": SCRIPT, "widgets": {}, "language_info": {"name": SCRIPT}}
    return made


def test_metadata_of_a_notebook_is_what_nbgrader_reads() -> None:
    made, _ = CleanNotebook()(hostile(), {})
    nbformat.validate(made)
    assert set(made.metadata) == {"kernelspec", "language_info"}
    assert SCRIPT not in str(made.metadata)
    learners, judged, words, raw = made.cells
    assert learners.metadata == raw.metadata == {}
    assert judged.metadata == {"nbgrader": {"grade": True, "locked": True, "grade_id": "g"}}
    assert learners.outputs[0].data.keys() == {"text/plain"}
    assert judged.outputs[0].data.keys() == {"text/plain", MIME}
    assert "attachments" not in words
    assert f"data:image/png;base64,{text(image())}" in words.source
    assert words.source.endswith("if a&lt;b</p></div>")
    assert raw.source == SCRIPT


@pytest.mark.parametrize(("locked", "read"), [(True, 1), (False, 0)])
def test_a_report_believes_the_judge_only(tmp_path: Path, locked: bool, read: int) -> None:
    verdict = Verdict("07_epoch/make_loader", "pass", "", 2.0, 2.0).to_dict()
    about = {"grade": True, "locked": locked, "grade_id": "g"}
    cell = nbformat.v4.new_code_cell("x", metadata={"nbgrader": about})
    cell.outputs = [nbformat.from_dict(told(data={MIME: verdict}))]
    folder = tmp_path / "ada" / "07_epoch"
    folder.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "07_epoch.ipynb")
    assert len(verdicts.read(tmp_path, "07_epoch")) == read


def test_a_page_writes_names_as_text() -> None:
    resources = {"student": f'"{SCRIPT}', "first_name": SCRIPT, "last_name": None, "index": 1}
    _, made = CleanPage(enabled=True)(nbformat.v4.new_notebook(), resources)
    assert SCRIPT not in f"{made['student']}{made['first_name']}"
    assert made["last_name"] is None
