"""The answer is the other way round: True means to go on.

## What happens
`should_stop` is asked whether to stop. Here it returns True as long as the patience
lasts, so a loop that uses it breaks off after its first epoch.

## Why it is easy to miss
The count and the comparison are right; only their meaning is turned round.

## Hints
1. What does your method return after the very first loss?
2. Which question does its name ask?
3. Return True when the patience is used up: `waited >= patience`.
"""

from grader.course.patch import replace

patch = replace("self.waited >= self.patience", "self.waited < self.patience")
