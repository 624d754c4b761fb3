"""A tensor of several numbers is asked whether it is true.

## What it means
`if`, `while`, `and`, `or`, `not`, `assert` and Python's `max` and `min` need one yes or
no. The tensor here does not have exactly one entry.

## The usual cause
Two tensors are compared as a whole with `==`, `<` and the like; or Python's `max(x, 0)`
is meant to work entry by entry; or it is asked whether something is there at all, as in
`if p.grad:`, where a gradient may be None.

## Hint
Say for which entries it has to hold: `torch.equal(a, b)`, `(a < b).all()` or `.any()`.
For a maximum entry by entry, write `x.clamp(min=0)`. For whether it is there, write
`is not None`: `if p.grad is not None:`.
"""

messages = {
    "RuntimeError": r"Boolean value of Tensor with (more than one|no) value",
}
own = True
raised = None
