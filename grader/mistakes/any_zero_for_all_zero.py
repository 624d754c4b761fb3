"""Zeros in a gradient are taken for a gradient of zeros.

## What happens
Behind a ReLU single units are often off for a whole batch, and their entries of the
gradient are 0. The parameter as a whole still learns. It is silent only when every entry
is 0.

## Why it is easy to miss
In small models without ReLU no entry is exactly zero.

## Hints
1. Print the gradient of a parameter that you report. Is every entry zero?
2. Do you ask whether some entry is zero, or whether all are?
3. In the line that decides about a gradient, ask about all entries: `(gradient == 0).all()`,
   or `not gradient.any()`.
"""

from grader.course.patch import replace

patch = replace("bool((gradient == 0).all())", "bool((gradient == 0).any())")
