"""The way back from the loss is lost, although the loss wants a gradient.

## What happens
The loss wants a gradient, and its history does not lead to what was handed over, a prediction
or a model with its parameters: no gradient arrives there. `torch.tensor(loss,
requires_grad=True)`, for one, copies the value into a fresh tensor without history;
`detach().requires_grad_()` does the same to whatever it is called on, and a copy of the model
has parameters of its own.

## Why it is easy to miss
The error message about `requires_grad` goes away, and nothing else complains.

## Hints
1. What is the `grad_fn` of the tensor that you return?
2. Which tensors does `torch.tensor(...)` know about: the one it makes, or those before
   it?
3. Return the result of the computation itself: do not wrap it, and detach nothing on the way.
"""

from grader.course.patch import replace

patch = replace(
    "return losses.mean()", "return torch.tensor(losses.mean().item(), requires_grad=True)"
) | replace("return loss", "return torch.tensor(loss.item(), requires_grad=True)")
