"""The probability of the label is returned, not its loss.

## What happens
1/C is what an undecided model gives to each of C classes. It shrinks as there are more
classes, while the loss grows: guessing among many is harder.

## Why it is easy to miss
It is the first half of the calculation.

## Hints
1. Does your number grow or shrink with the number of classes? What should it do?
2. How does a probability become a loss?
3. Take minus its log: -ln(1/C) = ln C, `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("return math.log(num_classes)", "return 1 / num_classes")
