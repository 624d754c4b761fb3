"""What is given piece by piece has no places and no length.

## What it means
`model.parameters()`, `zip`, `map` and their like give one thing after the other. They
have no first, no last and no length.

## The usual cause
Something such as `model.parameters()[0]` or `len(model.parameters())` is asked of them.

## Hint
Make a list of it above this line, `parameters = list(model.parameters())`, and use
that.
"""

messages = {
    "TypeError": (
        r"'(generator|zip|map|filter|enumerate|dict_keys|dict_values|dict_items|"
        r"reversed|odict_values)' object is not subscriptable|object of type "
        r"'(generator|zip|map|filter|enumerate)' has no len\(\)"
    ),
}
