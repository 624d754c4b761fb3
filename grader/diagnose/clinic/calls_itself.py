"""A function calls itself without end.

## What it means
Each call made a further one, until Python refused.

## The usual cause
The function calls itself by its own name, where another one was meant, such as torch's;
or a property reads itself.

## Hint
Call the other function by its full name in this line, such as
`torch.nn.functional.cross_entropy`, and give an attribute another name than the
property that reads it.
"""

messages = {
    "RecursionError": r".*",
}
raised = None
