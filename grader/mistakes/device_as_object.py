"""The device is given as an object, not as a string.

## What happens
`tensor.device` is a `torch.device`. It was asked for as text, which can be written to a
file or used as a key without torch.

## Why it is easy to miss
Comparing a device with a text works in newer versions of PyTorch, so a quick test passes.

## Hints
1. What is `type(tensor.device)`?
2. Which built-in function makes text of an object?
3. Use `str(tensor.device)`.
"""

from grader.patch import replace

patch = replace("str(tensor.device)", "tensor.device")
