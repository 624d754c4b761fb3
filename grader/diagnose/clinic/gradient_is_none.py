"""`None` has no `{name}`.

## What it means
What stands before `.{name}` is `None`: there is nothing yet, or nothing any more. A parameter's
`.grad` is `None` until a backward pass has reached it, and again after `zero_grad()`; the `bias`
of a layer made without one is `None` for ever; a state that begins as `None` is `None` in the
first round.

## The usual cause
A gradient is emptied or used before the first `backward()`, or for a parameter that the
loss does not depend on; every layer is taken to have a bias; or the first round is taken to have
a state already.

## Hint
Look what is `None` here, and leave it out above this line: `if p.grad is not None:`, or the same
with `layer.bias` or the state. To empty a gradient, `p.grad = None` always works.
"""

messages = {
    "AttributeError": (
        r"'NoneType' object has no attribute '(?P<name>zero_|mul_|div_|add_|sub_|copy_|"
        r"fill_|clamp_|norm|data|detach_?|clone|abs|pow|square|sum|numel|flatten|isnan|"
        r"isfinite|any|all)'"
    ),
}
