"""The weights are updated after every micro-batch, not once for all of them.

## What happens
`step()` stands inside the loop. Each later micro-batch meets weights that the earlier ones
have moved already, so its gradient is that of another model. Momentum and Adam count
several updates instead of one.

## Why it is easy to miss
One indentation decides, and in a usual training loop that place is right. The loss falls,
often faster, because there are more updates.

## Hints
1. How often do the weights change during one call?
2. To which weights does the gradient of the second micro-batch belong in your code?
3. Move `optimizer.step()` behind the loop.
"""

from grader.course.patch import after, before, drop

SCALED = "(loss * len(x) / seen).backward()"

patch = drop("optimizer.step()") + after(SCALED, "optimizer.step()")
variants = (
    drop("optimizer.step()", "optimizer.zero_grad()")
    + after(SCALED, "optimizer.step()")
    + before("prediction = model(x)", "optimizer.zero_grad()"),
)
