"""The number of classes is off by one.

## What happens
Labels run from 0 to C - 1, but there are C of them, and all C share the probability,
the right class too.

## Why it is easy to miss
For many classes the difference is hardly seen.

## Hints
1. What does your function return for 2 classes, and what is ln 2?
2. Among how many classes is the probability shared?
3. In the line that computes what is expected, use the number itself: `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("math.log(num_classes)", "math.log(num_classes - 1)")
variants = (replace("math.log(num_classes)", "math.log(num_classes + 1)"),)
