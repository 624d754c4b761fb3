"""A function has no `{name}`.

## What it means
What stands before `.{name}` is a function itself, not what it returns: without round brackets
behind its name a function is not called.

## The usual cause
The brackets were left out, in this line or where the name got its value, as in
`model = make_model` or `loss.mean.item()`.

## Hint
Write the brackets where the function is to be called: `model = make_model()`.
"""

messages = {
    "AttributeError": (
        r"'(builtin_function_or_method|method|function|method_descriptor|method-wrapper)' object "
        r"has no attribute '(?P<name>\w+)'"
    ),
}
own = True
