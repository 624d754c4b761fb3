"""The accuracy is given in percent, not as a share.

## What happens
The value is right up to a factor of 100. The exercise asks for a share between 0 and 1,
which is what other code expects to compare with.

## Why it is easy to miss
Percent is how accuracies are usually spoken of.

## Hints
1. Between which two numbers should the accuracy lie?
2. Which factor in your code belongs to printing only?
3. Return `correct / seen`, and multiply by 100 where you print.
"""

from grader.course.patch import replace

patch = replace("correct / seen", "100 * correct / seen")
