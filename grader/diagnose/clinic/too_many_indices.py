"""The tensor has fewer dimensions than the index has places.

## What it means
Each place in the square brackets, between commas, belongs to one dimension. The tensor here
has fewer of them; one number has none.

## The usual cause
A dimension was summed, squeezed or indexed away before; or the tensor is a vector, such as
the labels or a bias, and is indexed like a matrix.

## Hint
Print the shape above this line, and write at most one place for each of its numbers.
"""

messages = {
    "IndexError": r"too many indices for (tensor|array)|invalid index of a 0-dim tensor",
}
