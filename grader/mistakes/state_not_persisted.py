"""What has to be remembered is lost when the function returns.

## What happens
After the call some or all of the caller's state is what it was before, so each call starts
from there again: without memory, momentum is plain SGD, and in Adam an average or the count
never gets beyond its first value. The usual reason: `v = …` gives a name to a new tensor, and
that name ends with the function. A new tensor that is appended to a list is lost as well: the
next call begins with the first ones again.

## Why it is easy to miss
The first call is right. Only from the second one on is something missing.

## Hints
1. What does the state of the caller hold after your function?
2. Do you change the tensors in the state, or make new ones that only your function knows?
3. Write in place, `v.copy_(…)`, or put the new one back, `velocity[i] = …`; a count
   goes back as well: `state["t"] = t`.
"""

from grader.course.patch import drop, replace, where

AVERAGES = replace("m.copy_(_A)", "m = _A") + replace("v.copy_(_A)", "v = _A")
COUNT = drop('state["t"] += 1') + replace('t = state["t"]', 't = state["t"] + 1')

patch = AVERAGES | replace("v.copy_(_A)", "v = _A")
variants = (
    COUNT,
    AVERAGES + COUNT,
    where("m.copy_(_A)") + replace("v.copy_(_A)", "v = _A"),
    replace("m.copy_(_A)", "m = _A"),
    replace("zip(params, velocity, strict=True)", "zip(params, list(velocity))")
    + replace("v.copy_(_A)", "v = _A\nvelocity.append(v)"),
)
