"""The gradients are clipped after the step that should have used them.

## What happens
`optimizer.step()` moves the weights by the gradients as they are. Clipping them after
that changes numbers that nobody will use: the next step begins by emptying them.

## Why it is easy to miss
Nothing fails, and the norm that clipping returns is the right one. Only the weights, which
have moved too far, and the order of the calls give it away.

## Hints
1. What is in `.grad` at the moment of `optimizer.step()`?
2. Clipping writes into `.grad`. Who reads it afterwards in your code?
3. Clip between `loss.backward()` and `optimizer.step()`.
"""

from grader.course.patch import move

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"

patch = (
    move(f"_N = {CLIP}", behind="optimizer.step()")
    | move(CLIP, behind="optimizer.step()")
    | move(CLIP, behind="scaler.step(optimizer)")
)
