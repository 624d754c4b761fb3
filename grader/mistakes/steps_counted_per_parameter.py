"""The count grows with every parameter instead of every call.

## What happens
The line that counts stands inside the loop. With three parameters, t is three after the first
call, and each parameter is corrected with another t.

## Why it is easy to miss
With a single parameter it is right, and one level of indentation is easy to overlook.

## Hints
1. What is `state["t"]` after the first call?
2. How often does the line that counts run in one call?
3. Move it in front of the loop.
"""

from grader.course.patch import before, drop

COUNT = 'state["t"] += 1\nt = state["t"]'
ONCE = drop('state["t"] += 1', 't = state["t"]')

patch = ONCE + before("if p.grad is not None: ...", COUNT)
variants = (ONCE + before("m.copy_(_A)", COUNT),)
