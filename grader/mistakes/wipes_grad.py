"""The model's own gradients are thrown away.

## What happens
The result is right, and what the model held in `.grad` is lost. A `step()` that was to follow
does nothing, or works with other gradients.

## Why it is easy to miss
`zero_grad` is the habit of every training loop, and the model is left tidy.

## Hints
1. Print the `.grad` of a parameter before and after your function, when there was one.
2. Who may still need the gradients that you empty?
3. Take out the line that empties them. If you need gradients of your own, use
   `torch.autograd.grad`, or keep copies of all `.grad` and put them back at the end.
"""

from grader.course.patch import Patch, after, before, replace, where


def _emptied(line: str) -> Patch:
    """Return the edit that empties the gradients in a function that only measures."""
    return (
        where("return loss") + before("logits = model(x)", line)
        | before("return abs(_A) <= 0.2 * expected", line)
        | where("was_training = model.training") + after("model.eval()", line)
    )


patch = _emptied("model.zero_grad()") | replace(
    "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
    """
model.zero_grad()
loss.backward()
found = [None if p.grad is None else p.grad.clone() for p in trainable.values()]
model.zero_grad()
""",
)
variants = (
    _emptied("model.zero_grad(set_to_none=False)"),
    replace(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        """
model.zero_grad()
loss.backward()
found = [p.grad for p in trainable.values()]
for p in trainable.values():
    p.grad = None
""",
    ),
    before(
        "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
        "model.zero_grad()",
    ),
)
