"""The micro-batches' gradients are added up without scaling.

## What happens
Each loss is the mean of its micro-batch, and `backward()` adds their gradients up. The sum
of k means is about k times the mean over all examples, so the update is about k times too
long. More memory would have given another result.

## Why it is easy to miss
The direction is nearly right, and a smaller learning rate seems to repair it. Adam divides
by the size of the gradient, and clipping cuts it off: with them the factor hardly shows.

## Hints
1. What would the update be if every micro-batch held the same examples? What is it in your
   code?
2. The mean over all examples is a weighted sum of the micro-batches' means. Which weights?
3. Call `backward()` on `loss * len(x) / total`, where `total` counts the examples of all
   micro-batches.
"""

from grader.course.patch import replace

patch = replace("(loss * len(x) / seen).backward()", "loss.backward()")
