"""A part of the computation is cut out of the graph.

## What happens
`detach()`, `.data` and `no_grad()` return the same numbers without their history.
Everything that lies behind the cut gets no gradient and never learns.

## Why it is easy to miss
Every number of the forward pass is right. Only the way back is missing.

See also: `detached_logits`.

## Hints
1. What is the `grad_fn` of each value on the way from x to the result?
2. Which of your operations gives numbers without a history?
3. Compute with the arguments as they are, without `detach()`, `.data`, `.item()` or
   `no_grad()`.
"""

from grader.course.patch import replace, where

patch = replace("torch.relu(x @ _W + b1)", "torch.relu(x @ _W + b1).detach()")
variants = (
    where("hidden = _H") + replace("return _A @ w2.T + b2", "return (_A @ w2.T + b2).detach()"),
    replace("x @ w1.T", "x @ w1.data.T") + replace("hidden @ w2.T", "hidden @ w2.data.T"),
    replace("x @ w1.T", "x.detach() @ w1.T"),
    replace("x @ w1.T + b1", "x @ w1.data.T + b1.data")
    + replace("hidden @ w2.T + b2", "hidden @ w2.data.T + b2.data"),
)
