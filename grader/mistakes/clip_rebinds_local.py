"""The gradients in `.grad` stay as they were.

## What happens
What was scaled is not what stands in `.grad`. `g = g * factor`, for one, makes a new tensor and
gives it the name g. The same comes of working on copies, and of a loop that never runs, because
what it goes over was used up by an earlier one.

## Why it is easy to miss
The loop computes new gradients, and they look clipped. They are thrown away at its end.

## Hints
1. Print `.grad` of a parameter before and after your function. Did it change?
2. Which tensor does your scaling line write to, and how often does this line run?
3. Change the gradient in place, `g.mul_(factor)` or `g *= factor`, or assign the new one to
   `p.grad`.
"""

from grader.course.patch import replace

patch = replace("g.mul_(max_norm / norm)", "g = g * (max_norm / norm)")
