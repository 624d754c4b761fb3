"""A training step in words: what each line did, with its numbers."""

from __future__ import annotations

from grader.lab.bowl import in_view
from grader.lab.training_step import LINES, Moment, Pair, Setting

SHORT = "One training step, line by line, on a model of two numbers: prediction = w * x + b."


def number(value: float | None) -> str:
    """Return a number with three digits, or a dash for one that is not there yet."""
    if value is None:
        return "–"
    # Exact decimals such as -10.35 lie between two of three digits: rounded first, they are shown
    # alike by every processor.
    shown = f"{round(value, 9):.3g}"
    return "0" if shown == "-0" else shown


def pair(values: Pair | None) -> str:
    """Return two numbers, or None."""
    return "None" if values is None else f"({number(values[0])}, {number(values[1])})"


def sentence(setting: Setting, before: Moment, now: Moment) -> str:
    """Return what a line did.

    Args:
        setting: The rate, the momentum, and whether zero_grad is left out.
        before: What there was before the line.
        now: What there is after it.
    """
    if not now.line:
        return f"Before the first line: w and b are {pair(now.weights)}, .grad is None."
    return {
        "zero_grad": _zeroed,
        "forward": _forward,
        "loss": _loss,
        "backward": _backward,
        "step": _step,
    }[now.line](setting, before, now)


def sentences(setting: Setting, moments: list[Moment]) -> list[str]:
    """Return one sentence for each moment."""
    return [sentence(setting, moments[max(place - 1, 0)], now) for place, now in enumerate(moments)]


def _zeroed(setting: Setting, before: Moment, now: Moment) -> str:
    if not setting.forget:
        if before.grad is None:
            return ".grad was None and stays None."
        return f".grad was {pair(before.grad)}, of the step before. Now it is None."
    if now.grad is None:
        return "Left out. .grad is None so far: nothing is missed yet."
    return f"Left out: .grad still holds {pair(now.grad)} from before."


def _forward(setting: Setting, before: Moment, now: Moment) -> str:
    predicted = ", ".join(map(number, now.prediction or ()))
    return f"The model predicts {predicted}. Weights and .grad are as they were."


def _loss(setting: Setting, before: Moment, now: Moment) -> str:
    return f"The loss is {number(now.loss)}, one number. Weights and .grad are as they were."


def _backward(setting: Setting, before: Moment, now: Moment) -> str:
    if before.grad is None:
        written = f"The gradient {pair(now.own)} is written into .grad."
    else:
        written = f"The gradient {pair(now.own)} is added to .grad, which is now {pair(now.grad)}."
    return f"{written} No weight has moved yet."


def _step(setting: Setting, before: Moment, now: Moment) -> str:
    moved = f"The weights moved by {pair(now.move)}"
    beyond = "" if in_view(now.weights) else " They are outside the picture now."
    if not setting.momentum:
        return f"{moved}, which is -{setting.rate:g} times .grad. .grad stays as it is.{beyond}"
    how = f"{setting.momentum:g} times the velocity before, plus .grad"
    if before.velocity is None:
        how = ".grad alone in the first step"
    velocity = f"the velocity {pair(now.velocity)}: {how}"
    return f"{moved}, which is -{setting.rate:g} times {velocity}. .grad stays as it is.{beyond}"


def title(setting: Setting) -> str:
    """Return a setting in words."""
    left_out = ", zero_grad() left out" if setting.forget else ""
    return f"Rate {setting.rate:g}, momentum {setting.momentum:g}{left_out}"


def program(setting: Setting) -> str:
    """Return the training step as code, the line that is left out as a comment."""
    lines = dict(LINES)
    if setting.forget:
        lines["zero_grad"] = f"# {lines['zero_grad']}"
    return "\n".join(lines.values())
