"""A first loss that is too low counts as sane.

## What happens
Only losses above ln C are refused. A new model cannot know the answers: a loss far below
ln C says that it has seen the labels, that the loss is divided once too often, or that
the model is not new.

## Why it is easy to miss
A low loss looks like good news.

## Hints
1. What does your function say of a new model whose first loss is 0.1, with ten classes?
2. To how many sides of ln C may a loss be too far away?
3. Compare the distance without its sign: `abs(loss - expected) <= 0.2 * expected`.
"""

from grader.course.patch import replace

patch = replace("abs(measured - expected)", "measured - expected")
