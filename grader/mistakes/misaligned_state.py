"""Parameters are paired with the state of other parameters.

## What happens
Parameters without a gradient are left out of one list and not of the other. Behind the first
of them, each parameter uses the state that belongs to one further ahead in the list.

## Why it is easy to miss
As long as every parameter has a gradient the lists fit. Where shapes differ an error may tell;
where they are equal nothing does.

## Hints
1. Which state does the parameter behind one without a gradient use?
2. What do you go through together, and are both lists of the same length?
3. Pair all parameters with all states first, then skip those whose `.grad` is None.
"""

from grader.course.patch import replace

TRAINED = "[q for q in params if q.grad is not None]"
BOTH = 'state["m"], state["v"]'

patch = replace("zip(params, velocity, strict=True)", f"zip({TRAINED}, velocity)") | replace(
    f"zip(params, {BOTH}, strict=True)", f"zip({TRAINED}, {BOTH})"
)
variants = (
    replace("zip(params, velocity, strict=True)", f"zip({TRAINED}, velocity, strict=True)")
    | replace(f"zip(params, {BOTH}, strict=True)", f"zip({TRAINED}, {BOTH}, strict=True)"),
)
