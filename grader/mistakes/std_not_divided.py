"""The inputs are centred, but not scaled.

## What happens
Only the mean is subtracted. Inputs measured in large numbers keep large values, and
their weights get much larger gradients than others.

## Why it is easy to miss
The values lie around 0 as they should.

## Hints
1. What is the standard deviation of your standardised inputs?
2. Which of the two statistics does your code not use?
3. In the line that standardises an input, put the difference in brackets and divide it: `(x -
   mean) / std`.
"""

from grader.course.patch import replace

patch = replace("(self.x[index] - self.mean) / self.std", "self.x[index] - self.mean")
variants = (
    replace("(self.x[index] - self.mean) / self.std", "self.x[index] - self.mean / self.std"),
)
