"""Frozen parameters are made trainable.

## What happens
To get a gradient for every name, `requires_grad` is set to True everywhere. The result
has gradients where None is right, and the model is not frozen any more when it comes
back.

## Why it is easy to miss
No error is left, and the dictionary is full.

## Hints
1. Print `requires_grad` of all parameters before and after your function.
2. What did somebody want who froze a layer?
3. Leave `requires_grad` alone; a frozen parameter gets None.
"""

from grader.course.patch import before, where

patch = where("trainable = _A") + before("loss = loss_fn(_A, _B)", "model.requires_grad_(True)")
