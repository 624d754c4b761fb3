"""The sign of the log is wrong, and the loss comes out negative.

## What happens
A cross entropy is minus the log of the label's probability, and is never negative: the less
probable the label, the larger the loss. Every class has the probability 1/C, whose log is -ln C, so
that the loss is ln C. The minus is missing in front of the log of 1/C, or there is one in front of
the log of C.

## Why it is easy to miss
The size of the number is right.

## Hints
1. Can a cross entropy be negative?
2. What is the sign of the log of a number below 1, and of one above 1?
3. -ln(1/C) is ln C: `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("return math.log(num_classes)", "return math.log(1 / num_classes)")
