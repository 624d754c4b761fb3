"""`eval(...)` of Python computes a text; it switches no model.

## What it means
Without a name before it, `eval` is a function of Python: it takes a text with Python code. It was
given something else.

## The usual cause
The method `eval` of a model is meant, which switches the model into eval mode.

## Hint
Write the model before it: `model.eval()`.
"""

messages = {
    "TypeError": r"eval\(\) arg 1 must be a string, bytes or code object",
}
