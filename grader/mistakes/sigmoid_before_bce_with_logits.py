"""A sigmoid is applied before a loss that contains one.

## What happens
The loss takes raw scores and does the sigmoid itself. Given probabilities, which lie
between 0 and 1, its own sigmoid makes numbers between 0.5 and 0.73 of them: no entry
can ever be called improbable, and the loss cannot get near 0.

## Why it is easy to miss
Training works a little, and rounding the probabilities gives sensible decisions.

## Hints
1. In which range are the numbers that go into the loss, and in which do they come out?
2. What does `with_logits` say about the argument?
3. Leave your sigmoid out and use the scores as they are.
"""

from grader.course.patch import before

patch = before("losses = logits.clamp(min=0) - _A + _B", "logits = torch.sigmoid(logits)")
