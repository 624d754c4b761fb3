"""The difference is taken to one side only.

## What happens
Only one of the two points is a step away: `(f(w + eps) - f(w)) / eps` is a forward
difference, `(f(w) - f(w - eps)) / eps` a backward one. Their error shrinks with eps, that
of the central one with eps². Where f is curved, the slope on one side is not the slope at
w.

## Why it is easy to miss
With a tiny eps and float64 the two agree to many digits.

## Hints
1. At which two points do you evaluate f, and where does w lie between them?
2. With eps = 0.1 and f(w) = w², what do you get at w = 1, and what should it be?
3. Evaluate f on both sides of w, and divide by the distance of the two points: `(f(w + eps) -
   f(w - eps)) / (2 * eps)`, where only one entry of w is moved at a time and put back before
   the next one.
"""

from grader.course.patch import drop, replace

BY_EPS = replace("(above - below) / (2 * eps)", "(above - below) / eps")
# f at w itself comes first: an entry that is not put back stays where it was moved to
AT_W_FIRST = drop("flat[i] = kept - eps", "below = f(w)") + replace(
    "flat[i] = kept + eps", "below = f(w)\nflat[i] = kept + eps"
)

patch = replace("flat[i] = kept - eps", "flat[i] = kept") + BY_EPS
variants = (
    drop("flat[i] = kept + eps") + BY_EPS,
    AT_W_FIRST + BY_EPS,
)
