"""`math.{function}` takes one number, and here are several.

## What it means
What Python's module `math` has works on one plain number. The tensor here does not have
exactly one entry.

## The usual cause
`math.{function}` stands where the operation of the same kind on tensors is meant, which
works entry by entry.

## Hint
Write `torch.{function}(...)` in place of `math.{function}(...)`, and leave the tensor as it is.
"""

messages = {
    "ValueError": r"only one element tensors can be converted",
}
line = (
    r"^(?!.*(\.item\(|\bfloat\(|\bint\(|\btensor\())"
    r".*\bmath\.(?P<function>sqrt|exp|expm1|log|log1p|log2|log10|sin|cos|tanh|floor|ceil|erf)\("
)
