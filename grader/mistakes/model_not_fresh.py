"""One model goes through all learning rates.

## What happens
Only the first rate starts from the beginning. Every later one goes on with what the rates
before it have left: a trained model looks good with any small rate, and a model that a
large rate has ruined looks bad with all of them.

## Why it is easy to miss
The first entry is right, and the losses fall from rate to rate as one would hope.

## Hints
1. Which weights does the model have when the second rate begins?
2. How often is `make_model()` called in your code, and how often should it be?
3. Call `model = make_model()` inside the loop over the rates, and make the optimizer after
   it.
"""

from grader.course.patch import hoist

patch = hoist("model = make_model()")
