"""A tensor is reshaped where its dimensions should be exchanged.

## What happens
`view` and `reshape` read the same numbers in the same order and cut them into rows of
another length. A transpose moves each number to another place. The shape is right
afterwards, and nearly every number stands in the wrong place.

## Why it is easy to miss
The shape is what an error message would complain about, and the shape fits.

## Hints
1. Which number stands in row 0, column 1 before, and which should stand there after?
2. What happens to the order of the numbers in memory in a reshape?
3. Where you turn the weight, exchange its dimensions instead of renaming its shape: `w.T`,
   `w.transpose(0, 1)` or `permute`.
"""

from grader.course.patch import replace

patch = replace("_A @ _W.T", "_A @ _W.reshape(_W.shape[1], _W.shape[0])")
variants = (
    replace("x @ w1.T", "x @ w1.reshape(w1.shape[1], w1.shape[0])"),
    replace("hidden @ w2.T", "hidden @ w2.reshape(w2.shape[1], w2.shape[0])"),
)
