"""The processes are to exchange something that is no tensor.

## What it means
`dist.all_reduce` and its like write their result into the tensor that they are given. What is
handed over here is {kind}.

## The usual cause
A plain number, or a list, is handed over as it is.

## Hint
Put the numbers into a tensor first, as in `sums = torch.tensor([a, b])`, hand that over, and read
the result from it.
"""

messages = {
    "TypeError": (
        r"Expected parameter `?tensor`? of type torch\.Tensor\s+but got (?P<kind>.+?) instead"
    ),
}
