"""The dtype is turned into text.

## What happens
A text such as "torch.float32" or "float32" names the type. It does not equal the object
`torch.float32`, and no tensor can be made with it.

## Why it is easy to miss
Printed, the text and the object look the same.

## Hints
1. What does `"torch.float32" == torch.float32` give?
2. Only the device was asked for as a string.
3. For the key "dtype", return `tensor.dtype` as it is, without `str`.
"""

from grader.course.patch import replace

patch = replace("tensor.dtype", "str(tensor.dtype)")
variants = (replace("tensor.dtype", 'str(tensor.dtype).removeprefix("torch.")'),)
