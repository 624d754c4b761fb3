"""The gradients are emptied between `backward()` and `step()`.

## What happens
`backward()` fills `.grad`, and `zero_grad()` empties it again before the optimizer can
use it. `step()` finds no gradient, so no weight moves: the loss stays what it was,
apart from other batches.

## Why it is easy to miss
All four calls are there and nothing fails. An optimizer skips parameters without a
gradient in silence.

## Hints
1. Print the norm of a weight's `.grad` right before `optimizer.step()`. What do you
   find?
2. Which of your calls stands between the one that fills `.grad` and the one that uses
   it?
3. Call `optimizer.zero_grad()` before `loss.backward()` or after `optimizer.step()`,
   never between the two.
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
