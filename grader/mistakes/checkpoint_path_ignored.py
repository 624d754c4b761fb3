"""The path is ignored: all checkpoints share one file.

## What happens
Every call writes to the same place, whatever path it is given. The second checkpoint
replaces the first, and loading the first one gives back the second. Once the files under
the given paths are moved to another machine, there is nothing to load at all.

## Why it is easy to miss
With a single checkpoint, saved and loaded by the same code, everything fits.

## Hints
1. Save two checkpoints under two names. Which files are there?
2. Where does your code use the argument `path`?
3. Hand the argument on in both functions: `torch.save(checkpoint, path)` in the one,
   `torch.load(path)` in the other.
"""

from grader.course.patch import replace

patch = replace(
    "torch.save(checkpoint, path)", 'torch.save(checkpoint, "checkpoint.pt")'
) + replace("torch.load(path)", 'torch.load("checkpoint.pt")')
