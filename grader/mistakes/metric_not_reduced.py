"""Each rank reports its own part only.

## What happens
Every rank has measured another part of the data. Without an exchange it returns the
mean of its own part, each rank another one, and what rank 0 prints says nothing about
the rest.

## Why it is easy to miss
With large parts the means hardly differ.

## Hints
1. Print the result in every rank. Is it the same everywhere?
2. What would rank 0 have to know of the others?
3. Put sum and count into a tensor and `dist.all_reduce` it before you divide.
"""

from grader.course.patch import drop

patch = drop("dist.all_reduce(sums)")
