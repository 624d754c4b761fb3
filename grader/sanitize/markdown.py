"""Markdown of learners: what it becomes on a page, and whether it may stay as it is in a file.

nbconvert renders it, as it does on every page of nbgrader's; HTML may stand between the lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from grader.render.markup import element
from grader.sanitize.html import clean, is_excessive, is_harmless
from grader.sanitize.picture import png

LONGEST = 20_000  # characters; the time that Markdown takes can grow with their square
# A list of tasks has boxes to tick; on a page nobody can tick them.
CHECKBOX = re.compile(
    r'<input class="task-list-item-checkbox" type="checkbox" disabled( checked)?\s*/>'
)
BOXES = ("☐ ", "☑ ")
FENCE = re.compile(r"`{3,}")
Attachments = Mapping[str, Mapping[str, Any]]


def rendered(source: str, attachments: Attachments | None = None) -> str:
    """Return Markdown as nbconvert's HTML, in which scripts still are scripts.

    Args:
        source: The Markdown; what is too long or cannot be rendered is shown as it is written.
        attachments: Images that it may show, by name and media type.
    """
    return _rendered(source, attachments or {}) or element("pre", source)


def page(source: str, attachments: Attachments | None = None) -> Markup:
    """Return Markdown as HTML that acts in no browser."""
    return clean(rendered(source, attachments))


def inert(source: str, attachments: Attachments | None = None) -> str:
    """Return Markdown that shows the same, and acts in no browser whoever renders it.

    It is the same text unless there is something in it that could act: then it is the cleaned
    HTML, and if even this could be read in another way, the text as a block of code.
    """
    return _rewritten(source, attachments) if attachments else _inert(source)


@lru_cache(maxsize=4096)  # a class has the same lesson
def _inert(source: str) -> str:
    return source if _may_stay(source) else _rewritten(source, {})


def _may_stay(source: str) -> bool:
    made = _rendered(source, {})
    return made is not None and is_harmless(made)


def _rewritten(source: str, attachments: Attachments) -> str:
    made = _rendered(source, attachments)
    if made is None:
        return _as_code(source)
    # On one line, a blank one in it cannot end the block of HTML.
    inside = clean(made, in_file=True).strip().replace("\n", Markup("&#10;"))
    block = str(element("div", inside))
    return block if _may_stay(block) else _as_code(source)


def _as_code(source: str) -> str:
    longest = max(map(len, FENCE.findall(source)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{source}\n{fence}"


def _rendered(source: str, attachments: Attachments) -> str | None:
    """Return nbconvert's HTML; None for what is too long, or cannot be rendered."""
    if len(source) > LONGEST:
        return None
    try:
        renderer = IPythonRenderer(escape=False, attachments=_images(attachments))
        made = MarkdownWithMath(renderer=renderer).render(source)
    except Exception:  # for example an image that is not there
        return None
    return None if is_excessive(made) else CHECKBOX.sub(lambda box: BOXES[bool(box[1])], made)


def _images(attachments: Attachments) -> dict[str, dict[str, str]]:
    """Return the attachments that are PNG images."""
    found = {name: png(str(kinds.get("image/png"))) for name, kinds in attachments.items()}
    return {name: {"image/png": image} for name, image in found.items() if image}
