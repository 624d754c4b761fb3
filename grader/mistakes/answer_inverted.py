"""True and False are exchanged.

## What happens
Your comparison is right, and its result is returned the wrong way round. The function's name asks
a question: you return True where the answer is no, and False where it is yes.

## Why it is easy to miss
A comparison has two sides, and whether "they are equal" or "they are near" means yes depends on the
question. Both directions read well.

## Hints
1. Think of a model for which the answer is clear. What do you return for it?
2. Read the name of the function as a question, and say in words what your comparison means for
   it when it holds.
3. Exchange the two results, where you return them: turn the comparison round, or put `True` and
   `False` in each other's place.
"""

from grader.course.patch import replace

patch = replace("return False", "return True") + replace(
    "if not torch.allclose(_A, _B): ...", "if not torch.allclose(_A, _B): return False"
) | replace("return abs(_A) <= _B", "return abs(_A) > _B")
