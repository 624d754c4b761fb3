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
   f(w - eps)) / (2 * eps)`, where only one entry of w is moved at a time and put back
   before the next one.
"""

from grader.course.patch import replace

BY_EPS = replace("(above - below) / (2 * eps)", "(above - below) / eps")

patch = replace("flat[i] = kept - eps", "flat[i] = kept") + BY_EPS
variants = (
    replace("flat[i] = kept + eps", "flat[i] = kept") + BY_EPS,
    # and the entry stays where it was moved to
    replace("flat[i] = kept", "flat[i] = kept + eps")
    + replace("flat[i] = kept - eps", "flat[i] = kept")
    + BY_EPS,
    replace("flat[i] = kept", "flat[i] = kept - eps")
    + replace("flat[i] = kept + eps", "flat[i] = kept")
    + BY_EPS,
)
