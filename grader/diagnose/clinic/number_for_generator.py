"""A number is handed over where a generator is asked for.

## What it means
The argument `generator` takes a `torch.Generator`, which holds the state that random numbers are
drawn from. A seed is only what such a state is set to.

## The usual cause
The seed itself is handed on as `generator=seed`.

## Hint
Make one and seed it, `generator = torch.Generator()` and `generator.manual_seed(seed)`, and hand
over `generator=generator`.
"""

messages = {
    "TypeError": (
        r"received an invalid combination of arguments - got \(.*generator=(int|float)|"
        r"argument 'generator' must be (torch\._C\.|torch\.)?Generator"
    ),
}
