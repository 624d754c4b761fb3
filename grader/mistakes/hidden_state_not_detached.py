"""The state is handed on together with the graph that made it.

## What happens
A recurrent network's state remembers every operation since the beginning. The second
`backward()` walks through the new chunk and on into the last one, whose graph is gone:
PyTorch raises an error. With `retain_graph=True` it walks further back each time, until it
meets weights that an update has changed.

## Why it is easy to miss
The first chunk works, and the error names neither the state nor the place where it was
kept.

## Hints
1. Which tensor of the first chunk is used again in the second?
2. You need the state's value. Do you need its history?
3. At the end of each chunk, hand on the state without its graph: `hidden = hidden.detach()`.
"""

from grader.course.patch import drop, replace

patch = drop("hidden = hidden.detach()")
variants = (patch + replace("chunk_loss.backward()", "chunk_loss.backward(retain_graph=True)"),)
