"""An output that depends on its own input counts as mixing.

## What happens
When row j of x changes, row j of the output changes too: that is what a model is for.
Only a change in another row says that examples reach one another. Here every model mixes.

## Why it is easy to miss
For a model that really mixes the answer is right.

## Hints
1. What does your function say of a single linear layer?
2. Row j of x was changed. Which row of the output must you leave out of the comparison?
3. Compare all rows except j.
"""

from grader.course.patch import replace

patch = replace("torch.allclose(before[others], after[others])", "torch.allclose(before, after)")
