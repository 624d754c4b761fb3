"""Two matrices do not fit for a product.

## What it means
In a matrix product each row of the first meets each column of the second, so the first
needs as many columns as the second has rows. Here the sizes are {a} and {b}.

## The usual cause
A linear layer's weight has the shape (outputs, inputs), and its `.T` was forgotten, or
taken where it does not belong; or two arguments are swapped.

## Hint
Print both shapes above this line. With `x` of shape (examples, inputs) and `w` of shape
(outputs, inputs), the product is `x @ w.T`.
"""

messages = {
    "RuntimeError": r"shapes cannot be multiplied \((?P<a>\d+x\d+) and (?P<b>\d+x\d+)\)",
}
own = True
