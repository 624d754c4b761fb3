"""A first loss that is too high counts as sane.

## What happens
Only losses below ln C are refused. A first loss far above it says that the model is sure
of wrong answers: its last layer starts with weights that are too large, or its inputs are
not scaled.

## Why it is easy to miss
One expects a new model to be bad.

## Hints
1. What does your function say of a new model whose first loss is 9, with ten classes?
2. How large is the loss of a model that knows nothing and is sure of nothing?
3. Compare the distance without its sign: `abs(loss - expected) <= 0.2 * expected`.
"""

from grader.course.patch import replace

patch = replace("abs(measured - expected)", "expected - measured")
