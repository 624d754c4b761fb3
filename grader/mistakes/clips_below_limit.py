"""The comparison is the wrong way round: short gradients are stretched, long ones stay.

## What happens
Gradients above the limit pass as they are, and those below it are made as long as the
limit. A gradient of zero cannot be stretched at all.

## Why it is easy to miss
The factor is right, and `<` looks as plausible as `>`.

## Hints
1. For which gradients does your code do something: those above the limit or those below?
2. Read your condition aloud with a norm of 10 and a limit of 2.
3. In the condition before the scaling, turn the comparison round: `if norm > max_norm:`.
"""

from grader.course.patch import replace

patch = replace("norm > max_norm", "norm < max_norm")
