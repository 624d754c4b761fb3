"""What your code made cannot be used as the exercise asks.

## What it means
The exception came when something that your code returned, or an object of your class, was put to
use. It cannot do what was asked of it.

## The usual cause
It is of another type than the exercise asks for, such as a list in place of a `DataLoader`; or a
method is missing, has another name, or returns something else.

## Hint
Compare its type, its methods and what they return with the exercise's text. Then use it yourself
in the way that is described there: the same exception comes up.
"""

messages = dict.fromkeys(
    ("AttributeError", "IndexError", "KeyError", "RuntimeError", "TypeError", "ValueError"), r""
)
placed = False
general = True
