"""f is called with a w that has lost its shape.

## What happens
f takes a tensor of the shape of w. A flat one fits only where w is a vector: elsewhere f
stops, or pairs its entries with the wrong ones.

## Why it is easy to miss
For a vector the code is right.

## Hints
1. Print the shape of what you hand to f, for a w of shape (2, 3).
2. Which tensor do you move, and which one do you hand over?
3. Move an entry of `flat = w.view(-1)`, which shares its numbers with w, and call `f(w)`; or
   give what you hand over the shape back: `.view(w.shape)`.
"""

from grader.course.patch import replace

patch = replace("f(w)", "f(flat)")
