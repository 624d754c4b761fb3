"""Each step uses one example of the batch, not the whole batch.

## What happens
The batch is taken apart, and each step goes down the gradient of one example's loss. Different
examples pull in different directions, and losses of single examples cannot be compared with one
another.

## Why it is easy to miss
The loss falls as well: a single example is a batch too, and all shapes fit.

## Hints
1. Of how many examples are the outputs that you hand to the loss?
2. How many examples should the loss of each step be a mean of?
3. Compute the loss of every step with all of x and y, without an index or a slice behind them.
"""

from grader.course.patch import replace, where

STEPS = where("for _ in range(steps): ...")

patch = (
    STEPS
    + where("losses.append(loss.item())")
    + replace("prediction = model(x)", "k = len(losses) % len(x)\nprediction = model(x[k : k + 1])")
    + replace("loss = loss_fn(prediction, y)", "loss = loss_fn(prediction, y[k : k + 1])")
    | STEPS
    + replace("prediction = model(x)", "k = _ % len(x)\nprediction = model(x[k : k + 1])")
    + replace("loss = loss_fn(prediction, y)", "loss = loss_fn(prediction, y[k : k + 1])")
    | replace(
        "loss = loss_fn(model(x), y.unsqueeze(1))",
        "loss = loss_fn(model(x[:1]), y[:1].unsqueeze(1))",
    )
)
variants = (
    STEPS
    + replace("prediction = model(x)", "prediction = model(x[:1])")
    + replace("loss = loss_fn(prediction, y)", "loss = loss_fn(prediction, y[:1])"),
    replace("loss = loss_fn(model(x), y.unsqueeze(1))", "loss = loss_fn(model(x)[0], y[:1])"),
)
