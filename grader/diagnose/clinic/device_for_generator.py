"""`torch.Generator` takes a device, not a seed.

## What it means
What stands in the brackets of `torch.Generator(...)` is the device that it draws for. A number is
read as that of an accelerator, which this machine does not have.

## The usual cause
The seed is handed over where the generator is made.

## Hint
Make it with empty brackets and seed it afterwards: `generator = torch.Generator()`, then
`generator.manual_seed(...)` with the seed.
"""

messages = {"*": r"(?i)accelerator|cuda|device"}
line = r"Generator\("
