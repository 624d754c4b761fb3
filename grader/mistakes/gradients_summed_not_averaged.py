"""The gradients are summed over the ranks and not divided.

## What happens
`all_reduce` adds up by default. Each rank then steps with a gradient that is larger by
the number of ranks, as if the learning rate had been multiplied by it. If the quotient
is computed and not stored in `.grad`, it is the same.

## Why it is easy to miss
All ranks hold the same gradients, and with two ranks the training often goes well, even
faster. With more ranks it breaks. Adam divides by the gradient's own size and hides it.

## Hints
1. Two ranks have the gradients 1 and 3. What is in `.grad` after your function?
2. What does `all_reduce` do if nothing else is said? What is missing for a mean?
3. Divide in place after `all_reduce`: `p.grad /= dist.get_world_size()`.
"""

from grader.course.patch import drop

patch = drop("p.grad /= world_size")
