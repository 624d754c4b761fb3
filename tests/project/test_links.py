"""Every link in a README or a notebook leads somewhere. External addresses are not fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools import links


@pytest.mark.parametrize("path", links.documents(), ids=lambda p: str(p.relative_to(links.ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    found = {link: links.fault(path, link) for link in links.links(links.prose(path))}
    assert {link: wrong for link, wrong in found.items() if wrong} == {}


def test_all_kinds_of_links_are_seen() -> None:
    text = '[a](b.md) ![c](d.png) <https://e.org> [f]\n\n[f]: g.md\n\n<a href="h">i</a> `[j](k)`'
    assert list(links.links(text)) == ["b.md", "d.png", "https://e.org", "g.md", "h"]
    assert len(list(links.links(links.prose(links.ROOT / "README.md")))) >= 3


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("CONTRIBUTING.md", ""),
        ("CONTRIBUTING.md#how-marks-are-made", ""),
        ("#what-a-mark-promises", ""),
        ("notebooks/01_loop/01_loop.ipynb#Error-clinic", ""),
        ("https://example.org/a?b=c#d", ""),
        ("MISSING.md", "there is no such file"),
        ("attachment:missing.png", "the cells hold no such picture"),
        ("../", "it leaves the repository"),
        ("#what-nobody-promises", "there is no such heading"),
        ("LICENSE#mit", "there is no such heading"),
        ("notebooks/01_loop/01_loop.ipynb#error-clinic", "there is no such heading"),
        ("http://example.org", "it is not https"),
        ("htps://example.org", "it is not https"),
        ("//example.org", "it is not https"),
        ("https://example", "it is not well formed"),
        ("https://example.org/a%20b", "it is not well formed"),
        ("https://[example.org", "Invalid IPv6 URL"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(link: str, wrong: str) -> None:
    assert links.fault(links.ROOT / "README.md", link) == wrong
