"""All parameters share one state.

## What happens
The state of the first parameter is used for every one of them. Where shapes differ this ends
in an error about sizes; where they are equal, each parameter is moved by the gradients of
those before it.

## Why it is easy to miss
With a single parameter there is nothing to mix up.

## Hints
1. How many tensors does your state really use?
2. Which velocity belongs to the third parameter?
3. Go through parameters and state together, with `zip` or with the same index.
"""

from grader.course.patch import before

patch = before("m.copy_(_A)", 'm, v = state["m"][0], state["v"][0]') | before(
    "v.copy_(_A)", "v = velocity[0]"
)
