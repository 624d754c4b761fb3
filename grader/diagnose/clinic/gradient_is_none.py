"""`None` has no `{name}`.

## What it means
What stands before `.{name}` is `None`. A parameter's `.grad` is `None` until a backward
pass has reached it, and again after `zero_grad()`; the `bias` of a layer made without one is
`None` for ever.

## The usual cause
A gradient is emptied or used before the first `backward()`, or for a parameter that the
loss does not depend on; or every layer is taken to have a bias.

## Hint
Look which of them is `None`, and leave it out above this line: `if p.grad is not None:`, or
`if layer.bias is not None:`. To empty a gradient, `p.grad = None` always works.
"""

messages = {
    "AttributeError": (
        r"'NoneType' object has no attribute '(?P<name>zero_|mul_|div_|add_|sub_|copy_|"
        r"fill_|clamp_|norm|data|detach_?|clone|abs|pow|square|sum|numel|flatten|isnan|"
        r"isfinite|any|all)'"
    ),
}
