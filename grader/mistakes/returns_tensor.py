"""The result still carries a graph.

## What happens
What you return is a tensor with its history. As long as anybody keeps it, in a list of
losses for example, the graph behind it stays in memory.

## Why it is easy to miss
It prints like a number and can be added, compared and plotted.

## Hints
1. What is `requires_grad` of the value that you return?
2. What stays in memory while somebody keeps it?
3. Return `loss.item()`, or make it a plain number before you add it up.
"""

from grader.course.patch import replace

patch = replace("loss.item()", "loss") | replace("float(value)", "value")
