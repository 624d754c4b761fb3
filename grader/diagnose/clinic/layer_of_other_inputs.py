"""A layer gets another number of inputs than it was made for.

## What it means
`nn.Linear(inputs, outputs)` takes examples of so many inputs each. Here a model or a layer is
called, and inside it examples of {inputs} numbers each reach a layer that was made for {made}.

## The usual cause
A layer was made for another number of inputs than the layer before it gives; or what is handed
over was turned, cut or flattened.

## Hint
Go through the layers in order: the second number of each `nn.Linear(inputs, outputs)` is the
first number of the next one, and the first layer's `inputs` is the last size of what the model
is given.
"""

messages = {
    "RuntimeError": r"shapes cannot be multiplied \(\d+x(?P<inputs>\d+) and (?P<made>\d+)x\d+\)",
}
own = False
