"""All entries are moved at once.

## What happens
`f(w + eps)` adds eps to every entry. The difference is then the sum of all partial
derivatives, not any one of them.

## Why it is easy to miss
In the formula w is a single number, and for a tensor with one entry the code is right.

## Hints
1. How many different numbers does your result hold, and how many should it?
2. What is asked for an entry: how f changes when it moves alone. Which entries move in
   your code?
3. Loop over the entries; move one and leave all the others where they are.
"""

from grader.course.patch import replace

patch = replace("result[i] = _A", "result[i] = (f(w + eps) - f(w - eps)) / (2 * eps)")
variants = (replace("return gradient", "return (f(w + eps) - f(w - eps)) / (2 * eps)"),)
