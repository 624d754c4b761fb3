"""A tensor is to be made of tensors that have several entries.

## What it means
`torch.tensor(...)` takes plain numbers, or lists of them. Inside the list here are tensors
with another number of entries than one.

## The usual cause
Tensors were collected in a list, one for each batch or example, and are put together as if
they were numbers.

## Hint
`torch.stack(values)` puts tensors of one shape above each other, and `torch.cat(values)` one
behind the other.
"""

messages = {
    "ValueError": r"only one element tensors can be converted",
}
line = (
    r"^(?!.*(\.item\(|\bfloat\(|\bint\(|\bmath\.))"
    r".*\btorch\.(tensor|as_tensor|Tensor|FloatTensor)\("
)
