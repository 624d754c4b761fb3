"""The scheduler is stepped forward after loading, instead of being given its state.

## What happens
The optimizer's saved state has the learning rate of the saved epoch already. Steps of a fresh
scheduler change that rate once more, so the schedule is applied twice over.

## Why it is easy to miss
The scheduler counts right afterwards, and without the optimizer's state it would be nearly right.

See also: `scheduler_not_restored`.

## Hints
1. What is the learning rate before saving, and what is it after loading?
2. Which loaded state holds the learning rate, and what do steps of the scheduler do to it?
3. When loading, put `scheduler.load_state_dict(...)` in the place of the steps, with the state that
   was saved.
"""

from grader.course.patch import replace

patch = replace(
    'scheduler.load_state_dict(checkpoint["scheduler"])',
    'for _ in range(checkpoint["epoch"]):\n    scheduler.step()',
)
variants = (
    replace(
        'scheduler.load_state_dict(checkpoint["scheduler"])',
        'for _ in range(checkpoint["epoch"] + 1):\n    scheduler.step()',
    ),
)
