"""The weights are compared with zero, not their gradients.

## What happens
A bias that starts at zero learns, and a dead layer has ordinary weights. What a parameter
is says nothing about what it is about to learn.

## Why it is easy to miss
`p` and `p.grad` are one word apart, and have the same shape.

## Hints
1. Of which tensor do you ask whether it is zero?
2. What is the gradient of a bias that starts at 0?
3. Look at the gradient of this batch in place of the parameter.
"""

from grader.course.patch import replace

patch = replace("(gradient == 0).all()", "(p == 0).all()")
