"""NumPy is asked to take a tensor that requires gradients.

## What it means
An array of NumPy does not remember how it was computed. So torch makes none of a tensor
that gradients have to go back through.

## The usual cause
`.numpy()`, or a function of NumPy, is used on a prediction, a loss or a parameter.

## Hint
Use torch's function of the same name where gradients are needed, such as `torch.exp`;
elsewhere write `.detach().numpy()`, or `.item()` for a single number. For a shape or a dtype
no array is needed: the tensor has them itself.
"""

messages = {
    "RuntimeError": r"Can't call numpy\(\) on Tensor that requires grad",
}
