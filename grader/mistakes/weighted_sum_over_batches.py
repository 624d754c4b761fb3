"""A sum over examples is divided by the number of batches.

## What happens
Each batch contributes the sum over its examples, but the divisor counts batches. The
result is too large by about the batch size.

## Why it is easy to miss
Each half is right in some program: mean times size goes with the number of examples,
plain means go with the number of batches.

## Hints
1. How large is your result compared with a single batch's loss?
2. Do the things you add up and the things you count belong together?
3. Divide by the number of examples seen, not by the number of batches.
"""

from grader.course.patch import replace

patch = replace("total_loss / seen", "total_loss / len(loader)") | replace(
    "self.count += n", "self.count += 1"
)
