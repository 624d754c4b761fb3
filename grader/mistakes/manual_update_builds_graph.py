"""The update by hand is recorded as part of the graph.

## What happens
Weights are leaves that require gradients, and PyTorch does not let them be changed in
place while it records operations. The update stops: a leaf Variable that requires grad is
being used in an in-place operation.

## Why it is easy to miss
The formula `p -= lr * p.grad` is right on paper; that an assignment could itself be
something to differentiate is not obvious.

See also: `graph_in_validation`.

## Hints
1. What does the error say about a leaf?
2. The update is no part of the model's computation. How do you tell PyTorch not to
   record it?
3. Use `optimizer.step()`, which does this for you; an update by hand goes below `with
   torch.no_grad():`.
"""

from grader.course.patch import replace, unwrap, where

patch = replace(
    "optimizer.step()",
    """
    for p in model.parameters():
        p -= optimizer.param_groups[0]["lr"] * p.grad
    """,
)
variants = (where("p -= _A") + unwrap("with torch.no_grad():"),)
