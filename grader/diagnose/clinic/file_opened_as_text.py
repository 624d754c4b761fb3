"""A file for bytes is opened as text.

## What it means
What is written or read here are bytes, and the file was opened for text.

## The usual cause
`open(path, "w")` and `open(path)` are for text. `torch.save`, `torch.load` and `pickle` work with
bytes.

## Hint
Hand the path itself to `torch.save` and `torch.load`, or open the file with `"wb"` for writing
and `"rb"` for reading.
"""

messages = {
    "TypeError": r"write\(\) argument must be str, not (bytes|memoryview)",
    "UnicodeDecodeError": r".*",
}
