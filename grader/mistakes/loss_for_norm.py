"""The loss is returned, where the norm of the gradients was asked for.

## What happens
Both are single numbers that fall during training. The loss says how wrong the model is,
the norm how hard the step would pull without the limit.

## Why it is easy to miss
Every step function before this one returned its loss.

## Hints
1. Which quantity should your function return, and in which line is it computed?
2. What does `torch.nn.utils.clip_grad_norm_` return?
3. Where you clip, keep what the function gives, `norm =
   torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)`, and at the end `return
   norm.item()`.
"""

from grader.course.patch import replace

patch = replace("return norm.item()", "return loss.item()")
