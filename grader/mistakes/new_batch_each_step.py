"""The steps do not see the batch as it was handed over.

## What happens
All steps are meant to be taken on the same few examples, each with its own target: there the
loss has to go down to nearly nothing, which makes it a test of the code. When inputs or targets
are drawn anew or mixed up in the steps, there is nothing to learn by heart, and the loss stays
up although the code may be right otherwise.

## Why it is easy to miss
Training on a new batch in every step is what one does for the rest of the day.

## Hints
1. Print the sum of the inputs in every step. Does it change?
2. Which tensors should be the same in all steps?
3. Use the x and y that you were given, and nothing else, in every step.
"""

from grader.course.patch import before, where

GUARD = where("for _ in range(steps): ...") + where("losses.append(loss.item())")

patch = GUARD + before("prediction = model(x)", "x = torch.randn_like(x)")
variants = (
    GUARD + before("prediction = model(x)", "x = x[torch.randperm(len(x))]"),
    GUARD + before("loss = loss_fn(prediction, y)", "y = y[torch.randperm(len(y))]"),
)
