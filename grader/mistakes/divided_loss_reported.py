"""The loss is reported after it was scaled for accumulation.

## What happens
Scaling a loss to its share of the update is right for `backward()`. The number that is
added to the report afterwards has the factor in it too, and is weighted a second time: the
result is several times too small.

## Why it is easy to miss
The update is exactly right, and a small loss looks like success.

## Hints
1. Which number does your code report, that of before or that of after the scaling?
2. Two micro-batches of equal size both have the loss 1. What does your code return?
3. Keep the loss as it is for the report, and scale only what you call `backward()` on.
"""

from grader.course.patch import replace

patch = replace("(loss * len(x) / seen).backward()", "loss = loss * len(x) / seen\nloss.backward()")
