"""Gradients are computed, and `.grad` is empty when the optimizer steps.

## What happens
`step()` uses what stands in `.grad`, and finds nothing there, so no weight moves: the loss
stays what it was, apart from other batches. Either `zero_grad()` stands between `backward()`
and `step()` and empties what the one filled before the other can use it; or the gradients
never got there, as `torch.autograd.grad` returns them and leaves `.grad` as it is.

## Why it is easy to miss
All calls are there and nothing fails. An optimizer skips parameters without a
gradient in silence.

## Hints
1. Print the norm of a weight's `.grad` right before `optimizer.step()`. What do you
   find?
2. Which of your calls fills `.grad`, and which stands between that one and the one that
   uses it?
3. Fill `.grad` by `loss.backward()`, and call `optimizer.zero_grad()` before it or after
   `optimizer.step()`, never between the two.
"""

from grader.course.patch import after, drop, move, where

patch = (
    move("optimizer.zero_grad()", behind="loss.backward()")
    | (
        where("(loss * len(x) / seen).backward()")
        + move("optimizer.zero_grad()", behind="for x, y in loader:\n    ...")
    )
    | move("optimizer.zero_grad()", behind="scaler.scale(loss).backward()")
)
variants = (
    move(
        "optimizer.zero_grad()",
        behind="norm = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)",
    ),
    drop("optimizer.zero_grad()")
    + after("scaler.unscale_(optimizer)", "optimizer.zero_grad(set_to_none=False)"),
)
