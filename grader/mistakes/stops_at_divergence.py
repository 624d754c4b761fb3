"""The sweep ends at the first rate whose loss is not finite.

## What happens
The rates after that one are never tried, and the result has fewer entries than there are
rates.

## Why it is easy to miss
In ascending order everything after the first rate that diverges would most likely diverge
as well.

## Hints
1. How many entries does your result have, and how many rates were given?
2. Which statement of yours leaves the loop over the rates?
3. Append `inf` for that rate and go on with the next one.
"""

from grader.course.patch import replace

patch = replace(
    "losses.append(final if _A else math.inf)",
    "if not _A:\n    losses.append(math.inf)\n    break\nlosses.append(final)",
)
variants = (
    replace(
        "losses.append(final if _A else math.inf)",
        "if not _A:\n    break\nlosses.append(final)",
    ),
)
