"""`torch.load` was given neither a path nor a file.

## What it means
`torch.load` reads from a path, or from a file that is open for reading. It was given something of
the type `{kind}`.

## The usual cause
What is to be loaded was handed over in place of where it stands.

## Hint
Hand over the path, `torch.load(path)`: the result is what was saved there. A state that you have
already needs no `torch.load`.
"""

messages = {
    "AttributeError": (
        r"^'(?:\w+\.)*(?P<kind>\w+)' object has no attribute '\w+'\. You can only torch\.load"
    ),
}
