"""`.{name}` is a value, and is called like a function.

## What it means
Round brackets behind something call it. `.{name}` holds something of the type `{kind}`, which
is read without brackets.

## The usual cause
`.{name}` is taken for a method of the same name.

## Hint
Write it without round brackets: {found}
"""

table = {
    "requires_grad": "`p.requires_grad` reads it, `p.requires_grad = False` sets it.",
    "shape": "`x.shape` holds all sizes, and `x.shape[0]` the first.",
    "grad": "`p.grad` reads it, `p.grad = None` empties it.",
    "training": "`model.training` reads it, `model.eval()` and `model.train()` set it.",
    "dtype": "`x.dtype` is the type of the numbers.",
    "device": "`x.device` is where the numbers are.",
    "data": "`p.data` is the tensor without its graph.",
    "T": "`w.T` is the matrix with rows and columns exchanged.",
    "ndim": "`x.ndim` is the number of dimensions.",
    "grad_fn": "`x.grad_fn` is the operation that made the tensor.",
    "is_leaf": "`x.is_leaf` says whether the tensor was made directly.",
}
messages = {
    "TypeError": (
        r"'(?P<kind>bool|int|NoneType|torch\.Size|torch\.dtype|torch\.device|Tensor|Parameter|"
        r"\w+Backward\d*)' object is not callable"
    ),
}
line = rf"(?<!torch)(?<!autograd)(?<!func)\.(?P<name>{'|'.join(table)})\("
