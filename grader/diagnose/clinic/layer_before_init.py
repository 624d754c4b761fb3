"""A layer is assigned before the module is set up.

## What it means
A module has to be set up by the `__init__` of `nn.Module` before it can hold layers or
parameters.

## The usual cause
`super().__init__()` is missing, or stands below the first layer.

## Hint
Write `super().__init__()` as the first line of `__init__`.
"""

messages = {
    "AttributeError": r"cannot assign (module|parameters?) before Module\.__init__\(\) call",
}
