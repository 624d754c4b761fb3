"""The parameters are frozen to save the graph, and stay frozen.

## What happens
`requires_grad_(False)` keeps a graph from being built, but it is a lasting property of
the parameters. After your function they can no longer be trained: the next `backward()`
fails.

## Why it is easy to miss
The work of your function is done right. The damage shows only when training goes on,
somewhere else.

## Hints
1. What is `requires_grad` of the parameters after your code ran?
2. Which way of not building a graph ends by itself?
3. Use `with torch.no_grad():` and leave the parameters alone.
"""

from grader.course.patch import after, before, unless, unwrap

# There the next epoch stops just as it does where recording is left off.
ENDS_ALIKE = unless("model.load_state_dict(_A)")

patch = (
    ENDS_ALIKE
    + unwrap("with torch.no_grad():")
    + after("model.eval()", "model.requires_grad_(False)")
)
variants = (unwrap("with torch.no_grad():") + before("p -= _A", "p.requires_grad_(False)"),)
