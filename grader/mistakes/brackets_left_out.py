"""The brackets around the divisor are left out.

## What happens
`/ 2 * eps` divides by 2 and then multiplies by eps: Python goes from left to right. With
a small eps hardly anything is left of the gradient.

## Why it is easy to miss
On paper everything after the slash stands below the line.

## Hints
1. By which factor do your numbers differ from the expected ones, and how does it change
   with eps?
2. What is `1 / 2 * 0.1` in Python?
3. In the line that divides, put brackets around the whole divisor: `(above - below) / (2 *
   eps)`.
"""

from grader.course.patch import replace

patch = replace("(above - below) / (2 * eps)", "(above - below) / 2 * eps")
