"""An argument is changed in place.

## What happens
Operations such as `x *= 2` or `x -= mean` write into the tensor that the caller handed
over. The caller's data is different afterwards, and a second use starts from changed
values.

## Why it is easy to miss
The result is right. Only whoever uses the data again notices.

## Hints
1. Print the argument before and after the call. Is it the same?
2. Which of your operations write into a tensor instead of making a new one?
3. Use `x = x * 2` or `x - mean`, which make a new tensor.
"""

from grader.course.patch import before, replace

SQUARES = "losses = (prediction - target) ** 2"

patch = replace("return 2 * x + 1", "x *= 2\nx += 1\nreturn x") | (
    replace("self.x = x", "x -= mean\nx /= std\nself.x = x")
    + replace("(self.x[index] - self.mean) / self.std", "self.x[index]")
    | replace(
        "return logits.argmax(dim=1)",
        "logits.sub_(logits.max(dim=1, keepdim=True).values)\nreturn logits.argmax(dim=1)",
    )
    | replace(
        "dw = 2 * (x.T @ error) / len(x)",
        "x *= error.unsqueeze(1)\ndw = 2 * x.mean(dim=0)",
    )
)
variants = (
    replace("return 2 * x + 1", "x *= 2\nreturn x + 1"),
    replace(
        "return (self.x[index] - self.mean) / self.std, self.y[index]",
        """
row = self.x[index]
row.sub_(self.mean).div_(self.std)
return row, self.y[index]
""",
    ),
    replace(SQUARES, "prediction.sub_(target)\nlosses = prediction**2"),
    replace(SQUARES, "losses = prediction.sub_(target).pow_(2)"),
    replace(SQUARES, "losses = target.sub_(prediction) ** 2"),
    replace(
        "shifted = _A", "logits.sub_(logits.max(dim=1, keepdim=True).values)\nshifted = logits"
    ),
    replace("changed = x.clone()", "changed = x"),
    before("return dw, db", "w.sub_(0.1 * dw)\nb.sub_(0.1 * db)"),
)
