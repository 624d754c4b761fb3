"""How far an entry is moved depends on the entry.

## What happens
The distance is eps times a number that grows with the entry's size, and not eps. A central
difference over another distance is another number, and an entry of 0 is not moved at all where
the distance is a share of it.

## Why it is easy to miss
Numerical libraries choose distances that way, and with a small eps the results are close.

## Hints
1. By how much does your code move an entry of 3, and one of 0?
2. What does the text call eps?
3. Add `eps` itself to the entry, subtract `eps` itself, and divide by `2 * eps`.
"""

from grader.course.patch import Patch, replace

QUOTIENT = "result[i] = (above - below) / (2 * eps)"


def moved_by(step: str) -> Patch:
    """Return the mistake with this distance."""
    return (
        replace("flat[i] = kept + eps", f"flat[i] = kept + {step}")
        + replace("flat[i] = kept - eps", f"flat[i] = kept - {step}")
        + replace(QUOTIENT, f"result[i] = (above - below) / (2 * {step})")
    )


patch = moved_by("(eps * abs(kept))")
variants = (moved_by("(eps * max(1.0, abs(kept)))"), moved_by("(eps * (1 + abs(kept)))"))
