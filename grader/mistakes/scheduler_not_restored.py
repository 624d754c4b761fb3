"""The scheduler starts again from its first epoch.

## What happens
The scheduler counts epochs. A fresh one counts from 0, so the rate is changed at the
wrong epochs after the resume.

## Why it is easy to miss
The rate itself is stored with the optimizer and is right at first. A schedule that
changes the rate by the same factor in every epoch never shows it.

See also: `scheduler_stepped_forward`.

## Hints
1. What is `scheduler.last_epoch` before saving and after loading?
2. When will a schedule that halves the rate every ten epochs halve it next?
3. Save `scheduler.state_dict()` and load it with `scheduler.load_state_dict(...)`.
"""

from grader.course.patch import drop

patch = drop('scheduler.load_state_dict(checkpoint["scheduler"])')
