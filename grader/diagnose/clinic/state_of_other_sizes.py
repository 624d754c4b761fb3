"""The state belongs to a model of other sizes.

## What it means
In the state that is loaded, `{key}` has the shape {a}; in the model it has the shape
{b}.

## The usual cause
The state was taken from another model, or from this one before one of its layers was
replaced.

## Hint
Load a state only into a model of the same sizes. A layer is exchanged by assigning the
new one, such as `model.head = head`, without loading anything.
"""

messages = {
    "RuntimeError": (
        r"in loading state_dict for [\s\S]*size mismatch for (?P<key>[\w.]+): copying a "
        r"param with shape (?P<a>torch\.Size\(\[[^\]]*\]\)) from checkpoint, the shape "
        r"in current model is (?P<b>torch\.Size\(\[[^\]]*\]\))"
    ),
}
