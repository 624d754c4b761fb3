"""The logarithm has another base than e.

## What happens
The losses of PyTorch use the natural logarithm. A logarithm with base 2 is larger by a
factor of 1.44 (it counts bits), one with base 10 smaller by one of 2.3.

## Why it is easy to miss
On paper log may mean any of the three.

## Hints
1. What does your logarithm give for 2? And what is ln 2?
2. Which base have `exp` and the logarithm in the cross entropy?
3. Where you take the logarithm, use the natural one: `math.log` of a number, `.log()` of a
   tensor.
"""

from grader.course.patch import replace

SUM = "shifted.exp().sum(dim=1, keepdim=True)"

patch = replace("math.log(num_classes)", "math.log2(num_classes)") | replace(
    f"{SUM}.log()", f"{SUM}.log2()"
)
variants = (
    replace("math.log(num_classes)", "math.log10(num_classes)"),
    replace(f"{SUM}.log()", f"{SUM}.log10()"),
)
