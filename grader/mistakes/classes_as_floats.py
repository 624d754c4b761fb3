"""The classes are returned as floats.

## What happens
You return 2.0 where class 2 is meant: your result has a float dtype, be it by `.float()` or
because it was filled into a tensor of floats. It still compares equal to the labels, but a
float can be no index, and losses read float targets as probabilities.

## Why it is easy to miss
2.0 and 2 are equal, so an accuracy comes out right, and printed without a dtype the two look
nearly the same.

## Hints
1. What is the dtype of your result, and which dtype do labels have?
2. Which of your lines makes floats of what `argmax` gives, or makes the tensor that it is
   written into?
3. Let the line that returns be `return logits.argmax(dim=1)`, with no conversion behind it:
   that is int64 already.
"""

from grader.course.patch import replace, where

patch = where("def predict_classes(logits): ...") + replace("return _A", "return (_A).float()")
