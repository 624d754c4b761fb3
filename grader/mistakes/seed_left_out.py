"""The order depends on the epoch and not on the seed.

## What happens
Two trainings with different seeds go through the same orders. Whoever repeats an
experiment with five seeds to see how much the result varies then leaves out one of the
reasons why it does.

## Why it is easy to miss
The order changes from epoch to epoch, so it looks random enough.

## Hints
1. Compare the orders of two seeds in the same epoch.
2. From what is your generator seeded?
3. Where you seed the generator, use both numbers: `generator.manual_seed(seed + epoch)`.
"""

from grader.course.patch import replace

patch = replace("generator.manual_seed(seed + epoch)", "generator.manual_seed(epoch)")
