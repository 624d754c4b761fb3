"""With a single example the batch dimension is squeezed away.

## What happens
`squeeze()` removes every dimension of size 1. For N = 1 the logits (1, C) become (C,),
and the loss takes the classes for examples: the batch sizes do not match.

## Why it is easy to miss
For every other batch size `squeeze()` does nothing here; the last batch of an epoch may
have one example.

See also: `squeezed_batch`.

## Hints
1. What shape have your logits when x holds one example?
2. Which dimensions does `squeeze()` remove?
3. Leave it out; where a dimension has to go, name it: `squeeze(1)`.
"""

from grader.course.patch import replace, where

patch = where("return loss") + replace("logits = model(x)", "logits = model(x).squeeze()")
