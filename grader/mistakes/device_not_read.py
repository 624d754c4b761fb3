"""The device that is given is not the name of the tensor's own.

## What happens
A fixed name, or one of two, cannot say where every tensor lies: a tensor stays where it was
made until somebody makes a copy elsewhere. Whether the machine has a GPU says nothing about
that, and there are more devices than "cpu" and "cuda", such as "cuda:1" and "meta".

## Why it is easy to miss
On a machine without a GPU the answer is nearly always "cpu" anyway.

## Hints
1. Which answers can your code give, and on which devices can a tensor be?
2. A tensor can be on the CPU of a machine with a GPU. Who knows where it is?
3. For the key "device", ask the tensor itself: `str(tensor.device)`.
"""

from grader.course.patch import replace

patch = replace("str(tensor.device)", '"cuda" if torch.cuda.is_available() else "cpu"')
variants = (replace("str(tensor.device)", '"cpu"'),)
