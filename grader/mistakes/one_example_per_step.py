"""Each step uses one example of the batch, not the whole batch.

## What happens
The batch is taken apart, and each step goes down the gradient of one example's loss. The
steps pull in different directions, and what is returned are losses of single examples,
which cannot be compared with one another.

## Why it is easy to miss
The loss falls as well, and in the end the model knows all the examples.

## Hints
1. Which shape has the tensor that goes into the model?
2. How many examples should each of the losses be a mean of?
3. `loss_fn(model(x), y)` with all of x and y, in every step.
"""

from grader.course.patch import replace, where

patch = (
    where("losses.append(loss.item())")
    + where("for _ in range(steps): ...")
    + replace("prediction = model(x)", "k = len(losses) % len(x)\nprediction = model(x[k : k + 1])")
    + replace("loss = loss_fn(prediction, y)", "loss = loss_fn(prediction, y[k : k + 1])")
)
