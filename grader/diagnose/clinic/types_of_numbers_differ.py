"""Two tensors hold different types of numbers.

## What it means
The operation needs one type of number on both sides, and finds two, such as 32-bit
floats (`torch.float32`, the usual one of weights) and 64-bit floats (`torch.float64`)
or whole numbers.

## The usual cause
One of them came from NumPy or from `.double()`, was made with `dtype=torch.float64`, or
holds labels.

## Hint
Bring the data to the type of the weights where it is made: `x.float()`, or
`.to(w.dtype)` for a weight `w`.
"""

messages = {
    "RuntimeError": (
        r"(to|must) have the same dtype|Found dtype \w+ but expected \w+|expected "
        r"scalar type (Float|Double|Half|BFloat16) but found|Index put requires the "
        r"source and destination dtypes match|dot : expected both vectors to have same "
        r"dtype"
    ),
}
