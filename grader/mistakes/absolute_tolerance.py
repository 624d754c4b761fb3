"""The distance from ln C is measured in units of loss, not as a share.

## What happens
0.2 is a lot where ln C is 0.69, as for two classes, and little where it is 5. A model
with very many classes is refused although its loss is near what it should be.

## Why it is easy to miss
For three classes, where ln C is about 1, both are the same.

## Hints
1. How far from ln C may the loss be with 150 classes?
2. 20 % of what?
3. In the line that returns, let the tolerance grow with what is expected: `abs(loss -
   expected) <= 0.2 * expected`.
"""

from grader.course.patch import replace

patch = replace("0.2 * expected", "0.2")
