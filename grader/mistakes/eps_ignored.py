"""The argument eps is not used.

## What happens
A number that stands in the code decides how far the entries are moved, whatever the
caller asks for.

## Why it is easy to miss
As long as nobody passes another eps, the default is what is used.

## Hints
1. Which results change when you call your function with another eps?
2. Where does the name eps occur in your code?
3. Write `eps` in every place where 1e-6 stands, but for the default in the first line.
"""

from grader.course.patch import before

patch = before("gradient = torch.zeros_like(w)", "eps = 1e-6")
