"""A finite loss is taken for one that is not, because of its size or sign.

## What happens
The test asks for more than whether the loss is finite. A limit on its size, or a question about
its sign or whether it is 0, is another test. Which losses are large depends on the task: a
squared error in cents is ten thousand times that in whole units.

## Why it is easy to miss
Ordinary losses pass, and one that explodes is refused, so the test seems to work.

## Hints
1. What does your function do with a loss of 1e30, with 0, and with a negative one?
2. Which values are not finite? Is a large number one of them?
3. In your condition, ask `isfinite` of the loss and nothing else: no limit of your own
   beside it.
"""

from grader.course.patch import replace

CHECK = "not torch.isfinite(loss)"

patch = replace(CHECK, "not torch.isfinite(loss) or abs(loss) > 1000000.0")
variants = (
    replace(CHECK, "not torch.isfinite(loss) or loss > 1000000.0"),
    replace(CHECK, "not torch.isfinite(loss) or loss < 0"),
    replace(CHECK, "not torch.isfinite(loss) or loss <= 0"),
    replace(CHECK, "not torch.isfinite(loss) or not loss"),
    replace("math.isfinite(final)", "math.isfinite(final) and final < 1000.0"),
    replace("math.isfinite(final)", "final < 1000.0"),
)
