"""Parameters that are frozen already are passed over.

## What happens
A parameter that is frozen may still match, and may still hold an old gradient. Passed
over, it is not counted, and its `.grad` stays.

## Why it is easy to miss
In a model without frozen parts it comes to the same, and a second call returns 0.

## Hints
1. Call your function twice. What does it return the second time?
2. Does the name of a frozen parameter match less?
3. Ask for the name only, not for `p.requires_grad`.
"""

from grader.course.patch import replace

patch = replace("name.startswith(prefix)", "p.requires_grad and name.startswith(prefix)")
