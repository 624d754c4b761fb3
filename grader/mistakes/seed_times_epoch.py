"""The seed is multiplied by the epoch, not added to it.

## What happens
In epoch 0 the product is 0 whatever the seed, so all trainings begin with the same order; with a
seed of 0 all epochs have the same one.

## Why it is easy to miss
In later epochs, and with other seeds, the orders differ as they should.

## Hints
1. Compare the orders of two seeds in epoch 0.
2. What does your generator get as its seed in epoch 0?
3. Where you seed the generator, add the two: `generator.manual_seed(seed + epoch)`.
"""

from grader.course.patch import replace

patch = replace("generator.manual_seed(seed + epoch)", "generator.manual_seed(seed * epoch)")
