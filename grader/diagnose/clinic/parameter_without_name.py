"""The `.name` that is asked here is None.

## What it means
A text is looked at, and what stands there is `None`. The `.name` of a tensor, and so of a
parameter, is always None: the model knows the names, a parameter does not know its own.

## The usual cause
`model.parameters()` is gone through, which gives the parameters without their names.

## Hint
Take both from the model: `for name, p in model.named_parameters():`, and ask `name` in place of
`p.name`.
"""

messages = {
    "AttributeError": (
        r"'NoneType' object has no attribute '(startswith|endswith|split|rsplit|partition|"
        r"rpartition|removeprefix|removesuffix|replace|lower|upper|strip|find|count)'"
    ),
    "TypeError": (
        r"argument of type 'NoneType' is not (iterable|a container)|"
        r"'NoneType' object is not subscriptable"
    ),
}
line = r"\.name(\.[a-z]+\(|\[)|\bin\s+[\w.]*\.name\b(?!\s*\()"
