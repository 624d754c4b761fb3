"""HTML made from data: an element has a name, its content and its attributes.

Text is escaped where it becomes part of an element, once, and what is an element already
stays one. The types tell the two apart, so no escape can be forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

from markupsafe import Markup, escape

NOTHING = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
VOID = ("br", "img", "meta")  # elements that have no content


def element(name: str, /, *content: str, **attributes: str | bool) -> Markup:
    """Return an element.

    Args:
        name: The tag.
        content: Text and other elements.
        attributes: Their values as text; True stands for an attribute without a value, False
            for none.

    Example:
        >>> str(element("p", "1 < 2 ", element("code", "x & y"), title='"'))
        '<p title="&#34;">1 &lt; 2 <code>x &amp; y</code></p>'
    """
    given = Markup().join(_attribute(key, value) for key, value in attributes.items())
    start = Markup("<{}{}>").format(name, given)
    return start if name in VOID else start + together(*content) + Markup("</{}>").format(name)


def together(*content: str) -> Markup:
    """Return text and elements as they follow each other, without an element around them."""
    return Markup().join(map(_escaped, content))


def prose(words: str) -> Markup:
    """Return a paragraph's words; what stands between backticks becomes a code element."""
    pieces = re.split(r"`([^`]+)`", words)
    return together(*(element("code", p) if n % 2 else p for n, p in enumerate(pieces)))


def picture(data: bytes, words: str, kind: str = "png") -> Markup:
    """Return an image that stands in the page itself, with what it shows in words.

    Args:
        data: The file.
        words: What is seen, for those who cannot see it.
        kind: Its media type below ``image/``.
    """
    text = base64.b64encode(data).decode("ascii")
    return element("img", src=f"data:image/{kind};base64,{text}", alt=words)


def policy(directives: Mapping[str, str]) -> Markup:
    """Return the element that says what a page may load and run; nothing that is not named.

    Args:
        directives: Those of a Content Security Policy, such as ``img-src``, with their sources.
    """
    content = "; ".join(f"{name} {sources}" for name, sources in {**NOTHING, **directives}.items())
    return element("meta", **{"http-equiv": "Content-Security-Policy", "content": content})


def source(code: str) -> str:
    """Return what a policy calls a script or style sheet that stands in the page itself."""
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _attribute(key: str, value: str | bool) -> Markup:
    if isinstance(value, bool):
        return Markup(" {}").format(key) if value else Markup()
    return Markup(' {}="{}"').format(key, str(value))  # an element is no attribute's value


def _escaped(content: str) -> Markup:
    """Return text as HTML; quotes between tags stay, for those who read the source of a page."""
    if isinstance(content, Markup):
        return content  # quotes in its attributes are not to be touched
    return escape(content).replace("&#34;", Markup('"')).replace("&#39;", Markup("'"))
