"""Settings that nothing reads: traitlets passes over a misspelt name without a word."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from jupyter_client.manager import KernelManager
from nbconvert.exporters import HTMLExporter
from nbgrader.apps import NbGraderApp
from nbgrader.exchange.default import Exchange
from traitlets.config import Config, Configurable

from grader.classroom.steps.judge import Judged
from grader.classroom.steps.restore import RestoreCells
from grader.render.printable import printable

ALIKE = 0.8
OTHERS = (NbGraderApp, Exchange, Judged, RestoreCells, HTMLExporter, KernelManager)
NO_SETTING = "{section} has no setting {name}, so what is said there changes nothing.{nearest}"
NO_SECTION = "Nothing reads the settings of {section}.{nearest}"


def misspelt(config: Config) -> Iterator[str]:
    """Yield a sentence for each setting that no part of the course reads.

    Args:
        config: All settings of a course. A section that is not like any known one may belong to
            a plugin of the course's own, and nothing is said of it.
    """
    known = _known()
    for section, given in config.items():
        if section not in known:
            near = _nearest(section, list(known))
            if near:
                yield NO_SECTION.format(section=printable(section), nearest=near)
            continue
        for name in set(given) - known[section]:
            near = _nearest(name, sorted(known[section]))
            yield NO_SETTING.format(section=section, name=printable(name), nearest=near)


def _known() -> dict[str, set[str]]:
    """Return the names of settings by section; a section is read by subclasses as well."""
    found: dict[str, set[str]] = {}
    for kind in (*NbGraderApp().all_configurable_classes(), *OTHERS):
        names = set(kind.class_trait_names(config=True))
        for base in kind.__mro__:
            if issubclass(base, Configurable):
                found.setdefault(base.__name__, set()).update(names)
    return found


def _nearest(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=ALIKE)
    return f" Did you mean {close[0]}?" if close else ""
