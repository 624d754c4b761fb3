"""A list is computed with as if it were a tensor.

## What it means
`{op}` is not defined between {a} and {b}. Lists, tuples and texts are joined or
repeated; they are not computed with entry by entry.

## The usual cause
Numbers were collected in a list, and the list is divided or multiplied as a whole; or a
text stands for a number.

## Hint
Compute with `sum(values) / len(values)`, or make a tensor of the list first:
`torch.tensor(values)`.
"""

messages = {
    "TypeError": (
        r"unsupported operand type\(s\) for (?P<op>[^\s:&|^]+)(?: or \w+\(\))?: "
        r"(?!.*Path')(?=.*'(?:list|tuple|dict|str|generator|set)')'(?P<a>[\w.]+)' and "
        r"'(?P<b>[\w.]+)'"
    ),
}
