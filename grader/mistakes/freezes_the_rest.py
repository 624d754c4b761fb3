"""Everything but the matching parameters is frozen.

## What happens
The question is the wrong way round: the part that was named is what goes on learning.

## Why it is easy to miss
Both are done often: "freeze the body" and "freeze all but the head".

## Hints
1. Which parameters are frozen after your function, and which should be?
2. In which case does your code assign False?
3. Take the `not` out of the condition above the line that freezes: `if
   name.startswith(prefix):`.
"""

from grader.course.patch import replace

patch = replace("name.startswith(prefix)", "not name.startswith(prefix)")
