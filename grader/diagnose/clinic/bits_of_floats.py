"""`&`, `|` and `~` are for True and False.

## What it means
These operators combine bits, or entries that are True or False. Here they meet
something else.

## The usual cause
Brackets are missing around a comparison: Python reads `a > 0 & b > 0` as `a > (0 & b) >
0`; or a mask holds 0.0 and 1.0.

## Hint
Put each comparison in brackets, `(a > 0) & (b > 0)`, and make a mask by comparing,
`mask > 0`.
"""

messages = {
    "RuntimeError": r'"bitwise_(and|or|not)_\w+" not implemented for',
    "NotImplementedError": r'"bitwise_(and|or|not)_\w+" not implemented for',
    "TypeError": (
        r"unsupported operand type\(s\) for [&|]=?:|bad operand type for unary ~|"
        r"\(operator\.invert\) is only implemented on integer and Boolean"
    ),
}
