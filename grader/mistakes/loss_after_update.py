"""The metric comes from a second forward pass, after the update.

## What happens
After `optimizer.step()` the weights are other ones. The loss computed then belongs to
the next state of the model, on the batch it has just learned from, and it looks better
than what was trained on. It also costs a second forward pass.

## Why it is easy to miss
The value is a true loss of a real model, only one update late.

See also: `training_measured_again`.

## Hints
1. To which weights does the value belong that you report?
2. What did `optimizer.step()` change between your two forward passes?
3. Keep the loss from before the update: `loss.item()`.
"""

from grader.course.patch import after, where

patch = where("loss.backward()") + after("optimizer.step()", "loss = loss_fn(model(x), y)")
variants = (
    where("(loss * len(x) / seen).backward()")
    + after(
        "optimizer.step()",
        "total_loss = sum(loss_fn(model(x), y).item() * len(x) for x, y in loader)",
    ),
    where("loss.backward()")
    + after("optimizer.step()", "logits = model(x)\nloss = loss_fn(logits, y)"),
    where("scaler.scale(loss).backward()")
    + after("scaler.update()", "loss = loss_fn(model(x), y)"),
)
