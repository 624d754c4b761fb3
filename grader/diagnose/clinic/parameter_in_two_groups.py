"""A parameter is given to an optimizer twice.

## What it means
Each parameter belongs to one group of its optimizer, whose learning rate moves it. Here
one stands in two of them.

## The usual cause
Part of the model gets a group of its own, and the other group is made of all of
`model.parameters()`; or `add_param_group` is given what the optimizer holds already.

## Hint
Leave out of the large group what has a group of its own. What is there already needs no
new group: `optimizer.param_groups` lists the groups, and a rate can be changed in them.
"""

messages = {"ValueError": r"some parameters appear in more than one parameter group"}
