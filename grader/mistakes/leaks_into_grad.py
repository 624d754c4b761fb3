"""The model's own gradients are changed.

## What happens
`backward()` writes into `.grad`, and that belongs to the model. Whoever asked only for a
look finds other gradients there than before, and the next `step()` uses them.

## Why it is easy to miss
What is returned is right.

## Hints
1. Print the `.grad` of a parameter before and after your function.
2. Which call returns gradients without writing them into the parameters?
3. Where no gradient is asked for, leave out `backward()`. Otherwise use
   `torch.autograd.grad(loss, parameters, allow_unused=True)`, or keep all `.grad` first and
   put them back.
"""

from grader.course.patch import replace, unwrap

patch = replace(
    "found = torch.autograd.grad(loss, list(trainable.values()), allow_unused=True)",
    "model.zero_grad()\nloss.backward()\nfound = [p.grad for p in trainable.values()]",
)
variants = (
    unwrap("with torch.no_grad():")
    + replace(
        "measured = torch.nn.functional.cross_entropy(scores, labels).item()",
        """
loss = torch.nn.functional.cross_entropy(scores, labels)
loss.backward()
measured = loss.item()
""",
    ),
)
