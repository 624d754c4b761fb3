"""Takes the README's picture of a class report: of a class of 60, in a real browser.

python -m tests.tools.report_picture [--dark] [--out FILE]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from grader.classroom.authoring.build import ROOT
from grader.classroom.demo import demo
from grader.classroom.grading.course import Course
from grader.classroom.reports import making
from tests.tools import large_class
from tests.tools.jupyter import FLAGS, browser

PICTURE = ROOT / ".github" / "report.png"
STUDENTS = 60
LESSONS = ("01_loop", "06_zero_grad")
WIDE = 1150


def take(target: Path, dark: bool) -> str:
    """Save a picture of the report down to its first mistake; return the text of the page."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "course")
        large_class.make(folder, STUDENTS, LESSONS)
        course = Course(demo.settings(folder), frozen=True)
        _, paths = making.make(course, (), folder / making.FOLDER)
        with sync_playwright() as play:
            page = play.chromium.launch(executable_path=browser(), args=FLAGS).new_page(
                viewport={"width": WIDE, "height": 1500},
                color_scheme="dark" if dark else "light",
            )
            page.goto(paths[0].as_uri())
            box = page.locator("article").first.bounding_box() or {"y": 0, "height": 1500}
            area = {"x": 0, "y": 0, "width": WIDE, "height": box["y"] + box["height"] + 10}
            target.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(target), clip=area, full_page=True)
            return page.inner_text("body")


def main() -> None:
    """Take the picture."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.report_picture")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--out", type=Path, default=PICTURE)
    chosen = parser.parse_args()
    take(chosen.out, chosen.dark)
    print(f"wrote {chosen.out}")


if __name__ == "__main__":
    main()
