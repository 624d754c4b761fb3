"""A layer or a loss stands where its result is meant.

## What it means
`{kind}` is something to call. It was made in this place or before, and not called with
a tensor, so there is no result yet.

## The usual cause
The tensor was handed to the class: `nn.{kind}(x)` makes one with `x` as a setting.

## Hint
Make it first and call it then, `nn.{kind}()(x)`, or use the function in
`torch.nn.functional` for it.
"""

messages = {
    "TypeError": (
        r"(?:unsupported operand type\(s\) for \S+ (?:'[\w.]+' and )?'|must be Tensor, not )"
        r"(?P<kind>(?:ReLU|GELU|Tanh|Sigmoid|Softmax|LogSoftmax|Dropout|Flatten|(?:MSE|L1|"
        r"CrossEntropy|NLL|BCE|BCEWithLogits|SmoothL1|Huber|KLDiv)Loss))\b"
    ),
}
