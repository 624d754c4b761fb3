"""Single rows are compared with the batch, also where that says nothing.

## What happens
A row on its own goes through another dropout mask than in the batch, and that counts as
mixing here. And BatchNorm in train mode refuses a single row: it cannot take a spread
from one value.

## Why it is easy to miss
In eval mode it works, and it is the first test that comes to mind.

## Hints
1. What does BatchNorm in train mode do with a batch of one?
2. Dropout draws a mask of the shape of its input. Can a row alone get the mask that it
   had in the batch?
3. Keep the batch whole and change one row of it.
"""

from grader.course.patch import before

patch = before(
    "model = copy.deepcopy(model)",
    """
together = model(x)
for i in range(len(x)):
    alone = model(x[i : i + 1])
    if not torch.allclose(together[i], alone[0], atol=1e-5):
        return True
return False
""",
)
variants = (
    before(
        "state = torch.get_rng_state()",
        """
together = model(x)
for i in range(len(x)):
    alone = model(x[i : i + 1])
    if not torch.allclose(together[i], alone[0], atol=1e-5):
        return True
return False
""",
    ),
)
