"""The optimizer asks for a group of parameters, and gets something else.

## What it means
A group is a dictionary: its entry `"params"` holds the parameters, and further entries hold
settings of their own, such as `"lr"`. Here stands something of the type `{kind}`.

## The usual cause
The parameters were handed over as they are, without the dictionary around them.

## Hint
Put them into one: `optimizer.add_param_group({"params": layer.parameters()})`.
"""

messages = {
    "TypeError": r"param_group must be a dict, but got <class '(?:\w+\.)*(?P<kind>\w+)'>",
}
