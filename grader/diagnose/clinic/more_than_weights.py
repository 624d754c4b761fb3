"""The file holds more than `torch.load` takes by itself.

## What it means
`torch.load` reads tensors, numbers, texts, lists and dictionaries only, so that a file
cannot run code. This file holds other objects.

## The usual cause
The model, the optimizer or the scheduler itself was saved, not its `state_dict()`.

## Hint
Save states: `torch.save({"model": model.state_dict(), ...}, path)`.
"""

messages = {
    "UnpicklingError": r"Weights only load failed",
}
