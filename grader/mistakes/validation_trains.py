"""Measuring computes gradients or changes the weights.

## What happens
A `backward()` or `step()` stands in the validation loop. A `backward()` adds to `.grad`, and the
next step of training follows that as well. With a `step()` the model learns from the data that
should tell how well it does on data it has not seen, and the metric loses its meaning.

## Why it is easy to miss
The validation loop is a copy of the training loop, and the validation loss falls very
nicely.

## Hints
1. Compare the weights and their `.grad` before and after measuring. Are they equal?
2. Which lines of the training loop have no place in the validation loop?
3. Keep only forward, loss and metrics, under `torch.no_grad()`.
"""

from grader.course.patch import after, unwrap, where

patch = unwrap("with torch.no_grad():") + (
    after(
        "val_loss = loss_fn(_A, _B)", "optimizer.zero_grad()\nval_loss.backward()\noptimizer.step()"
    )
    | where("model.train(was_training)") + after("loss = loss_fn(_A, _B)", "loss.backward()")
)
