"""The state belongs to another optimizer.

## What it means
The state of an optimizer holds numbers for each of its parameters. This one was made
for other groups or another number of parameters.

## The usual cause
The states of model, optimizer and scheduler were swapped; or the optimizer holds other
parameters than when the state was taken.

## Hint
Load each state into the object that it came from:
`optimizer.load_state_dict(checkpoint["optimizer"])`.
"""

messages = {
    "ValueError": (
        r"loaded state dict (has a different number of parameter groups|contains a "
        r"parameter group that doesn't match)"
    ),
}
