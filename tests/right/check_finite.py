"""Right versions of 09_stability/check_finite."""

import math

import numpy as np
import torch


def check_finite__reference(loss):
    if not torch.isfinite(loss):
        raise FloatingPointError(f"the loss is {loss.item()}")


def check_finite__math_on_a_tensor(loss):
    if not math.isfinite(loss):  # warns about the graph
        raise FloatingPointError("the loss is not finite")


def check_finite__nan_or_inf(loss):
    value = loss.item()
    if math.isnan(value) or math.isinf(value):
        raise FloatingPointError
    print("the loss is fine:", value)


def check_finite__by_comparisons(loss) -> None:
    """Nothing but a finite number lies between the infinities."""
    if not (-float("inf") < loss < float("inf")):
        raise FloatingPointError(str(loss))


def check_finite__not_equal_to_itself(loss):
    broken = loss != loss or loss.abs() == float("inf")
    if broken:
        raise FloatingPointError("nan" if loss != loss else "inf")
    return loss


class LossExploded(FloatingPointError):
    """Says what happened."""


def check_finite__own_class(loss):
    if bool(torch.isnan(loss)) or loss.isinf().item():
        raise LossExploded("the loss exploded")


def check_finite__numpy(loss):
    with np.errstate(invalid="raise"):
        ok = np.isfinite(loss.detach().numpy())
    assert ok.shape == ()
    if ok:
        return True
    raise FloatingPointError("not finite")


def check_finite__difference(loss):
    difference = (loss - loss).item()
    if difference != 0:
        raise FloatingPointError("the loss is not finite")
