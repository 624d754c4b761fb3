"""The model is put into train mode, although its mode is the caller's business.

## What happens
In train mode dropout drops and BatchNorm takes the statistics of the batch at hand. A
validation that calls your function would measure that instead, and layers that somebody
froze in eval mode wake up.

## Why it is easy to miss
A fresh model is in train mode anyway.

## Hints
1. Which mode is the model in after your function, when it came in eval mode?
2. Who knows whether this loss is for training or for measuring?
3. Call neither `model.train()` nor `model.eval()` here.
"""

from grader.course.patch import before, replace, where

patch = where("return loss") + before("logits = model(x)", "model.train()")
variants = (
    where("return loss")
    + replace(
        "logits = model(x)",
        "was = model.training\nmodel.train()\nlogits = model(x)\nmodel.train(was)",
    ),
)
