"""`torch.save` was given no place to save to.

## What it means
Its second argument, `f`, is where to save: a path, or a file that is open for writing. Here it is
neither.

## The usual cause
The two arguments are in the wrong order.

## Hint
Hand over first what is saved, then where: `torch.save(checkpoint, path)`.
"""

messages = {
    "AttributeError": (
        r"expected 'f' to be string, path, or a file-like object with a 'write' attribute"
    ),
}
