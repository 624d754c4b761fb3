"""The losses come in another order than the rates.

## What happens
The rates are sorted or turned around before they are tried. Whoever reads the result puts
each loss beside the wrong rate.

## Why it is easy to miss
Rates are usually given in ascending order, and then sorting changes nothing.

## Hints
1. To which rate belongs the first entry of your result?
2. In which order does your loop go through the rates, and in which were they given?
3. Let the outer loop go through the rates as they were given: `for lr in learning_rates:`.
"""

from grader.course.patch import replace

patch = replace("learning_rates", "sorted(learning_rates)")
variants = (
    replace("learning_rates", "sorted(learning_rates, reverse=True)"),
    replace("learning_rates", "reversed(learning_rates)"),
)
