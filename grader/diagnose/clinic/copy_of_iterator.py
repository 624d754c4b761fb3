"""What is given piece by piece cannot be copied.

## What it means
`model.parameters()`, `zip` and their like hold nothing themselves; they give one thing after the
other. So there is nothing that a copy or a file could hold.

## The usual cause
`model.parameters()` is copied or saved in order to keep the weights.

## Hint
Keep `copy.deepcopy(model.state_dict())`, which holds all weights and buffers by name, or make a
list of copies.
"""

messages = {"TypeError": r"cannot pickle '(generator|dict_\w+|odict_\w+)' object"}
