"""The logarithm has another base than e.

## What happens
The losses of PyTorch use the natural logarithm. With base 2 the number is larger by a
factor of 1.44 (it counts bits), with base 10 smaller by one of 2.3.

## Why it is easy to miss
On paper log may mean any of the three.

## Hints
1. What does your function return for 2 classes? And what is ln 2?
2. Which base have `exp` and the logarithm in the cross entropy?
3. In the line that computes what is expected, use `math.log`, which is the natural logarithm.
"""

from grader.course.patch import replace

patch = replace("math.log(num_classes)", "math.log2(num_classes)")
variants = (replace("math.log(num_classes)", "math.log10(num_classes)"),)
