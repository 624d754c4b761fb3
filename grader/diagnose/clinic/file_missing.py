"""There is no such file.

## What it means
A file is opened that is not there, or its folder is not there.

## The usual cause
The path that was handed over is not the one that is used: a fixed name or folder is
written in the code, or a path that was saved earlier is read back, and its file has moved
since.

## Hint
Use the argument for the path as it comes, both for saving and for loading, and keep what
belongs together in one file.
"""

messages = {
    "FileNotFoundError": r".*",
}
