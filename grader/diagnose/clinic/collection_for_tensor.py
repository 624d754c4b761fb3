"""A {kind} has no `{name}`.

## What it means
What stands before `.{name}` is a {kind}. Tensors and models have a `{name}` perhaps; a
{kind} has none.

## The usual cause
A batch of a loader was not taken apart: it is a pair of inputs and labels. Or numbers
were collected, and their mean is asked of the collection.

## Hint
Take it apart, as `for x, y in loader:` does, or make a tensor of collected numbers
first: `torch.tensor(losses).mean()`.
"""

messages = {
    "AttributeError": (
        r"'(?P<kind>list|tuple|dict|set|generator)' object has no attribute "
        r"'(?P<name>\w+)'"
    ),
}
general = True
