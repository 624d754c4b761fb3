"""The weights of the checkpoint are never put into the model.

## What happens
The optimizer and the schedule go on, but with the weights that the fresh model happened
to have.

## Why it is easy to miss
The file holds everything, and loading it raises no error.

## Hints
1. Compare a weight of the model before and after loading.
2. What is done with the model's part of the checkpoint?
3. In the function that loads, between reading the file and returning, call
   `model.load_state_dict(checkpoint["model"])`.
"""

from grader.course.patch import drop

patch = drop('model.load_state_dict(checkpoint["model"])')
