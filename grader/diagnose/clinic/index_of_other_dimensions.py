"""The index of `gather` has another number of dimensions than the tensor.

## What it means
`gather` and `scatter` want an index with as many dimensions as the tensor that they pick from
or write to. Picked from a matrix of scores, the index is a matrix too.

## The usual cause
Labels of shape (examples,) are handed over as they are.

## Hint
Make a column of the labels, `scores.gather(1, labels.unsqueeze(1))`, which gives a column too;
or pick with two indices, `scores[torch.arange(len(labels)), labels]`, which gives a vector.
"""

messages = {
    "RuntimeError": r"Index tensor must have the same number of dimensions as",
}
