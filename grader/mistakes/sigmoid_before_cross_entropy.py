"""A sigmoid is applied before a loss that expects raw scores.

## What happens
The sigmoid presses every score into the range from 0 to 1, and the loss then takes the
softmax of that. Differences between classes can hardly be expressed any more, and the
gradients shrink.

## Why it is easy to miss
The sigmoid belongs to tasks with two outcomes, and the loss still falls a little.

See also: `sigmoid_on_output`.

## Hints
1. In which range are the values that you hand to the loss?
2. Which activation does `CrossEntropyLoss` contain already?
3. Hand the raw outputs of the model to `loss_fn`.
"""

from grader.course.patch import replace

patch = replace("loss = loss_fn(_A, _B)", "loss = loss_fn(torch.sigmoid(_A), _B)")
