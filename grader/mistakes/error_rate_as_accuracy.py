"""The wrong answers are counted instead of the right ones.

## What happens
What you return is the error rate. It falls while the model gets better, and together
with the accuracy it makes 1.

## Why it is easy to miss
Both are shares of the same examples, and near one half they look alike.

## Hints
1. Should your number rise or fall as the model improves?
2. Which comparison picks the right answers?
3. Count where the prediction `==` the label.
"""

from grader.course.patch import replace

patch = replace("_P == y", "_P != y")
