"""The prediction is made once, and every step goes back through it again.

## What happens
A forward pass computes with the weights of its moment. After the first step these are
others, and the prediction, the loss and the graph still belong to the old ones. The second
`backward()` then ends with an error, for a freed graph or for weights that have changed in
between.

## Why it is easy to miss
`retain_graph=True` silences the first of these errors, and the loop looks tidier with one
line less.

## Hints
1. How often does your code call the model in three steps?
2. With which weights was the prediction made that the second step learns from?
3. Move `prediction = model(x)` and the loss into the loop, before `loss.backward()`.
"""

from grader.course.patch import before, drop, replace, where

ONCE = (
    where("for _ in range(steps): ...")
    + drop("prediction = model(x)")
    + drop("loss = loss_fn(prediction, y)")
    + before("for _ in range(steps): ...", "prediction = model(x)\nloss = loss_fn(prediction, y)")
)
RETAINED = replace("loss.backward()", "loss.backward(retain_graph=True)")

patch = ONCE + RETAINED
variants = (ONCE,)
