"""The dictionary `{name}` has no entry for this path.

## What it means
`{name}` is asked for what was kept under this path, and does not have it.

## The usual cause
It was filled in another process. Training is resumed by a new one: the file is still there then,
and what stood in the memory of the old process is not.

## Hint
Keep nothing in `{name}`: write all that is to be kept into the file, `torch.save(..., path)`, and
read it from there, `torch.load(path)`.
"""

messages = {"KeyError": r"."}
line = r"\b(?P<name>\w+)\[(str\()?path\b"
own = True
