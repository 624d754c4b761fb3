"""The exponential is taken before averaging.

## What happens
The mean of exponentials is not the exponential of the mean: large losses dominate it. A
perplexity is the exponential of the mean loss per example, taken once at the end.

## Why it is easy to miss
For a single batch the two agree.

## Hints
1. At which point do you take the exponential: per batch, or once at the end?
2. Is the mean of `exp(a)` and `exp(b)` the same as `exp` of their mean?
3. Average the losses; take the exponential of the average only where a perplexity is
   asked for.
"""

from grader.course.patch import replace

patch = replace("loss.item() * len(x)", "loss.exp().item() * len(x)")
