"""A number is too large.

## What it means
Functions of `math`, and powers of Python's own numbers, raise an error where the result
has no room; a tensor gets inf instead. Infinity cannot be turned into an int either, and a
whole number of a tensor has room for about 19 digits.

## The usual cause
An exponential function or a power is given a large number as it is, such as a score of
1000; or a loss that has become inf is rounded.

## Hint
Print the numbers that go into this line. Where one goes into an exponential function,
write the formula so that what goes in is never above zero.
"""

messages = {"OverflowError": r""}
general = True
