"""Only whole names of modules count as a prefix.

## What happens
A prefix may end anywhere: inside a name, behind a number, at the end of a parameter's own
name. Comparing up to a dot, or asking the model for a module of that name, misses these.

## Why it is easy to miss
Usually one freezes whole modules, and then the two agree.

## Hints
1. Which names begin with "body.1"? Is "body.10.weight" among them for you?
2. Which sign have you added to the prefix, or at which sign have you cut the name?
3. In the condition inside the loop over `model.named_parameters()`, ask with the prefix as it
   was given: `if name.startswith(prefix):`, with nothing added and nothing cut off.
"""

from grader.course.patch import replace, where

patch = replace("name.startswith(prefix)", "name.startswith(prefix + '.')")
variants = (
    replace("name.startswith(prefix)", "name.split('.')[0] == prefix"),
    replace("model.named_parameters()", "getattr(model, prefix).named_parameters()")
    + replace("name.startswith(prefix)", "True"),
    where("p.grad = None")
    + replace(
        "count = 0",
        """
parameters = list(getattr(model, prefix).parameters())
for p in parameters:
    p.requires_grad = False
    p.grad = None
return len(parameters)
""",
    ),
    where("p.grad = None")
    + replace(
        "count = 0",
        """
parameters = list(model.get_submodule(prefix).parameters())
for p in parameters:
    p.requires_grad = False
    p.grad = None
return len(parameters)
""",
    ),
)
