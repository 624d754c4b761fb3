"""The inputs are not divided by the standard deviation.

## What happens
Something is subtracted from each input, and the difference is not divided. Inputs measured in
large numbers keep large values, and their weights get much larger gradients than others.

## Why it is easy to miss
Subtracting is half of the formula and looks like all of it. With `std` in the line, brackets
decide: in `x - mean / std` the mean alone is divided.

## Hints
1. What is the standard deviation of your standardised inputs?
2. What does the division in your line divide, if there is one?
3. In the line that standardises an input, put the difference in brackets and divide it: `(x -
   mean) / std`.
"""

from grader.course.patch import replace

patch = replace("(self.x[index] - self.mean) / self.std", "self.x[index] - self.mean")
variants = (
    replace("(self.x[index] - self.mean) / self.std", "self.x[index] - self.mean / self.std"),
)
