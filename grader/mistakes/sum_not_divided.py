"""A sum is reported where an average is asked for.

## What happens
The total over all examples is never divided by their number. It grows with the amount
of data and cannot be compared with anything.

## Why it is easy to miss
The sum falls when the average falls, so the curve has the right shape.

## Hints
1. Would your result double if every example were there twice?
2. By what must a sum over all examples be divided?
3. Divide the total by the number of examples seen.
"""

from grader.course.patch import replace

patch = replace("total_loss / seen", "total_loss") | replace(
    "self.total / self.count", "self.total"
)
variants = (
    replace("correct / seen", "correct"),
    replace("total_loss / seen", "total_loss") + replace("correct / seen", "correct"),
)
