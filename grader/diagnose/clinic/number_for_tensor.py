"""A plain number has no `{name}`.

## What it means
What stands before `.{name}` is a plain number of Python, not a tensor: it has no graph
and none of a tensor's methods.

## The usual cause
`.item()`, `float(...)` or `len(...)` made a number of it; or it is a total that began
as `0.0`; or a plain number is handed over, at times or always.

## Hint
Where a number is enough, leave `.{name}` out; `float(value)` takes a number and a tensor of one
number alike. Where a tensor is needed, keep it, and make a plain number of it further down.
"""

messages = {
    "AttributeError": (
        r"'(float|int|bool)' object has no attribute '(?P<name>item|detach|mean|sum|"
        r"requires_grad|grad|to|shape|numpy|dtype|size|pow|sqrt|abs|dim|squeeze|exp|log|"
        r"float|cpu|device|ndim|numel|view|any|all|isfinite|tolist|argmax)'"
    ),
}
