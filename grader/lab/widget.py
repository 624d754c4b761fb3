"""The loop lab in a notebook: blocks to switch and move.

No mark depends on it: what counts is written into a cell as code.
"""

from __future__ import annotations

from typing import Any

import traitlets
from IPython.core.getipython import get_ipython
from markupsafe import Markup

from grader.course.catalogue import Unknown
from grader.lab.arrangement import ALL, LINES
from grader.lab.assets import script, style
from grader.lab.measured import measured
from grader.lab.twin import as_html, as_text
from grader.lab.twinned import Twinned

NOT_OPEN = "The lab was not opened in this notebook yet: run loop_lab() first."


class LoopLab(Twinned):
    """The lines of the loop as blocks, each on, off or moved."""

    _esm = script("lab")
    _css = style("lab")
    data = traitlets.Dict().tag(sync=True)
    letters = traitlets.Unicode().tag(sync=True)

    @traitlets.validate("letters")
    def _only_arrangements(self, proposal: Any) -> str:
        letters: str = proposal["value"]
        if letters not in measured()["arrangements"]:
            raise traitlets.TraitError(f"{letters!r} is no arrangement of {', '.join(LINES)}")
        return letters

    def twin(self) -> tuple[str, Markup]:
        """Return the present arrangement as text and as HTML."""
        return as_text(self.letters), as_html(self.letters)


class _Open:
    """The lab that was opened last in this kernel."""

    lab: LoopLab | None = None


def loop_lab(letters: str = ALL) -> LoopLab:
    """Open the lab with an arrangement of the lines, such as ``"CDBEA"``.

    Raises:
        Unknown: if it is none.
    """
    if letters not in measured()["arrangements"]:
        raise Unknown(f"{letters!r} is no arrangement of the letters {', '.join(LINES)}")
    _Open.lab = LoopLab(data=measured(), letters=letters)
    return _Open.lab


def from_lab(name: str = "STEP_ORDER") -> str:
    """Replace the text of the cell that calls this by the arrangement of the lab, as code.

    Args:
        name: What the arrangement is assigned to.

    Returns:
        What was done, or what to do first.
    """
    if _Open.lab is None:
        return NOT_OPEN
    written = f'{name} = "{_Open.lab.letters}"'
    shell = get_ipython()  # type: ignore[no-untyped-call]
    if shell is not None:
        shell.set_next_input(written, replace=True)
    return f"This cell now says: {written}. Run it once more."
