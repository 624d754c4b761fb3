"""The target is not the label alone: a part of it goes to the other classes.

## What happens
`label_smoothing` takes a share of the target from the label and spreads it over all the
classes. The loss is then another number, and a model that is right and sure of it still pays.

## Why it is easy to miss
Many recipes train that way, the loss falls, and the accuracy rises.

## Hints
1. What is your loss for an example whose label has by far the largest score?
2. Which settings of the loss do you change, and which of them does the text name?
3. Leave `label_smoothing` out where you make or call the cross entropy.
"""

from grader.course.patch import replace

LOSS = "torch.nn.CrossEntropyLoss()"

patch = replace(LOSS, "torch.nn.CrossEntropyLoss(label_smoothing=0.1)")
variants = (replace(LOSS, "torch.nn.CrossEntropyLoss(label_smoothing=0.2)"),)
