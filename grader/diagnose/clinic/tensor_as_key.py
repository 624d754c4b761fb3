"""A dictionary is asked for a tensor, and does not have it as a key.

## What it means
What stands in the square brackets behind a dictionary is a key. A tensor as a key is found only
where that very object was put in as one, whatever its numbers are.

## The usual cause
The dictionary has other keys, such as names, and what belongs to a tensor lies in a list below
one of them.

## Hint
`print(list(d))` above this line shows the keys of a dictionary `d`. To go over two lists together,
write `for p, m in zip(params, ...)`.
"""

messages = {
    "KeyError": r"^(Parameter containing:|tensor\()",
}
