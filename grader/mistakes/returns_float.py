"""The loss is returned as a plain number, and nothing can be learned from it.

## What happens
`.item()` gives a Python float. It has no graph, so whoever gets it cannot call
`backward()` on it.

## Why it is easy to miss
It prints the same, and for a report a plain number is what one wants.

See also: `item_before_backward`.

## Hints
1. What is the type of the result?
2. What has a loss to offer so that weights can be corrected by it?
3. Leave `.item()` out here; it belongs where the loss is printed or summed up.
"""

from grader.course.patch import replace

patch = replace("return losses.mean()", "return losses.mean().item()") | replace(
    "return loss", "return loss.item()"
)
