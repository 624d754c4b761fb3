"""The parameter is replaced by the step instead of being moved by it.

## What happens
What is written into the parameter is the step alone. The numbers it had learned so far
are gone.

## Why it is easy to miss
`copy_` and `p.data = …` do change the parameter in place, as they should.

## Hints
1. What are your parameters after a step with a learning rate of 0?
2. A step says by how much to move. From where?
3. Subtract it from what is there: `p -= …`, or `p.copy_(p - …)`.
"""

from grader.course.patch import replace

patch = replace("p -= _A", "p.copy_(-(_A))")
variants = (replace("p -= _A", "p.copy_(_A)"),)
