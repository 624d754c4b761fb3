"""The sign is turned around, so training climbs instead of descending.

## What happens
The optimizer moves against the gradient of what you call `backward()` on. With a minus
in front, that direction leads uphill for the real loss. The log of a probability is never
positive: a cross entropy by hand needs one minus, and without it the loss is negative.

## Why it is easy to miss
In reinforcement learning and with likelihoods a minus belongs there, and it is easy to
carry it over. `loss_fn` returns something to be made small already.

## Hints
1. Does your loss rise or fall over the updates?
2. `step()` makes the value smaller on which you called `backward()`. Which value is
   that here?
3. Leave the minus out, or, with log-probabilities by hand, put the one in that is missing.
"""

from grader.course.patch import replace, where

patch = (
    replace("loss.backward()", "(-loss).backward()")
    | replace("(loss * len(x) / seen).backward()", "(-loss * len(x) / seen).backward()")
    | replace("scaler.scale(loss).backward()", "scaler.scale(-loss).backward()")
)
variants = (
    where("loss.backward()") + replace("loss = loss_fn(_A, _B)", "loss = -loss_fn(_A, _B)"),
    replace("return losses.mean()", "return -losses.mean()"),
    replace("return loss", "return -loss"),
)
