"""The new value never reaches the parameter.

## What happens
After the call every parameter holds the numbers it held before. The usual reason: `p = p - …`
makes a new tensor and gives it the name p, while the parameter that the model owns is
another object. Putting the new tensor into the list does not help either: the list holds
it, the model does not.

## Why it is easy to miss
For a Python number `p = p - …` is how a variable changes, and printing p inside the loop
shows the new value.

## Hints
1. Print a parameter of the model after the call. Has it moved?
2. Which object do you change: the tensor that was handed over, or a name in your function?
3. Change the numbers in place, below `torch.no_grad()`: `p -= …`, `p.sub_(…)` or
   `p.copy_(…)`.
"""

from grader.course.patch import replace

patch = replace("p -= _A", "p = p - _A")
variants = (
    replace(
        "p -= _A",
        "place = next(i for i, q in enumerate(params) if q is p)\nparams[place] = p - _A",
    ),
)
