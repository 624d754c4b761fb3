"""Positive and negative differences cancel, because nothing is squared.

## What happens
The mean of the plain differences is 0 as soon as they balance, however large they are.
It can be made ever smaller by predicting ever less.

## Why it is easy to miss
For a model that is always too high it looks like an error.

## Hints
1. What does your function return for the differences 5 and -5?
2. What has to happen to each difference before the mean is taken?
3. Square them first: `((prediction - target) ** 2).mean()`.
"""

from grader.course.patch import replace

patch = replace("losses = (prediction - target) ** 2", "losses = prediction - target")
