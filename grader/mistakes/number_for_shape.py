"""One number is given where the shape was asked for.

## What happens
`numel()` multiplies all sizes, `len()` gives the first of them, `ndim` says how many there
are. A (2, 3) and a (6,) tensor both hold 6 entries, and what tells them apart is lost.

## Why it is easy to miss
For a vector the two say nearly the same: 4 and (4,).

## Hints
1. What would your function answer for a (2, 3) and for a (3, 2) tensor?
2. Which attribute keeps the sizes apart?
3. For the key "shape", return all sizes: `tuple(tensor.shape)`.
"""

from grader.course.patch import replace

patch = replace("tuple(tensor.shape)", "tensor.numel()")
variants = (
    replace("tuple(tensor.shape)", "len(tensor)"),
    replace("tuple(tensor.shape)", "tensor.ndim"),
)
