"""Autograd does the work that was to be done by hand.

## What happens
The numbers are right as long as operations are recorded. Below `torch.no_grad()` nothing
is, and `backward()` stops: element 0 of tensors does not require grad.

## Why it is easy to miss
This is how gradients are computed everywhere else in the course.

## Hints
1. Which line of your code knows the derivative of a square?
2. What do you get when nothing is recorded?
3. Write the chain rule out: `error = x @ w + b - y`, then products and sums of x and
   error.
"""

from grader.course.patch import replace

patch = replace(
    "return dw, db",
    """
w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
loss = ((x @ w + b - y) ** 2).mean()
loss.backward()
return w.grad, b.grad
""",
)
variants = (
    replace(
        "return dw, db",
        """
w.requires_grad_()
b.requires_grad_()
loss = ((x @ w + b - y) ** 2).mean()
return torch.autograd.grad(loss, (w, b))
""",
    ),
    replace(
        "return dw, db",
        """
w.requires_grad_()
b.requires_grad_()
loss = ((x @ w + b - y) ** 2).mean()
loss.backward()
return w.grad, b.grad
""",
    ),
)
