"""A small gain does not count, although any lower loss should.

## What happens
An epoch is only taken for better when its loss is lower by more than some amount that the
code chose. Losses that creep down then count as waiting, and training stops although every
epoch was better than the one before it, or the weights that are kept are not the best ones.

## Why it is easy to miss
Many libraries have such a threshold, and where losses fall in large steps it changes nothing.

## Hints
1. By how much does a loss have to be lower in your code, and in the text?
2. Feed losses that fall by a hundred-thousandth each time. When does your code give up?
3. In the comparison with the best loss, subtract nothing from it: any lower loss is better.
"""

from grader.course.patch import replace

patch = replace('val["loss"] < best', 'val["loss"] < best - 1e-4') | replace(
    "val_loss < self.best", "val_loss < self.best - 1e-4"
)
