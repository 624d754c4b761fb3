"""The velocity is an average of gradients instead of a sum.

## What happens
Your velocity is `momentum * v + (1 - momentum) * p.grad`. In this exercise the gradient is
added whole, without a factor. With momentum 0.9, velocities that start at 0, and with them
your steps, come out ten times too small.

## Why it is easy to miss
Both forms exist in books, and Adam does use the average. The direction of every step is the
same.

## Hints
1. Divide one of your velocities by the expected one, at the first call. Where in your code
   does this factor stand?
2. Is the velocity of the docstring an average of the gradients, or a sum in which old ones
   fade?
3. In the line that renews the velocity, leave out the factor before the gradient:
   `v.copy_(momentum * v + p.grad)`.
"""

from grader.course.patch import replace

patch = replace("momentum * v + p.grad", "momentum * v + (1 - momentum) * p.grad")
