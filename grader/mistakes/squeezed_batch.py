"""With a single example the dimension that counts examples is lost.

## What happens
`squeeze()` removes every dimension of size 1. For one example that is the first one: the
result has one dimension less, and whoever goes on with it takes outputs for examples or
finds nothing to count. For a single output it removes the last one.

## Why it is easy to miss
With two examples or more, and two outputs or more, it does nothing.

See also: `squeezes_batch_of_one`.

## Hints
1. What shape does your result have for a single example, and what shape should it have?
2. Which call removes dimensions of size 1, wanted or not?
3. Leave `squeeze()` out, or name the dimension that it may remove.
"""

from grader.course.patch import replace, where

patch = (where("hidden = _H") + replace("return _A", "return (_A).squeeze()")) | replace(
    "return logits.argmax(dim=1)", "return logits.squeeze().argmax(dim=-1)"
)
