"""The answer for ten classes is returned for any number of them.

## What happens
ln 10, about 2.303, is the number everybody remembers, because so many examples have ten
classes. With other data it is another number.

## Why it is easy to miss
For the digits that most tutorials use it is right.

## Hints
1. Does your result depend on the argument?
2. What is the expected loss for two classes?
3. In the line that computes what is expected, use the argument: `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("math.log(num_classes)", "math.log(10)")
