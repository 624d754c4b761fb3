"""No loss is ever refused.

## What happens
Whatever the loss is, the function ends without an exception. A result of True or False, or
a printed warning, stops nobody; and a condition such as `loss == float("nan")` is
never true, because nothing equals nan.

## Why it is easy to miss
With an ordinary loss, doing nothing is right.

## Hints
1. Which of your lines runs when the loss is nan?
2. How does a caller who does not look at the result learn that something is wrong?
3. As the first line of the function ask `if not torch.isfinite(loss):`, and below it `raise
   FloatingPointError("...")`.
"""

from grader.course.patch import replace

CHECK = "if not torch.isfinite(loss): ..."

patch = replace(CHECK, "return bool(torch.isfinite(loss))")
variants = (
    replace(CHECK, 'if loss == float("nan"):\n    raise FloatingPointError("nan")'),
    replace(CHECK, 'if not torch.isfinite(loss):\n    print("the loss is not finite")'),
)
