"""A central difference is divided by eps instead of 2 · eps.

## What happens
The two points lie 2 · eps apart. Divided by one eps the result is twice the slope.

## Why it is easy to miss
For a forward difference eps is the right divisor.

## Hints
1. By which factor do your numbers differ from the expected ones?
2. How far apart are the two points at which f is evaluated?
3. In the line that divides, the two points are two steps apart: divide by `(2 * eps)`.
"""

from grader.course.patch import replace

patch = replace("(above - below) / (2 * eps)", "(above - below) / eps")
