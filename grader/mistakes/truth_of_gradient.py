"""An `if` asks a whole gradient whether it is true.

## What happens
`if p.grad:` does not ask whether there is a gradient. Python wants one truth value for all its
entries, and PyTorch refuses: Boolean value of Tensor with more than one value is
ambiguous.

## Why it is easy to miss
For lists, strings and numbers `if value:` is the usual question whether something is there,
and for a parameter with a single entry it raises no error.

See also: `truth_of_whole_tensor`.

## Hints
1. How many truth values does a gradient with three entries have?
2. What do you want to know: whether there is a gradient, or something about its entries?
3. In the condition inside the loop, ask whether there is a gradient at all: `if p.grad is not
   None:`.
"""

from grader.course.patch import replace

patch = replace("p.grad is not None", "p.grad")
