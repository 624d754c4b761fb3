"""A tensor has fewer sizes than are asked for.

## What it means
`.shape` holds one size for each dimension: two for a matrix, one for a vector, none for one
number. This line asks for one that is not there.

## The usual cause
Tensors of several kinds come by, as weights, which are matrices, and biases, which are vectors;
or a dimension was summed, squeezed or indexed away before.

## Hint
Print the shape above this line. `.numel()` counts all entries whatever the shape is, and
`.shape[-1]` is the last size.
"""

messages = {
    "IndexError": r"tuple index out of range",
}
line = r"\.(shape|size\(\))\["
