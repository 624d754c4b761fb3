"""A `{called}` has no length.

## What it means
`len(...)` asks an object for its method `__len__`. This class has none.

## The usual cause
The method was left out, is spelt otherwise, or stands outside the class because of its
indentation; or `len` is asked of a thing that holds the data and is not a list itself.

## Hint
Write `def __len__(self):` into the class and return the number of its items; or ask for the length
of the data that the object holds.
"""

messages = {"TypeError": r"object of type '(?P<called>(?!NoneType|Module)[A-Z]\w*)' has no len\(\)"}
