"""The learning rate of the given optimizer is overwritten.

## What happens
The optimizer arrives with a rate that somebody chose, or that a schedule has set. Your
code puts a constant in its place, and every update has another size.

## Why it is easy to miss
The constant is a usual value, and training works.

## Hints
1. What is `optimizer.param_groups[0]['lr']` before and after your code runs?
2. Whose decision is the learning rate?
3. Leave `param_groups` alone and call `optimizer.step()`.
"""

from grader.course.patch import Patch, before, unless

RATE = 'for group in optimizer.param_groups:\n    group["lr"] = {}'
# An optimizer made beside its model, or for its new head, is no given one.
GIVEN = unless("model = make_model()") + unless("model.head = head")
STEP = "optimizer.zero_grad()"
EPOCH = "train = train_one_epoch(_A, _B, _C, _D, _E)"


def _overwritten(rate: float) -> Patch:
    line = RATE.format(rate)
    return GIVEN + (before(STEP, line) | before(EPOCH, line))


patch = _overwritten(0.01)
variants = (_overwritten(0.1), _overwritten(0.001))
