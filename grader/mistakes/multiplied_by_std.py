"""The inputs are multiplied by the standard deviation instead of divided.

## What happens
Multiplying undoes a standardisation. Inputs with a wide spread become wider still.

## Why it is easy to miss
The formula is right for the way back, from standardised values to the original ones.

## Hints
1. Is the spread of your inputs larger or smaller than before?
2. Which operation makes a spread of `std` into a spread of 1?
3. In the line that standardises an input, divide by std: `(x - mean) / std`.
"""

from grader.course.patch import replace

patch = replace("(self.x[index] - self.mean) / self.std", "(self.x[index] - self.mean) * self.std")
