"""The model itself is saved instead of its state.

## What happens
`torch.save` then pickles the object: its class, by name, and everything it holds. By
default `torch.load` refuses such a file, because unpickling can run any code. Where it is
told not to refuse, the file breaks as soon as the class is moved or renamed.

## Why it is easy to miss
Saving works. The error comes later, from `torch.load`.

## Hints
1. What is in your file: numbers with names, or an object of a class?
2. What does `weights_only=True`, the default of `torch.load`, allow?
3. Save `model.state_dict()`, and load it into a model that was made by its own code.
"""

from grader.course.patch import replace

patch = replace("model.state_dict()", "model") + replace(
    'model.load_state_dict(checkpoint["model"])',
    'model.load_state_dict(checkpoint["model"].state_dict())',
)
