"""The outputs are summed over the batch before they are looked at.

## What happens
A sum over all rows holds the row's own part, so every model seems to mix. And what
BatchNorm takes from one row it gives to the others: behind it the sum over the batch is
always the same, so just there nothing seems to depend on anything.

## Why it is easy to miss
One number is easier to compare, or to differentiate, than a table.

## Hints
1. What is the sum over the batch behind a BatchNorm, whatever goes in?
2. Which rows may change when row j of x changes? Can you still see them in a sum?
3. Compare the rows of the output one by one, all except j.
"""

from grader.course.patch import before, replace

patch = replace(
    "torch.allclose(before[others], after[others])",
    "torch.allclose(before.sum(dim=0), after.sum(dim=0), atol=1e-5)",
)
variants = (
    before(
        "state = torch.get_rng_state()",
        """
leaf = x.clone().requires_grad_(True)
model(leaf).sum().backward()
return bool((leaf.grad != 0).any())
""",
    ),
    before(
        "state = torch.get_rng_state()",
        """
leaf = x.clone().requires_grad_(True)
model(leaf).sum().backward()
return bool((leaf.grad.abs() > 1e-5).any())
""",
    ),
)
