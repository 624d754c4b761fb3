"""The means of the ranks are averaged, although the ranks count differently.

## What happens
Each rank's mean counts the same, whether it stands for 2 examples or for 10. That is
another definition, and it agrees with the mean over all examples only if all ranks have
equally many.

## Why it is easy to miss
A sampler that pads gives every rank equally many examples, and then both agree.

See also: `mean_of_batch_means`.

## Hints
1. Rank 0 has 10 examples and rank 1 has 2. How much does one example of each rank count
   with you?
2. Which two numbers of each rank may be added up?
3. Reduce total and count, and divide last.
"""

from grader.course.patch import replace

patch = (
    replace(
        "sums = torch.tensor([total, count], dtype=torch.float64)",
        "mean = torch.tensor(total / count, dtype=torch.float64)",
    )
    + replace("dist.all_reduce(sums)", "dist.all_reduce(mean)")
    + replace("return (sums[0] / sums[1]).item()", "return (mean / dist.get_world_size()).item()")
)
