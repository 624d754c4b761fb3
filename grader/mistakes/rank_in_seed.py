"""Each rank draws an order of its own.

## What happens
With the rank in the seed the ranks take their shares from different orders. Some
examples then occur in several shares and others in none, and no rank notices.

## Why it is easy to miss
Different random numbers in different processes are often what one wants, for example
for augmentation. Each single share looks right.

## Hints
1. Put the shares of all ranks together. Is every example in there?
2. Which of the numbers that your generator is seeded with differ between ranks?
3. Seed with `seed + epoch`, the same in every rank. What differs is only where a rank
   starts to pick.
"""

from grader.course.patch import replace

patch = replace("generator.manual_seed(seed + epoch)", "generator.manual_seed(seed + epoch + rank)")
variants = (
    replace("generator.manual_seed(seed + epoch)", "generator.manual_seed(seed + rank)"),
    replace(
        "generator.manual_seed(seed + epoch)", "generator.manual_seed(seed + epoch + 1000 * rank)"
    ),
)
