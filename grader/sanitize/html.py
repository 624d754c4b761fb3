"""HTML of learners with what could act taken out; what is taken apart and put together is nh3's.

What stays looks as it did: tables of pandas, highlighted code, the grader's cards. What goes:
scripts, forms, frames, style sheets, everything that loads something or lies over the page, and
names that the scripts of a page could take for its own.
"""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup

from grader.render.markup import element
from grader.sanitize.picture import data_url

TAGS = (
    "a abbr b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark meter ol p pre q s samp "
    "small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var"
)
EVERYWHERE = {"align", "class", "dir", "id", "lang", "style", "title"}
CELL = {"colspan", "rowspan", "scope", "valign"}
ATTRIBUTES = {
    "*": EVERYWHERE,
    "a": {"href"},
    "col": {"span"},
    "details": {"open"},
    "font": {"color"},
    "img": {"alt", "height", "src", "width"},
    "meter": {"max", "min", "value"},
    "ol": {"start", "type"},
    "table": {"border"},
    "td": CELL,
    "th": CELL,
}
# None of them can load anything, or move an element over others.
STYLES = (
    "background-color border-collapse border-left color font-family font-style font-weight "
    "max-width min-width padding-left text-align text-decoration vertical-align white-space width"
)
SCHEMES = {"http", "https", "mailto"}
PREFIX = "text-"  # so that no learner's heading has the name of a part of the page

# pandas, nbconvert, the short names of Pygments' tokens, and our own.
CLASS = re.compile(
    r"anchor-link|dataframe|highlight|task-list-item|[a-z]{1,3}\d?|(?:ansi|grader|hl|language)-[\w.+-]+"
)
# Public hosts only: at other names the browser may be signed in, for example to Jupyter.
LINK = re.compile(r"https?://[\w-]+(?:\.[\w-]+)*\.[^\W\d][\w-]*(?::\d+)?(?:[/?#][^\s\\]*)?")
MAIL = re.compile(r"mailto:[^\s\\]+")
FILE = re.compile(r"(?:\w(?:[\w. -]|%20)*/)*\w(?:[\w. -]|%20)*\.(?:png|jpe?g|gif|svg|webp)", re.I)
SPELLINGS = (
    (" />", ">"),
    ("/>", ">"),
    ("&quot;", '"'),
    ("&#39;", "'"),
    ("&#10;", "\n"),
    ("&nbsp;", "\xa0"),
)
# What stays open from one paragraph to the next is made again in each: so few of it, or few of all.
FORMATTING = re.compile(
    r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]", re.IGNORECASE
)
TAGS_AT_MOST = 10_000
REPEATED_AT_MOST = 250_000
BEYOND_ASCII = re.compile(r"&#(1[3-9]\d|[2-9]\d\d|\d{4,5});")
LOADS = re.compile(r"url|[\\@]|/\*", re.IGNORECASE)


def clean(html: str, *, in_file: bool = False) -> Markup:
    """Return HTML that shows what ``html`` shows, and does nothing.

    Args:
        html: Anything; what is no HTML is text.
        in_file: Whether it is kept, to be cleaned again where it is shown: what it refers to in
            itself keeps its name.
    """
    if is_excessive(html):
        return element("pre", html)
    cleaner = _FILE if in_file else _PAGE
    return Markup(cleaner.clean(html))  # noqa: S704 - this is where it becomes harmless


def is_excessive(html: str) -> bool:
    """Return whether HTML could take a parser long, or become very much; it is no use to people."""
    tags = html.count("<")
    return tags > TAGS_AT_MOST or tags * len(FORMATTING.findall(html)) > REPEATED_AT_MOST


def is_harmless(html: str) -> bool:
    """Return whether cleaning takes nothing out of ``html``, so that it can stay as it is."""
    return _spelt(clean(html, in_file=True)) == _spelt(html)


def _spelt(html: str) -> str:
    """Return HTML with one spelling for what can be written in two ways."""
    for written, same in SPELLINGS:
        html = html.replace(written, same)
    return BEYOND_ASCII.sub(lambda found: chr(int(found[1])), html).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return what becomes of an attribute's value; None for an attribute that goes."""
    match tag, name:
        case _, "class":
            return " ".join(filter(CLASS.fullmatch, value.split())) or None
        case _, "style":
            return None if LOADS.search(value) else value
        case "a", "href":
            return value if _may_lead_to(value) else None
        case "img", "src":
            return data_url(value) or (value if FILE.fullmatch(value) else None)
    return value


def _may_lead_to(address: str) -> bool:
    if "formgrader" in address.lower():
        return False  # some of its pages write what stands in their address into a script
    pattern = MAIL if address.startswith("mailto:") else LINK
    return address.startswith("#") or bool(pattern.fullmatch(address))


def _within(address: str) -> str:
    """Return a relative address; those on the same page have prefixes."""
    fragment = address.removeprefix("#")
    is_new = address.startswith("#") and not fragment.startswith(PREFIX)
    return f"#{PREFIX}{fragment}" if is_new else address


def _cleaner(**settings: object) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=frozenset(TAGS.split()),
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES | {"data"},  # in pictures; _attribute looks at each
        filter_style_properties=frozenset(STYLES.split()),
        **settings,  # type: ignore[arg-type]
    )


_PAGE = _cleaner(url_relative=_within, id_prefix=PREFIX)
_FILE = _cleaner(link_rel=None)
