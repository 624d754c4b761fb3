"""There is nothing to join into one tensor.

## What it means
`torch.cat`, `torch.stack` and what is built on them make one tensor of several. What they were
given holds none.

## The usual cause
A condition left out all that should go in, or the loop that should collect it did not run.

## Hint
Ask above this line whether there is anything, and decide what the result is when there is not.
"""

messages = dict.fromkeys(
    ("RuntimeError", "ValueError"),
    r"expect(s|ed) a non-empty (list of Tensors|TensorList)",
)
