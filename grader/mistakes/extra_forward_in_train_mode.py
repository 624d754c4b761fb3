"""The model runs twice per batch in train mode.

## What happens
Each forward pass in train mode moves the running statistics of BatchNorm. Two per batch
count every batch twice.

## Why it is easy to miss
The weights are unaffected, and without BatchNorm there is no difference but time.

## Hints
1. How often does the model run for one batch?
2. What does a BatchNorm layer do in every forward pass in train mode?
3. Run the model once per batch and use that output for everything.
"""

from grader.course.patch import after

patch = after("logits = model(x)", "model(x)") | after("prediction = model(x)", "model(x)")
