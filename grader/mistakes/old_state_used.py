"""The parameter moves before its state is brought up to date.

## What happens
The step uses the state of the call before, so this batch's gradient takes effect one
call too late. At the first call, where the state is zero, nothing moves at all.

## Why it is easy to miss
Both lines are right. Only their order is not.

## Hints
1. Does a parameter move at the very first call?
2. What does the state hold when you use it?
3. Bring the state up to date first, then move the parameter by the new one.
"""

from grader.course.patch import move, swap, where

patch = where("v.copy_(momentum * v + _G)") + swap("v.copy_(_A)", "p -= _B") | move(
    "m.copy_(_A)", behind="p -= _B"
) + move("v.copy_(_A)", behind="p -= _B")
