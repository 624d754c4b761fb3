"""The velocity is kept with the opposite sign.

## What happens
Gradients are subtracted from the velocity, and the velocity is added to the parameter. The
two signs cancel for the parameters, but the list holds the negative of what was asked.

## Why it is easy to miss
The parameters are right as long as the velocity begins with zeros.

## Hints
1. Compare the signs of your velocities with those of the gradients.
2. A velocity may come with numbers from before. Which way does it move the parameter then?
3. Add the gradient to the velocity, and subtract lr times the velocity from p.
"""

from grader.course.patch import replace, where

patch = (
    where("for p, v in zip(params, velocity, strict=True): ...")
    + replace("v.copy_(_A + _G)", "v.copy_(_A - _G)")
    + replace("p -= _B", "p += _B")
)
