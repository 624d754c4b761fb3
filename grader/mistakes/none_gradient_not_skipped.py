"""A gradient that is None is not skipped.

## What happens
A parameter that the loss does not depend on has no gradient, and there is nothing to
reduce. `all_reduce` wants a tensor and raises an error.

## Why it is easy to miss
In most models every parameter has a gradient.

## Hints
1. Which parameters of a model have no gradient after `backward()`?
2. What is `.grad` of a layer that was not used?
3. Look before you reduce: `if p.grad is not None:`.
"""

from grader.patch import unwrap, where

patch = where("dist.all_reduce(p.grad)") + unwrap("if p.grad is not None:")
