"""True and False are exchanged.

## What happens
The work is right, and the answer is the opposite of what was asked.

## Why it is easy to miss
The name of a function that returns True or False is easily read as the opposite question.

## Hints
1. For which case do you return True? Read the name of the function as a question.
2. Is your answer wrong in every case?
3. Exchange the two results.
"""

from grader.course.patch import replace

patch = replace("return False", "return True") + replace(
    "if not torch.allclose(_A, _B): ...", "if not torch.allclose(_A, _B): return False"
)
