"""An entry is not put back before the next one is moved.

## What happens
Each entry is moved by eps. If it stays there, the next one is tried at another point, and
at the end w, or the copy that is worked on, has moved in every entry.

## Why it is easy to miss
With a tiny eps nobody sees the difference, and where every entry acts by itself there is
none.

## Hints
1. Print w, or the copy of it that you move, after the loop. What should it be?
2. At which point is f evaluated for the second entry?
3. Keep the entry before moving it and put it back afterwards, or make a new copy of w for
   each entry.
"""

from grader.course.patch import drop, replace

patch = drop("flat[i] = kept")
variants = (
    replace("gradient = torch.zeros_like(w)", "w = w.clone()\ngradient = torch.zeros_like(w)")
    + drop("flat[i] = kept"),
    replace(
        "gradient = torch.zeros_like(w)",
        "gradient = torch.zeros_like(w)\nhigher, lower = w.clone(), w.clone()",
    )
    + replace("flat[i] = kept + eps", "higher.view(-1)[i] = kept + eps")
    + replace("flat[i] = kept - eps", "lower.view(-1)[i] = kept - eps")
    + replace("above = f(w)", "above = f(higher)")
    + replace("below = f(w)", "below = f(lower)")
    + drop("flat[i] = kept"),
)
