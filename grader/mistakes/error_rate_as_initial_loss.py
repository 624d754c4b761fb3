"""The share of wrong guesses is returned, not the loss.

## What happens
Guessing among C classes is wrong in 1 - 1/C of all cases. That is an error rate,
between 0 and 1. The cross entropy of the same model is ln C and has no upper limit.

## Why it is easy to miss
It grows with the number of classes, as the loss does.

## Hints
1. Can your number exceed 1? What is the loss for 1000 classes?
2. Which formula gives the loss of one example from the probability of its label?
3. Minus the log of 1/C: `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("return math.log(num_classes)", "return 1 - 1 / num_classes")
