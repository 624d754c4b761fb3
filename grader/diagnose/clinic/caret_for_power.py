"""`^` is not the power in Python.

## What it means
`^` works on the bits of whole numbers. For floats there is no such operation.

## The usual cause
A square is written as in formulas: `(a - b) ^ 2`.

## Hint
Write `**` in this line: `(a - b) ** 2`.
"""

messages = {
    "RuntimeError": r'"bitwise_xor_\w+" not implemented for',
    "NotImplementedError": r'"bitwise_xor_\w+" not implemented for',
    "TypeError": r"unsupported operand type\(s\) for \^=?:",
}
