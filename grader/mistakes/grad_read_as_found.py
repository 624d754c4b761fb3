"""Only the `.grad` that is there already is looked at.

## What happens
Nothing is computed from x and y. `.grad` holds what the last `backward()` has left, for another
batch, or None where there was none; in a new model every parameter seems silent.

## Why it is easy to miss
Directly after a step of training, `.grad` holds what one wants to see.

## Hints
1. Which line of yours uses x, y and loss_fn?
2. Who has filled the `.grad` that you look at, and when?
3. Compute the loss of this batch, and get its gradients from
   `torch.autograd.grad(loss, parameters, allow_unused=True)`.
"""

from grader.course.patch import drop, replace

patch = (
    drop("loss = loss_fn(model(x), y)")
    + drop("trainable = {name: p for name, p in model.named_parameters() if p.requires_grad}")
    + drop("found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)")
    + drop("gradients = dict(zip(trainable, found, strict=True))")
    + replace("gradient = gradients.get(name)", "gradient = p.grad")
)
