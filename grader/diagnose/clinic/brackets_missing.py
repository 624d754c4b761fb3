"""A function is used, not what it returns.

## What it means
Without round brackets behind its name a function is not called. So the function itself
stands here, in place of its result.

## The usual cause
The brackets were left out, as in `model.parameters` or `loss.item`.

## Hint
Write the brackets: `model.parameters()`, `loss.item()`.
"""

messages = {
    "TypeError": (
        r"'(builtin_function_or_method|method|function|method_descriptor|property)' "
        r"object is not (iterable|subscriptable)|(unsupported operand type|not "
        r"supported between instances).*'(builtin_function_or_method|method|function)'|"
        r"must be real number, not (builtin_function_or_method|method)|object of type "
        r"'(builtin_function_or_method|method|function)' has no len"
    ),
}
