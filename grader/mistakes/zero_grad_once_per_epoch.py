"""The gradients are emptied once for the whole loop, not for each batch.

## What happens
`zero_grad()` stands outside the loop, before it or after it. From the second batch on,
`backward()` adds to what the earlier batches left in `.grad`, so each update moves by the
sum of all gradients so far.

## Why it is easy to miss
The first update is right, and the next time the call is reached everything starts clean
again, so losses look plausible at a glance. The call is there; only its place is wrong.

See also: `zero_grad_every_micro_batch`.

## Hints
1. How many batches pass between two calls of `zero_grad()` in your code?
2. Every `backward()` adds to `.grad`. How often must it be emptied, then?
3. Move `optimizer.zero_grad()` into the loop over batches, before `loss.backward()`.
"""

from grader.course.patch import hoist, unless

# A model made just before the loop has nothing to empty: there it is missing_zero_grad.
HAD_GRADIENTS = unless("model = make_model()")

patch = HAD_GRADIENTS + hoist("optimizer.zero_grad()")
variants = (HAD_GRADIENTS + hoist("optimizer.zero_grad()") + hoist("optimizer.zero_grad()"),)
