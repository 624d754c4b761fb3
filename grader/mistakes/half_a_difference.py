"""A one-sided difference is divided by both sides' distance.

## What happens
The two points at which f is evaluated are eps apart, and the difference is divided by
2 · eps, as if they were twice as far apart.

## Why it is easy to miss
An entry moved up by eps and back down by eps is not below w but at w.

## Hints
1. By which factor do your numbers differ from the expected ones?
2. Print the entry at each of the two calls of f. How far apart are they?
3. From +eps to -eps it goes down by `2 * eps`.
"""

from grader.course.patch import drop, replace

patch = replace("flat[i] = kept - eps", "flat[i] = kept")
variants = (
    drop("flat[i] = kept + eps"),
    # f at w itself comes first: an entry that is not put back stays where it was moved to
    drop("flat[i] = kept - eps", "below = f(w)")
    + replace("flat[i] = kept + eps", "below = f(w)\nflat[i] = kept + eps"),
)
