"""A tensor with a graph is copied deeply.

## What it means
`copy.deepcopy` copies a tensor that was made directly. What was computed from others
has a graph that cannot be copied with it.

## The usual cause
An output, a loss or a gradient with a graph is kept by `copy.deepcopy`, or an object
that holds one.

## Hint
Copy the numbers only: `.detach().clone()` for a tensor,
`copy.deepcopy(model.state_dict())` for a model.
"""

messages = {
    "RuntimeError": r"Only Tensors created explicitly by the user",
}
