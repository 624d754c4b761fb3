"""The inputs are scaled, but not centred.

## What happens
Only the division by the standard deviation is done. The values keep their level, and
their mean is not near 0.

## Why it is easy to miss
The spread is right, and data that is centred already shows no difference.

## Hints
1. What is the mean of your standardised inputs?
2. Which of the two statistics does your code not use?
3. In the line that standardises an input, subtract before you divide: `(x - mean) / std`.
"""

from grader.course.patch import replace

patch = replace("(self.x[index] - self.mean) / self.std", "self.x[index] / self.std")
