"""The gradients are clipped before `backward()` has computed them.

## What happens
At that moment `.grad` is empty, or still holds the gradients of the call before.
Clipping finds nothing of this batch, and the new gradients arrive afterwards and are used
at full length.

## Why it is easy to miss
Nothing fails: without gradients there is nothing to clip, and a norm of 0 is a number like
any other.

## Hints
1. Print the norm that your clipping returns. To which batch does it belong?
2. Which call fills `.grad`, and does it run before or after the clipping?
3. Clip between `loss.backward()` and `optimizer.step()`.
"""

from grader.course.patch import before, drop, swap, unless

CLIP = "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)"

patch = swap("loss.backward()", f"_N = {CLIP}") | swap("loss.backward()", CLIP)
variants = (
    drop(f"norm = {CLIP}") + before("optimizer.zero_grad()", f"norm = {CLIP}"),
    # Where gradients are scaled nothing shows that it was called: it looks like a missing clip.
    unless("scaler.update()") + drop(CLIP) + before("optimizer.zero_grad()", CLIP),
)
