"""Every class is counted as a yes-or-no question of its own.

## What happens
ln 2 is the loss of one question with two answers when both are equally probable. Here exactly
one of C classes is right, which is one question with C answers: its loss is ln C, not C · ln 2.

## Why it is easy to miss
With a sigmoid for each class and the losses added up, C · ln 2 is what one would see.

## Hints
1. What does your function return for 1000 classes, and what is -ln(1/1000)?
2. With which probability does a guess among C classes hit the right one?
3. Take minus the log of 1/C: `math.log(num_classes)`.
"""

from grader.course.patch import replace

patch = replace("return math.log(num_classes)", "return num_classes * math.log(2)")
