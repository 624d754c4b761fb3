"""Parameters whose gradient is all zero are left out.

## What happens
A gradient of zeros is there, and moves nothing: a layer behind a ReLU that lets nothing
through looks like that. Only parameters without any gradient are reported here.

## Why it is easy to miss
Dead layers are rarer than frozen ones, and everything about them looks connected.

## Hints
1. What is the gradient of a layer whose ReLU is off for every example: None or zeros?
2. Which of the three reasons for silence does your condition not cover?
3. Report a name when its gradient is None, and also when it is all zero.
"""

from grader.course.patch import replace

ASKED = "gradient is None or bool((gradient == 0).all())"

patch = replace(ASKED, "gradient is None")
variants = (replace(ASKED, "not p.requires_grad"),)
