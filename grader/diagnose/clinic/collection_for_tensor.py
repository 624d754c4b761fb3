"""A {kind} has no `{name}`.

## What it means
What stands before `.{name}` is a {kind}. Tensors and models have a `{name}` perhaps; a
{kind} has none.

## The usual cause
Something that holds several tensors was asked as if it were one. A batch of a loader is a
pair, `model.parameters()` gives one parameter after the other, and losses that were
collected stand in a list.

## Hint
Take it apart, as `for x, y in loader:` or `for p in model.parameters():` does, or make a
tensor of collected numbers first: `torch.tensor(losses).mean()`.
"""

messages = {
    "AttributeError": (
        r"'(?P<kind>list|tuple|dict|set|generator)' object has no attribute "
        r"'(?P<name>\w+)'"
    ),
}
general = True
