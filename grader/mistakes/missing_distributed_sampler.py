"""Every rank gets all the examples.

## What happens
Nothing is shared out. Each rank goes through the whole data set in the same order, all
of them compute the same gradients, and the mean of equal gradients is what one rank
alone would have had. The work of all the others is wasted.

## Why it is easy to miss
The losses look right and fall as they should. Only the time for an epoch, which does
not get shorter with more ranks, gives it away.

## Hints
1. How many indices does one rank get, and how many does the data set have?
2. Put the lists of all ranks together. How often does an example occur?
3. Return a part only: every world_size-th entry, from `rank` on.
"""

from grader.course.patch import replace

patch = replace("return padded[rank::world_size]", "return padded")
variants = (replace("return padded[rank::world_size]", "return order"),)
