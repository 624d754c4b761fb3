"""The model is put into eval mode, although its mode is the caller's business.

## What happens
In eval mode dropout is off and BatchNorm uses its running statistics. A training loop
that calls your function trains without either, and may find the model in another mode than
it left it in.

## Why it is easy to miss
In a notebook that only evaluates, eval mode is right.

## Hints
1. Which mode is the model in after your function, when it came in train mode?
2. Who decides whether the model is to train or to be measured?
3. Take `model.eval()` out: where the model comes in train mode, it stays in it.
"""

from grader.course.patch import after, before, replace, unless, where

STEP = unless("model.train()") + unless("model.eval()") + where("optimizer.step()")
IN_EVAL = before("optimizer.zero_grad()", "model.eval()")

patch = where("return loss") + before("logits = model(x)", "model.eval()") | STEP + IN_EVAL
variants = (
    STEP + IN_EVAL + after("optimizer.step()", "model.train()"),
    STEP + where("scaler.update()") + IN_EVAL + after("scaler.update()", "model.train()"),
    where("return loss")
    + replace(
        "logits = model(x)",
        "was_training = model.training\nmodel.eval()\nlogits = model(x)\nmodel.train(was_training)",
    ),
)
