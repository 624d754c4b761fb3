"""The activation keeps the negative values and drops the positive ones.

## What happens
`clamp(max=0)` puts 0 for everything above 0. ReLU does the opposite: `clamp(min=0)` puts 0
for everything below. What should pass is lost, and what should be lost passes.

## Why it is easy to miss
"Cut at zero" fits both, and `max(0, x)` is how ReLU is written on paper.

## Hints
1. What does your activation make of 2 and of -2?
2. Is 0 the smallest value that may come out, or the largest?
3. In the line of the hidden layer, let 0 be the smallest value: `.clamp(min=0)`, or
   `torch.relu(...)`.
"""

from grader.course.patch import replace

patch = replace("hidden = torch.relu(_A)", "hidden = (_A).clamp(max=0)")
