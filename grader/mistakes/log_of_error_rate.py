"""The log is taken of the probability of being wrong, not of that of the label.

## What happens
Among C equally probable classes the label has the probability 1/C. -log(1 - 1/C) is what
the other classes together would cost: it falls as C grows, while guessing becomes harder.

## Why it is easy to miss
For two classes both probabilities are 1/2, and the number is right.

## Hints
1. Does your number grow or fall when there are more classes?
2. Of whose probability is the log taken in the cross entropy?
3. Take minus the log of 1/C, without the `1 -`: `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("return math.log(num_classes)", "return -math.log(1 - 1 / num_classes)")
