"""The correction uses the number of another call.

## What happens
With the count from before this call, the first correction divides by 1 - beta⁰, which is zero,
and everything becomes nan or inf. With a count that is one too large, the corrections
are too weak.

## Why it is easy to miss
It is the usual question of where a count starts: torch and the formula begin with t = 1.

## Hints
1. What is t in your formula at the very first call?
2. When does the count grow, and which of the two values do you use?
3. `state["t"] += 1` first, then use `state["t"]`; or use `state["t"] + 1` and store
   exactly that.
"""

from grader.course.patch import replace, swap

patch = swap('state["t"] += 1', 't = state["t"]')
variants = (replace('t = state["t"]', 't = state["t"] + 1'),)
