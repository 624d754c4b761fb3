"""Every example's loss has to be near ln C, where only their mean has.

## What happens
The losses of single examples scatter, also in a healthy new model. What should be near ln
C is their mean, which is what the loss is.

## Why it is easy to miss
For a model whose outputs are nearly zero all examples agree.

## Hints
1. How many numbers does your condition look at?
2. Is there a `reduction="none"` and an `all` in your code?
3. Take the mean loss over the batch, then compare once.
"""

from grader.course.patch import replace

EACH = 'measured = torch.nn.functional.cross_entropy(scores, labels, reduction="none")'

patch = replace("measured = _A", EACH) + replace(
    "abs(measured - expected) <= _B", "bool(((measured - expected).abs() <= _B).all())"
)
variants = (
    replace("measured = _A", EACH)
    + replace(
        "abs(measured - expected) <= _B", "all(abs(m - expected) <= _B for m in measured.tolist())"
    ),
)
