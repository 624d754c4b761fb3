"""The log of a probability is negative, and its minus sign is missing.

## What happens
Every class has the probability 1/C, whose logarithm is -ln C. The loss is minus that
log: the less probable the label, the larger the loss.

## Why it is easy to miss
The size of the number is right.

## Hints
1. Can a cross entropy be negative?
2. What is the sign of the log of a number below 1?
3. -ln(1/C) is ln C: `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("return math.log(num_classes)", "return math.log(1 / num_classes)")
