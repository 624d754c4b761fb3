"""The decimals of the result are lost.

## What happens
`int()` cuts off what stands behind the point, and `round()` goes to the nearest whole number.
The loss is no count: of ln 2 = 0.693 nothing, or 1, is left.

## Why it is easy to miss
For some numbers of classes the whole number is close to the loss.

## Hints
1. What does your function return for 2 classes?
2. Is your result ever anything else than a whole number?
3. In the line of the `return`, leave out `int()`, `round()` or `//`: `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("return math.log(num_classes)", "return int(math.log(num_classes))")
variants = (replace("return math.log(num_classes)", "return round(math.log(num_classes))"),)
