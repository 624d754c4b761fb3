"""The step changes the gradients themselves.

## What happens
Methods with an underscore at the end, such as `mul_` and `add_`, write into their tensor. Used
on `p.grad`, they leave another gradient there than `backward()` did, and the next
`backward()` adds to it. After `velocity[0] = p.grad` both names are of one tensor, and what is
written into the velocity is written into the gradient.

## Why it is easy to miss
The parameters are right after this step, and in most loops the gradients are emptied
before anybody looks at them.

## Hints
1. Print `p.grad` before and after the call. Is it the same?
2. Which of your operations write into the gradient?
3. Compute with `p.grad`, and write into the parameter and your own state only.
"""

from grader.course.patch import replace

patch = replace("p -= lr * p.grad", "p.grad.mul_(lr)\np -= p.grad")
variants = (
    replace("v.copy_(momentum * v + p.grad)", "p.grad.add_(momentum * v)\nv.copy_(p.grad)"),
    replace("p.grad**2", "p.grad.pow_(2)"),
    replace(
        "v.copy_(momentum * v + p.grad)",
        """
if v.any():
    v.mul_(momentum).add_(p.grad)
else:
    velocity[[each is v for each in velocity].index(True)] = v = p.grad
""",
    ),
)
