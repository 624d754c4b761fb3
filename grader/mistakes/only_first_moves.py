"""Only the first parameter is updated.

## What happens
A `return` or `break` stands inside the loop, so it ends after its first round. The
parameters behind the first one keep their numbers.

## Why it is easy to miss
With a single parameter it is right, and with several the loss may still fall.

## Hints
1. Which of the parameters have moved after a call?
2. How often does your loop go round?
3. Let the loop run to its end; the function needs no `return`.
"""

from grader.course.patch import after

patch = after("p -= _A", "return")
