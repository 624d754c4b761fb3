"""True and False are exchanged.

## What happens
Your comparison is right, and its result is returned the wrong way round. Equal outputs mean
that no example had an influence on another one: to the question that the function's name asks,
that is False. You return True there, and False where the model does mix.

## Why it is easy to miss
`torch.allclose` is True when all is well, and "all is well" feels like True. The function asks
for the opposite.

## Hints
1. Which answer do you give for a single Linear layer, which looks at each row by itself?
2. Read the name of the function as a question, and say in words what equal outputs mean for
   it.
3. Exchange the two results: where the outputs differ, `return True`; behind the loop, when all
   were equal, `return False`.
"""

from grader.course.patch import replace

patch = replace("return False", "return True") + replace(
    "if not torch.allclose(_A, _B): ...", "if not torch.allclose(_A, _B): return False"
)
