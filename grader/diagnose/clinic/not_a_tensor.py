"""Something other than a tensor stands where a tensor belongs.

## What it means
The argument `{name}` has to be a tensor. It is of the type `{kind}`.

## The usual cause
Arguments are in the wrong order; the model itself is handed over where its output is
meant, `loss_fn(model, y)` for `loss_fn(model(x), y)`; or a plain number or a list
stands for a tensor.

## Hint
Hand over the tensor: `model(x)` for the model's output, `torch.tensor(...)` for a plain
number or a list.
"""

messages = {
    "TypeError": (
        r"argument '(?P<name>\w+)'.* must be Tensor, not "
        r"(?!torch\.return_types|(ReLU|GELU|Tanh|Sigmoid|Softmax|LogSoftmax|Dropout|Flatten|"
        r"(MSE|L1|CrossEntropy|NLL|BCE|BCEWithLogits|SmoothL1|Huber|KLDiv)Loss)\b)(?P<kind>[\w.]+)"
    ),
}
