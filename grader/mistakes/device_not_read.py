"""The device that is given does not depend on the tensor.

## What happens
Whether the machine has a GPU says nothing about where this tensor lies, and a fixed name
still less. A tensor stays where it was made until somebody makes a copy elsewhere.

## Why it is easy to miss
On a machine without a GPU the answer is "cpu" either way.

## Hints
1. Does your answer depend on the tensor at all?
2. A tensor can be on the CPU of a machine with a GPU. Who knows where it is?
3. For the key "device", ask the tensor itself: `str(tensor.device)`.
"""

from grader.course.patch import replace

patch = replace("str(tensor.device)", '"cuda" if torch.cuda.is_available() else "cpu"')
variants = (replace("str(tensor.device)", '"cpu"'),)
