"""The inputs are divided by the square of the standard deviation.

## What happens
The square of the standard deviation is the variance. Divided by it, inputs whose spread is `std`
get a spread of 1 / std instead of 1: inputs measured in large numbers become very small, and
those measured in small numbers become large.

## Why it is easy to miss
Where the spread is near 1, its square is near 1 as well.

## Hints
1. What is the standard deviation of your standardised inputs?
2. In which unit is a variance, if the inputs are in centimetres?
3. In the line that standardises an input, divide once by std: `(x - mean) / std`.
"""

from grader.course.patch import replace

patch = replace(
    "(self.x[index] - self.mean) / self.std", "(self.x[index] - self.mean) / self.std**2"
)
