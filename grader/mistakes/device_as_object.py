"""The device is given as an object, not as a string.

## What happens
`tensor.device` is a `torch.device`. It was asked for as text: the object does not equal its
own name, so comparing it with "cpu" gives False.

## Why it is easy to miss
Printed, the object shows its name, and `x.to(...)` takes either of the two.

## Hints
1. What does `tensor.device == "cpu"` give?
2. Which built-in function makes text of an object?
3. For the key "device", make a text of it: `str(tensor.device)`.
"""

from grader.course.patch import replace

patch = replace("str(tensor.device)", "tensor.device")
