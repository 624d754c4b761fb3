"""It stops one call too late or too early.

## What happens
With a patience of 3 the third call in a row without improvement is the one that stops.
Here it is the fourth, or the second.

## Why it is easy to miss
Training stops, and after about the right number of epochs. Also, rules differ: torch's
`ReduceLROnPlateau` lowers the rate when the count is *greater* than its patience, which
is one call later than the rule asked for here.

## Hints
1. Set the patience to 1 and feed a loss that is worse than the first. What is returned?
2. Is the count compared before or after the current call was counted, and with `>` or
   `>=`?
3. Count the current call first, then compare: `waited >= patience`.
"""

from grader.course.patch import replace

patch = replace("self.waited >= self.patience", "self.waited > self.patience") | replace(
    "waited >= patience", "waited > patience"
)
variants = (
    replace("self.waited >= self.patience", "self.waited + 1 >= self.patience")
    | replace("waited >= patience", "waited + 1 >= patience"),
)
