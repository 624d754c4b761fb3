"""The bias of the first layer is added behind the ReLU.

## What happens
A bias inside a ReLU moves the place where a hidden unit switches on. Behind it, it only
lifts the result, and every unit switches on at the origin.

## Why it is easy to miss
All five arguments are used, all shapes fit, and all gradients arrive.

## Hints
1. What does your first layer give before the ReLU?
2. The bias belongs to the Linear layer. Where does the Linear layer end?
3. In the line of the hidden layer, put `b1` inside the brackets of the ReLU: `torch.relu(x @
   w1.T + b1)`.
"""

from grader.course.patch import replace

patch = replace("torch.relu(_A + b1)", "torch.relu(_A) + b1")
