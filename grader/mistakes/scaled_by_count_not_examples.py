"""Each micro-batch's loss is divided by their number, whatever their size.

## What happens
Every micro-batch gets the same share of the update. An example in a small micro-batch then
pulls harder than one in a large one, and the update is not the one that all examples
together would make.

## Why it is easy to miss
With micro-batches of equal size it is exactly right, and most tutorials write it this way.
Only a short one, usually the last, shows the difference.

## Hints
1. One micro-batch has 9 examples, another has 1. Which share of the update should each get?
2. By what does your code scale their losses? Does the number of examples come into it?
3. Call `backward()` on `loss * len(x) / total`, where `total` counts the examples of all
   micro-batches.
"""

from grader.course.patch import replace

patch = replace("(loss * len(x) / seen).backward()", "(loss / len(loader)).backward()")
