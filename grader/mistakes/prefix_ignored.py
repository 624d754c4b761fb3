"""Every parameter is frozen.

## What happens
Nobody asks for the name: `model.requires_grad_(False)`, or a loop without an `if`,
freezes the whole model. Nothing is left to train, and the next `backward()` fails.

## Why it is easy to miss
What was to be frozen is frozen.

## Hints
1. Which parameters are still trainable after your function?
2. Where in your code is the prefix looked at?
3. Inside the loop over the parameters, put the lines that freeze below `if
   name.startswith(prefix):`.
"""

from grader.course.patch import before, drop, replace

patch = replace("name.startswith(prefix)", "True")
variants = (
    drop("p.requires_grad = False") + before("return count", "model.requires_grad_(False)"),
    drop("p.requires_grad = False", "p.grad = None")
    + before(
        "return count",
        "for p in model.parameters():\n    p.requires_grad = False\n    p.grad = None",
    ),
)
