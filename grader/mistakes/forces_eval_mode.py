"""The model is put into eval mode, although its mode is the caller's business.

## What happens
In eval mode dropout is off and BatchNorm uses its running statistics. A training loop
that calls your function would train without either, and would find the model in another
mode than it left it.

## Why it is easy to miss
In a notebook that only evaluates, eval mode is right.

## Hints
1. Which mode is the model in after your function, when it came in train mode?
2. Who knows whether this loss is for training or for measuring?
3. Call neither `model.train()` nor `model.eval()` here.
"""

from grader.course.patch import before, replace, where

patch = where("return loss") + before("logits = model(x)", "model.eval()")
variants = (
    where("return loss")
    + replace(
        "logits = model(x)",
        "was_training = model.training\nmodel.eval()\nlogits = model(x)\nmodel.train(was_training)",
    ),
)
