"""The best loss starts at 0, which hardly any loss can beat.

## What happens
Before the first call there is no best loss. A start value of 0 pretends that there was
one that is lower than all losses that are positive, and none of these ever counts as an
improvement.

## Why it is easy to miss
For an accuracy, where higher is better, 0 is the right start value.

## Hints
1. With your start value, is the first loss an improvement?
2. Which number is larger than every loss?
3. Where the best value is first set, before any loss was seen: `float("inf")`, which every
   loss is below.
"""

from grader.course.patch import replace

patch = replace('self.best = float("inf")', "self.best = 0.0")
