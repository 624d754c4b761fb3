"""The strip in a notebook: one training step line by line, forward and back."""

from __future__ import annotations

import traitlets
from markupsafe import Markup

from grader.course.catalogue import Unknown
from grader.lab.assets import script, style
from grader.lab.step_twin import as_html, as_text, data
from grader.lab.training_step import MOMENTA, RATES, Setting
from grader.lab.twinned import Twinned


class StepStrip(Twinned):
    """What torch holds after each line of a training step, under the settings of three controls."""

    _esm = script("strip")
    _css = style("strip")
    data = traitlets.Dict().tag(sync=True)
    rate = traitlets.Enum(RATES, 0.2).tag(sync=True)
    momentum = traitlets.Enum(MOMENTA, 0.0).tag(sync=True)
    forget = traitlets.Bool(False).tag(sync=True)

    def twin(self) -> tuple[str, Markup]:
        """Return every moment under the present setting, as text and as HTML."""
        setting = Setting(self.rate, self.momentum, self.forget)
        return as_text(setting), as_html(setting)


def step_strip(rate: float, momentum: float, forget_zero_grad: bool) -> StepStrip:
    """Open the strip.

    Raises:
        Unknown: for a rate or a momentum that was not tried.
    """
    for name, value, known in (("rate", rate, RATES), ("momentum", momentum, MOMENTA)):
        if value not in known:
            raise Unknown(f"The {name} is one of {', '.join(f'{k:g}' for k in known)}.")
    chosen = {"rate": float(rate), "momentum": float(momentum), "forget": bool(forget_zero_grad)}
    return StepStrip(data=data(), **chosen)
