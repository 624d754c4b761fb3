"""The loss is compared with 1/C, not with ln C.

## What happens
1/C is the probability that an undecided model gives to each of C classes. Its cross entropy is
minus the log of that: ln C. A model as it should be at the start is refused for every number of
classes.

## Why it is easy to miss
1/C is the first half of the calculation, and what its accuracy would be.

## Hints
1. Does your expected loss grow or shrink with the number of classes? What should it do?
2. How does a probability become a loss?
3. In the line that computes what is expected, write `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("expected = math.log(num_classes)", "expected = 1 / num_classes")
