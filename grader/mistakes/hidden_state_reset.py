"""The state is thrown away after each chunk.

## What happens
Every chunk begins with an empty state, as if nothing had come before it. The network can
remember only as far back as one chunk is long.

## Why it is easy to miss
It removes the error about going back through the graph a second time, and the loss
falls.

## Hints
1. With which state does the second chunk begin?
2. Which part of the state makes the error, its value or its history?
3. At the end of each chunk, keep the value of the state and drop only its graph: `hidden =
   hidden.detach()`.
"""

from grader.course.patch import drop, replace

patch = replace("hidden = hidden.detach()", "hidden = None")
variants = (drop("hidden = hidden.detach()") + replace("model(x, hidden)", "model(x)"),)
