"""The index does not fit the tensor that it picks from.

## What it means
The tensors that pick entries have to be of one length, or a mask of the tensor's own
shape. Here they are not.

## The usual cause
A mask or a list of labels belongs to other examples; or rows are picked by `range` of
another length.

## Hint
Print the shapes of tensor and index above this line; pick one entry from each row with
`scores[torch.arange(len(labels)), labels]`.
"""

messages = {
    "IndexError": (
        r"shape mismatch: indexing tensors|The shape of the mask|could not be broadcast "
        r"together"
    ),
}
