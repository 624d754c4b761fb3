"""Mean and standard deviation have changed places.

## What happens
The standard deviation is subtracted, and the mean is the divisor. The result has neither a mean
of 0 nor a spread of 1, and where a mean is near 0 it becomes very large.

## Why it is easy to miss
The formula looks right where the names are right: two parameters in another order than the caller
hands them over are enough.

## Hints
1. Which mean and which spread have your standardised inputs?
2. In which order are mean and std handed over, and which name gets which of them?
3. Take `mean` before `std` in the parameters of `__init__`, and standardise by `(x - mean) / std`.
"""

from grader.course.patch import replace

patch = replace("(self.x[index] - self.mean) / self.std", "(self.x[index] - self.std) / self.mean")
