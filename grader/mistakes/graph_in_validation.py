"""Graphs are built while measuring.

## What happens
Without `torch.no_grad()` every forward pass records what it would need for
`backward()`. The numbers are the same, but memory is used for nothing.

## Why it is easy to miss
`model.eval()` is there and looks as if it did this; it only changes what some layers
do.

See also: `manual_update_builds_graph`.

## Hints
1. What is `requires_grad` of the outputs while you measure?
2. What does `model.eval()` change, and what does it leave alone?
3. Put the loop under `with torch.no_grad():`.
"""

from grader.course.patch import unless, unwrap

# Where weights are moved by hand, this is manual_update_builds_graph.
patch = unless("p -= _A") + unwrap("with torch.no_grad():")
